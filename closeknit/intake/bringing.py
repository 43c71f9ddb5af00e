"""Brings a file in, batch by batch: each batch writes its records, what became of its rows and how far it came, as one."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import batched, count, islice
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from closeknit.access import actors, gate
from closeknit.access.actors import Actor, acting
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.intake import raw
from closeknit.intake.columns import Match
from closeknit.intake.delimited import Row
from closeknit.intake.employers import KIND as BESIDE
from closeknit.intake.models import UNSETTLED, Decision, Import, ImportRow, Outcome, State
from closeknit.intake.planning import Planned, Planner, Task
from closeknit.records import entries
from closeknit.records.many import bulk
from closeknit.records.models import Entry, Record, Tie

BATCH = 2_500  # rows written as one: what is asked once for all of them weighs little, and a stop is not long in coming
ANY_LINE = 2**31 - 1  # below which every row of a file stands
UNKNOWN = 4  # times as many rows as the planner believes there are records, and it is told the truth
NOTICED = (
    2  # one part in so many new or changed, and the statistics are made anew; of less the database takes note itself
)
KEPT = 20_000  # new records whose values are kept in mind while a file is looked through
NOTED = ("of_id", "line", "outcome", "record_id", "column", "reason", "shown", "cells", "told", "maybe", "undone")

type Report = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Reports to nobody."""


@contextmanager
def as_person(actor: Actor) -> Iterator[None]:
    """The language and the zone of the person for whom work is done in the background."""
    with translation.override(actor.language), timezone.override(actor.zone or None):
        yield


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no cycles be looked for while a batch is worked on: among so many new objects that takes a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def actor_of(one: Import) -> Actor:
    """Who brings it in, with the rights of this moment, in the one change of the import. Raises Refused."""
    try:
        found = replace(actors.of_user(one.by_id), change=one.change)
    except LookupError:
        raise Refused(_("Whoever began this import may not sign in any more."), code="nobody") from None
    gate.check(one.kind, found, "import")
    return found


def task_of(one: Import, actor: Actor) -> Task:
    """What an import is to do."""
    return Task(kinds[one.kind], tuple(Match(**match) for match in one.matches), actor, one.change, one.own)


# ---------------------------------------------------------------- looking through


def propose(pk: int, report: Report = silent) -> None:
    """Find out what becomes of each row, and write only that down. Begun anew after a crash: it changes nothing else."""
    one = Import.objects.get(pk=pk)
    if one.state != State.LOOKING:
        return
    try:
        actor = actor_of(one)
        with as_person(actor):
            _look_through(one, actor, report)
    except (Refused, gate.NotAllowed) as refused:
        fail(pk, refused.sentence)


def _look_through(one: Import, actor: Actor, report: Report) -> None:
    rows = raw.table(one)
    total = sum(1 for _row in rows.rows())  # what is broken further down is found before anything is written
    # Ours only as long as nobody stopped it, not even to have it looked through again with other columns.
    ours = Import.objects.filter(pk=one.pk, state=State.LOOKING, matches=one.matches)
    if not ours.update(total=total, done=0, counts={}):
        return
    ImportRow.objects.filter(of=one).delete()
    imagined = count(-1, -1)
    planner = Planner(task_of(one, actor), lambda many: [next(imagined) for _each in range(many)], writing=False)
    counts, done, kept, beside = dict[str, int](), 0, 0, set[int]()
    for batch in batched(rows.rows(), BATCH, strict=False):
        with acting(actor), uncollected():
            decided = Decision.of_lines(one.pk, (row.line for row in batch))
            planned = planner.plan(
                corrected(batch, decided),
                decided,
                lambda pks, first=batch[0].line: earlier(one.pk, first, pks),  # type: ignore[misc]
            )
            _note(one, planned)
            done += len(batch)
            _add(counts, planned)
            beside |= {draft.record.pk for draft in planner.beside(planned)}
            if not ours.update(done=done, counts=counts):
                return
        kept = _compact(planned, kept)
        report(done, total)
    counts["beside"] = len(beside)
    ours.update(state=State.PROPOSED, counts=counts, done=0)


def count_rows(pk: int) -> None:
    """Read the file to its end and count its rows, without looking who they are: it may be started then."""
    one = Import.objects.get(pk=pk)
    try:
        total = sum(1 for _row in raw.table(one).rows())
    except Refused as refused:
        fail(pk, refused.sentence)
        return
    Import.objects.filter(pk=pk, state=State.LOOKING).update(state=State.PROPOSED, total=total, done=0, counts={})


def _compact(planned: list[Planned], kept: int) -> int:
    """Let go of what later rows will not ask for."""
    for one in planned:
        one.cells = ()
        if one.target is not None:
            kept += 1
            if kept > KEPT:
                one.target = one.values = one.draft = None
    return kept


# ---------------------------------------------------------------- writing


def bring(pk: int, report: Report = silent, *, seconds: float = 0) -> bool:
    """Write the rows that are certain, from where it stands. Tells whether it came to an end; with `seconds` it may not.

    Ended at any moment, by whatever, it loses nothing and repeats nothing when it is called again.
    """
    one = Import.objects.get(pk=pk)
    if one.state != State.BRINGING:
        return True
    try:
        actor = actor_of(one)
        with as_person(actor):
            return _bring(one, actor, report, monotonic() + seconds if seconds else 0)
    except (Refused, gate.NotAllowed) as refused:
        fail(pk, refused.sentence)
        return True


def _bring(one: Import, actor: Actor, report: Report, until: float) -> bool:
    planner = Planner(task_of(one, actor), bulk.reserve, writing=True)
    rows, done, known, noticed = raw.table(one).rows(), one.done, counted(), 0
    for batch in batched(islice(rows, done, None), BATCH, strict=False):
        if not _write(one.pk, batch, done, planner, actor):
            return True
        done += len(batch)
        if done > UNKNOWN * known:  # what the planner of the database knows nothing of, it reads from end to end
            analyze(one.kind)
            known, noticed = counted(), done
        report(done, one.total)
        if until and monotonic() > until:
            return False
    while batch := settled_since(one.pk):
        if not _write(one.pk, batch, done, planner, actor, again=True):
            return True
        if until and monotonic() > until:
            return False
    finish(one.pk, noticed)
    return True


def settled_since(pk: int) -> tuple[Row, ...]:
    """The first rows that were doubtful or refused when they came, and about which a person has decided since."""
    decided = {each.line: each for each in Decision.waiting(pk)[:BATCH]}
    rows = ImportRow.objects.filter(of=pk, line__in=decided).order_by("line").values_list("line", "cells")
    return corrected([Row(line, tuple(cells or ())) for line, cells in rows], decided)


def corrected(batch: Sequence[Row], decided: Mapping[int, Decision]) -> tuple[Row, ...]:
    """The rows with the cells that a person corrected."""
    cells = {line: each.cells for line, each in decided.items() if each.cells is not None}
    return tuple(Row(row.line, tuple(cells.get(row.line, row.cells))) for row in batch) if cells else tuple(batch)


def _write(pk: int, batch: Sequence[Row], done: int, planner: Planner, actor: Actor, *, again: bool = False) -> bool:
    """One batch as one transaction; False when it is not ours to write: stopped, or written by another worker.

    `again` says that these rows of the file came before and are counted; what they came to then does not count any more.
    """
    with acting(actor), uncollected():
        one = Import.objects.select_for_update().get(pk=pk)
        decided = Decision.of_lines(pk, (row.line for row in batch))
        if (
            one.state != State.BRINGING
            or one.done != done
            or (again and any(each.applied for each in decided.values()))
        ):
            return False
        there = ImportRow.objects.filter(of=one, line__gte=batch[0].line, line__lte=batch[-1].line)
        there = there.filter(line__in=[row.line for row in batch]) if again else there
        counts = dict(one.counts)
        for outcome in there.values_list("outcome", flat=True) if again else ():
            counts[outcome] -= 1
        planner.matcher.forget()
        planner.employers.matcher.forget()
        planner.employers.made.clear()
        last = ANY_LINE if again else batch[0].line
        planned = planner.plan(corrected(batch, decided), decided, lambda pks: earlier(pk, last, pks))
        _save(one, planned, planner, actor)
        there.delete()
        _note(one, planned)
        _add(counts, planned)
        counts["beside"] = counts.get("beside", 0) + len(planner.beside(planned))
        done = done if again else done + len(batch)
        Import.objects.filter(pk=pk).update(done=done, counts=counts, entry_id=one.entry_id)
        Decision.objects.filter(pk__in=[each.pk for each in decided.values()]).update(applied=True)
    return True


def _save(one: Import, planned: list[Planned], planner: Planner, actor: Actor) -> None:
    made = [each.draft for each in planned if each.outcome is Outcome.CREATED and each.draft]
    changed = [target.change for target in planner.changes.values() if target.change and target.change.told]
    if not (made or changed):
        return
    if one.entry_id is None:
        one.entry = entries.write("import.brought", by=actor, records=[], data={"name": one.name, "import": one.pk})
    assert one.entry_id
    if beside := planner.beside(planned):
        bulk.create(planner.employers.kind, beside, by=actor, entry=one.entry_id)
    if made:
        bulk.create(planner.kind, made, by=actor, entry=one.entry_id)
    bulk.edit(planner.kind, changed, by=actor, entry_kind="import.changed")


def earlier(pk: int, line: int, records: set[int]) -> set[int]:
    """Which of these records earlier rows of the same file were about."""
    rows = ImportRow.objects.filter(of=pk, line__lt=line, record__in=records)
    return {pk for (pk,) in rows.values_list("record_id") if pk} if records else set()


def _note(one: Import, planned: list[Planned]) -> None:
    """Write down what becomes of these rows."""
    bulk.pour(ImportRow._meta.db_table, NOTED, (_noted(one.pk, each) for each in planned))


def _noted(pk: int, each: Planned) -> tuple[Any, ...]:
    """A row of `ImportRow`, in the order of `NOTED`."""
    maybe = [known.id for known in each.verdict.maybe[:5] if known.id > 0] if each.outcome is Outcome.DOUBTFUL else None
    shown = [text.replace("\x00", "") for text in each.shown]
    cells = [cell.replace("\x00", "\ufffd") for cell in each.cells] if each.outcome in UNSETTLED else None
    reason, column = each.reason.replace("\x00", ""), each.column[:200]
    json = [Jsonb(value) if value is not None else None for value in (shown, cells, each.told or None, maybe)]
    return pk, each.line, each.outcome.value, each.record, column, reason, *json, False


def _add(counts: dict[str, Any], planned: list[Planned]) -> None:
    for each in planned:
        counts[each.outcome] = counts.get(each.outcome, 0) + 1


def finish(pk: int, noticed: int = 0) -> None:
    """The end of an import: the planner gets to know what came beyond the rows that it has noticed, and the import is done."""
    with transaction.atomic():
        one = Import.objects.select_for_update().get(pk=pk)
        if one.state != State.BRINGING:
            return
        one.state, one.finished_at = State.DONE, Now()
        one.save(update_fields=["state", "finished_at"])
        if one.count(Outcome.CREATED) + one.count(Outcome.CHANGED) - noticed > counted() // NOTICED:
            analyze(one.kind)


def analyze(kind: str) -> None:
    """Fresh statistics for the tables of a kind and of the organizations that come beside it: without them a search of what
    came is fifty times slower."""
    models: dict[type[Model], None] = dict.fromkeys([Record, Entry, Tie])
    for each in (kinds[kind], kinds[BESIDE]):
        models |= dict.fromkeys([each.model, *(details.model for details in each.details.values())])
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"analyze {connection.ops.quote_name(model._meta.db_table)}")


def counted() -> int:
    """How many records the planner of the database believes there are."""
    with connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where oid = %s::regclass", [Record._meta.db_table])
        return int(cursor.fetchone()[0])


def fail(pk: int, sentence: str) -> None:
    """Mark an import as failed, with one sentence that says why."""
    Import.objects.filter(pk=pk).update(state=State.FAILED, error=sentence, finished_at=Now())
