"""Tables of contacts: the contact point, whom it touched, and what all contacts of a record come to."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from closeknit.records.models import Entry, Record, Row
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

# Whom a contact touched follows in the same way, and what that comes to for each of them.
TOUCH = """
  if TG_OP = 'DELETE' then
    delete from timeline_touch where contact_id = OLD.id;
    perform public.closeknit_deal(OLD.concerns);
    return null;
  end if;
  touched := NEW.concerns;
  if TG_OP = 'UPDATE' then
    delete from timeline_touch where contact_id = NEW.id;
    touched := touched || OLD.concerns;
  end if;
  insert into timeline_touch (contact_id, record_id, by_id, happened_at, weight)
    select NEW.id, r.id, e.by_id, NEW.happened_at,
      case NEW.direction when 'in' then 2 when 'out' then 1 else 3 end
        * case when NEW.channel in ('phone', 'in_person', 'enquiry') then 1 else 0.5 end
    from records_record r, records_entry e where r.id = any (NEW.concerns) and e.id = NEW.entry_id
    on conflict do nothing;
  perform public.closeknit_deal(touched);
  return null;
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
        indexes: ClassVar[list[Any]] = [
            models.Index(F("record"), F("happened_at").desc(), name="contact_of_record"),
            models.Index(F("happened_at"), F("record"), name="contact_by_moment"),
        ]
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
            ),
            pgtrigger.Trigger(
                name="touch",
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.Delete
                | pgtrigger.UpdateOf("happened_at", "concerns", "direction", "channel"),
                declare=[("touched", "bigint[]")],
                func=TOUCH,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.happened_at:%Y-%m-%d %H:%M}"


ContactPointWas = changes(ContactPoint)


class Touch(models.Model):
    """That a contact concerned a record: what columns, ties and reports are computed from. A trigger writes it from the contact.

    `weight` is how much it counts for the strength of a tie on its day: 3 where both met, 2 where they began, 1 where we did, half of
    that in writing.
    """

    contact = models.ForeignKey(
        ContactPoint, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="touches", db_index=False, db_constraint=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    happened_at = models.DateTimeField()
    weight = models.FloatField()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(
                F("record"), F("happened_at").desc(), F("contact").desc(), include=("by", "weight"), name="touch_of_record"
            ),
        ]  # fmt: skip
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["contact", "record"], name="touch_once")]


class Dealings(models.Model):
    """What happened with a record, summed up: its first and its last contact, with whom of us, how many in 90 days, how warm.

    The database writes it in the transaction of each contact, see `contacts/dealings.py`. `warmth` is the strength of the tie as a
    logarithm, which does not change while time passes; `recent` does, next at `fades_at`.
    """

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, primary_key=True, related_name="dealings", db_constraint=False
    )
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recent = models.DecimalField(max_digits=9, decimal_places=0)
    fades_at = models.DateTimeField(null=True)
    warmth = models.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("last_at"), F("record"), name="dealings_last"),
            models.Index(F("first_at"), F("record"), name="dealings_first"),
            models.Index(F("warmth"), F("record"), name="dealings_warmth"),
            models.Index(F("recent"), F("record"), name="dealings_recent"),
            models.Index(F("last_by"), F("record"), name="dealings_by"),
            models.Index(F("fades_at"), condition=~Q(fades_at=None), name="dealings_fade"),
        ]


class Stale(models.Model):
    """That the dealings of a record are to be summed up again: somebody else was doing so when a contact of it was written."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
