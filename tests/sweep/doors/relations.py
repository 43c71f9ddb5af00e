"""Doors of what ties records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from closeknit.records.relationships import displays
from tests.sweep.doors.door import WRONG_STATE, Door, Way, nothing, page, program, send, the_record

if TYPE_CHECKING:
    from tests.sweep.world import Subject


# Relationships: seen with the record that they are read from, changed by who may change it; a record that is not seen cannot be named.
def _tie(subject: Subject) -> dict[str, Any]:
    return {**the_record(subject), "relationship": subject.rows.get("relationship", 0)}


def _new_tie(subject: Subject) -> dict[str, Any]:
    return {"type": "supplier_of", "other": f"#{subject.rows.get('tied', 0)}"}


MANAGES_TIES = ("kind:relationship-type.manage",)
NEW_TYPE = {"label": "audits", "reverse": "audited by"}
DOORS: dict[str, Door] = {
    "relationships": Door(
        (page(("sees",)), *(page(("sees",), f"view={key}") for key in displays.DISPLAYS)), words=the_record
    ),
    "relate": Door(
        (page(("sees", "may:edit")), send(("sees", "may:edit"), _new_tie)), words=the_record, also=WRONG_STATE
    ),
    "relationship_suggest": Door((page(("sees",), "q=zq"), page(("sees",), "q=Acme")), words=the_record),
    "relationship": Door(
        (page(("sees", "may:edit")), send(("sees", "may:edit"), lambda s: {"since": "2024-03-01"})), words=_tie
    ),
    "relationship_end": Door((send(("sees", "may:edit")),), words=_tie),
    "relationship_remove": Door((send(("sees", "may:edit")),), words=_tie),
    "relationship_types": Door((page(MANAGES_TIES),)),
    "relationship_type_add": Door((page(MANAGES_TIES), send(MANAGES_TIES, lambda s: NEW_TYPE))),
    "relationship_type": Door(
        (page(MANAGES_TIES), send(MANAGES_TIES, lambda s: {"retired": "yes"})), words=lambda s: {"type_key": "knows"}
    ),
    "api:list_relationships": Door(
        (
            Way(("GET",), ("sees",)),
            Way(
                ("POST",),
                ("sees", "may:edit"),
                json=lambda s: {"type": "supplier_of", "other": s.rows.get("tied", 0), "direction": "backward"},
            ),
        ),
        the_record,
        api=True,
        also=WRONG_STATE,  # a record that they do not see cannot be named
    ),
    "api:relationship": Door(
        (
            Way(("GET",), ("sees",)),
            Way(("PATCH",), ("sees", "may:edit"), json=lambda s: {"note": "as was said"}),
            Way(("DELETE",), ("sees", "may:edit")),
        ),
        _tie,
        api=True,
        also=(404,),  # a relationship to a record that they do not see is not there for them
    ),
    "api:list_types": program(
        Way(("GET",), ("signed-in",)), Way(("POST",), MANAGES_TIES, json=lambda s: NEW_TYPE), words=nothing
    ),
    "api:change_type": program(
        Way(("PATCH",), MANAGES_TIES, json=lambda s: {"retired": True}), words=lambda s: {"type_key": "knows"}
    ),
}

# Somebody has left: the verb looks at their posts, and says so where they have none.
DOORS |= {
    "has_left": Door(
        (page(("sees", "may:edit")), send(("sees", "may:edit"), lambda s: {"last_day": "2026-01-31", "version": "1"})),
        words=the_record,
        also=WRONG_STATE,
    ),
    "api:has_left": Door(
        (Way(("POST",), ("sees", "may:edit"), json=lambda s: {"last_day": "2026-01-31"}),),
        the_record,
        api=True,
        also=WRONG_STATE,
    ),
}
