"""Tables of calendars: the meeting, who takes part of ours and of theirs, and the private address of a feed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from closeknit.records.models import Record, Row, one_primary
from closeknit.records.tracking import changes


class Status(models.TextChoices):
    """How a meeting stands."""

    PLANNED = "planned", pgettext_lazy("of a meeting", "Planned")
    HELD = "held", pgettext_lazy("of a meeting", "Held")
    CANCELLED = "cancelled", pgettext_lazy("of a meeting", "Cancelled")


class Answer(models.TextChoices):
    """What somebody said to an invitation."""

    YES = "yes", pgettext_lazy("to an invitation", "Comes")
    NO = "no", pgettext_lazy("to an invitation", "Does not come")
    MAYBE = "maybe", pgettext_lazy("to an invitation", "Comes perhaps")


class Meeting(Record):
    """A meeting, a call or an appointment that lies ahead: between two moments, or on whole days, once or by a rule.

    Its owner holds it. `zone` is where its clock stands: a series keeps its time there. `exceptions` are the lines RDATE and EXDATE of its
    series. `first_at` and `last_at` are the moments between which all of it lies, so that a calendar looks at what it shows alone;
    `uid` is what a foreign calendar calls it. All who take part are told `remind` minutes before it begins.
    """

    record_ptr = models.OneToOneField(
        Record, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="meeting"
    )
    status = models.CharField(_("status"), max_length=10, default=Status.PLANNED, db_default=Status.PLANNED.value)
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, null=True, blank=True)
    place = models.TextField(_("place"), null=True, blank=True)
    link = models.TextField(_("link"), null=True, blank=True)
    about = models.ForeignKey(Record, null=True, blank=True, on_delete=models.SET_NULL, related_name="meetings", db_index=False)  # fmt: skip
    at = models.ForeignKey("directory.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)  # fmt: skip
    description = models.TextField(_("description"), null=True, blank=True)
    recurrence = models.TextField(_("repeats"), null=True, blank=True)
    exceptions = models.TextField(null=True, editable=False)
    first_at = models.DateTimeField(null=True, editable=False)
    last_at = models.DateTimeField(null=True, editable=False)
    remind = models.DecimalField(_("remind"), max_digits=6, decimal_places=0, null=True, blank=True)  # minutes
    uid = models.TextField(null=True, editable=False)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("last_at"), F("first_at"), F("record_ptr"), name="meeting_within"),
            models.Index(F("about"), F("last_at"), name="meeting_about"),
            models.Index(F("at"), F("last_at"), name="meeting_at"),
            models.Index(F("uid"), condition=~Q(uid=None), name="meeting_uid"),
            models.Index(
                F("last_at"), F("record_ptr"), condition=Q(status="planned") & ~Q(remind=None), name="meeting_reminder"
            ),
        ]  # fmt: skip
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="meeting_status_known"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None, starts_on__isnull=False, ends_on__isnull=False)
                | Q(starts_on=None, ends_on=None, starts_at__isnull=False, ends_at__isnull=False),
                name="meeting_on_days_or_at_moments",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="meeting_last_day_not_before_first"
            ),
            models.CheckConstraint(condition=Q(remind=None) | Q(remind__gte=0), name="meeting_reminded_before"),
        ]


class Participant(Row):
    """One of us who takes part in a meeting, and their answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.CharField(max_length=6, null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(F("user"), F("record"), name="participant_in")]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["record", "user"], name="participant_once"),
            one_primary("participant"),
        ]


class Guest(Row):
    """One of theirs who takes part in a meeting: a person of the directory, or as long as nobody knows them only an e-mail."""

    individual = models.ForeignKey("directory.Individual", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False)  # fmt: skip
    email = models.TextField(_("e-mail"), null=True, blank=True)
    answer = models.CharField(max_length=6, null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(F("individual"), F("record"), name="guest_in")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(individual=None) | ~Q(email=None), name="guest_is_somebody"),
            one_primary("guest"),
        ]


class Feed(models.Model):
    """The private address at which other programs read somebody's calendar. Only its hash is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed"
    )
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"


MeetingWas = changes(Meeting)
ParticipantWas = changes(Participant)
GuestWas = changes(Guest)
