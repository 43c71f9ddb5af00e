"""Doors of what a company adds: fields, segments, kinds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.sweep.doors.door import WRONG_STATE, Asks, Door, Way, nothing, page, program, send

if TYPE_CHECKING:
    from tests.sweep.world import Subject


# What a company adds to a kind: read by whoever sees the kind, changed by who may shape it.
MAY_SHAPE: Asks = ("kind:shape",)


def _field(subject: Subject) -> dict[str, Any]:
    return {"definition": subject.rows["definition"]}


DOORS: dict[str, Door] = {
    "fields_home": Door((page(("kind:organization.shape",)),)),
    "fields": Door((page(MAY_SHAPE),)),
    "field_add": Door((page(MAY_SHAPE), send(MAY_SHAPE, lambda s: {"label": "Newcomer", "type": "text", "scope": "all"}))),
    "segments_home": Door((page(("kind:organization.shape",)),)),
    "segments": Door((page(MAY_SHAPE),)),
    "segment_rename": Door((send(MAY_SHAPE, lambda s: {"name": "Up there"}),), words=lambda s: {"segment": s.rows["unused"]}),
    "segment_retire": Door((send(MAY_SHAPE),), words=lambda s: {"segment": s.rows["unused"]}),
    "segment_reinstate": Door((send(MAY_SHAPE),), words=lambda s: {"segment": s.rows["retired_segment"]}),
    "segment_add": Door((page(MAY_SHAPE, "territory=north"), send(MAY_SHAPE, lambda s: {"name": "Newcomers"}, query="territory=north")), also=WRONG_STATE),
    "field_group": Door((send(MAY_SHAPE, lambda s: {"label": "Selling"}),), words=lambda s: {"group": s.rows["group"]}),
    "field": Door((page(MAY_SHAPE), send(MAY_SHAPE, lambda s: {"label": "Area", "scope": "all"})), words=_field),
    "field_rename": Door((send(MAY_SHAPE, lambda s: {"label": "Area"}),), words=_field),
    "field_move": Door((send(MAY_SHAPE, lambda s: {"way": "down"}),), words=_field),
    "field_retype": Door((page(MAY_SHAPE), page(MAY_SHAPE, "type=text"), send(MAY_SHAPE, lambda s: {"type": "text"})), words=lambda s: {"definition": s.rows["narrow"]}),
    "field_retire": Door((send(MAY_SHAPE),), words=lambda s: {"definition": s.rows["narrow"]}),
    "field_reinstate": Door((send(MAY_SHAPE),), words=lambda s: {"definition": s.rows["retired"]}),
    "field_promote": Door((send(MAY_SHAPE),), words=_field),
}  # fmt: skip
KINDS: Asks = ("kind:kind.shape",)
NEW_KIND = {"label": "Newcomer", "label_plural": "Newcomers"}
DOORS |= {
    "kinds": Door((page(KINDS),)),
    "kind_add": Door((page(KINDS), page(KINDS, "find=wa"), send(KINDS, lambda s: {**NEW_KIND, "icon": "scale"}))),
    "kind": Door((page(KINDS), send(KINDS, lambda s: NEW_KIND)), words=lambda s: {"key": s.kind}, also=(404,)),
    "kind_remove": Door((send(KINDS),), words=lambda s: {"key": s.kind}, also=(*WRONG_STATE, 404)),
    "api:list_kinds": program(
        Way(("GET",), ("signed-in",)), Way(("POST",), KINDS, json=lambda s: NEW_KIND), words=nothing
    ),
    "api:read_kind": program(
        Way(("GET",), ("knows:",)),
        Way(("PATCH",), KINDS, json=lambda s: {"label": "Firm"}),
        Way(("DELETE",), KINDS),
        words=lambda s: {"key": s.kind},
    ),
}
# A kind that is shipped stays as it is, and so does one that is used.
DOORS["api:read_kind"] = replace(DOORS["api:read_kind"], also=(*WRONG_STATE, 404))
