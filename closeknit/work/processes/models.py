"""Tables of processes: their definitions, frozen editions, runs, where each run stands, and what wakes it."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from closeknit.records.models import Record

PERSON: dict[str, Any] = {"null": True, "on_delete": models.PROTECT, "related_name": "+", "db_index": False}


class Process(models.Model):
    """A definition: what is drawn at the moment (`draft`), and the edition in force, if it was ever published.

    `owner` answers for it: what starts by itself acts as they do. `armed_at` is since when it starts by its filter, `forms` are the
    contacts that start it, `next_at` is when it starts by the clock. `shipped` is the key of the example that it was, until renamed.
    """

    name = models.CharField(_("name"), max_length=80)
    shipped = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=40)
    draft = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    edition = models.ForeignKey("Edition", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    armed_at = models.DateTimeField(null=True, editable=False)
    forms = ArrayField(models.TextField(), default=list, db_default=[])
    next_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("next_at"), condition=~Q(next_at=None), name="process_next"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Lower("name"), condition=Q(retired_at=None), name="process_once"),
        ]

    def __str__(self) -> str:
        return gettext(self.name) if self.shipped else self.name


class Edition(models.Model):
    """A process as it was published, numbered; it never changes, so that what began under it ends under it."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="editions")
    number = models.IntegerField()
    design = models.JSONField()
    published_at = models.DateTimeField(db_default=Now(), editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["process", "number"], name="edition_once"),
        ]
        triggers: ClassVar[list[Any]] = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.process_id} edition {self.number}"


class State(models.TextChoices):
    """How a run stands. One that is stuck waits for a person: its `why` says what it met."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STUCK = "stuck", _("Stuck")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class Run(models.Model):
    """A process under way with one record. `by` is as whom it acts, `how` what started it, `steps` how many steps it came to.

    `occasion` makes a start happen once; `depth` counts the processes that started each other up to here.
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="runs", db_index=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    how = models.CharField(max_length=10)
    occasion = models.CharField(max_length=80, null=True)
    depth = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, default=State.RUNNING)
    why = models.TextField(default="", blank=True)
    steps = models.IntegerField(default=0)
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("record"), F("id").desc(), name="run_of_record"),
            models.Index(F("process"), F("id").desc(), condition=Q(ended_at=None), name="run_open"),
            models.Index(F("process"), F("id").desc(), name="run_of_process"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["process", "record"], condition=Q(ended_at=None), name="run_once_at_a_time"),
            models.UniqueConstraint(fields=["process", "record", "occasion"], condition=~Q(occasion=None), name="run_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="run_state_known"),
            models.CheckConstraint(condition=Q(ended_at=None) ^ Q(state__in=("done", "cancelled")), name="run_ended_when"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"run {self.pk}"


class Position(models.Model):
    """That a run came to a step, and until `left_at` stands there. `number` counts them in their run.

    `begun` says that the step put out what it had to and now waits: until `due_at`, or for word of the record in `watches` after the
    entry `floor`. `held` positions are those of runs that do not run. `forks` are the numbers of the forks that it came through.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="positions", db_index=False)
    number = models.IntegerField()
    step = models.CharField(max_length=40)
    forks = ArrayField(models.IntegerField(), default=list)
    since = models.DateTimeField(db_default=Now())
    begun = models.BooleanField(default=False)
    held = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    watches = models.ForeignKey(Record, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    floor = models.BigIntegerField(default=0)
    attempts = models.SmallIntegerField(default=0)
    left_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True, default="")
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    reason = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("due_at"), F("id"), condition=Q(left_at=None, held=False) & ~Q(due_at=None), name="position_due"),
            models.Index(F("watches"), condition=Q(left_at=None) & ~Q(watches=None), name="position_watching"),
        ]  # fmt: skip
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["run", "number"], name="position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.run_id}"


class Signal(models.Model):
    """Word to a position: look again, or the answer that it waited for. Written by a trigger on entries, or by whoever has the answer.

    No constraint ties it to its position: whoever answers must not wait for the worker who holds that.
    """

    position = models.ForeignKey(Position, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    answer = models.CharField(max_length=40, blank=True, default="", db_default="")
    by = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True, default="", db_default="")

    def __str__(self) -> str:
        return f"{self.answer or 'look'} to {self.position_id}"


class Look(models.Model):
    """That an entry was written about a record whose kind has processes that start by themselves; written by a trigger."""

    record_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    depth = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"look at {self.record_id}"


class Fit(models.Model):
    """That a record fits the filter by which a process starts: it starts once for each coming to fit."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["process", "record"], name="fit_once")]

    def __str__(self) -> str:
        return f"{self.record_id} fits {self.process_id}"
