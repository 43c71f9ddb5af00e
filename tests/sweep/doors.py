"""What is expected of every door: who comes in, and with what it is knocked at. Doors are found without this file; see finding.py.

Whoever adds a door adds its line here. The words of `asks`, answered in this order by the oracle:
public: anybody, signed in or not · signed-in: anybody who is · kind:V: who may do V with some record of the kind of the address, else 403
(kind:K.V names another kind) · scope:V: a token's scopes let it do V with the kind (scope:K.V with another), else 403 · knows: who sees records of the kind (knows:K of another), else 404 · sees: who sees the record, else 404 · finds: or finds it in the bin · import: the import is theirs or they manage imports, else 404 · restores: it is in the bin and they may restore
it, else 404 · live: it is not in the bin, else 404 · may:V: who may do V to this record, else 403 · undoes:V: V, or restore where it is in the bin,
else 403 · lost: 404 for all, signed in or not · nobodys: 404 for all who are signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from closeknit.directory.leaving import Told
from closeknit.records.files import Kept
from closeknit.records.relationships import displays
from closeknit.web import panels
from closeknit.web.panels import Place
from tests.sweep import shape

if TYPE_CHECKING:
    from tests.sweep.world import Subject

type Asks = tuple[str, ...]
type Sample = Callable[[Subject], dict[str, Any]]

READ = ("GET",)  # a list or a page is looked at; HEAD is refused like every other method that a page does not have
ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def _nothing(subject: Subject) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Way:
    """One way through a door: its methods, what it asks, the query and the body with which it is tried.

    `form` is sent as a form, `json` as JSON. `writes` excuses a safe method that writes, and says why.
    """

    methods: tuple[str, ...]
    asks: Asks
    query: str = ""
    form: Sample = _nothing
    json: Callable[[Subject], Any] | None = None
    writes: str = ""
    htmx_only: bool = False


@dataclass(frozen=True)
class Door:
    """One route: its ways, and the words of its address beside `kind` and `pk`, taken from the subject."""

    ways: tuple[Way, ...]
    words: Sample = _nothing
    api: bool = False
    also: tuple[int, ...] = ()  # statuses with which a door that was open still says that it is not the time
    # methods of libraries' own views that are not refused by 405 but are not ours to speak of either
    careless: tuple[str, ...] = field(default=())


def _record(subject: Subject) -> dict[str, Any]:
    return {"pk": subject.pk}


def page(asks: Asks, query: str = "", **more: Any) -> Way:
    """A way that only shows."""
    return Way(READ, asks, query, **more)


def send(asks: Asks, form: Sample = _nothing, **more: Any) -> Way:
    """A way that changes something by a form."""
    return Way(("POST",), asks, form=form, **more)


def program(*ways: Way, words: Sample = _record) -> Door:
    """A door of the API."""
    return Door(ways, words, api=True)


def a_file() -> SimpleUploadedFile:
    """A file to attach, new for each request, since reading empties it."""
    return SimpleUploadedFile("plan.txt", b"words")


def a_table() -> SimpleUploadedFile:
    """A file to import, new for each request."""
    return SimpleUploadedFile("fair.csv", b"Name,City\nKestrel,Ripon\n")


WRONG_STATE = (409, 422)
# What stands behind a tab of a record's page is shown to whoever finds the record.
TABS = [key for key, panel in panels.PANELS.items() if panel.place is Place.TAB]
EXPORTED = "an export is told in the timeline: who took a list away is business data of ours, and repeating it takes nothing away"

OWN_COLUMNS = (
    f"column=name&column={'&column='.join((*shape.KEYS, shape.CITY, shape.SECRET, shape.POINTER))}&sort=-{shape.OPEN}"
)

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
        words=lambda s: {**_record(s), "slug": s.slug},
    ),
    "record_by_id": Door((page(("finds",)),), words=_record),
    "fact": Door(
        (
            page(("finds", "live", "may:edit")),
            page(("finds",), "show"),
            send(("finds", "live", "may:edit"), lambda s: {"value": "number seven", "version": s.version}),
        ),
        words=lambda s: {**_record(s), "key": "number"},
    ),
    "discard": Door((send(("sees", "may:bin")),), words=_record),
    "restore": Door((send(("restores",)),), words=_record),
    "note": Door((send(("sees", "may:note"), lambda s: {"text": "A word."}),), words=_record),
    "timeline": Door((page(("sees",)),), words=_record),
    "history": Door((page(("sees",)),), words=_record),
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


# People, roles and teams are for who manages them; one's own settings for everybody; a link is nobody's in particular.
MANAGES = ("kind:user.manage",)


def _somebody(subject: Subject) -> dict[str, Any]:
    return {"user": subject.rows.get("user", 0)}


def _team(subject: Subject) -> dict[str, Any]:
    return {"team": subject.rows.get("team", 0)}


def _person_form(subject: Subject) -> dict[str, Any]:
    return {"name": "New Comer", "email": "newcomer@brightwell.example", "roles": ["own"]}


DOORS |= {
    "people": Door((page(MANAGES), page(MANAGES, "q=colleague"))),
    "person_add": Door((page(MANAGES), send(MANAGES, _person_form))),
    "person": Door((page(MANAGES), send(MANAGES, _person_form)), words=_somebody),
    "person_deactivate": Door((send(MANAGES),), words=_somebody),
    "person_reactivate": Door((send(MANAGES),), words=_somebody),
    "person_invite": Door((send(MANAGES),), words=_somebody),
    "roles": Door((page(MANAGES),)),
    "teams": Door((page(MANAGES),)),
    "team_add": Door((page(MANAGES), send(MANAGES, lambda s: {"name": "West", "parent": ""}))),
    "team": Door((page(MANAGES), send(MANAGES, lambda s: {"name": "Far South", "parent": ""})), words=_team),
    "team_remove": Door((send(MANAGES),), words=_team, also=WRONG_STATE),
    "my_settings": Door((page(("signed-in",)), send(("signed-in",), lambda s: {"language": "de", "zone": "UTC"}))),
    "welcome": Door(
        (page(("lost",)), send(("lost",), lambda s: {"password": "a word"})), words=lambda s: {"key": "x" * 43}
    ),
}


# Relationships: seen with the record that they are read from, changed by who may change it; a record that is not seen cannot be named.
def _tie(subject: Subject) -> dict[str, Any]:
    return {**_record(subject), "relationship": subject.rows.get("relationship", 0)}


def _new_tie(subject: Subject) -> dict[str, Any]:
    return {"type": "supplier_of", "other": f"#{subject.rows.get('tied', 0)}"}


MANAGES_TIES = ("kind:relationship-type.manage",)
NEW_TYPE = {"label": "audits", "reverse": "audited by"}
DOORS |= {
    "relationships": Door(
        (page(("sees",)), *(page(("sees",), f"view={key}") for key in displays.DISPLAYS)), words=_record
    ),
    "relate": Door((page(("sees", "may:edit")), send(("sees", "may:edit"), _new_tie)), words=_record, also=WRONG_STATE),
    "relationship_suggest": Door((page(("sees",), "q=zq"), page(("sees",), "q=Acme")), words=_record),
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
        _record,
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
        Way(("GET",), ("signed-in",)), Way(("POST",), MANAGES_TIES, json=lambda s: NEW_TYPE), words=_nothing
    ),
    "api:change_type": program(
        Way(("PATCH",), MANAGES_TIES, json=lambda s: {"retired": True}), words=lambda s: {"type_key": "knows"}
    ),
}

# Somebody has left: the verb looks at their posts, and says so where they have none.
DOORS |= {
    "has_left": Door(
        (page(("sees", "may:edit")), send(("sees", "may:edit"), lambda s: {"last_day": "2026-01-31", "version": "1"})),
        words=_record,
        also=WRONG_STATE,
    ),
    "api:has_left": Door(
        (Way(("POST",), ("sees", "may:edit"), json=lambda s: {"last_day": "2026-01-31"}),),
        _record,
        api=True,
        also=WRONG_STATE,
    ),
}

# Files, and the pages that speak of the product itself.
DOORS |= {
    "parts": Door((page(("signed-in",)),)),
    "attach": Door((send(("sees", "may:edit"), lambda s: {"file": a_file()}),), words=_record),
    "file": Door((page(("sees",)),), words=lambda s: {**_record(s), "file": s.rows.get("file", s.pk)}),
    "remove_file": Door(
        (send(("sees", "may:edit")),), words=lambda s: {**_record(s), "file": s.rows.get("file", s.pk)}
    ),
    "api_docs": Door((Way(("GET", "HEAD"), ("public",)),)),
    "api_description": Door(
        (Way(ALL, ("public",)),), api=True, also=(401,)
    ),  # a stranger may read it, a token that no longer counts is told so
}

# Documents: filed by whoever may add one; what is not seen cannot be named as what it concerns.
FILES = ("kind:document.create",)
DOORS["document_add"] = Door(
    (page(FILES), page(FILES, "concerns=1"), send(FILES, lambda s: {"name": "Drawing", "file": a_file()}))
)

# Tasks: added in one line by whoever may add one; done, given and dropped by whoever may change it, which test_tasks_seen tries.
DOORS |= {
    "task_quick": Door(
        (
            page(("kind:task.create",)),
            page(("kind:task.create",), "line=call+tomorrow+%40Priya&on=/organizations/1/"),
            send(("kind:task.create",), lambda s: {"line": "call tomorrow every month", "on": "/"}),
        )
    ),
    "notices": Door((page(("signed-in",)), page(("signed-in",), "count"))),
    "notices_read": Door((send(("signed-in",)),)),
    "notice": Door((send(("nobodys",)),), words=lambda s: {"notice": 0}),
    "task_give": Door((page(("nobodys",)), send(("nobodys",))), words=lambda s: {"pk": 0}),
    "task_drop": Door((page(("nobodys",)), send(("nobodys",))), words=lambda s: {"pk": 0}),
    "task_act": Door((send(("nobodys",)),), words=lambda s: {"pk": 0, "word": "do"}),
}

# The demonstration's doors are there on its own machine only; the sweep comes from elsewhere.
DOORS |= {
    "demo_people": Door((page(("lost",)),)),
    "demo_be": Door((send(("lost",), lambda s: {"as": "ada"}),)),
    "demo_fair": Door((page(("signed-in", "lost")),)),
}

# Imports: seen by who made them and by who manages them; whoever may import no more sees none.
MINE = ("import", "kind:import")
DOORS |= {
    "imports": Door((page(("kind:import",)),)),
    "import_new": Door((page(("kind:import",)), send(("kind:import",), lambda s: {"kind": s.kind, "file": a_table()}))),
    "import": Door((page(MINE),), words=_record),
    "import_columns": Door((page(MINE), send(MINE)), words=_record, also=WRONG_STATE),
    "import_progress": Door((page(MINE),), words=_record),
    **{
        name: Door((send(MINE),), words=_record, also=WRONG_STATE)
        for name in ("import_start", "import_stop", "import_discard", "import_undo")
    },
    "import_refused": Door((page(MINE),), words=_record),
    "import_rows": Door((page(MINE),), words=lambda s: {**_record(s), "outcome": "refused"}),
    "import_answer": Door(
        (send(MINE),), words=lambda s: {**_record(s), "line": 2, "same": 0}, also=(*WRONG_STATE, 404)
    ),
    **{
        name: Door((send(MINE),), words=lambda s: {**_record(s), "line": 2}, also=(*WRONG_STATE, 404))
        for name in ("import_leave", "import_correct", "import_tick")
    },
    "import_answer_all": Door((send(MINE, lambda s: {"answer": "same"}),), words=_record, also=WRONG_STATE),
    "import_undo_row": Door((send(MINE),), words=lambda s: {**_record(s), "line": 2}, also=(*WRONG_STATE, 404)),
}

# The side bar is one's own; only what one sees can be pinned.
DOORS |= {
    "side_bar": Door(
        (page(("signed-in",)), send(("signed-in",), lambda s: {"do": "hide", "shown": "kind-organization"}))
    ),
    "side_bar_pin": Door((send(("signed-in",), lambda s: {"label": "York", "address": "/organizations/?city=York"}),)),
    "pin_record": Door((send(("sees",)),), words=_record),
}

# Saved views: one of a colleague's that everybody sees, so that only who shapes the kind may change it.
TENDS: Asks = ("kind:see", "kind:shape")


def _view(subject: Subject) -> dict[str, Any]:
    return {"view": subject.rows["view"]}


DOORS |= {
    "view_add": Door((send(("kind:see",), lambda s: {"name": "Near", "shared": "nobody", "address": "city=York"}),)),
    "view_counts": Door((page(("kind:see",)),)),
    "view": Door((send(TENDS, lambda s: {"name": "Nearer"}),), words=_view),
    "view_remove": Door((send(TENDS),), words=_view),
    "view_restore": Door((send(TENDS),), words=lambda s: {"view": s.rows["removed_view"]}),
}
KEEPS: Asks = ("knows:", "scope:view", "kind:shape")
DOORS |= {
    "api:list_views": program(
        Way(("GET",), ("signed-in",)),
        Way(("GET",), ("kind:organization.see",), "kind=organization"),
        Way(
            ("POST",),
            ("kind:organization.see", "scope:organization.view"),
            json=lambda s: {"kind": "organization", "name": "Near", "address": "city=York"},
        ),
        words=_nothing,
    ),
    "api:read_view": program(
        Way(("GET",), ("knows:",)),
        Way(("PATCH",), KEEPS, json=lambda s: {"name": "Nearer"}),
        Way(("DELETE",), KEEPS),
        words=_view,
    ),
    "api:restore_view": program(Way(("POST",), KEEPS), words=lambda s: {"view": s.rows["removed_view"]}),
}

# What a company adds to a kind: read by whoever sees the kind, changed by who may shape it.
MAY_SHAPE: Asks = ("kind:shape",)


def _field(subject: Subject) -> dict[str, Any]:
    return {"definition": subject.rows["definition"]}


DOORS |= {
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
        Way(("GET",), ("signed-in",)), Way(("POST",), KINDS, json=lambda s: NEW_KIND), words=_nothing
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
KNOWN: Asks = ("knows:",)
SHAPES: Asks = (*KNOWN, "kind:shape")


def _definition(subject: Subject) -> dict[str, Any]:
    return {"classification": subject.rows["definition"]}


# The API: tokens only, a session opens nothing here.
DOORS |= {
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
        words=lambda s: {**_record(s), "file": s.rows.get("file", s.pk)},
    ),
    "api:undo_change": program(Way(("POST",), ("finds", "undoes:edit")), words=lambda s: {"change": s.edited_in}),
    "api:timeline": program(Way(("GET",), ("sees",))),
    "api:changes": program(Way(("GET",), ("sees",))),
    "api:list_verbs": program(Way(("GET",), ("signed-in",)), words=_nothing),
    "api:run_verb": program(
        Way(("POST",), ("sees", "may:note"), json=lambda s: {"text": "A word."}),
        words=lambda s: {**_record(s), "word": "note"},
    ),
    "api:list_classifications": program(
        Way(("GET",), ("signed-in",)),
        Way(("GET",), ("kind:organization.see",), "kind=organization"),
        Way(
            ("POST",),
            ("kind:organization.shape",),
            json=lambda s: {"kind": s.kind, "label": "Newcomer", "type": "text"},
        ),
        words=_nothing,
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
        words=_nothing,
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
    "api:nowhere": program(Way(ALL, ("lost",)), words=_nothing),
}

type Arguments = Callable[[Subject], tuple[Any, ...]]

# Every verb is tried by itself, whatever address carries it; these are the arguments that it takes after its subject.
VERBS: dict[str, Arguments] = {
    "records_record.create": lambda s: ({"family_name": "Comer"} if s.kind == "individual" else {"name": "Newcomer"},),
    "records_record.edit": lambda s: ({"number": "number eight"},),
    "records_record.discard": lambda s: (),
    "records_record.restore": lambda s: (),
    "records_files.attach": lambda s: (Kept("0" * 64, 5), "plan.txt"),
    "records_files.remove": lambda s: (s.rows.get("file", 0),),
    "timeline_notes.write": lambda s: ("A word.",),
    "profiles_definitions.add": lambda s: ({"label": "Newcomer", "type": "text"},),
    "profiles_definitions.change": lambda s: (shape.OPEN, {"label": "Area"}),
    "profiles_definitions.move": lambda s: (shape.OPEN,),
    "profiles_definitions.retype": lambda s: (shape.NARROW, {"type": "text"}),
    "profiles_definitions.retire": lambda s: (shape.NARROW,),
    "profiles_definitions.reinstate": lambda s: (s.rows["retired"],),
    "profiles_groups.change": lambda s: (s.rows["group"], "Selling"),
    "profiles_segments.add": lambda s: ({"name": "Newcomers", "filter": {"field": shape.OPEN, "op": "not_empty"}},),
    "profiles_segments.change": lambda s: (s.rows["unused"], {"name": "Up there"}),
    "profiles_segments.reinstate": lambda s: (s.rows["retired_segment"],),
    "profiles_segments.retire": lambda s: (s.rows["unused"],),
    "records_saved_views.add": lambda s: ({"name": "Near", "address": "city=York"},),
    "records_saved_views.change": lambda s: (s.rows["view"], {"name": "Nearer"}),
    "records_saved_views.remove": lambda s: (s.rows["view"],),
    "records_saved_views.restore": lambda s: (s.rows["removed_view"],),
    "directory_leaving.leave": lambda s: (Told(date(2026, 1, 31)),),
    "work_tasks.do": lambda s: (),
    "work_tasks.reopen": lambda s: (),
    "work_tasks.drop": lambda s: ("They called themselves",),
    "work_tasks.move": lambda s: (date(2026, 12, 1),),
    "work_tasks.give": lambda s: (s.rows.get("user", 0),),
    "work_tasks.claim": lambda s: (),
    "work_tasks.release": lambda s: (),
    "work_tasks.tick": lambda s: (s.rows.get("step", 0),),
    "records_relationships.relate": lambda s: (s.rows.get("tied", 0), "supplier_of"),
    "records_relationships.change": lambda s: (s.rows.get("relationship", 0), {"note": "as was said"}),
    "records_relationships.end": lambda s: (s.rows.get("relationship", 0),),
    "records_relationships.remove": lambda s: (s.rows.get("relationship", 0),),
}

# What a verb asks of whoever does it with something that is another's, where that is more than its right.
VERBS_ASK = dict.fromkeys(
    ("records_saved_views.change", "records_saved_views.remove", "records_saved_views.restore"), "shape"
)

# Panels stand on the page of a record, or behind a tab of it, whose cells cover them; one that has an address of its own has a door above.
PANELS: frozenset[str] = frozenset(
    {
        "attachments", "branches", "colleagues", "contacts", "documents", "history", "people", "relationships", "tasks", "ties", "versions",
        "workplaces",
    }
)  # fmt: skip
