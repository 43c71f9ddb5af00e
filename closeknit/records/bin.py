"""The bin: what was put into it, newest first, for whoever may restore it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from closeknit.access import gate, people
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import kinds
from closeknit.records.models import Record
from closeknit.web import marks
from closeknit.web.cursors import packed, unpacked

PAGE = 50


def page(request: Request) -> tuple[list[dict[str, Any]], str]:
    """The rows of `web/bin.html` and the address of the next ones, "" at the end."""
    seen = gate.rows(Record, request.actor, "restore").order_by("-binned_at", "-id")
    if after := request.GET.get("after", ""):
        moment, pk = unpacked(after, (datetime,))
        seen = seen.filter(Q(binned_at__lt=moment) | Q(binned_at=moment, id__lt=pk))
    found = list(seen.values_list("binned_at", "id", "kind", "name", "binned_by_id")[: PAGE + 1])
    names = people.names(row[4] for row in found if row[4])
    rows = [_row(row, names) for row in found[:PAGE]]
    return rows, f"{request.path}?after={packed(*found[PAGE - 1][:2])}" if len(found) > PAGE else ""


def _row(row: tuple[Any, ...], names: dict[int, str]) -> dict[str, Any]:
    moment, pk, key, name, by = row
    kind = kinds[key]
    return {
        "id": pk,
        "name": name,
        "ref": marks.ref(kind.address(pk, name), name, pk, kind.shape),
        "kind_label": kind.label,
        "kind_icon": kind.icon,
        "by": names.get(by, "Closeknit"),
        "moment": moment,
        "restore_url": reverse("restore", args=[kind.plural, pk]),
    }
