"""Today, as far as there is one: the next step of an empty company, and what changed on what one looks after."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from closeknit.access.requests import Request
from closeknit.catalogue.filters import Where
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.types.value import Operator
from closeknit.web import marks
from closeknit.web.listing import Listing, Sort, count, page

RECENT = 6


def context(request: Request) -> dict[str, Any]:
    """The context of `web/today.html`."""
    actor = request.actor
    seen = [kind for kind in kinds if actor.may(kind.key, "see")]
    recent = [
        (kind, row)
        for kind in seen
        for row in page(Listing(kind, actor, ("name", "updated_at"), Sort("updated_at", True)), limit=RECENT).rows
    ]
    recent.sort(key=lambda one: one[1].values[1], reverse=True)
    return {
        "day": timezone.localdate(),
        "greeting": format_html(_("Good to see you, <b>{}</b>."), actor.name.split(" ")[0]) if actor.name else "",
        "steps": None if recent else _steps(request, seen),
        "mine": [_mine(kind, request) for kind in seen] if recent else [],
        "news": [],
        "recent": [
            marks.ref(kind.address(row.id, row.name), row.name, row.id, "person" if kind.round else "thing")
            for kind, row in recent[:RECENT]
        ],
    }


def _mine(kind: Kind, request: Request) -> dict[str, Any]:
    number, exact = count(Listing(kind, request.actor, ("name",), tree=Where("owner", Operator.IS, "me")))
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
