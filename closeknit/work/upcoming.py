"""The next contact of a customer: the first open task or planned meeting about them that lies ahead, as a column of lists."""

from __future__ import annotations

from typing import Any

from django.db.models import DateTimeField, OuterRef, Q, Subquery
from django.db.models.functions import Least, Now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.fields import Computed, field
from closeknit.catalogue.kinds import PROVIDERS
from closeknit.work.calendars.models import Meeting
from closeknit.work.calendars.models import Status as MeetingStatus
from closeknit.work.models import OPEN, Task

KINDS = ("organization", "individual")


def register() -> None:
    """Add the column to those whom people are in contact with; called once when the program starts."""
    more: dict[str, Any] = {"editable": False, "icon": "calculator", "group": _("Computed"), "aside": True}
    hint = _(
        "Computed: when the first open task is due, or the first planned meeting begins, that is about this and lies ahead."
    )
    found = (field("next_contact", _("Next contact"), "moment", Computed(_next), hint=hint, **more),)
    PROVIDERS.append(lambda kind: found if kind in KINDS else ())


def _next() -> Any:
    about = Q(about_id=OuterRef("pk")) | Q(at_id=OuterRef("pk"))
    tasks = Task.objects.filter(about, OPEN, due_by__gte=Now(), binned_at=None).order_by("due_by").values("due_by")
    meetings = Meeting.objects.filter(about, status=MeetingStatus.PLANNED, first_at__gte=Now(), binned_at=None)
    begins = meetings.order_by("first_at").values("first_at")
    return Least(Subquery(tasks[:1]), Subquery(begins[:1]), output_field=DateTimeField())
