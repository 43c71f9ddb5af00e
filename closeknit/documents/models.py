"""The table of documents."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from closeknit.records.models import Record
from closeknit.records.tracking import changes


class Status(models.TextChoices):
    """How far a document is."""

    DRAFT = "draft", _("Draft")
    VALID = "valid", _("In force")
    REPLACED = "replaced", _("Replaced")
    ENDED = "ended", _("Ended")


class Document(Record):
    """Something written, drawn or signed. Its files are versions of it, the newest the current one; or it lies elsewhere, at `link`."""

    record_ptr = models.OneToOneField(
        Record, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="document"
    )
    status = models.CharField(_("status"), max_length=40, null=True, blank=True)
    dated = models.DateField(_("date"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    link = models.TextField(_("link"), null=True, blank=True)
    description = models.TextField(_("description"), null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("status"), F("record_ptr"), name="document_status"),
            models.Index(F("valid_until"), F("record_ptr"), name="document_valid_until"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(dated=None) | Q(valid_until=None) | Q(valid_until__gte=F("dated")),
                name="document_ends_after_its_date",
            ),
        ]


DocumentWas = changes(Document)
