"""Which fields have a place, a column in which the database keeps their values sorted: given by use, taken from those nobody sorts by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import DateTimeField, F, Func, Q
from django.db.models.functions import Now

from closeknit.catalogue.profile_places import PLACES
from closeknit.catalogue.types.value import Storage, Type
from closeknit.profiles.locks import one_at_a_time
from closeknit.profiles.models import Definition, Use
from closeknit.records.models import Record

PLACED = {Storage.NUMBER: "n", Storage.MOMENT: "t", Storage.TEXT: "t"}
UNPLACED = ("long_text",)  # nobody sorts by these
FEW = 20_000  # records of a kind: as many as lists sort without a place
IDLE = timedelta(days=30)  # after which a field that nobody sorts by makes room for one that somebody does
FEWEST, MOST = 20, 5_000  # records that one transaction looks at
SHORT, LONG = 0.01, 0.025  # seconds that it may take: nobody waits longer for a record that it holds

# Each value is written by the trigger that writes it always, so that there is one rule; history knows nothing of places.
STEP = """with page as (
    select id, profile ? %(key)s or {place} is not null as held from records_record
    where kind = %(kind)s and id > %(after)s order by id limit %(most)s
  ), written as (
    update records_record r set profile = r.profile from page where page.held and r.id = page.id
  )
select max(id) from page"""
OLDER = """select exists (select from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and xact_start < %s)"""


class Clock(Func):
    """This very moment: that of the transaction may be long ago."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


def free(kind: str, type: Type) -> str:
    """A place for a new field of this type, while there is one that no field of the kind has."""
    if type.storage not in PLACED or type.key in UNPLACED:
        return ""
    taken = set(Definition.objects.filter(kind=kind).values_list("place", flat=True))
    return next((one for one in PLACES if one[0] == PLACED[type.storage] and one not in taken), "")


def note(asked: Collection[int]) -> list[int]:
    """Note that lists were sorted by these definitions, or asked for a stretch of them; those that have no place and could have one."""
    known = Definition.objects.filter(pk__in=asked, retired_at=None).values_list("pk", flat=True)
    rows = [Use(definition_id=pk, asked_at=Now()) for pk in sorted(known)]
    Use.objects.bulk_create(rows, update_conflicts=True, unique_fields=["definition"], update_fields=["asked_at"])
    return list(_wanting().filter(pk__in=asked).values_list("pk", flat=True))


def _wanting() -> Any:
    rows = Definition.objects.filter(place="", retired_at=None, storage__in=PLACED)
    return rows.exclude(type__in=UNPLACED)


def give(pk: int, least: int = FEW) -> None:
    """Begin to give a definition a place: a free one, or in a kind of more than `least` records one whose field does without it."""
    one: Definition | None = Definition.objects.filter(pk=pk).first()
    if one is None:
        return
    with transaction.atomic():
        one_at_a_time(one.kind)
        one = _wanting().filter(pk=pk).first()
        if one is None:
            return
        place = free(one.kind, one.type_of_value) or _taken(one, least)
        if place:
            Definition.objects.filter(pk=pk).update(place=place, filling=True, version=F("version") + 1)
            Use.objects.update_or_create(definition=one, defaults={"after": 0, "given_at": None})


def _taken(wanting: Definition, least: int) -> str:
    """The place of a field that is retired, or by which nobody has sorted for long: that field does without it from now on."""
    if Record.objects.filter(kind=wanting.kind)[: least + 1].count() <= least:
        return ""  # few rows are sorted quickly without
    held = Definition.objects.filter(
        kind=wanting.kind, place__startswith=PLACED[Storage(wanting.storage)], filling=False
    )
    idle = held.filter(Q(retired_at__isnull=False) | Q(use=None) | Q(use__asked_at__lt=Now() - IDLE))
    order = (F("retired_at").asc(nulls_last=True), F("use__asked_at").asc(nulls_first=True), "pk")
    found = idle.order_by(*order).first()
    if found is None:
        return ""
    Definition.objects.filter(pk=found.pk).update(place="", version=F("version") + 1)
    return str(found.place)


def fill(pk: int, seconds: float) -> bool:
    """Write the values of a definition into the place that it was given, for about so long; whether there is nothing left to do."""
    until, most = monotonic() + seconds, FEWEST
    Use.objects.filter(definition=pk, given_at=None).update(given_at=Clock())
    if not settled(pk):
        return False
    while (began := monotonic()) < until:
        if step(pk, most):
            return True
        took = monotonic() - began
        most = max(most // 2, FEWEST) if took > LONG else min(most * 2, MOST) if took < SHORT else most
    return False


def settled(pk: int) -> bool:
    """Whether every transaction is over that could still write into the place what stood in it before."""
    use = Use.objects.filter(definition=pk).first()
    if use is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(OLDER, [use.given_at])
        return not (cursor.fetchone() or (False,))[0]


def step(pk: int, most: int) -> bool:
    """Write those values that the next so many records hold; whether there are no more records."""
    with transaction.atomic():
        use = Use.objects.select_for_update().get(definition=pk)
        one = use.definition
        if not one.filling:
            return True
        with connection.cursor() as cursor:
            wanted: dict[str, str | int] = {"key": str(pk), "kind": one.kind, "after": use.after, "most": most}
            cursor.execute(STEP.format(place=one.place), wanted)
            (last,) = cursor.fetchone() or (None,)
        if last is None:
            Definition.objects.filter(pk=pk).update(filling=False, version=F("version") + 1)
            return True
        Use.objects.filter(pk=use.pk).update(after=last)
        return False
