"""Words in addresses: the plural of a kind."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import get_converters

from closeknit.access import actors
from closeknit.catalogue.editions import edition
from closeknit.catalogue.kinds import Kind, kinds


class KindConverter:
    """The plural of a registered kind in an address."""

    regex = "[a-z][a-z0-9-]*"

    def to_python(self, value: str) -> Kind:
        """The kind; ValueError, which means no such address, for a word that is none."""
        found = kinds.by_plural(value)
        if (
            found is None and not edition()
        ):  # nobody has said yet who calls, so that what the company added is not known
            actors.learn_edition()
            found = kinds.by_plural(value)
        if found is None:
            raise ValueError(value)
        return found

    def to_url(self, value: Kind | str) -> str:
        """The plural of a kind."""
        return value if isinstance(value, str) else value.plural


def register() -> None:
    """Make `<kind:kind>` known to addresses; whoever uses it calls this first."""
    if "kind" not in get_converters():
        register_converter(KindConverter, "kind")
