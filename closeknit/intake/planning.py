"""Decides for a batch of rows what becomes of each: new, changed, unchanged, doubtful or refused. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Detail
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.directory.matching import Matcher
from closeknit.directory.traits import Traits, of_values
from closeknit.directory.verdicts import NEW, Known, Verdict
from closeknit.intake import by_hand, understanding
from closeknit.intake import rows as plain_rows
from closeknit.intake.by_hand import Edit, parted
from closeknit.intake.columns import Match
from closeknit.intake.delimited import Row
from closeknit.intake.employers import Employers
from closeknit.intake.merging import Target, take
from closeknit.intake.models import Decision, Outcome
from closeknit.intake.rows import Plain
from closeknit.intake.slots import slots_of
from closeknit.records import reading
from closeknit.records.many import bulk
from closeknit.records.many.bulk import Change, Draft
from closeknit.records.reading import Reading
from closeknit.records.values import Values

SHOWN, SHORT = 4, 120
NAMED_BY = ("given_name", "family_name", "name")
KNOWN_BY = (
    ("employments", "organization"),
    ("emails", "address"),
    ("addresses", "city"),
    ("urls", "url"),
    ("phones", "number"),
)
FORESEEN = 20_000  # changed records whose values are kept in mind while a file is looked through
ID = "id"
NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Planned:
    """What becomes of one row, and why."""

    line: int
    cells: tuple[str, ...]
    outcome: Outcome = Outcome.REFUSED
    reason: str = ""
    column: str = ""
    shown: list[str] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    values: Values | None = None
    verdict: Verdict = NEW
    draft: Draft | None = None
    target: Target | None = None
    pk: int = 0
    named: int = 0  # the id by which our own file names its record
    exact: frozenset[str] = frozenset()  # the fields that such a row gives
    first: Planned | None = None  # the row of the same file that makes the record

    @property
    def record(self) -> int | None:
        """The id of the record that it is about; None for none, and for one that is not made yet."""
        made = (self.first or self).draft
        pk = self.pk or (made.record.pk if made else None)
        return pk if pk and pk > 0 else None


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be brought in: how the columns of a file become records of a kind, for whom, as which change."""

    kind: Kind
    matches: tuple[Match, ...]
    actor: Actor
    change: UUID
    own: bool = False


class Planner:
    """Plans a file batch by batch. `reserve` gives ids for organizations that rows name and that have to be made.

    With `writing`, what is read in order to be changed stays locked until the transaction ends: nobody edits it meanwhile.
    """

    def __init__(self, task: Task, reserve: Callable[[int], list[int]], *, writing: bool) -> None:
        self.task, self.kind, self.actor, self.writing = task, task.kind, task.actor, writing
        slots = slots_of(task.kind)
        self.reader = plain_rows.Reader(task.matches, slots)
        self.understood = understanding.Reader(task.kind, task.actor, own=task.own)
        self.matcher = Matcher(task.kind, task.actor, task.change)
        self.employers = Employers(task.actor, task.change, reserve)
        self.changes: dict[int, Target] = {}
        self.edits: dict[int, dict[str, Edit]] = {}
        self.decided: Mapping[int, Decision] = {}
        self.foreseen: dict[int, Target] = {}  # as records will stand by what was looked through and is not written yet

    def plan(
        self, rows: Sequence[Row], decided: Mapping[int, Decision], earlier: Callable[[set[int]], set[int]]
    ) -> list[Planned]:
        """What becomes of each of these rows. `decided` is what a person said of some, by line; `earlier` tells
        which records earlier rows of the file were about."""
        self.decided = decided
        planned = [Planned(row.line, row.cells) for row in rows]
        plains = {one.line: plain for one, row in zip(planned, rows, strict=True) if (plain := self._plain(one, row))}
        names = self.employers.resolve(plains.values())
        asked = {
            one.line: traits
            for one in planned
            if one.line in plains and (traits := self._read(one, plains[one.line], names))
        }
        self.matcher.look(asked.values())
        for one in planned:
            if one.line in asked:
                self._judge(one, asked[one.line])
        self._decide([one for one in planned if one.line in asked and one.outcome is not Outcome.CREATED], earlier)
        if not self.writing:
            self._foresee(planned)
        return planned

    def beside(self, planned: Sequence[Planned]) -> list[Draft]:
        """The organizations that have to be made for those of the rows that are written."""
        written = [one.values for one in planned if one.values and one.outcome in (Outcome.CREATED, Outcome.CHANGED)]
        used = {
            row["organization"].id
            for values in written
            for row in values.details.get("employments", ())
            if row["organization"]
        }
        used |= {named.id for values in written for key in understanding.BESIDE if (named := values.fields.get(key))}
        return [draft for draft in self.employers.made if draft.record.pk in used]

    # ---------------------------------------------------------------- reading

    def _plain(self, one: Planned, row: Row) -> Plain | None:
        try:
            plain = self.reader.plain(row)
        except Refused as refused:
            one.reason, one.shown = refused.sentence, ["", *_first_cells(row)]
            return None
        one.shown = self._shown(plain, row)
        if plain.is_empty:
            filled = any(cell.strip() for cell in row.cells)
            one.reason = _("Only columns that are left out have a value here.") if filled else _("The row is empty.")
            return None
        return plain

    def _shown(self, plain: Plain, row: Row) -> list[str]:
        """What the row is known by: its name and a few details, or its first cells where it has no name."""
        values = plain.values
        name = " ".join([text for key in NAMED_BY if (text := values.get(key))])
        if not name:
            return ["", *_first_cells(row)]
        shown = [name[:SHORT]]
        for key, part in KNOWN_BY:
            for detail in plain.details.get(key, ()):
                if text := detail.get(part):
                    shown.append(text[:SHORT])
                break
        return shown[:SHOWN]

    def _read(self, one: Planned, plain: Plain, names: understanding.Names) -> Traits | None:
        pk = plain.values.pop(ID, "").strip()
        if self.task.own and pk.isascii() and pk.isdigit():
            one.named, one.exact = int(pk), frozenset(key for key, text in plain.values.items() if text)
        try:
            one.values, notes = self.understood.values(plain, names)
        except Refused as refused:
            self._refuse(one, plain, refused)
            return None
        one.reason = " ".join(notes)
        traits = of_values(self.kind.key, one.values.fields, one.values.details)
        traits.id = self._answer(one) or one.named
        return traits

    def _refuse(self, one: Planned, plain: Plain, refused: Refused) -> None:
        one.outcome, one.reason = Outcome.REFUSED, refused.sentence
        columns = plain.origins.get(refused.field, ())
        one.column = next((plain_rows.title(match) for match in self.task.matches if match.column in columns), "")

    # ---------------------------------------------------------------- who is it

    def _answer(self, one: Planned) -> int | None:
        """The record that a person said it is, 0 for another one, None when nobody said."""
        return self.decided[one.line].same if one.line in self.decided else None

    def _judge(self, one: Planned, asked: Traits) -> None:
        one.verdict = NEW if self._answer(one) == 0 else self.matcher.ask(asked)
        if not one.verdict.new:
            return
        assert one.values is not None
        if not self.actor.may(self.kind.key, "create"):
            one.reason = _("Your roles do not let you add this.")
            return
        try:
            one.draft = bulk.draft(self.kind, one.values, by=self.actor)
        except Refused as refused:
            one.outcome, one.reason = Outcome.REFUSED, refused.sentence
            return
        one.outcome, one.target = Outcome.CREATED, Target(one.values)
        self.matcher.expect(asked, one)

    # ---------------------------------------------------------------- what becomes of it

    def _decide(self, planned: list[Planned], earlier: Callable[[set[int]], set[int]]) -> None:
        waiting = [one for one in planned if not one.verdict.new]
        likely = {one.line: one.verdict.same or one.verdict.maybe[0] for one in waiting}
        pks = {known.id for known in likely.values() if known.id > 0}
        editable = self._editable(pks)
        readings = self._readings(pks)
        self.edits = by_hand.edited(self.kind, [pk for pk, found in readings.items() if found.version > 1])
        self.changes = {pk: _target(found) for pk, found in readings.items()}
        self.changes |= {pk: self.foreseen[pk] for pk in self.changes.keys() & self.foreseen.keys()}
        before = earlier(pks)
        for one in waiting:
            known = likely[one.line]
            if one.verdict.same is None:
                self._doubt(one)
            elif known.pending is not None:
                self._join(one, known)
            elif known.id not in editable or known.id not in self.changes:
                one.reason = _("This is “%(name)s”, which you may not change.") % {"name": known.name}
            else:
                self._change(one, known, gently=known.id in before)

    def _foresee(self, planned: Sequence[Planned]) -> None:
        """Let later batches meet everybody as they will stand, so that the proposal is what the writing will do."""
        for one in planned:
            known = one.verdict.same
            target = one.first.target if one.first else self.changes.get(one.pk)
            if one.outcome is not Outcome.CHANGED or known is None or target is None:
                continue
            if one.first is None and (one.pk in self.foreseen or len(self.foreseen) < FORESEEN):
                self.foreseen[one.pk] = target
            self.matcher.learn(known, of_values(self.kind.key, target.values.fields, target.values.details))

    def _editable(self, pks: set[int]) -> set[int]:
        """Those that the actor may edit; locked before they are read, for what is read now is what will be overwritten."""
        if not pks:
            return set()
        query = gate.rows(self.kind.model, self.actor, "edit").filter(pk__in=pks).order_by("pk")
        return set((query.select_for_update() if self.writing else query).values_list("pk", flat=True))

    def _readings(self, pks: set[int]) -> dict[int, Reading]:
        if not pks:
            return {}
        query = gate.rows(self.kind.model, self.actor).filter(pk__in=pks)
        wanted = [key for key, one in self.kind.fields.items() if one.writable and not isinstance(one.home, Detail)]
        return {found.id: found for found in reading.read(query, self.kind, self.actor, [*wanted, *self.kind.details])}

    def _doubt(self, one: Planned) -> None:
        """Waits for a person, unless it is plainly somebody about whom it says nothing new."""
        assert one.values is not None
        first = one.verdict.maybe[0]
        if (
            len(one.verdict.maybe) == 1
            and first.id in self.changes
            and _says_nothing_new(self.kind, self.changes[first.id], one.values, first)
        ):
            one.outcome, one.pk, one.reason = Outcome.UNCHANGED, first.id, ""
            return
        one.outcome, one.reason = Outcome.DOUBTFUL, str(one.verdict.why)

    def _join(self, one: Planned, known: Known) -> None:
        """A row of the same file is, or was, the first about this one: it grows by what this row adds."""
        assert one.values is not None
        first: Planned = known.pending
        one.first, one.reason = first, _("The same as line %(line)d.") % {"line": first.line}
        if first.target is None:
            one.outcome = Outcome.UNCHANGED
            return
        self._take(one, first.target, {}, gently=True)
        first.draft = bulk.draft(self.kind, first.target.values, by=self.actor)

    def _change(self, one: Planned, known: Known, *, gently: bool) -> None:
        assert one.values is not None
        target = self.changes[known.id]
        exact = one.exact if one.named == known.id else frozenset()
        self._take(one, target, self.edits.get(known.id, {}), gently=gently or bool(target.lines), exact=exact)
        target.lines.append(one.line)
        one.pk = known.id
        one.reason = one.reason or str(one.verdict.why)

    def _take(
        self, one: Planned, target: Target, edits: Mapping[str, Edit], *, gently: bool, exact: frozenset[str] = NOTHING
    ) -> None:
        """Give the target what the row says, but for what is unticked or was written by hand; that is told beside."""
        assert one.values is not None
        ticks = self.decided[one.line].ticks if one.line in self.decided else {}
        given, kept = parted(one.values, edits, ticks)
        described = ticks.get("description", "description" not in edits)
        one.told = take(self.kind, target, given, gently=gently, exact=exact, described=described)
        one.outcome = Outcome.CHANGED if one.told else Outcome.UNCHANGED
        if kept.keys:
            would = take(self.kind, Target(_copied(target.values)), kept, gently=False, exact=exact)
            one.told += [by_hand.kept(each, edits) for each in would]


def _first_cells(row: Row) -> list[str]:
    return [text[:SHORT] for cell in row.cells if (text := cell.strip())][: SHOWN - 1]


def _target(found: Reading) -> Target:
    values = Values(dict(found.values), {key: list(rows) for key, rows in found.details.items()})
    return Target(values, Change(found.id, {}, {}, {}, []))


def _copied(values: Values) -> Values:
    return Values(dict(values.fields), {key: [dict(row) for row in rows] for key, rows in values.details.items()})


def _says_nothing_new(kind: Kind, target: Target, values: Values, known: Known) -> bool:
    name = " ".join(
        filter(None, (values.fields.get("given_name"), values.fields.get("family_name")))
    ) or values.fields.get("name")
    return name == known.name and not take(kind, Target(_copied(target.values)), values, gently=False)
