"""What the page of a record shows: its head, its facts, its panels, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import Kind
from closeknit.records import facts
from closeknit.records.models import Assignment
from closeknit.records.reading import Beside, Reading
from closeknit.web import marks, panels
from closeknit.web.listing import Listing
from closeknit.web.panels import Panel, Place, Subject

MOST_KEY_FACTS = 5
MOST_BUTTONS = 2  # beside the menu of verbs
EXPORTS = (("CSV", "export_csv"), ("Excel", "export_xlsx"))  # forms of file, and the names of their addresses
RIGHTS = ("see", "edit", "note", "bin", "restore")


type Verbs = Callable[[Reading, frozenset[str]], list[dict[str, Any]]]

# What only records of a kind can do, before what all can, for whoever has these rights over one: kind -> {label, icon, url, key, method}.
OWN_VERBS: dict[str, Verbs] = {}


# What whoever sees a record of any kind can open for it: (name of the address, label, icon).
FURTHER_VERBS: list[tuple[str, Any, str]] = []


# What can be written over a history beside a note: (kind, id, name) -> {label, icon, url}, each a form that opens over the page.
COMPOSING: list[Callable[[Kind, int, str], list[dict[str, Any]]]] = []


def counted(kind: Kind) -> tuple[Beside, ...]:
    """What is read beside a record for its page: the numbers of panels."""
    return tuple(one.counted for one in panels.counting(kind.key) if one.counted)


def record_context(found: Reading, request: Request) -> dict[str, Any]:
    """The context of `web/record.html` of a record read with what `counted` says; `?tab=` opens another tab than the history."""
    actor, kind = request.actor, found.kind
    binned = found.binned_at is not None
    rights = gate.rights(kind, found.id, actor, RIGHTS, binned=binned)
    counts = dict(zip((one.key for one in panels.counting(kind.key)), found.beside, strict=True))
    subject = Subject(found.id, kind.key, found.name, found.binned_at, rights, counts)
    tab = request.GET.get("tab", "")
    opened = next((panel for panel in panels.of(kind.key, Place.TAB) if panel.key == tab), None)
    return {
        **head_context(found, rights),
        "timeline_url": reverse("timeline", args=[kind.plural, found.id]),
        "tabs": _tabs(found, subject, request, tab),
        "groups": facts.groups(found, actor, editable="edit" in rights),
        "add_field_url": _add_field_url(found) if "edit" in rights and actor.may(kind.key, "shape") else "",
        "composer": _composer(found) if "note" in rights else None,
        "timeline": panels.PANELS["history"].show(subject, actor) if opened is None else None,
        "panels": [_panel(one, found, subject, request) for one in panels.of(kind.key, Place.SIDE)]
        if opened is None
        else [],
        "tab_html": render_to_string(opened.template, opened.show(subject, actor), request) if opened else "",
        "page_title": found.name,
    }


def _composer(found: Reading) -> dict[str, Any]:
    url = reverse("note", args=[found.kind.plural, found.id])
    return {"url": url, "forms": [one for compose in COMPOSING for one in compose(found.kind, found.id, found.name)]}


def _add_field_url(found: Reading) -> str:
    return f"{reverse('field_add', args=[found.kind.plural])}?record={found.id}"


def head_context(found: Reading, rights: frozenset[str]) -> dict[str, Any]:
    """The context of `web/record/head.html` for whoever has these rights over the record."""
    binned = found.binned_at is not None
    return {
        "record": _head(found, binned, "restore" in rights),
        "key_facts": _key_facts(found),
        "assignments": _assignments(found),
        "verbs": _verbs(found, rights),
    }


def _head(found: Reading, binned: bool, restorable: bool) -> dict[str, Any]:
    kind = found.kind
    return {
        "id": found.id,
        "name": found.name,
        "kind": kind.shape,
        "kind_label": kind.label,
        "kind_icon": "user-round" if kind.round else kind.icon,
        "version": found.version,
        "status": _status(found),
        "list_url": reverse("list", args=[kind.plural]),
        "list_label": kind.label_plural,
        "binned": binned,
        "restore_url": reverse("restore", args=[kind.plural, found.id]) if restorable else "",
        "url": found.url,
    }


def _status(found: Reading) -> SafeString:
    one, value = found.kind.fields.get(found.kind.status), found.values.get(found.kind.status)
    option = one.option(value) if one and value else None
    return marks.chip(str(option.label), option.tint or "plain") if option else SafeString("")


def _key_facts(found: Reading) -> list[dict[str, Any]]:
    known = found.kind.fields
    shown = [key for key in found.kind.key_facts if found.values.get(key) is not None][:MOST_KEY_FACTS]
    return [
        {
            "label": known[key].label,
            "html": known[key].type.cell(found.values[key], known[key]),
            "note": "",
            "state": "",
        }
        for key in shown
    ]


def _assignments(found: Reading) -> list[dict[str, Any]]:
    labels = dict(Assignment.Function.choices)
    return [
        {
            "label": labels.get(row["function"], row["function"]),
            "html": format_html("{} {}", marks.face(row["user"].name, f"user-{row['user'].id}"), row["user"].name),
            "edit_url": "",
        }
        for row in found.details.get("assignments", ())
    ]


def _verbs(found: Reading, rights: frozenset[str]) -> list[dict[str, Any]]:
    kind = found.kind
    wished = [
        ("history", "see", _("Changes"), "history", "get"),
        ("pin_record", "see", _("Pin to the side bar"), "pin", "post"),
        *((name, "see", str(label), icon, "get") for name, label, icon in FURTHER_VERBS),
        ("discard", "bin", _("Put into the bin"), "trash-2", "post"),
    ]
    own = OWN_VERBS[kind.key](found, rights) if kind.key in OWN_VERBS else []
    args = [kind.plural, found.id]
    return [{**one, "shown": place < MOST_BUTTONS} for place, one in enumerate(own)] + [
        {"label": label, "icon": icon, "url": reverse(name, args=args), "key": "", "method": method, "shown": False}
        for name, right, label, icon, method in wished
        if right in rights
    ]


def _tabs(found: Reading, subject: Any, request: Request, current: str) -> list[dict[str, Any]]:
    history = panels.PANELS["history"]
    tabs: list[dict[str, Any]] = [
        {"key": "", "label": history.label, "count": None, "url": found.url, "current": not current}
    ]
    for panel in panels.of(found.kind.key, Place.TAB):
        tabs.append(
            {
                "key": panel.key,
                "label": panel.label,
                "count": _count(panel, found, subject, request),
                "url": f"{found.url}?tab={panel.key}",
                "current": current == panel.key,
            }
        )
    return tabs


def _count(panel: Panel, found: Reading, subject: Any, request: Request) -> int | None:
    """The number beside a panel's title: read with the record, or asked by the panel."""
    return subject.counts[panel.key] if panel.key in subject.counts else panel.count(subject, request.actor)


def _panel(panel: Panel, found: Reading, subject: Any, request: Request) -> dict[str, Any]:
    shown = panel.show(subject, request.actor)
    return {
        "key": panel.key,
        "title": panel.label,
        "count": _count(panel, found, subject, request),
        "html": render_to_string(panel.template, shown, request),
        "add_url": shown.get("add_url", ""),
        "add_label": shown.get("add_label", ""),
        "all_url": shown.get("all_url", ""),
    }


def state_of(kind: Kind, asked: Listing, clear_url: str, request: Request) -> dict[str, Any]:
    """What a list offers beside its rows: add, export, and words for when there are none."""
    actor = request.actor
    create = (
        {"label": kind.add_label, "url": reverse("create", args=[kind.plural])}
        if actor.may(kind.key, "create")
        else None
    )
    exports = _exports(kind, request) if actor.may(kind.key, "export") else ()
    return {
        "add": create,
        "exports": exports,
        "empty": _empty(kind, asked, create, clear_url, request),
    }


class FileForm(NamedTuple):
    """A form of file, and where it is made."""

    label: str
    url: str


class Export(NamedTuple):
    """What of a list can be had as a file, in several forms."""

    label: str
    forms: tuple[FileForm, ...]


def _exports(kind: Kind, request: Request) -> tuple[Export, ...]:
    """Files of the list: of the columns shown, and of all that the reader sees."""
    shown = request.GET.copy()
    shown.pop("after", None)
    every = shown.copy()
    every.pop("column", None)
    every["columns"] = "all"
    urls = [(label, reverse(name, args=[kind.plural])) for label, name in EXPORTS]
    return tuple(
        Export(label, tuple(FileForm(form, f"{url}?{query.urlencode()}") for form, url in urls))
        for label, query in ((_("Columns shown"), shown), (_("All columns"), every))
    )


def _empty(
    kind: Kind, asked: Listing, create: dict[str, Any] | None, clear_url: str, request: Request
) -> dict[str, Any]:
    if not asked.open:
        return {
            "kind": "filtered",
            "sign": "search-x",
            "title": _("Nothing fits"),
            "text": _("No record you may see fits all of these conditions. Take one away, or begin again."),
            "verbs": [{"label": _("Clear the filter"), "url": clear_url}],
        }
    verbs = [create] if create else []
    if request.actor.may(kind.key, "import"):
        verbs.append({"label": _("Import a file"), "url": "/imports/new/"})
    if not gate.sees_all(kind.key, request.actor):
        return {
            "kind": "closed",
            "sign": "lock",
            "title": _("Nothing here that you may see"),
            "text": _("You see what you or your teams look after, and what was shared with you.")
            + " "
            + (_("Begin with one of your own.") if create else _("Whoever administers Closeknit can give you access.")),
            "verbs": verbs,
        }
    return {
        "kind": "new",
        "sign": kind.icon,
        "title": _("Nobody here yet") if kind.round else _("Nothing here yet"),
        "text": _("Bring in the file you have, or begin with one.")
        if verbs
        else _("Whoever administers Closeknit can give you access."),
        "verbs": verbs,
    }
