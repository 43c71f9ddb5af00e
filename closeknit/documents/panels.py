"""What pages show of documents: beside any record those that concern it, and beside a document its versions."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types import calendar_dates
from closeknit.documents import documents
from closeknit.documents.documents import About
from closeknit.documents.fields import STATUSES
from closeknit.documents.models import Status
from closeknit.records import files
from closeknit.records.models import Attachment
from closeknit.records.relationships import displays
from closeknit.web import marks, panels
from closeknit.web.panels import Panel, Place

FEW = 6
EARLIER = 20


def register() -> None:
    """Put both where they belong; called once when the program starts."""
    side, mine = Place.SIDE, ("document",)
    panels.register(
        Panel("versions", gettext_lazy("File"), side, "documents/versions.html", versions, kinds=mine, first=True)
    )
    panels.register(Panel("documents", gettext_lazy("Documents"), side, "documents/about.html", about, rank=70))
    displays.SHOWN_ELSEWHERE.add((documents.CONCERNS.key, True))


# ------------------------------------------------------------------------------------------------ beside any record


def about(record: Any, actor: Actor) -> dict[str, Any]:
    """The latest documents that concern a record, and the way to one more."""
    found = documents.about(record.pk, actor, FEW + 1)
    adding = record.binned_at is None and actor.may("document", "create")
    query = urlencode({"concerns": record.pk})
    return {
        "documents": [_line(one) for one in found[:FEW]],
        "all_url": f"{reverse('list', args=['documents'])}?{query}" if len(found) > FEW else "",
        "add_url": f"{reverse('document_add')}?{query}" if adding else "",
        "add_label": _("Add document about %(name)s") % {"name": record.name},
    }


def _line(one: About) -> dict[str, Any]:
    option = next((each for each in STATUSES if each.key == one.status), None)
    over = one.valid_until is not None and one.valid_until < timezone.localdate()
    return {
        "document": one,
        "url": kinds["document"].address(one.id, one.name),
        "file_url": reverse("file", args=["documents", one.id, one.file]) if one.file else "",
        "status": marks.chip(str(option.label), option.tint) if option and one.status != Status.VALID else "",
        "dated": _day(one.dated),
        "until": _day(one.valid_until),
        "over": over,
    }


def _day(day: date | None) -> str:
    """A day as fields show it to this reader, "" for none."""
    return calendar_dates.day_writer(get_language() or "en")(day) if day else ""


# ------------------------------------------------------------------------------------------------ beside a document


def versions(document: Any, actor: Actor) -> dict[str, Any]:
    """The newest file of a document, those before it, and the way to a newer one."""
    found = [_file(one) for one in files.of(document, actor)[: EARLIER + 2]]
    editable = document.binned_at is None and "edit" in getattr(document, "rights", ())
    address = kinds["document"].address(document.pk, document.name)
    return {
        "current": found[0] if found else None,
        "earlier": found[1 : EARLIER + 1],
        "all_url": f"{address}?tab=attachments" if len(found) > EARLIER + 1 else "",
        "upload_url": reverse("attach", args=["documents", document.pk]) if editable else "",
        "limit": _("up to %(most)d MB") % {"most": settings.UPLOAD_LIMIT // 2**20},
    }


def _file(one: Attachment) -> dict[str, Any]:
    return {
        "name": one.name,
        "url": reverse("file", args=["documents", one.record_id, one.pk]),
        "size": filesizeformat(one.size),
        "by": one.created_by.name if one.created_by else "Closeknit",
        "moment": one.created_at,
    }
