"""What a person decides about single rows of an import: which record one is, what its cells should be, what of it is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import batched, count

from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.refusal import Refused
from closeknit.intake import bringing, imports
from closeknit.intake.delimited import Row
from closeknit.intake.models import UNSETTLED, Decision, Import, ImportRow, Outcome, State
from closeknit.intake.planning import Planner
from closeknit.records.models import Record

OPEN = (State.PROPOSED, State.STOPPED, State.DONE)  # while the rows that wait can still be settled
ANSWERS = ("same", "another", "leave")
MANY = 1_000


def answer(one: Import, line: int, same: int, *, by: Actor) -> None:
    """Say of a doubtful row which record it is, or 0 for another one."""
    found = _of(one, _waiting(one, line))
    if same and same not in _maybe(one, found):
        raise gate.Absent
    _settle(found, same)
    found.save()


def leave_out(one: Import, line: int, *, by: Actor) -> None:
    """Say of a row that waits that it is not to be brought in."""
    found = _of(one, _waiting(one, line))
    found.left_out, found.applied = True, False
    found.save()


def answer_all(one: Import, word: str, *, by: Actor) -> int:
    """Answer all doubtful rows at once: the likeliest record of each ("same"), new ones ("another"), or none of them ("leave").

    A row whose likeliest records the actor may not edit goes on waiting where the word is "same". Gives how many were answered.
    """
    imports.expect(one, *OPEN)
    if word not in ANSWERS:
        raise Refused(_("Say what to do with the doubtful rows."), field="answer", code="required")
    answered = 0
    for rows in batched(imports.rows(one, Outcome.DOUBTFUL).iterator(MANY), MANY, strict=False):
        there = Decision.of_lines(one.pk, [row.line for row in rows])
        likely = _likeliest(rows, by) if word == "same" else {}
        found = []
        for row in rows:
            decision = there.get(row.line) or Decision(of=one, line=row.line)
            if word == "leave":
                decision.left_out, decision.applied = True, False
            elif word == "another" or row.line in likely:
                _settle(decision, likely.get(row.line, 0))
            else:
                continue
            found.append(decision)
        names = ["same", "left_out", "outcome", "reason", "applied"]
        Decision.objects.bulk_update([each for each in found if each.pk], names)
        Decision.objects.bulk_create([each for each in found if not each.pk])
        answered += len(found)
    return answered


def correct(one: Import, line: int, given: Mapping[int, str], *, by: Actor) -> Decision:
    """Put other cells in the place of those of a refused row, by column, and see what becomes of it; the file stays as it is."""
    row = _waiting(one, line)
    found = _of(one, row)
    cells = list(found.cells or row.cells or [])
    cells += [""] * (len(one.matches) - len(cells))
    for column, text in given.items():
        if column >= len(cells):
            raise gate.Absent
        cells[column] = text.replace("\x00", "")
    found.cells, found.same, found.left_out, found.applied = cells, None, False, False
    imagined = count(-1, -1)
    task = bringing.task_of(one, bringing.actor_of(one))
    planner = Planner(task, lambda many: [next(imagined) for _each in range(many)], writing=False)
    (planned,) = planner.plan([Row(line, tuple(cells))], {}, lambda pks: set())
    found.outcome, found.reason, found.column = planned.outcome, planned.reason, planned.column[:200]
    found.maybe = [known.id for known in planned.verdict.maybe[:5] if known.id > 0]
    found.save()
    return found


def tick(one: Import, line: int, wanted: Iterable[str], *, by: Actor) -> None:
    """Say which of the proposed changes of a known record are to be made; the others stay as they are."""
    imports.expect(one, State.PROPOSED)
    row = imports.rows(one).filter(line=line, told__isnull=False).first()
    if row is None:
        raise gate.Absent
    chosen = set(wanted)
    found = _of(one, row)
    found.ticks = {told["field"]: told["field"] in chosen for told in row.told or ()}
    found.outcome = Outcome.CHANGED if any(found.ticks.values()) else Outcome.UNCHANGED
    found.save()


def _waiting(one: Import, line: int) -> ImportRow:
    imports.expect(one, *OPEN)
    row = imports.rows(one).filter(line=line, outcome__in=UNSETTLED).first()
    if row is None:
        raise gate.Absent
    return row


def _of(one: Import, row: ImportRow) -> Decision:
    """What was decided about a row so far."""
    return Decision.objects.filter(of=one, line=row.line).first() or Decision(of=one, line=row.line)


def _maybe(one: Import, decision: Decision) -> list[int]:
    """The records that a row may be: as corrected, else as it came."""
    if decision.cells is not None:
        return decision.maybe or []
    return imports.rows(one).values_list("maybe", flat=True).get(line=decision.line) or []


def _settle(decision: Decision, same: int) -> None:
    decision.same, decision.left_out, decision.applied = same, False, False
    decision.outcome, decision.reason = (Outcome.CHANGED if same else Outcome.CREATED), ""


def _likeliest(rows: Iterable[ImportRow], by: Actor) -> dict[int, int]:
    """For each line the first record that it may be and that the actor may edit."""
    asked = {pk for row in rows for pk in row.maybe or ()}
    there = set(gate.rows(Record, by, "edit").filter(pk__in=asked).values_list("pk", flat=True))
    likely = {row.line: next((pk for pk in row.maybe or () if pk in there), 0) for row in rows}
    return {line: pk for line, pk in likely.items() if pk}
