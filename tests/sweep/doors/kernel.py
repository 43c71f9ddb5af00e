"""Doors that every kind of record has, and those of signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from closeknit.web import panels
from closeknit.web.panels import Place
from tests.sweep import shape
from tests.sweep.doors.door import ALL, Door, Way, a_contact, a_file, page, send, the_record

if TYPE_CHECKING:
    from tests.sweep.world import Subject


# What stands behind a tab of a record's page is shown to whoever finds the record.
TABS = [key for key, panel in panels.PANELS.items() if panel.place is Place.TAB]
EXPORTED = "an export is told in the timeline: who took a list away is business data of ours, and repeating it takes nothing away"

OWN_COLUMNS = (
    f"column=name&column={'&column='.join((*shape.KEYS, shape.CITY, shape.SECRET, shape.POINTER))}&sort=-{shape.OPEN}"
)

# A contact that somebody else logged, as the administrator logged those of the world.
ANOTHERS = ("sees", "may:note", "may:edit")

# allauth's own pages, open to all, send away who has no business there before they look at the method.
LIBRARYS = Door((Way(ALL, ("public",)),), also=(405,))


DOORS: dict[str, Door] = {
    "healthz": Door((Way(ALL, ("public",)),)),
    "readyz": Door((Way(ALL, ("public",)),), also=(503,)),
    # signing in: allauth's own pages, and the page of an empty installation, which leads to them once there is somebody
    "begin": Door(
        (Way(("GET", "POST"), ("public",), form=lambda s: {"name": "X", "email": "x@example.org", "password": "y"}),)
    ),
    "account_login": LIBRARYS,
    "account_logout": LIBRARYS,
    "account_change_password": Door((Way(("GET", "HEAD", "POST"), ("signed-in",)),), careless=("PUT",)),
    "account_signup": LIBRARYS,
    "account_reauthenticate": Door((Way(("GET", "HEAD", "POST"), ("signed-in",)),), careless=("PUT",)),
    # over all kinds
    "home": Door((page(("signed-in",)),)),
    "search": Door((page(("signed-in",), "q=zq"), page(("signed-in",), "q=Acme"))),
    "palette": Door((page(("signed-in",), "q=zq"),)),
    "suggest": Door((page(("signed-in",), "q=zq"),), words=lambda s: {"key": s.kind}),
    "bin": Door((page(("signed-in",)),)),
    "undo": Door(
        (send(("finds", "undoes:edit")),),
        words=lambda s: {"change": s.edited_in},
    ),
    # one kind
    "list": Door(
        (
            page(("kind:see",)),
            page(("kind:see",), "part=count"),
            page(
                ("kind:see",),
                "q=zq&sort=-updated_at&column=name&column=tags&column=parent&column=industry&column=description",
            ),
            page(("kind:see",), OWN_COLUMNS),
            page(("kind:see",), f"view=board&by={shape.OPEN}"),
        )
    ),
    "filter": Door((page(("kind:see",), "add_field=name"),)),
    "filter_typed": Door((page(("kind:see",), "typed=city:york"),)),
    "filter_terms": Door(
        (page(("kind:see",), "q=ci"), page(("kind:see",), "q=city:zq"), page(("kind:see",), "q=parent:zq"))
    ),
    "filter_groups": Door(
        (page(("kind:see",), "city=York"), page(("kind:see",), "g-t=any&f-t.0=city&o-t.0=contains&v-t.0=zq"))
    ),
    "filter_values": Door((page(("kind:see",), "add_field=city&q=zq"), page(("kind:see",), "add_field=name&q=Acme"))),
    "columns": Door((send(("kind:see",), lambda s: {"column": "city", "then": "q=zq"}),)),
    "export_csv": Door(
        (
            page(("kind:export",), "column=email&column=industry&column=description&column=parent", writes=EXPORTED),
            page(("kind:export",), OWN_COLUMNS, writes=EXPORTED),
        )
    ),
    "export_xlsx": Door((page(("kind:export",), "column=email&column=industry&column=parent", writes=EXPORTED),)),
    "create": Door((page(("kind:create",)), send(("kind:create",), lambda s: s.new_form))),
    "alike": Door((send(("kind:create",), lambda s: s.new_form),)),
    # one record
    "record": Door(
        (
            page(("finds",)),
            *(page(("finds",), f"tab={key}") for key in TABS),
            *(page(("finds",), part) for part in ("peek", "card")),
        ),
        words=lambda s: {**the_record(s), "slug": s.slug},
    ),
    "record_by_id": Door((page(("finds",)),), words=the_record),
    "fact": Door(
        (
            page(("finds", "live", "may:edit")),
            page(("finds",), "show"),
            send(("finds", "live", "may:edit"), lambda s: {"value": "number seven", "version": s.version}),
        ),
        words=lambda s: {**the_record(s), "key": "number"},
    ),
    "discard": Door((send(("sees", "may:bin")),), words=the_record),
    "restore": Door((send(("restores",)),), words=the_record),
    "note": Door((send(("sees", "may:note"), lambda s: {"text": "A word."}),), words=the_record),
    # whoever it is under, or with, is named in the form: nobody here
    "contact_log": Door((page(("signed-in",)), send(("signed-in",), lambda s: {"text": "A word."})), also=(422,)),
    "contact": Door((page(ANOTHERS), send(ANOTHERS, lambda s: {"text": "A word."})), words=a_contact),
    "contact_withdraw": Door((send(ANOTHERS),), words=a_contact),
    "timeline": Door((page(("sees",)), page(("sees",), "group=contacts")), words=the_record),
    "history": Door((page(("sees",)),), words=the_record),
}


# Many at once: who may do it to some row of the kind; rows that they may not are left out and told.
def _several(subject: Subject) -> dict[str, Any]:
    return {"id": [subject.pk], "field": "number", "set-number": "7", "add": "fair"}


DOORS |= {
    "selection": Door((page(("kind:see",)), page(("kind:see",), "field=owner"))),
    "batch_edit": Door(
        (
            send(("kind:edit",), lambda s: {**_several(s), "field": "owner", "set-owner": ""}),
            send(("kind:edit",), lambda s: {**_several(s), "field": shape.OPEN, f"set-{shape.OPEN}": "south"}),
        )
    ),
    "batch_tag": Door((send(("kind:edit",), _several),)),
    "batch_discard": Door((send(("kind:bin",), _several),)),
    "batch_restore": Door((send(("signed-in",), _several),)),
    "selection_export": Door((send(("kind:export",), _several),), words=lambda s: {"form": "csv"}),
    "batch": Door((page(("nobodys",)),), words=lambda s: {"pk": 0}),
}

# Files, and the pages that speak of the product itself.
DOORS |= {
    "settings": Door((page(("signed-in",)),)),
    "parts": Door((page(("signed-in",)),)),
    "attach": Door((send(("sees", "may:edit"), lambda s: {"file": a_file()}),), words=the_record),
    "file": Door((page(("sees",)),), words=lambda s: {**the_record(s), "file": s.rows.get("file", s.pk)}),
    "remove_file": Door(
        (send(("sees", "may:edit")),), words=lambda s: {**the_record(s), "file": s.rows.get("file", s.pk)}
    ),
    "api_docs": Door((Way(("GET", "HEAD"), ("public",)),)),
    "api_description": Door(
        (Way(ALL, ("public",)),), api=True, also=(401,)
    ),  # a stranger may read it, a token that no longer counts is told so
}
