"""Pages of reports: activity, the contacts behind a number, who has gone quiet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from closeknit.access.requests import Request
from closeknit.catalogue import export
from closeknit.catalogue.refusal import Refused
from closeknit.insight import activity as report
from closeknit.insight import keeping
from closeknit.insight.activity import Asked


@require_GET
def activity(request: Request) -> HttpResponseBase:
    """Contacts and time in some days, as a chart and a table, or as a file."""
    refused = None
    try:
        asked = report.read(request.GET)
    except Refused as wrong:
        refused, asked = wrong, report.read({})
    lines = report.lines(asked, request.actor)
    if request.GET.get("as") == "csv" and refused is None:
        return _file(asked, lines)
    context: dict[str, Any] = {
        "asked": asked,
        "lines": lines,
        "total": report.total(asked, request.actor),
        "bars": report.bars(asked, request.actor),
        "wide": report.WIDE,
        "high": report.HIGH,
        "choices": [(label, key, _address(asked, by=key)) for key, label in _by()],
        "periods": [(label, _address(asked, since=first, until=last)) for label, first, last in report.periods()],
        "file_url": _address(asked, **{"as": "csv"}),
        "error": refused.sentence if refused else "",
    }
    return render(request, "insight/activity.html", context, status=422 if refused else 200)


def _by() -> list[tuple[str, str]]:
    return [("person", _("Person")), ("form", _("Form")), ("customer", _("Customer"))]


def _address(asked: Asked, **other: Any) -> str:
    said = {"since": asked.period.since, "until": asked.period.until, "by": asked.by, **other}
    return f"{reverse('activity')}?{urlencode(said)}"


def _file(asked: Asked, lines: list[report.Line]) -> HttpResponseBase:
    heads = [dict(_by())[asked.by], _("Contacts"), _("They began"), _("We began"), pgettext("time spent", "Seconds")]
    rows = ([one.label, one.contacts, one.theirs, one.ours, one.seconds] for one in lines)
    response = StreamingHttpResponse(export.write_csv(heads, rows), content_type="text/csv; charset=utf-8")
    name = f"activity-{asked.period.since}-{asked.period.until}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def contacts(request: Request) -> HttpResponse:
    """The contacts behind a number."""
    asked = report.read(request.GET)
    context = {
        "asked": asked,
        "contacts": report.behind(asked, request.actor),
        "total": report.total(asked, request.actor),
        "back": _address(asked),
    }
    return render(request, "insight/contacts.html", context)


@require_GET
def quiet(request: Request) -> HttpResponse:
    """Customers who have gone quiet, or prospects whom nobody knows."""
    unknown = request.GET.get("what") == "unknown"
    days = keeping.days(request.GET.get("days", ""))
    rows = keeping.unknown(request.actor) if unknown else keeping.quiet(request.actor, days)
    context = {"rows": rows, "unknown": unknown, "days": days, "on": request.get_full_path()}
    return render(request, "insight/quiet.html", context)
