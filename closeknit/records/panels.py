"""The tab of a record's page that holds its files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.records import files
from closeknit.records.models import Attachment
from closeknit.web import panels
from closeknit.web.panels import Panel, Place

SHOWN = 200


def register() -> None:
    """Put the tab on every record's page; called once when the program starts."""
    panels.register(
        Panel(
            "attachments",
            gettext_lazy("Attachments"),
            Place.TAB,
            "records/attachments.html",
            show,
            icon="paperclip",
            counted=files.counted,
            rank=70,
        )
    )


def show(record: Any, actor: Actor, error: str = "") -> dict[str, Any]:
    """The context of the tab's template."""
    found = list(files.of(record, actor)[: SHOWN + 1])
    kind = kinds[record.kind]
    editable = "edit" in gate.rights(kind, record.pk, actor, ("edit",), binned=record.binned_at is not None)
    plural = kind.plural
    return {
        "files": [_file(one, plural, editable) for one in found[:SHOWN]],
        "more": files.count(record, actor) - SHOWN if len(found) > SHOWN else 0,
        "upload_url": reverse("attach", args=[plural, record.pk]) if editable else "",
        "limit": _("up to %(most)d MB") % {"most": settings.UPLOAD_LIMIT // 2**20},
        "error": error,
    }


def _file(one: Attachment, plural: str, editable: bool) -> dict[str, Any]:
    place = [plural, one.record_id, one.pk]
    return {
        "id": one.pk,
        "name": one.name,
        "size": filesizeformat(one.size),
        "by": one.created_by.name if one.created_by else "Closeknit",
        "moment": one.created_at,
        "url": reverse("file", args=place),
        "remove_url": reverse("remove_file", args=place) if editable else "",
    }
