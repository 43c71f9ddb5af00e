"""The table of business hours: one row for a team that has its own, one for the company."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from closeknit.access.models import Team


class BusinessHours(models.Model):
    """When a team works, and those below it that say nothing else; without a team, the company.

    `week` holds for each day from Monday on the pairs of minutes after midnight; `closed` the days on which nobody works beside the
    public holidays of `country` and `region`, each as [first day, last day, name]. An empty `zone` is the company's.
    """

    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    zone = models.CharField(_("time zone"), max_length=60, default="", blank=True)
    week = models.JSONField(default=list)
    country = models.CharField(_("country"), max_length=2, default="", blank=True)
    region = models.CharField(_("region"), max_length=40, default="", blank=True)
    closed = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["team"], nulls_distinct=False, name="hours_once"),
        ]

    def __str__(self) -> str:
        return f"hours of {self.team_id or 'the company'}"
