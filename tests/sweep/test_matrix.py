"""The sweep: every door, everybody, every relation, every method; the answer, what it tells, and what it leaves behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.sweep import cells, finding
from tests.sweep.cells import Cell
from tests.sweep.doors import DOORS
from tests.sweep.oracle import STATUS, Answer, Oracle
from tests.sweep.visiting import ASIDE, Answered, Ledger, Visitor, forgotten
from tests.sweep.world import Place, Subject

SAFE = ("GET", "HEAD", "OPTIONS")


def test_every_door_is_expected() -> None:
    unknown = [f"{one.names[0]} ({one.address})" for one in finding.routes_once() if not set(one.names) & set(DOORS)]
    assert not unknown, (
        f"These doors have no expectation: add the line of each to tests/sweep/doors/: {'; '.join(unknown)}"
    )


def test_every_expectation_has_a_door() -> None:
    names = {name for one in finding.routes_once() for name in one.names}
    assert set(DOORS) <= names, f"tests/sweep/doors/ expects doors that are gone: {sorted(set(DOORS) - names)}"


def test_nobody_gets_in(
    place: Place,
    oracle: Oracle,
    visitor: Visitor,
    ledger: Ledger,
    record_property: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tried: Counter[str] = Counter()
    faults: list[str] = []
    sweep = Sweep(place, oracle, visitor, ledger)
    for cell in cells.chosen(place):
        tried[cell.expected(oracle)] += 1
        faults += [f"{cell}: {fault}" for fault in sweep.faults(cell)]
    total = sum(tried.values())
    with capsys.disabled():
        part = cells.part()
        print(
            f"\nsweep: {total} cells{'' if part is None else f' (part {part} of {cells.PARTS})'}, {len(faults)} leaks; {dict(tried)}"
        )
    assert not faults, f"{len(faults)} of {total} cells:\n" + "\n".join(faults[:40])
    assert tried["in"] > total // 20, "the sweep hardly ever came in: it proves nothing"
    assert tried["absent"] > 20
    assert tried["forbidden"] > 5


class Sweep:
    """Tries a cell and says what is wrong with the answer."""

    def __init__(self, place: Place, oracle: Oracle, visitor: Visitor, ledger: Ledger) -> None:
        self.place, self.oracle, self.visitor, self.ledger = place, oracle, visitor, ledger
        self.absent: dict[tuple[object, ...], Answered] = {}

    def faults(self, cell: Cell) -> Iterator[str]:
        """What is wrong with the answer to a cell; nothing when all is well."""
        answered, written = self._try(cell)
        expected = cell.expected(self.oracle)
        if answered.error is not None:
            yield f"the answer is an error: {answered.error!r}"
        yield from self._status(cell, expected, answered)
        if refused := (answered.status >= 400 or expected != "in"):
            written -= set(ASIDE)
        if (refused or cell.method in SAFE) and (found := self._unexcused(cell, written, refused)):
            yield f"it wrote to {sorted(found)} though it {'was refused' if refused else 'only asks'}"
        if found := cells.leaks(cell, answered, self.place, self.oracle):
            told = [(word, self.place.words.get(word) or self.place.labels[word]) for word in sorted(found)]
            yield f"it tells what is hidden from them: {told[:3]}"
        if (
            self._of_a_record(cell)
            and answered.status == 404
            and (difference := cells.unlike(answered, self._of_absent(cell)))
        ):
            yield f"what is hidden can be told from what is not there by {difference}"

    def _try(self, cell: Cell, subject: Subject | None = None) -> tuple[Answered, set[str]]:
        way = cell.way
        with forgotten():
            answered = self.visitor.knock(
                cell.method,
                cells.address(cell.route, cell.door, subject or cell.subject),
                query=way.query if way else "",
                form=way.form(cell.subject) if way else None,
                body=way.json(cell.subject) if way and way.json else None,
                htmx=cell.htmx,
                **self.place.credentials[cell.who.name],
            )
            allowed = answered.status < 400 and cell.method not in SAFE and cell.expected(self.oracle) == "in"
            if allowed:
                self.ledger.settle()
            return answered, set() if allowed else self.ledger.changed()

    @staticmethod
    def _status(cell: Cell, expected: Answer, answered: Answered) -> Iterator[str]:
        if expected == "in" and answered.status in cell.door.also:
            return
        if cell.way and "public" in cell.way.asks and answered.status in STATUS["in"]:
            return
        to_sign_in = answered.headers.get("Location", "").startswith("/sign-in/")
        if answered.status not in STATUS[expected] or (expected == "sign in") != to_sign_in:
            yield f"the oracle says “{expected}”, the answer was {answered.status} {answered.headers.get('Location', '')}".rstrip()

    @staticmethod
    def _unexcused(cell: Cell, written: set[str], refused: bool) -> set[str]:
        excused = {"records_entry", "records_tie"} if cell.way and cell.way.writes and not refused else set()
        return written - set(ASIDE) - excused

    @staticmethod
    def _of_a_record(cell: Cell) -> bool:
        return (
            bool(cell.way)
            and cell.subject.relation != "absent"
            and bool({"pk", "change"} & set(cell.door.words(cell.subject)))
        )

    def _of_absent(self, cell: Cell) -> Answered:
        key = (cell.route, cell.way, cell.method, cell.who.name, cell.subject.kind, cell.htmx)
        if key not in self.absent:
            among = self.place.imports if cell.subject in self.place.imports else self.place.subjects
            nowhere = next(one for one in among if one.kind == cell.subject.kind and one.relation == "absent")
            self.absent[key] = self._try(cell, nowhere)[0]
        return self.absent[key]
