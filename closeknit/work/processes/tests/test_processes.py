"""Drawing and publishing: who draws what others carry out must be allowed to do it themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from closeknit.access.actors import Actor, Granted
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import kinds
from closeknit.work.processes import processes
from tests.cast import Cast

KIND = kinds["organization"]


def shaper(cast: Cast, *verbs: str) -> Actor:
    """Priya, who may draw processes about organizations, and these verbs beside."""
    grants = tuple(Granted("organization", verb, "all") for verb in ("see", "shape", *verbs))
    return replace(cast.priya, grants=grants)


def drawn(kind: str, by: Actor, **given: Any) -> Any:
    steps = [{"key": "one", "kind": kind, "label": "One", "given": given, "goes": {}}]
    made = processes.add(KIND, {"name": f"{kind} {len(by.grants)}", "design": {"steps": steps, "starts": {}}}, by=by)
    return processes.publish(KIND, made.pk, by=by)


@pytest.mark.parametrize(
    ("kind", "given", "right"),
    [
        ("set", {"field": "city", "value": "Leeds"}, "edit"),
        ("act", {"verb": "timeline_notes.write", "with": {"text": "Hello"}}, "note"),
    ],
)
def test_nobody_has_others_do_what_they_may_not(cast: Cast, kind: str, given: dict[str, Any], right: str) -> None:
    with pytest.raises(Refused):
        drawn(kind, shaper(cast), **given)
    assert drawn(kind, shaper(cast, right), **given).edition is not None
