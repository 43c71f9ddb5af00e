"""Tables of set alerts: what somebody wants to hear of, what was heard, and who fits what already."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from closeknit.records.models import Record


class On(models.TextChoices):
    """What makes a set alert speak."""

    FIELD = "field", _("a field changes")
    ENTRY = "entry", _("something is written down")
    QUIET = "quiet", _("nothing happens for some days")
    FITS = "fits", _("a record comes to fit a view")


class Tell(models.TextChoices):
    """Whom a set alert tells."""

    ME = "me", _("me")
    LEAD = "lead", _("who leads my team")


class Watch(models.Model):
    """A set alert: of a record, or of a kind of which a record comes to fit `filter`.

    `field` is the key of the field of which it hears, `group` the group of entries ("" any), `days` how long it is quiet. One on a filter hears from
    `armed_at` on, when who fits already is noted; one on quiet is looked at again at `next_at`.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    on = models.CharField(max_length=10)
    field = models.CharField(max_length=60, default="", blank=True)
    group = models.CharField(max_length=20, default="", blank=True)
    days = models.SmallIntegerField(null=True)
    filter = models.JSONField(null=True)
    label = models.CharField(max_length=80, default="", blank=True)
    tell = models.CharField(max_length=10, default=Tell.ME)
    armed_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("next_at"), condition=~Q(next_at=None), name="watch_next"),
            models.Index(F("kind"), condition=~Q(armed_at=None), name="watch_of_kind"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(on__in=On.values, tell__in=Tell.values), name="watch_known"),
            models.CheckConstraint(
                condition=Q(on="fits", record=None, filter__isnull=False) | ~Q(on="fits") & Q(record__isnull=False),
                name="watch_of_something",
            ),
            models.CheckConstraint(condition=~Q(on="field") | ~Q(field=""), name="watch_of_field"),
            models.CheckConstraint(condition=~Q(on="quiet") | Q(days__gte=1), name="watch_of_days"),
        ]

    def __str__(self) -> str:
        return f"{self.on} of {self.record_id or self.kind} for {self.owner_id}"


class Heard(models.Model):
    """That an entry was written about a record of which a set alert hears; written by a trigger, taken by the worker."""

    watch_id = models.BigIntegerField()
    record_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.entry_id} for {self.watch_id}"


class WatchFit(models.Model):
    """That a record fits the filter of a set alert, which speaks once for each coming to fit."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="+", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["watch", "record"], name="watch_fit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} fits {self.watch_id}"
