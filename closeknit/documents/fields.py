"""The fields of documents: their own columns, what they concern, and which of their files is the current one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.fields import Column, Computed, Field, field
from closeknit.catalogue.types.value import Condition, Operator, Option
from closeknit.documents.documents import CONCERNS, LASTING, LONGEST
from closeknit.documents.models import Status
from closeknit.records.models import Attachment, Relationship

TINTS = {Status.DRAFT: "warn", Status.VALID: "good"}
STATUSES = tuple(Option(str(one.value), one.label, TINTS.get(one, "plain")) for one in Status)


def _ties() -> Any:
    return Relationship.objects.filter(LASTING, record_id=OuterRef("pk"), type=CONCERNS.key)


def _first_concern() -> Any:
    return Subquery(_ties().order_by("pk").values("other_id")[:1])


def _current_file() -> Any:
    return Subquery(Attachment.objects.filter(record_id=OuterRef("pk")).order_by("-pk").values("name")[:1])


@dataclass(frozen=True, slots=True)
class Concerned(Computed):
    """The records that a document concerns, kept as relationships: a list shows the first of them, any of them answers a filter."""

    def condition(self, field: Field, operator: Operator, given: object, actor: Any) -> Condition:
        if operator in (Operator.EMPTY, Operator.IS_NOT):
            opposite = Operator.NOT_EMPTY if operator is Operator.EMPTY else Operator.IS
            return ~Q(self.condition(field, opposite, given, actor))
        return Exists(_ties().filter(field.type.condition(operator, F("other_id"), given, field, actor)))


def of_document() -> tuple[Field, ...]:
    """Its columns, then what the database knows from its files and its relationships."""
    name = Column("name", searched=True)
    return (
        field("name", _("Name"), "text", name, required=True, icon="file-text", limit=LONGEST, width="name"),
        field("status", _("Status"), "choice", options=STATUSES, icon="badge-check"),
        field("dated", _("Date"), "date", icon="calendar"),
        field("valid_until", _("Valid until"), "date", icon="calendar-clock"),
        field("link", _("Link"), "url", icon="link", limit=2000, hint=_("Where it lies, if it is not kept here.")),
        field("description", _("Description"), "long_text", icon="file-text"),
        field("concerns", _("Concerns"), "reference", Concerned(_first_concern), icon="waypoints", width="wide"),
        field("file", _("Current file"), "text", Computed(_current_file), icon="paperclip", sortable=False),
    )
