"""One wish over many records: a field of theirs set, tags given and taken, put into the bin or taken out, as one change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Detail, Field
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records import entries, extents, record, undoing
from closeknit.records.many import beneath, bulk
from closeknit.records.many.bulk import Change
from closeknit.records.models import Batch, Record
from closeknit.records.record import BELONGING
from closeknit.records.values import parsed
from closeknit.web.listing import CAP, Listing

AT_ONCE = 200  # records that are dealt with while the person waits; more of them are the worker's
CHUNK = 2_000  # records in one transaction of the worker
SLOW_CHUNK = 100  # the same where each record is changed by itself
UNDO = "undo"  # the verb of a batch that takes another one back


@dataclass(frozen=True, slots=True)
class Deed:
    """What a batch does: the right it needs over each record, and the function that does it to some and tells what became of them."""

    to: str
    act: Callable[[Batch, list[Any], Actor], Counter[str]]


# ---------------------------------------------------------------- which


def chosen(listing: Listing, given: Iterable[str], seen: str) -> list[int]:
    """The ids of a selection: those that were ticked, or, where `seen` says how many fit, all that the listing has now.

    Raises Refused when nothing is chosen, and when more fit now than the person saw.
    """
    if not seen:
        return ticked(given)
    most = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 7 else 0
    ids = sorted(listing.query().order_by("pk").values_list("pk", flat=True)[: CAP + 1])
    if len(ids) > min(most, CAP):
        raise Refused(
            _("More rows fit now than the %(seen)s that you saw. Look at the list again.") % {"seen": _said(most)},
            field="all",
            code="changed_since",
        )
    return ids


def ticked(given: Iterable[str]) -> list[int]:
    """The ids that a form names; raises Refused where there are none."""
    ids = sorted({int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19})
    if not ids:
        raise Refused(_("Tick the rows first."), field="id", code="nothing")
    return ids


def _said(number: int) -> str:
    return number_format(number, force_grouping=True)


def moment(given: str) -> datetime:
    """When the person looked, as the page says it; now where it says nothing that can be read."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return timezone.now()
    return found if timezone.is_aware(found) else timezone.now()


# ---------------------------------------------------------------- begun and gone on with


def begin(
    verb: str, kind: Kind | None, ids: list[int], given: Mapping[str, Any], *, by: Actor, seen_at: datetime
) -> Batch:
    """Do something to these records: few at once, many by the worker, who is told in the same transaction. Raises Refused."""
    if by.user_id is None:
        raise gate.NotAllowed(_("A change of many records is somebody's: sign in."))
    if kind is not None:
        gate.check(kind.key, by, DEEDS[verb].to)
    if len(ids) > CAP:
        raise Refused(_("At most %(most)s rows at a time.") % {"most": _said(CAP)}, field="id", code="too_many")
    batch = Batch(change=by.change, by_id=by.user_id, kind=kind.key if kind else "", verb=verb, given=dict(given))
    batch.ids, batch.seen_at = ids, seen_at
    if verb == "edit":
        _value(batch, by)  # refused before anything is kept
    batch.save()
    if len(ids) <= AT_ONCE:
        _step(batch, by, AT_ONCE)
    else:
        send(batch.pk)
    return batch


def take_back(change: UUID, *, by: Actor) -> Batch | None:
    """Have the worker take back a change of many rows; None where there is no such batch, or of few rows: `undoing.undo` is for that.

    One that broke off goes on. Raises Refused while the rows are still being changed, or taken back already.
    """
    with transaction.atomic():
        done = Batch.objects.select_for_update().filter(change=change).first()
        if done is None or by.user_id is None or len(done.ids) <= AT_ONCE:
            return None
        batch = Batch.objects.filter(verb=UNDO, given={"change": str(change)}).exclude(state=Batch.State.DONE).first()
        if Batch.State.WAITING in (done.state, batch and batch.state):
            raise Refused(_("These rows are still being worked on. Wait a moment."), code="changed_since")
        if batch is None or batch.by_id != by.user_id:
            batch = Batch(change=by.change, by_id=by.user_id, verb=UNDO, given={"change": str(change)})
            batch.ids, batch.seen_at = undoing.concerned_by(change, by), timezone.now()
        batch.state, batch.error = Batch.State.WAITING, ""
        batch.save()
        send(batch.pk)
    return batch


def send(pk: int) -> None:
    """Give a batch to the worker, in the transaction of whoever asked; never two workers to one batch."""
    app.configure_task("records.go_on", lock=f"batch-{pk}").defer(batch_id=pk)


def go_on(pk: int, seconds: float) -> bool:
    """Go on with a batch, chunk after chunk, each in a transaction of its own; False where time ran out before the end."""
    until = monotonic() + seconds
    while True:
        with transaction.atomic():
            batch = Batch.objects.select_for_update().filter(pk=pk, state=Batch.State.WAITING).first()
            if batch is None:
                return True
            try:
                with transaction.atomic():
                    by = replace(actors.of_user(batch.by_id), change=batch.change)
                    actors.declare(by)
                    _step(batch, by, _chunk(batch))
            except (Refused, gate.NotAllowed) as refused:
                fail(pk, refused.sentence)
            except LookupError:
                fail(pk, _("Whoever began this may not sign in any more."))
        if monotonic() > until:
            return False


def fail(pk: int, sentence: str) -> None:
    """Note that a batch cannot go on; what it did stays, and can be taken back."""
    Batch.objects.filter(pk=pk).update(state=Batch.State.FAILED, error=sentence)


def _chunk(batch: Batch) -> int:
    """How many at once: fewer where each is changed by itself, as where a value is emptied the row below may have to go."""
    if batch.verb != "edit" or str(batch.given["value"] or "").strip():
        return CHUNK
    return SLOW_CHUNK if isinstance(kinds[batch.kind].fields[batch.given["field"]].home, Detail) else CHUNK


def _step(batch: Batch, by: Actor, many: int) -> None:
    pks = batch.ids[batch.done : batch.done + many]
    batch.told = dict(Counter(batch.told) + _dealt_with(batch, pks, by))
    batch.done += len(pks)
    if batch.done >= len(batch.ids):
        batch.state = Batch.State.DONE
    batch.save(update_fields=["told", "done", "state"])


def _dealt_with(batch: Batch, pks: list[int], by: Actor) -> Counter[str]:
    """What became of these records: each of them counts once."""
    if batch.verb == UNDO:
        back, later = undoing.undo_some(UUID(batch.given["change"]), pks, by=by)
        return Counter(changed=back, later=later, gone=len(pks) - back - later)
    deed = DEEDS[batch.verb]
    model: Any = kinds[batch.kind].model if batch.kind else Record
    whose = by.unshared() if batch.given.get("field") in BELONGING else by
    locked = list(gate.rows(model, whose, deed.to).filter(pk__in=pks).order_by("pk").select_for_update())
    whole = deed.to == "restore" or len(locked) == len(pks)
    seen = len(locked) if whole else gate.rows(model, by).filter(pk__in=pks).count()
    told = Counter(gone=len(pks) - seen)
    told["not_allowed"] = len(pks) - told["gone"] - len(locked)
    fresh = [one for one in locked if one.updated_at <= batch.seen_at or one.updated_by_id == by.user_id]
    told["changed_since"] = len(locked) - len(fresh)
    return told + deed.act(batch, fresh, by) if fresh else told


# ---------------------------------------------------------------- what is done


def _value(batch: Batch, by: Actor) -> Any:
    key = batch.given["field"]
    return parsed(kinds[batch.kind], {key: batch.given["value"]}, by).fields[key]


def _edit(batch: Batch, rows: list[Any], by: Actor) -> Counter[str]:
    """Set one field of all to one value."""
    kind, key = kinds[batch.kind], batch.given["field"]
    one, described = kind.fields[key], extents.described(kind, [row.pk for row in rows], key)
    asked = [row for row in rows if row.pk in described]
    told = Counter(outside=len(rows) - len(asked))
    value = _value(batch, by)
    if not isinstance(one.home, Detail):
        return told + _set(kind, one, {row.pk: value for row in asked}, asked, by)
    if value is None:
        return told + _each(asked, {key: ""}, by)
    changes, refused = beneath.changes(one, value, [row.pk for row in asked])
    told += Counter(refused=len(refused), same=len(asked) - len(changes) - len(refused))
    return told + _carried_out(kind, changes, asked, {key: batch.given["value"]}, by)


def _set(kind: Kind, one: Field, values: Mapping[int, Any], rows: list[Any], by: Actor) -> Counter[str]:
    """Set a field that lives in the records themselves; those that have the value already are left as they are."""
    changes, same = [], 0
    for row in rows:
        was, became = one.type.stored(one.home.take(one, row)), one.type.stored(values[row.pk])
        if was == became:
            same += 1
        else:
            told = [{"field": one.key, "was": was, "became": became}]
            changes.append(Change(row.pk, {one.key: values[row.pk]}, {}, {}, told))
    return Counter(same=same) + _carried_out(kind, changes, rows, {one.key: values}, by)


def _carried_out(
    kind: Kind, changes: list[Change], rows: list[Any], given: Mapping[str, Any], by: Actor
) -> Counter[str]:
    """Make these changes together; where one of them is refused each is asked by itself, as `_each` takes what is `given`."""
    try:
        with transaction.atomic():
            bulk.edit(kind, changes, by=by, entry_kind="record.edited", rows=rows)
    except Refused:
        asked = {change.pk for change in changes}
        return _each([row for row in rows if row.pk in asked], given, by)
    _check_seen(kind, [one.pk for one in changes], by)
    return Counter(changed=len(changes))


def _each(rows: Iterable[Any], given: Mapping[str, Any], by: Actor) -> Counter[str]:
    """The same record by record, where a value lives in rows under it or where one of them refused."""
    told: Counter[str] = Counter()
    for row in rows:
        own = {key: value.get(row.pk) if isinstance(value, dict) else value for key, value in given.items()}
        try:
            changed = record.edit(row, own, by=by)
        except Refused:
            told["refused"] += 1
        else:
            told["changed" if changed.version != row.version else "same"] += 1
    return told


def _check_seen(kind: Kind, pks: Collection[int], by: Actor) -> None:
    """Refuse to give away what one would then not see any more: nobody could take it back."""
    if gate.sees_all(kind.key, by) or gate.rows(kind.model, by).filter(pk__in=pks).count() == len(pks):
        return
    raise Refused(_("You would no longer see all of them. Choose somebody of your team."), code="out_of_sight")


def _tag(batch: Batch, rows: list[Any], by: Actor) -> Counter[str]:
    """Give tags and take tags away; the others stay."""
    kind = kinds[batch.kind]
    add, remove = batch.given["add"], {one.casefold() for one in batch.given["remove"]}
    values = {row.pk: _tagged(row.tags, add, remove) for row in rows}
    return _set(kind, kind.fields["tags"], values, rows, by)


def _tagged(tags: list[str], add: list[str], remove: set[str]) -> list[str]:
    kept = [one for one in tags if one.casefold() not in remove]
    known = {one.casefold() for one in kept}
    return [*kept, *(one for one in add if one.casefold() not in known)]


def _discard(batch: Batch, rows: list[Any], by: Actor) -> Counter[str]:
    """Put them into the bin."""
    pks = [row.pk for row in rows]
    bulk.discard(pks, by=by)
    entries.write("record.binned", by=by, records=pks)
    return Counter(changed=len(pks))


def _restore(batch: Batch, rows: list[Any], by: Actor) -> Counter[str]:
    """Take them out of the bin."""
    pks = [row.pk for row in rows]
    bulk.touch(pks, by, binned_at=None, binned_by_id=None)
    entries.write("record.restored", by=by, records=pks)
    return Counter(changed=len(pks))


DEEDS = {
    "edit": Deed("edit", _edit),
    "tag": Deed("edit", _tag),
    "discard": Deed("bin", _discard),
    "restore": Deed("restore", _restore),
}


# ---------------------------------------------------------------- told


def sentence(batch: Batch) -> str:
    """What became of a batch, as people read it: how many were changed, and for each reason how many were left out."""
    told = Counter(batch.told)
    return " ".join(
        [_done(batch.verb, told["changed"]), *(said(told[key]) for key, said in LEFT_OUT.items() if told[key])]
    )


def _done(verb: str, n: int) -> str:
    words = {"n": _said(n)}
    if verb == "discard":
        return ngettext("%(n)s row put into the bin.", "%(n)s rows put into the bin.", n) % words
    if verb == "restore":
        return ngettext("%(n)s row restored.", "%(n)s rows restored.", n) % words
    if verb == UNDO:
        return ngettext("%(n)s row taken back.", "%(n)s rows taken back.", n) % words
    return ngettext("%(n)s row changed.", "%(n)s rows changed.", n) % words


def _same(n: int) -> str:
    return ngettext("%(n)s had it already.", "%(n)s had it already.", n) % {"n": _said(n)}


def _changed_since(n: int) -> str:
    words = ngettext(
        "%(n)s left out: somebody changed it since you looked.",
        "%(n)s left out: somebody changed them since you looked.",
        n,
    )
    return words % {"n": _said(n)}


def _not_allowed(n: int) -> str:
    words = ngettext(
        "%(n)s left out: your roles do not let you do this to it.",
        "%(n)s left out: your roles do not let you do this to them.",
        n,
    )
    return words % {"n": _said(n)}


def _gone(n: int) -> str:
    return ngettext("%(n)s is no longer there.", "%(n)s are no longer there.", n) % {"n": _said(n)}


def _outside(n: int) -> str:
    return ngettext("%(n)s is not asked this.", "%(n)s are not asked this.", n) % {"n": _said(n)}


def _later(n: int) -> str:
    return ngettext("%(n)s was changed again since.", "%(n)s were changed again since.", n) % {"n": _said(n)}


def _refused(n: int) -> str:
    return ngettext("%(n)s cannot have this value.", "%(n)s cannot have this value.", n) % {"n": _said(n)}


LEFT_OUT: dict[str, Callable[[int], str]] = {
    "same": _same,
    "outside": _outside,
    "refused": _refused,
    "changed_since": _changed_since,
    "later": _later,
    "not_allowed": _not_allowed,
    "gone": _gone,
}


def get(pk: int, actor: Actor) -> Batch:
    """One of the actor's own; Absent for another's."""
    found = Batch.objects.filter(pk=pk, by_id=actor.user_id).first()
    if found is None:
        raise gate.Absent
    return found


def undoable(batch: Batch) -> bool:
    """Whether there is something to take back."""
    return batch.verb != "restore" and bool(batch.told.get("changed")) and batch.state != Batch.State.WAITING
