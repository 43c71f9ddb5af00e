"""The form in which a meeting is planned: its fields, who takes part, and beside them whether they are free."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.access.types import Named
from closeknit.access.verbs import Refused
from closeknit.catalogue.fields import Column, Field, field
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import each
from closeknit.records.forms import NewRecord
from closeknit.web.shell import offer_undo
from closeknit.work.calendars import busy, company

GUEST: Field = field("guest", "", "reference", Column("record"), target="individual")


class NewMeeting(NewRecord):
    """What was typed, with who of us and which of theirs takes part."""

    def __init__(self, actor: Actor, given: QueryDict) -> None:
        super().__init__(kinds["meeting"], actor, given)
        self.with_ = numbers(given)
        self.guest = given.get("guest", "")[:300]

    def values(self) -> dict[str, Any]:
        """The fields and the sets of who takes part. Raises Refused for a guest that is not there."""
        found: dict[str, Any] = dict(super().values())
        if self.with_:
            found["participants"] = [{"user": pk} for pk in self.with_]
        if (guest := GUEST.type.parse(self.guest.strip(), GUEST, self.actor)) is not None:
            found["guests"] = [{"individual": guest.id}]
        return found

    def alike(self) -> list[dict[str, Any]]:
        """None: meetings of one name are not the same."""
        return []


def numbers(given: QueryDict) -> list[int]:
    """The ids of the colleagues who are ticked."""
    return [
        int(one) for one in given.getlist("with")[: company.MOST] if one.isascii() and one.isdigit() and len(one) < 19
    ]


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Plan a meeting."""
    gate.check("meeting", request.actor, "create")
    form = NewMeeting(request.actor, request.POST if request.method == "POST" else request.GET)
    if request.method == "GET":
        return render(request, "work/calendars/plan.html", _context(form, None))
    try:
        made = form.save()
    except Refused as refused:
        return render(request, "work/calendars/plan.html", _context(form, refused), status=422)
    offer_undo(request, _("“%(name)s” added.") % {"name": made.name}, form.key)
    return redirect(made.address)


def _context(form: NewMeeting, refused: Refused | None) -> dict[str, Any]:
    errors = {one.field: one.sentence for one in each(refused)} if refused else {}
    context = form.context(refused)
    named = Named(0, form.guest) if form.guest else None
    return {
        **context,
        "alike_url": "",
        "error": "" if context["error"] == errors.get("guest") else context["error"],
        "people": [(pk, name, pk in form.with_) for pk, name in company.colleagues(form.actor.user_id or 0)],
        "guest": {
            "id": "new-guest",
            "key": "guest",
            "label": _("With"),
            "hint": _("One of theirs. More can be added on its page."),
            "control": GUEST.type.control(named, GUEST, {"name": "guest", "id": "new-guest"}),
            "error": errors.get("guest", ""),
        },
    }


@require_GET
def free(request: Request) -> HttpResponse:
    """Who is free at the time that the form says."""
    gate.check("meeting", request.actor, "create")
    at = busy.wished(request.GET)
    people = busy.look(numbers(request.GET), at, request.actor) if at else []
    return render(request, "work/calendars/free.html", {"people": people, "asked": at is not None})
