"""A contact: entered through a form, corrected, withdrawn; tied to everybody named and to where they worked then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue.refusal import RefusedTogether
from closeknit.records import entries
from closeknit.records.models import Entry, Record
from closeknit.timeline.contacts import durations, library, starts
from closeknit.timeline.contacts.library import Form
from closeknit.timeline.models import ContactPoint

LONGEST = 20_000  # characters
MOST_NAMED = 50  # records that one contact names
EARLIEST = 1900  # the year before which nobody was called
GIVEN = frozenset({"form", "direction", "duration", "seconds", "text", "happened_at", "with", "starts"})

type Beside = Callable[[Mapping[str, list[int]], date], Iterable[int]]

# What else a contact concerns, told by higher folders: of the ids named, by kind, on a day. A person's employer, what a task is about.
BESIDE: list[Beside] = []

# With whom a contact under a record of a kind probably was, told by higher folders: (kind, id) -> ids, the likeliest first.
NEAR: list[Callable[[str, int], Iterable[int]]] = []


@verb(_("Log a contact"), to="note", word="contacts")
def log(record: Any, given: Mapping[str, Any], *, by: Actor) -> ContactPoint:
    """Enter a contact under a record: `form`, and perhaps `direction`, `duration` or `seconds`, `text`, `happened_at`, `with`, `starts`.

    `with` are the ids of others it was with or about, `starts` what it gives rise to: {key of a start: line}. Raises RefusedTogether.
    """
    values = _values(given, by)
    named = [record.pk, *values.pop("named", ())]
    values.setdefault("happened_at", timezone.now())
    concerns = _concerned(named, timezone.localdate(values["happened_at"]))
    told = {"record": record.pk, "form": values["form"]}
    entry = entries.write(
        "contact.logged", by=by, records=concerns, data=told, at=values["happened_at"], seconds=values.get("seconds")
    )
    made = ContactPoint.objects.create(record_id=record.pk, entry=entry, concerns=concerns, **values)
    starts.begin(given.get("starts", {}), record, by)
    return made


def log_once(record: Any, given: Mapping[str, Any], *, by: Actor, key: UUID) -> ContactPoint:
    """Enter a contact under the key of a form: the same sent again is the contact that is there."""

    def again(entry: Entry) -> ContactPoint:
        found = ContactPoint.objects.filter(entry=entry).first()
        if found is None:
            raise Refused(now("This contact was withdrawn. Open the form again to log another."), code="withdrawn")
        return found

    return entries.once(key, "contact.logged", by, lambda actor: log(record, given, by=actor), again)


@verb(_("Correct a contact"), to="note", word="correct-contact")
def correct(record: Any, contact: int, given: Mapping[str, Any], *, by: Actor) -> ContactPoint:
    """Change what was entered of a contact of this record; what is not given stays. Raises Absent and NotAllowed."""
    found = of_record(record, contact, lock=True)
    check_own(found, record, by)
    values = _values({"form": found.form, "direction": found.direction, **given}, by)
    if "named" in values or "happened_at" in values:
        named = values.pop("named", None)
        named = _named_before(found) if named is None else [found.record_id, *named, *_unseen(found, by)]
        values["concerns"] = _concerned(named, timezone.localdate(values.get("happened_at", found.happened_at)))
    changed = [key for key, value in values.items() if getattr(found, key) != value]
    if not changed:
        return found
    for key in changed:
        setattr(found, key, values[key])
    found.save(update_fields=changed)
    _tell(found, "contact.corrected", by)
    return found


@verb(_("Withdraw a contact"), to="note", word="withdraw-contact")
def withdraw(record: Any, contact: int, *, by: Actor) -> None:
    """Take away a contact of this record that was entered by mistake; that can be taken back. Raises Absent and NotAllowed."""
    found = of_record(record, contact, lock=True)
    check_own(found, record, by)
    _tell(found, "contact.withdrawn", by)
    found.delete()


def of_record(record: Any, contact: int, *, lock: bool = False) -> ContactPoint:
    """The contact with this id that concerns a record; locked, where it will be changed. Raises Absent."""
    rows = ContactPoint.objects.select_for_update() if lock else ContactPoint.objects
    found = rows.filter(pk=contact, concerns__contains=[record.pk]).first()
    if found is None:
        raise gate.Absent
    return found


def check_own(contact: ContactPoint, record: Any, by: Actor) -> None:
    """What somebody else logged is for who may edit the record. Raises NotAllowed."""
    if contact.entry.by_id != by.user_id:
        gate.get(type(record), record.pk, by, "edit")


def seen(contact: ContactPoint, actor: Actor) -> list[int]:
    """The ids of what a contact concerns that the actor sees, in the order in which they were named."""
    known = set(gate.rows(Record, actor).filter(pk__in=contact.concerns).values_list("pk", flat=True))
    return [pk for pk in contact.concerns if pk in known]


def _unseen(contact: ContactPoint, actor: Actor) -> list[int]:
    """What a contact concerns and the actor does not see: nobody takes away what they do not know of."""
    known = set(seen(contact, actor))
    return [pk for pk in _named_before(contact) if pk not in known]


def _tell(contact: ContactPoint, kind: str, by: Actor) -> None:
    entries.write(kind, by=by, records=contact.concerns, data={"record": contact.record_id, "form": contact.form})


# ------------------------------------------------------------------------------------------------ what is given


def _values(given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The columns that are given, and `named`: the ids of further records. Raises RefusedTogether."""
    refusals = [
        Refused(now("“%(key)s” is not part of this.") % {"key": key[:60]}, field=key[:60], code="unknown_field")
        for key in given
        if key not in GIVEN
    ]
    found: dict[str, Any] = {}
    for read in (_form, _lasting, _text, _moment, _named):
        try:
            found |= read(given, by)
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        raise RefusedTogether(refusals)
    return found


def _form(given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    form = library.known(str(given.get("form", "")))
    if form is None:
        keys = ", ".join(one.key for one in library.offered())
        raise Refused(
            now("The form of a contact is one of %(all)s.") % {"all": keys}, field="form", code="not_an_option"
        )
    return {"form": form.key, "channel": form.channel, "direction": _direction(form, given)}


def _direction(form: Form, given: Mapping[str, Any]) -> str:
    direction = given.get("direction") or form.usual
    if not isinstance(direction, str) or direction not in form.sentences:
        raise Refused(now("Say who began: “out” for us, “in” for them."), field="direction", code="not_an_option")
    return direction


def _lasting(given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    if "seconds" in given:
        return {"seconds": durations.checked(given["seconds"])}
    return {"seconds": durations.read(str(given["duration"] or ""))} if "duration" in given else {}


def _text(given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    if "text" not in given:
        return {}
    text = given["text"]
    if not isinstance(text, str) or len(text) > LONGEST or "\x00" in text:
        sentence = now("What was said takes up to %(most)d characters, and no NUL.")
        raise Refused(sentence % {"most": LONGEST}, field="text", code="too_long")
    return {"text": text.strip()}


def _moment(given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    moment = given.get("happened_at")
    if moment is None:
        return {}
    if not isinstance(moment, datetime) or moment.tzinfo is None or moment.year < EARLIEST:
        raise Refused(now("Say when it happened, with its time zone."), field="happened_at", code="not_a_moment")
    if moment > timezone.now():
        sentence = now("A contact is logged when it has happened. For what lies ahead add a task.")
        raise Refused(sentence, field="happened_at", code="ahead")
    return {"happened_at": moment.astimezone(UTC)}


def _named(given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The ids of the further records, each of which the actor must see."""
    if "with" not in given:
        return {}
    wanted = given["with"]
    if not isinstance(wanted, list) or not all(type(one) is int and 0 < one < 2**63 for one in wanted):
        raise Refused(now("“with” is a list of ids of records."), field="with", code="wrong_type")
    if len(wanted) > MOST_NAMED:
        sentence = now("One contact names up to %(most)d records.")
        raise Refused(sentence % {"most": MOST_NAMED}, field="with", code="too_many")
    if gate.rows(Record, by).filter(pk__in=wanted).count() < len(set(wanted)):
        raise Refused(
            now("Whom it was with is not there. Choose somebody that you see."), field="with", code="not_a_record"
        )
    return {"named": wanted}


def _concerned(named: list[int], day: date) -> list[int]:
    """All records that a contact concerns: those named, then what higher folders know to stand beside them that day."""
    return list(dict.fromkeys([*named, *_beside(named, day)]))


def _beside(named: list[int], day: date) -> list[int]:
    by_kind: dict[str, list[int]] = {}
    for kind, pk in Record.objects.filter(pk__in=named).values_list("kind", "pk"):
        by_kind.setdefault(kind, []).append(pk)
    return [pk for beside in BESIDE for pk in beside(by_kind, day)]


def _named_before(contact: ContactPoint) -> list[int]:
    """What a contact concerns without what only stood beside it on its day: on another day that is another."""
    beside = set(_beside(contact.concerns, timezone.localdate(contact.happened_at)))
    return [contact.record_id, *(pk for pk in contact.concerns if pk != contact.record_id and pk not in beside)]
