"""Today, as far as there is one: the next step of an empty company, and what was changed last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access.requests import Request
from closeknit.catalogue.filters import Where
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.types.value import Operator
from closeknit.web import marks
from closeknit.web.listing import Listing, Row, Sort, count, page

CHANGED = 12
COLUMNS = ("name", "updated_at", "updated_by")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of Today that a higher folder shows: a template, and its context, or None for nobody's business."""

    template: str
    show: Callable[[Request], dict[str, Any] | None]


SECTIONS: list[Section] = []


def _sections(request: Request) -> list[SafeString]:
    shown = ((one.template, one.show(request)) for one in SECTIONS)
    return [render_to_string(template, found, request) for template, found in shown if found is not None]


def context(request: Request) -> dict[str, Any]:
    """The context of `web/today.html`."""
    actor = request.actor
    seen = [kind for kind in kinds if actor.may(kind.key, "see")]
    newest = Sort("updated_at", True)
    changed = [(kind, row) for kind in seen for row in page(Listing(kind, actor, COLUMNS, newest), limit=CHANGED).rows]
    changed.sort(key=lambda one: one[1].values[1], reverse=True)
    return {
        "day": timezone.localdate(),
        "greeting": format_html(_("Good to see you, <b>{}</b>."), actor.name.split(" ")[0]) if actor.name else "",
        "steps": None if changed else _steps(request, seen),
        "mine": [one for kind in seen if (one := _mine(kind, request))] if changed else [],
        "news": [_news(kind, row) for kind, row in changed[:CHANGED]],
        "recent": [],
        "sections": _sections(request) if changed else [],
    }


def _news(kind: Kind, row: Row) -> dict[str, Any]:
    """That a record was changed: which, by whom, when."""
    name, moment, by = row.values
    mention = marks.ref(kind.address(row.id, row.name), name, row.id, "person" if kind.round else "thing")
    who = _("changed by %(name)s") % {"name": by.name} if by and by.name else _("changed")
    return {"icon": "pencil", "html": format_html('{} <span class="quiet">{}</span>', mention, who), "moment": moment}


def _mine(kind: Kind, request: Request) -> dict[str, Any] | None:
    """How many of a kind are somebody's, None where none are."""
    number, exact = count(Listing(kind, request.actor, ("name",), tree=Where("owner", Operator.IS, "me")))
    if not number:
        return None
    shown = number_format(number, force_grouping=True) + ("" if exact else "+")
    return {
        "label": kind.label_plural,
        "count": shown,
        "url": f"{reverse('list', args=[kind.plural])}?owner=me",
        "icon": kind.icon,
    }


def _steps(request: Request, seen: list[Kind]) -> dict[str, Any]:
    verbs = []
    if any(request.actor.may(kind.key, "import") for kind in seen):
        verbs.append({"label": _("Import a file"), "url": "/imports/new/"})
    verbs += [
        {"label": str(kind.add_label), "url": reverse("create", args=[kind.plural])}
        for kind in seen
        if request.actor.may(kind.key, "create")
    ]
    return {
        "sign": "users-round",
        "title": _("Bring in your customers"),
        "text": _(
            "A CSV or Excel file from any program will do. Columns are understood by their names and what stands in them; nothing is written before you say so."
        ),
        "verbs": verbs,
    }
