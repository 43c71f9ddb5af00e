"""The models of a company's own kinds: records by another name, so that the gate and the verbs know them apart."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.apps.registry import Apps

from closeknit.records.models import Record


class Beside(Apps):
    """A register beside Django's own, so that a kind made while the program runs changes nothing of what others rely on.

    It knows what points to records, and so do its models.
    """

    @cache  # noqa: B019 - one register lives as long as the process, and Django's own clears this
    def get_models(self, include_auto_created: bool = False, include_swapped: bool = False) -> list[Any]:
        """Django's models, and ours."""
        return [*apps.get_models(include_auto_created, include_swapped), *self.all_models["profiles"].values()]


BESIDE = Beside()


@cache
def model_of(key: str) -> type[Record]:
    """The model of the own kind with that key: the very same for as long as the process lives."""
    meta = type("Meta", (), {"proxy": True, "app_label": "profiles", "apps": BESIDE})
    return type(f"Own_{key}", (Record,), {"__module__": __name__, "Meta": meta})
