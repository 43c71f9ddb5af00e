"""Tables of projects: the project, its members of ours and of theirs, and templates."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from closeknit.records.models import Record, Row, one_primary
from closeknit.records.tracking import ThisActor, changes

# The organization that a task concerns is that of its project, whoever changes it: a person, a file, or undo.
FOLLOW = """
update work_task set at_id = NEW.at_id
  where about_id = NEW.record_ptr_id and at_id is distinct from NEW.at_id;
RETURN NULL;
"""


class Status(models.TextChoices):
    """How a project stands."""

    PLANNED = "planned", pgettext_lazy("of a project", "Planned")
    ACTIVE = "active", pgettext_lazy("of a project", "Active")
    HELD = "held", pgettext_lazy("of a project", "On hold")
    DONE = "done", pgettext_lazy("of a project", "Done")
    DROPPED = "dropped", pgettext_lazy("of a project", "Dropped")


class Project(Record):
    """What is done together for one organization, theirs or ours. Its owner is its manager; its tasks are those about it.

    `at` is that organization; `starts_on` and `ends_on` are planned, `began_on` and `ended_on` what came true; `budget` is the planned time in minutes.
    """

    record_ptr = models.OneToOneField(
        Record, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="project"
    )
    status = models.CharField(_("status"), max_length=10, default=Status.PLANNED, db_default=Status.PLANNED.value)
    at = models.ForeignKey("directory.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)  # fmt: skip
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    began_on = models.DateField(_("begun on"), null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    budget = models.DecimalField(_("planned time"), max_digits=12, decimal_places=0, null=True, blank=True)
    description = models.TextField(_("description"), null=True, blank=True)
    cause = models.TextField(_("dropped because"), null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("at"), F("status"), name="project_of_organization"),
            models.Index(F("status"), F("record_ptr"), name="project_status"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="project_status_known"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(budget=None) | Q(budget__gte=0), name="project_planned_time"),
            models.CheckConstraint(condition=~Q(status="dropped") | Q(cause__isnull=False), name="project_dropped_why"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(name="follow", when=pgtrigger.After, operation=pgtrigger.UpdateOf("at_id"), func=FOLLOW)
        ]


class ProjectMember(Row):
    """One of us in a project, as what: they see it and all that is under it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField(_("role"), null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(F("user"), F("record"), name="project_member_of")]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["record", "user"], name="project_member_once"),
            one_primary("projectmember"),
        ]


class ProjectCounterpart(Row):
    """One of theirs in a project, as what: a person of the directory, who sees nothing by it."""

    individual = models.ForeignKey("directory.Individual", on_delete=models.CASCADE, related_name="+", db_index=False)
    role = models.TextField(_("role"), null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(F("individual"), F("record"), name="project_counterpart_of")]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["record", "individual"], name="project_counterpart_once"),
            one_primary("projectcounterpart"),
        ]


class ProjectTemplate(models.Model):
    """How projects of a sort usually go; `plan` is what `plans.Plan` writes, its days counted from the first."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    plan = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, db_default=ThisActor(), on_delete=models.PROTECT, related_name="+", editable=False)  # fmt: skip

    def __str__(self) -> str:
        return self.name


ProjectWas = changes(Project)
ProjectMemberWas = changes(ProjectMember)
ProjectCounterpartWas = changes(ProjectCounterpart)
