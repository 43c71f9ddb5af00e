"""Tables of alerts: the ladder, who leads each team, and what was raised to whom."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from closeknit.access.models import Hat, Team
from closeknit.records.models import Record


class Whom(models.TextChoices):
    """Who is told on a level of the ladder."""

    MANAGER = "manager", _("the project's manager, else the team's lead")
    LEAD = "lead", _("the team's lead")
    ABOVE = "above", _("the lead of the team above")
    GIVER = "giver", _("who gave it")
    HAT = "hat", _("a role")


class Level(models.Model):
    """A level of the ladder: whom what is late climbs to, so many minutes of working time after its due."""

    position = models.SmallIntegerField(unique=True)
    minutes = models.IntegerField()
    whom = models.CharField(max_length=10, choices=Whom.choices)
    hat = models.ForeignKey(Hat, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(minutes__gte=0), name="level_in_time"),
            models.CheckConstraint(condition=Q(whom__in=Whom.values), name="level_whom_known"),
            models.CheckConstraint(condition=Q(whom="hat", hat__isnull=False) | ~Q(whom="hat") & Q(hat=None), name="level_of_hat"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"level {self.position}"


class Lead(models.Model):
    """Who answers for a team."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.user_id} leads {self.team_id}"


class Alert(models.Model):
    """That a task climbed to a level, late since a moment. There is one for each of these; it holds while the task is late since then."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()
    level = models.SmallIntegerField()
    raised_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["record", "since", "level"], name="alert_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} on level {self.level}"


class AlertTo(models.Model):
    """Somebody who is asked to answer an alert."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="to", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(F("user"), F("alert").desc(), name="alert_of_user")]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["alert", "user"], name="alert_to_once")]

    def __str__(self) -> str:
        return f"{self.alert_id} to {self.user_id}"
