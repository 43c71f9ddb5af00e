"""An import: begun with a file, its columns chosen, looked through, brought in, stopped, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.intake import own, raw
from closeknit.intake.columns import Match, propose
from closeknit.intake.files import Table
from closeknit.intake.models import WRITTEN, Decision, Import, ImportRow, Outcome, State
from closeknit.intake.slots import LEFT_OUT, MANY, REMARKS, Slot, slots_of


def visible(actor: Actor) -> QuerySet[Import]:
    """The imports that somebody sees: their own; whoever manages imports sees all."""
    return Import.objects.all() if actor.may("import", "manage") else Import.objects.filter(by_id=actor.user_id)


def get(pk: int, actor: Actor, *, lock: bool = False) -> Import:
    """One of them; Absent for another's. Its rows are those of records, so the right to import the kind is asked again."""
    query = visible(actor).select_for_update() if lock else visible(actor)
    found = query.filter(pk=pk).first()
    if found is None:
        raise gate.Absent
    gate.check(found.kind, actor, "import")
    return found


def rows(one: Import, outcome: str = "") -> QuerySet[ImportRow]:
    """The rows of an import in the order of the file, of one outcome or all."""
    found = ImportRow.objects.filter(of=one).order_by("line")
    return found.filter(outcome=outcome) if outcome else found


def kinds_for(actor: Actor) -> list[Kind]:
    """The kinds that somebody may import."""
    return [kind for kind in kinds if kind.imported and actor.may(kind.key, "import")]


def begin(kind: Kind, name: str, chunks: Iterable[bytes], *, by: Actor, keep_rest: bool = True) -> Import:
    """Keep a file, then open it and propose what its columns are. Raises Refused with one sentence for a file that is none.

    Columns that nobody understands go to the description; without `keep_rest` they are left out, for somebody to look at.
    """
    gate.check(kind.key, by, "import")
    name = name.replace("\x00", "").strip()[-255:] or _("unnamed")
    hash, size = raw.keep(chunks, name)
    if by.user_id is None:
        raise gate.NotAllowed(_("An import is somebody's: sign in."))
    one = Import(name=name, hash=hash, size=size, kind=kind.key, by_id=by.user_id)
    table = raw.table(one)
    sample = [row.cells for row in table.sample()]
    if not any(cell.strip() for cells in sample for cell in cells):
        sentence = _("%(name)s has headings but no rows below them; choose a file with at least one row.")
        raise Refused(sentence % {"name": name}, field="file", code="empty")
    one.own = own.is_export(kind, table.heads)
    matches = (
        own.matches(kind, table.heads)
        if one.own
        else propose(table.heads, sample, slots(kind, by), keep_rest=keep_rest)
    )
    one.matches = [asdict(match) for match in matches]
    one.about = _about(table)
    one.save()
    return one


def slots(kind: Kind, actor: Actor) -> tuple[Slot, ...]:
    """The slots of a kind that exist for the actor."""
    known = kind.keys_for(actor.classes)
    return tuple(slot for slot in slots_of(kind) if slot.key.partition(".")[0] in known)


def _about(table: Table) -> str:
    """How the file is written, in words."""
    signs = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
    if table.dialect is None:
        return _("sheet “%(sheet)s”") % {"sheet": table.sheet} if table.sheet else table.form
    sign = signs.get(table.dialect.delimiter, table.dialect.delimiter)
    return _("separated by %(sign)s, %(encoding)s") % {
        "sign": sign,
        "encoding": table.encoding.removesuffix("-sig").upper(),
    }


def matches_of(one: Import) -> list[Match]:
    """Where its columns go."""
    return [Match(**match) for match in one.matches]


def choose(one: Import, targets: Mapping[int, str], *, by: Actor) -> None:
    """Take a person's word on where the columns go; raises Refused naming the column that cannot go there."""
    expect(one, State.COLUMNS, State.PROPOSED, State.FAILED)
    _expect_unwritten(one)
    allowed = {slot.key for slot in slots(kinds[one.kind], by)} | {REMARKS, LEFT_OUT}
    taken: dict[str, int] = {}
    found = []
    for match in matches_of(one):
        target = targets.get(match.column, match.slot)
        if target != match.slot:
            if target not in allowed:
                raise Refused(_("There is no such field."), field=f"column-{match.column}", code="unknown_field")
            match = replace(match, slot=target, ordinal=1, kind="", confidence=1.0, why=_("Chosen by hand."))
        taken[match.slot] = taken.get(match.slot, 0) + 1
        found.append(_placed(match, taken[match.slot]))
    one.matches = [asdict(match) for match in found]


def _placed(match: Match, times: int) -> Match:
    """A second column of one slot: another address or employment, or a refusal where there is room for one."""
    if times == 1 or match.slot in (*MANY, REMARKS, LEFT_OUT, "description", "addresses.street"):
        return match
    if match.slot.startswith(("addresses.", "employments.", "emails.", "phones.", "urls.")):
        return match if match.confidence < 1.0 else replace(match, ordinal=times)
    sentence = _("Two columns cannot both become this; leave one of them out.")
    raise Refused(sentence, field=f"column-{match.column}", code="twice")


def look(one: Import, *, by: Actor) -> None:
    """Have it looked through: what becomes of each row, before anything is written."""
    expect(one, State.COLUMNS, State.PROPOSED, State.FAILED)
    _expect_unwritten(one)
    one.decisions.filter(
        cells__isnull=True
    ).delete()  # what was said of a row was said of what it was proposed to become
    one.decisions.update(same=None, left_out=False, ticks={}, outcome="", reason="", column="", maybe=None)
    one.state, one.done, one.counts, one.error = State.LOOKING, 0, {}, ""
    one.save(update_fields=["state", "done", "counts", "error", "matches"])


def start(one: Import, *, by: Actor) -> None:
    """Have everything that is certain written; doubtful rows wait for an answer, refused ones are left out."""
    after = [State.DONE] if will_write(one) else []
    expect(one, State.PROPOSED, State.STOPPED, *after, *([State.FAILED] if can_go_on(one) else []))
    gate.check(one.kind, by, "import")
    if one.state == State.PROPOSED:
        one.done, one.counts = 0, {}
    one.state, one.error, one.finished_at = State.BRINGING, "", None
    one.save(update_fields=["state", "done", "counts", "error", "finished_at"])


def can_go_on(one: Import) -> bool:
    """Whether one that failed while it was written can go on from where it stands; one being taken back cannot."""
    dealt_with = sum(one.count(outcome) for outcome in Outcome)
    written = rows(one).filter(outcome__in=(Outcome.CREATED, Outcome.CHANGED), undone=False)
    return bool(one.state == State.FAILED and one.entry_id and one.done == dealt_with and written.exists())


def stop(one: Import, *, by: Actor) -> None:
    """Hold the work between two batches; it can go on later, or be taken back."""
    expect(one, State.LOOKING, State.BRINGING)
    one.state = State.COLUMNS if one.state == State.LOOKING else State.STOPPED
    one.save(update_fields=["state"])


def discard(one: Import, *, by: Actor) -> None:
    """Throw an import away that has written nothing; one that has can be taken back, and stays as a witness."""
    expect(one, State.COLUMNS, State.LOOKING, State.PROPOSED, State.FAILED)
    _expect_unwritten(one)
    with transaction.atomic():
        one.delete()


def take_back(one: Import, *, by: Actor) -> None:
    """Have all of it taken back: what it made goes into the bin, what it changed is set back, later edits by hand stay."""
    expect(one, State.DONE, State.STOPPED, State.FAILED)
    one.state, one.done = State.UNDOING, 0
    one.save(update_fields=["state", "done"])


def expect(one: Import, *states: str) -> None:
    """Pass, or raise Refused when the import does not stand where this can be done."""
    if one.state not in states:
        sentence = _("This import is “%(state)s” by now. Load the page again.")
        raise Refused(sentence % {"state": State(one.state).label}, code="conflict")


def _expect_unwritten(one: Import) -> None:
    if one.entry_id:
        raise Refused(_("This import has written records. Take it back instead."), code="conflict")


def will_write(one: Import) -> int:
    """How many rows will be written when it is started: those that are certain, and those about which a person decided so."""
    settled = Decision.waiting(one.pk).filter(outcome__in=WRITTEN).count()
    if one.state != State.PROPOSED:
        return settled
    unticked = decided(one, Outcome.CHANGED).filter(outcome=Outcome.UNCHANGED).count()
    ticked = decided(one, Outcome.UNCHANGED).filter(outcome=Outcome.CHANGED).count()
    return one.count(Outcome.CREATED) + one.count(Outcome.CHANGED) + settled + ticked - unticked


def decided(one: Import, outcome: str) -> QuerySet[Decision]:
    """What a person said, and is not written yet, of rows that came to this."""
    there = rows(one, outcome).filter(line=OuterRef("line"))
    return one.decisions.filter(Exists(there), applied=False)


def headings(one: Import, table_heads: Sequence[str] = ()) -> list[str]:
    """What its columns are called."""
    return [match.head or _("Column %(number)s") % {"number": match.column + 1} for match in matches_of(one)]
