"""Tables of the intake: imports, and what became of each of their rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an import stands."""

    COLUMNS = "columns", _("Columns to be looked at")
    LOOKING = "looking", _("Being looked through")
    PROPOSED = "proposed", _("Waits for your word")
    BRINGING = "bringing", _("Being written")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    FAILED = "failed", _("Could not be read")


class Outcome(models.TextChoices):
    """What becomes, or became, of a row."""

    CREATED = "created", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    DOUBTFUL = "doubtful", _("Doubtful")
    REFUSED = "refused", _("Refused")


WRITTEN = (Outcome.CREATED, Outcome.CHANGED)
UNSETTLED = (Outcome.DOUBTFUL, Outcome.REFUSED)  # whose cells are kept, for somebody may settle them


class Import(models.Model):
    """One file on its way in. The file lies as it came under its hash; `done` counts the rows of it that are dealt with.

    `change` is the one change that all of it makes, `entry` the sentence in the history of what it made; `own` says that
    the file is an export of ours.
    """

    name = models.CharField(max_length=255)
    hash = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State, default=State.COLUMNS)
    matches = models.JSONField(default=list)
    own = models.BooleanField(default=False)
    about = models.TextField(blank=True, default="")
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    change = models.UUIDField(default=uuid4)
    entry = models.ForeignKey("records.Entry", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(F("by"), F("id").desc(), name="import_by")]

    def __str__(self) -> str:
        return self.name

    @property
    def busy(self) -> bool:
        """Whether the worker has to do with it."""
        return self.state in (State.LOOKING, State.BRINGING, State.UNDOING)

    def count(self, outcome: str) -> int:
        """How many rows came, or will come, to this."""
        return int(self.counts.get(outcome, 0))


class ImportRow(models.Model):
    """One row of a file and what becomes of it. `cells` are kept where somebody may need them again; `shown` is for the eye.

    `told` says what changes, and, marked `kept`, what would and does not; `maybe` are the records that it may be. It is written in
    the transaction that holds its import and makes its record, so no constraint has to look for them again.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", db_index=False, db_constraint=False)
    line = models.IntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    record = models.ForeignKey(
        "records.Record", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False, db_constraint=False
    )
    column = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    shown = models.JSONField(default=list)
    cells = models.JSONField(null=True)
    told = models.JSONField(null=True)
    maybe = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["of", "line"], name="import_row_once")]
        indexes: ClassVar[list[Any]] = [
            models.Index(F("of"), F("outcome"), F("line"), name="import_row_by_outcome"),
            models.Index(F("record"), F("of"), condition=~Q(record=None), name="import_row_record"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.outcome}"


class Decision(models.Model):
    """What a person said of one row: `same` is the record that it is, 0 another one; `cells` are its corrected cells; `ticks` tell
    which fields of a known record are to be changed, against what was proposed.

    `outcome`, `reason`, `column` and `maybe` are what becomes of the row by it; `applied` says that it was written with the row.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    line = models.IntegerField()
    same = models.BigIntegerField(null=True)
    left_out = models.BooleanField(default=False)
    cells = models.JSONField(null=True)
    ticks = models.JSONField(default=dict)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    column = models.CharField(max_length=200, blank=True, default="")
    maybe = models.JSONField(null=True)
    applied = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["of", "line"], name="import_decision_once")]

    def __str__(self) -> str:
        return f"{self.line}: {self.outcome}"

    @classmethod
    def of_lines(cls, one: int, lines: Iterable[int]) -> dict[int, Decision]:
        """The decisions about these lines of an import, by line."""
        wanted = set(lines)
        found = cls.objects.filter(of=one, line__gte=min(wanted, default=0), line__lte=max(wanted, default=0))
        return {each.line: each for each in found if each.line in wanted}

    @classmethod
    def waiting(cls, one: int) -> models.QuerySet[Decision]:
        """Those that are not written yet, of rows that are not written either, in the order of the file."""
        rows = ImportRow.objects.filter(of=one, line=OuterRef("line"), outcome__in=UNSETTLED)
        found = cls.objects.filter(Exists(rows), of=one, applied=False, left_out=False)
        return found.exclude(outcome="").order_by("line")
