"""Today, as far as there is one: the next step of an empty company, and what was changed last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.catalogue.filters import Where
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.types.value import Operator
from closeknit.records.models import Record
from closeknit.web import marks
from closeknit.web.listing import FEW, Listing, counts, little

CHANGED = 12
LATEST = ("-updated_at", "-pk")


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
    changed = _changed(seen, actor)
    return {
        "day": timezone.localdate(),
        "greeting": format_html(_("Good to see you, <b>{}</b>."), actor.name.split(" ")[0]) if actor.name else "",
        "steps": None if changed else _steps(request, seen),
        "mine": _mine(seen, actor) if changed else [],
        "news": [_news(*one) for one in changed],
        "recent": [],
        "sections": _sections(request) if changed else [],
    }


def _changed(seen: list[Kind], actor: Actor) -> list[tuple[Any, ...]]:
    """What was changed last among the records of these kinds, and by whom; two queries at most."""
    partly = [kind for kind in seen if not gate.sees_all(kind.key, actor)]
    found = zip(partly, little([Listing(kind, actor) for kind in partly]), strict=True)
    few = {kind.key: parts for kind, parts in found}
    # Of the few that a reach finds all are gathered: no reach has an index in the order of changes.
    tops = [
        part[:FEW] if kind.key in few and few[kind.key][place] else _latest(part)
        for kind in seen
        for place, part in enumerate(gate.tops(Record, kind, actor, _all))
    ]
    rows = gate.among(Record, tops).order_by(*LATEST)
    return list(rows.values_list("kind", "pk", "name", "updated_at", "updated_by__name")[:CHANGED])


def _all(rows: QuerySet[Record]) -> QuerySet[Record]:
    return rows


def _latest(rows: QuerySet[Record]) -> QuerySet[Record]:
    return rows.order_by(*LATEST)[:CHANGED]


def _news(key: str, pk: int, name: str, moment: datetime, by: str | None) -> dict[str, Any]:
    """That a record was changed: which, by whom, when."""
    kind = kinds[key]
    mention = marks.ref(kind.address(pk, name), name, pk, kind.shape)
    who = _("changed by %(name)s") % {"name": by} if by else _("changed")
    return {"icon": "pencil", "html": format_html('{} <span class="quiet">{}</span>', mention, who), "moment": moment}


def _mine(seen: list[Kind], actor: Actor) -> list[dict[str, Any]]:
    """How many of each kind are somebody's, without those of which none are."""
    own = [Listing(kind, actor, tree=Where("owner", Operator.IS, "me")) for kind in seen]
    return [_number_of(kind, *found) for kind, found in zip(seen, counts(own), strict=True) if found[0]]


def _number_of(kind: Kind, number: int, exact: bool) -> dict[str, Any]:
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
