"""Doors of the API: tokens only, a session opens nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sweep import shape
from tests.sweep.doors.door import ALL, Asks, Door, Way, a_contact, a_file, nothing, program, the_record

if TYPE_CHECKING:
    from tests.sweep.world import Subject


KNOWN: Asks = ("knows:",)
SHAPES: Asks = (*KNOWN, "kind:shape")


def _definition(subject: Subject) -> dict[str, Any]:
    return {"classification": subject.rows["definition"]}


# The API: tokens only, a session opens nothing here.
DOORS: dict[str, Door] = {
    "api:list_records": program(
        Way(("GET",), ("kind:see",)),
        Way(("GET",), ("kind:see",), "q=zq&sort=-updated_at&limit=500&count=exact"),
        Way(("POST",), ("kind:create",), json=lambda s: s.new_json),
    ),
    "api:read_record": program(
        Way(("GET",), ("finds",)),
        Way(("PATCH",), ("sees", "may:edit"), json=lambda s: {"number": "number nine"}),
        Way(("DELETE",), ("sees", "may:bin")),
    ),
    "api:restore_record": program(Way(("POST",), ("restores",))),
    "api:batch_records": program(
        Way(("POST",), ("kind:see",), json=lambda s: {"items": [s.new_json, {"id": s.pk, "number": "number ten"}]})
    ),
    "api:list_files": program(
        Way(("GET",), ("sees",)), Way(("POST",), ("sees", "may:edit"), form=lambda s: {"file": a_file()})
    ),
    "api:download_file": program(
        Way(("GET",), ("sees",)),
        Way(("DELETE",), ("sees", "may:edit")),
        words=lambda s: {**the_record(s), "file": s.rows.get("file", s.pk)},
    ),
    "api:undo_change": program(Way(("POST",), ("finds", "undoes:edit")), words=lambda s: {"change": s.edited_in}),
    "api:read_batch": program(Way(("GET",), ("nobodys",)), words=lambda s: {"pk": 0}),
    "api:timeline": program(Way(("GET",), ("sees",))),
    "api:changes": program(Way(("GET",), ("sees",))),
    "api:list_contact_forms": program(Way(("GET",), ("signed-in",)), words=nothing),
    "api:log_contact": program(Way(("POST",), ("sees", "may:note"), json=lambda s: {"form": "call"})),
    "api:contact": program(
        Way(("GET",), ("sees",)),
        Way(("PATCH",), ("sees", "may:note", "may:edit"), json=lambda s: {"text": "Another word."}),
        Way(("DELETE",), ("sees", "may:note", "may:edit")),
        words=a_contact,
    ),
    "api:list_verbs": program(Way(("GET",), ("signed-in",)), words=nothing),
    "api:run_verb": program(
        Way(("POST",), ("sees", "may:note"), json=lambda s: {"text": "A word."}),
        words=lambda s: {**the_record(s), "word": "note"},
    ),
    "api:list_classifications": program(
        Way(("GET",), ("signed-in",)),
        Way(("GET",), ("kind:organization.see",), "kind=organization"),
        Way(
            ("POST",),
            ("kind:organization.shape",),
            json=lambda s: {"kind": s.kind, "label": "Newcomer", "type": "text"},
        ),
        words=nothing,
    ),
    "api:read_classification": program(
        Way(("GET",), KNOWN),
        Way(("PATCH",), SHAPES, json=lambda s: {"label": "Area"}),
        Way(("DELETE",), SHAPES),
        words=_definition,
    ),
    "api:list_segments": program(
        Way(("GET",), ("signed-in",)),
        Way(("GET",), ("kind:organization.see",), "kind=organization"),
        Way(
            ("POST",),
            ("kind:organization.shape",),
            json=lambda s: {"kind": s.kind, "name": "Newcomers", "filter": {"field": shape.OPEN, "op": "not_empty"}},
        ),
        words=nothing,
    ),
    "api:read_segment": program(
        Way(("GET",), KNOWN),
        Way(("PATCH",), SHAPES, json=lambda s: {"name": "Up there"}),
        Way(("DELETE",), SHAPES),
        words=lambda s: {"segment": s.rows["unused"]},
    ),
    "api:retype_classification": program(
        Way(("POST",), SHAPES, json=lambda s: {"type": "text", "preview": True}),
        Way(("POST",), SHAPES, json=lambda s: {"type": "text"}),
        words=lambda s: {"classification": s.rows["narrow"]},
    ),
    "api:move_classification": program(Way(("POST",), SHAPES, json=lambda s: {}), words=_definition),
    "api:restore_classification": program(
        Way(("POST",), SHAPES), words=lambda s: {"classification": s.rows["retired"]}
    ),
    "api:nowhere": program(Way(ALL, ("lost",)), words=nothing),
}
