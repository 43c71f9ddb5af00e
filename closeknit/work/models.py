"""Tables of work: tasks, what is to be ticked off on the way, and notices."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from closeknit.records.models import Record, Row, one_primary
from closeknit.records.tracking import changes


class Status(models.TextChoices):
    """How a task stands."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Priority(models.TextChoices):
    """How much a task matters beside others."""

    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")
    LOW = "low", _("Low")


OPEN = Q(status=Status.OPEN)

# What is late climbs from its due on, or from when it was entered, was taken up again or went to somebody else after that.
LATE_FROM = """
if TG_OP = 'INSERT' or (OLD.status <> 'open' and NEW.status = 'open')
  or (OLD.doer_id, OLD.crew_id, OLD.hat_id, OLD.due_by) is distinct from (NEW.doer_id, NEW.crew_id, NEW.hat_id, NEW.due_by) then
  NEW.late_from := case when NEW.due_by is not null then greatest(NEW.due_by, now()) end;
  NEW.climbed := 0;
end if;
RETURN NEW;
"""


class Task(Record):
    """Something that must happen: by a day or a moment, for a person, a team or a hat, about a record or about nothing.

    Its owner does it; one without an owner is for whoever of its team or hat claims it. `due_by`, `doer` and `crew` repeat the due, the
    owner and the team, so that what is due for somebody is one walk of an index. `at` is the organization that it concerns. `late_from` and
    `climbed`, the level of the ladder that it has climbed to since, are the database's and those of `alerts`.
    """

    record_ptr = models.OneToOneField(
        Record, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="task"
    )
    status = models.CharField(_("status"), max_length=10, default=Status.OPEN, db_default=Status.OPEN.value)
    priority = models.CharField(_("priority"), max_length=10, default=Priority.NORMAL, db_default=Priority.NORMAL.value)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    due_by = models.DateTimeField(null=True, editable=False)
    late_from = models.DateTimeField(null=True, editable=False)
    climbed = models.SmallIntegerField(default=0, db_default=0, editable=False)
    doer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False)  # fmt: skip
    crew = models.ForeignKey("access.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False)  # fmt: skip
    hat = models.ForeignKey("access.Hat", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    about = models.ForeignKey(Record, null=True, blank=True, on_delete=models.CASCADE, related_name="tasks", db_index=False)  # fmt: skip
    at = models.ForeignKey("directory.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)  # fmt: skip
    description = models.TextField(_("description"), null=True, blank=True)
    cause = models.TextField(_("dropped because"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False)  # fmt: skip
    planned = models.DecimalField(_("planned"), max_digits=12, decimal_places=0, null=True, blank=True)  # minutes
    spent = models.DecimalField(_("spent"), max_digits=12, decimal_places=0, null=True, blank=True)  # minutes
    remind_at = models.DateTimeField(_("remind at"), null=True, blank=True)
    recurrence = models.TextField(_("repeats"), null=True, blank=True)
    series_from = models.CharField(max_length=80, null=True, editable=False)  # the first of its series, as DTSTART
    after = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    approver_hat = models.ForeignKey("access.Hat", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    asked_at = models.DateTimeField(_("waits for approval since"), null=True, editable=False)
    waits_for = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("doer"), F("due_by"), F("record_ptr"), condition=OPEN, name="task_to_do"),
            models.Index(F("crew"), F("due_by"), condition=OPEN & Q(doer=None), name="task_of_crew"),
            models.Index(F("hat"), F("due_by"), condition=OPEN & Q(doer=None), name="task_of_hat"),
            models.Index(F("given_by"), F("due_by"), condition=OPEN, name="task_given"),
            models.Index(F("given_by"), F("record_ptr"), name="task_by_giver"),
            models.Index(F("hat"), F("record_ptr"), condition=~Q(hat=None), name="task_by_hat"),
            models.Index(F("about"), F("status"), F("due_by"), name="task_about"),
            models.Index(F("at"), F("status"), F("due_by"), name="task_at"),
            models.Index(F("remind_at"), F("record_ptr"), condition=OPEN & ~Q(remind_at=None), name="task_reminder"),
            models.Index(F("due_by"), F("record_ptr"), condition=OPEN, name="task_due"),
            models.Index(F("approver"), F("record_ptr"), condition=~Q(approver=None), name="task_by_approver"),
            models.Index(
                F("approver_hat"), F("record_ptr"), condition=~Q(approver_hat=None), name="task_by_approver_hat"
            ),
            models.Index(F("due_by"), F("record_ptr"), condition=~OPEN & ~Q(due_by=None), name="task_promised"),
            models.Index(
                F("climbed"), F("late_from"), F("record_ptr"), condition=OPEN & ~Q(late_from=None), name="task_late"
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="late_from",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("due_by", "doer_id", "crew_id", "hat_id", "status"),
                func=LATE_FROM,
            ),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(due_on=None) | Q(due_at=None), name="task_due_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="task_status_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="task_priority_known"),
            models.CheckConstraint(condition=~Q(status="done") | Q(done_at__isnull=False), name="task_done_when"),
            models.CheckConstraint(condition=~Q(status="dropped") | Q(cause__isnull=False), name="task_dropped_why"),
            models.CheckConstraint(condition=Q(approver=None) | Q(approver_hat=None), name="task_approved_by_one"),
            models.CheckConstraint(condition=Q(planned=None) | Q(planned__gte=0), name="task_planned_time"),
            models.CheckConstraint(condition=Q(spent=None) | Q(spent__gte=0), name="task_spent_time"),
            models.CheckConstraint(condition=Q(recurrence=None) | Q(series_from__isnull=False), name="task_series_begins"),
            models.CheckConstraint(condition=Q(waits_for=None) | ~Q(waits_for=F("record_ptr")), name="task_not_its_own_end"),
            models.CheckConstraint(condition=Q(about=None) | ~Q(about=F("record_ptr")), name="task_not_about_itself"),
        ]  # fmt: skip


class Step(Row):
    """A line of a task's checklist."""

    text = models.TextField(_("step"))
    done = models.BooleanField(_("done"), default=False, db_default=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [one_primary("step")]


TaskWas = changes(Task, exclude=["late_from", "climbed"])
StepWas = changes(Step)


class Notice(models.Model):
    """Word to one person about one record. `key` makes it once: the reminder of a task at its moment, and the like.

    Whether they may still see the record is asked when it is shown.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)  # fmt: skip
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    data = models.JSONField(default=dict, db_default={})
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("user"), F("created_at").desc(), F("id").desc(), name="notice_newest"),
            models.Index(F("user"), F("id"), condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


from closeknit.work.alerts import models as alerts  # noqa: E402, F401
from closeknit.work.approvals import models as approvals  # noqa: E402, F401
from closeknit.work.calendars import models as calendars  # noqa: E402, F401
from closeknit.work.digests import models as digests  # noqa: E402, F401
from closeknit.work.hours import models as hours  # noqa: E402, F401
from closeknit.work.processes import models as processes  # noqa: E402, F401
from closeknit.work.projects import models as projects  # noqa: E402, F401  # Django looks for tables here
from closeknit.work.watches import models as watches  # noqa: E402, F401
