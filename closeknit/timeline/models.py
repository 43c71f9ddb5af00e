"""The table of contact points."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from closeknit.records.models import Entry, Row
from closeknit.records.tracking import changes

# Where a contact stands in histories follows from its row, whoever changes that: a person, a program, or undo.
FOLLOW = """
update records_entry set happened_at = NEW.happened_at, seconds = NEW.seconds where id = NEW.entry_id;
delete from records_tie where entry_id = NEW.entry_id and record_id <> all (NEW.concerns);
update records_tie set happened_at = NEW.happened_at where entry_id = NEW.entry_id;
insert into records_tie (entry_id, record_id, happened_at)
  select NEW.entry_id, r.id, NEW.happened_at from records_record r where r.id = any (NEW.concerns)
  on conflict do nothing;
RETURN NULL;
"""


class ContactPoint(Row):
    """A contact that somebody entered through a form: the part of its entry that can be corrected.

    `record` is what it was entered under, `concerns` the ids of all records that it is tied to: those named and where they were then.
    `profile` holds the answers to what the company asks in this form, by the id of the definition.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="contact")
    form = models.CharField(max_length=40)
    direction = models.CharField(max_length=3, default="", blank=True)
    channel = models.CharField(max_length=20)
    happened_at = models.DateTimeField(_("happened"))
    seconds = models.IntegerField(_("duration"), null=True, blank=True)
    text = models.TextField(_("what was said"), default="", blank=True)
    concerns = ArrayField(models.BigIntegerField())
    profile = models.JSONField(default=dict, db_default={})

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(F("record"), F("happened_at").desc(), name="contact_of_record")]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(direction__in=["in", "out", ""]), name="contact_direction_known"),
            models.CheckConstraint(condition=Q(seconds=None) | Q(seconds__gte=0), name="contact_lasted"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="follow",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("happened_at", "seconds", "concerns"),
                func=FOLLOW,
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.happened_at:%Y-%m-%d %H:%M}"


ContactPointWas = changes(ContactPoint)
