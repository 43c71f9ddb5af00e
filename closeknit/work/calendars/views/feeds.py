"""Calendars of other programs: the address at which they read ours, and files that they write."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.records.models import Record
from closeknit.web.shell import offer_undo
from closeknit.work.calendars import feeds, invitations, reading


@require_http_methods(["GET", "POST"])
def address(request: Request) -> HttpResponse:
    """Whether one has an address, and one button to make or renew it; a new one is shown once, in the answer."""
    url = ""
    if request.method == "POST":
        secret = feeds.renew(request.actor)
        url = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
    context = {"feed": feeds.of(request.actor), "url": url, "back_url": reverse("calendar")}
    return render(request, "work/calendars/address.html", context)


@require_http_methods(["POST"])
def withdraw(request: Request) -> HttpResponse:
    """End the address."""
    feeds.withdraw(request.actor)
    return redirect("calendar_address")


@require_http_methods(["GET", "POST"])
def take(request: Request) -> HttpResponse:
    """Take the meetings of an iCalendar file, about the record that the address names."""
    gate.check("meeting", request.actor, "create")
    about = _about(request)
    context: dict[str, Any] = {"about": about, "back_url": about.address if about else reverse("calendar")}
    if request.method == "POST":
        try:
            context["taken"] = taken = _taken(request, about)
        except Refused as refused:
            return render(request, "work/calendars/take.html", {**context, "error": refused.sentence}, status=422)
        context["said"] = invitations.said(taken)
        if taken.made or taken.changed:
            offer_undo(request, context["said"])
    return render(request, "work/calendars/take.html", context)


def _taken(request: Request, about: Any) -> invitations.Taken:
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused(_("Choose a file first."), field="file", code="required")
    return invitations.take(sent.read(reading.LARGEST + 1), by=request.actor, about=about)


def _about(request: Request) -> Record | None:
    given = request.GET.get("about", "")
    pk = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    return gate.rows(Record, request.actor).filter(pk=pk).first()
