"""Takes an import back: what it made goes into the bin, what it changed is set back, what people edited since stays."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import batched
from time import monotonic
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from closeknit.access import actors, gate
from closeknit.access.actors import Actor, acting
from closeknit.catalogue.refusal import Refused
from closeknit.directory.models import Employment
from closeknit.intake.bringing import Report, as_person, silent
from closeknit.intake.models import WRITTEN, Import, ImportRow, Outcome, State
from closeknit.records import entries, undoing
from closeknit.records.many import bulk
from closeknit.records.models import Record, Tie

BATCH = 500


def run(pk: int, report: Report = silent, *, seconds: float = 0) -> bool:
    """Take back what is left of an import. Tells whether it came to an end; ended at any moment it can be called again."""
    one = Import.objects.get(pk=pk)
    if one.state != State.UNDOING:
        return True
    until = monotonic() + seconds if seconds else 0
    try:
        actor = actors.of_user(one.by_id)
    except LookupError:
        actor = actors.system("taking an import back")
    with as_person(actor):
        while left := list(_left(pk)[:BATCH].values_list("pk", flat=True)):
            _batch(one, left, actor)
            report(one.done, one.total)
            if until and monotonic() > until:
                return False
        _last(one, actor)
    return True


def _left(pk: int) -> Any:
    return ImportRow.objects.filter(of=pk, undone=False, outcome__in=WRITTEN).order_by("-line")


def one_row(one: Import, line: int, *, by: Actor) -> None:
    """Take back what one row did."""
    row = _left(one.pk).filter(line=line).first()
    if row is None or one.state not in (State.DONE, State.STOPPED):
        raise gate.Absent
    if not gate.rows(Record, by, "edit").filter(pk=row.record_id).exists():
        raise Refused(_("This was binned or changed since; there is nothing to take back."), code="changed_since")
    _take_back(one, [row], by)


def _batch(one: Import, pks: list[int], actor: Actor) -> None:
    with acting(actor.anew()) as by:
        fresh = Import.objects.select_for_update().get(pk=one.pk)
        if fresh.state != State.UNDOING:
            return
        rows = list(ImportRow.objects.filter(pk__in=pks, undone=False).order_by("-line"))
        _take_back(fresh, rows, by)
        one.done = fresh.done + len(rows)
        Import.objects.filter(pk=one.pk).update(done=one.done)


def _take_back(one: Import, rows: list[ImportRow], by: Actor) -> None:
    """Take back what these rows did, as one change; each row says what stayed."""
    made = {row.record_id for row in rows if row.outcome == Outcome.CREATED and row.record_id}
    changed = {row.record_id for row in rows if row.outcome == Outcome.CHANGED and row.record_id} - made
    fresh = set(Record.objects.filter(pk__in=changed, made_in=one.change).values_list("pk", flat=True))
    touched = _touched(one, made)
    _discard(one, made - touched, by)
    left = undoing.set_back(one.change, changed - fresh, by=by, keep_later=True)
    _tell(one, (made - touched) | (changed - fresh), by)
    for row in rows:
        row.undone = True
        if row.record_id in touched | left:
            row.reason = _("Edited since; what was edited stays.")
    ImportRow.objects.bulk_update(rows, ["undone", "reason"])


def _touched(one: Import, pks: set[int]) -> set[int]:
    """Those of the records that the import made about which something else was written since."""
    later = Tie.objects.filter(record__in=pks).exclude(entry__change=one.change)
    return set(later.values_list("record_id", flat=True))


def _discard(one: Import, pks: set[int], by: Actor) -> None:
    there = list(Record.objects.filter(pk__in=pks, binned_at=None).order_by("pk").values_list("pk", flat=True))
    if there:
        bulk.discard(there, by=by)


def _tell(one: Import, pks: Iterable[int], by: Actor) -> None:
    ids = sorted(pks)
    if ids:
        entries.write("import.taken_back", by=by, records=ids, data={"name": one.name, "import": one.pk})


# ---------------------------------------------------------------- the end


def _last(one: Import, actor: Actor) -> None:
    """Organizations that were made beside the rows go too, unless somebody else works there; then it is over."""
    with acting(actor.anew()) as by:
        if one.entry_id:
            for pks in batched(_beside(one), BATCH, strict=False):
                _discard(one, set(pks), by)
                _tell(one, pks, by)
        Import.objects.filter(pk=one.pk, state=State.UNDOING).update(state=State.UNDONE, finished_at=Now())


def _beside(one: Import) -> list[int]:
    working = Employment.objects.filter(organization_id=OuterRef("pk"), record__binned_at=None)
    later = Tie.objects.filter(record_id=OuterRef("pk")).exclude(entry__change=one.change)
    made = Record.objects.filter(ties__entry=one.entry_id, made_in=one.change, binned_at=None, kind="organization")
    own = ImportRow.objects.filter(of=one, record_id=OuterRef("pk"))
    found = made.filter(~Exists(working), ~Exists(later), ~Exists(own)).order_by("pk")
    return list(found.values_list("pk", flat=True))
