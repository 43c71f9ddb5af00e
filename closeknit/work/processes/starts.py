"""What starts a process by itself: a record that comes to fit a filter, a contact that is logged, the clock."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records.models import Entry, Record
from closeknit.timeline.contacts import contacts
from closeknit.timeline.contacts import starts as contact_starts
from closeknit.work import occurrences, recurrence
from closeknit.work.processes import answers, runs
from closeknit.work.processes.designs import Design
from closeknit.work.processes.models import Fit, Look, Process, Run
from closeknit.work.recurrence import Recurrence

log = logging.getLogger("closeknit.processes")

ARM = "work.arm"
AT_ONCE = 100  # records that are looked at, or started on, in one transaction
NOTED = 5_000  # records that are noted to fit already, in one
MORNING = time(8)
AUTOMATIC = Process.objects.filter(retired_at=None, edition__isnull=False).select_related("edition")


def arm(process: Process, design: Design, before: Design) -> None:
    """Set what starts a process by itself as its design says; it is saved by whoever asks.

    Who fits the filter already does not come to fit it: the worker notes them first, and only then it starts.
    """
    given = design.starts.get("filter")
    if not given or given != before.starts.get("filter"):
        process.armed_at = None
        Fit.objects.filter(process=process).delete()
    if given and process.armed_at is None:
        app.configure_task(ARM, lock=f"arm-{process.pk}").defer(process_id=process.pk)
    process.forms = [str(one) for one in design.starts.get("contacts") or []]
    if design.starts.get("rule") != before.starts.get("rule") or process.next_at is None:
        process.next_at = _following(process, timezone.now())


def _following(process: Process, after: datetime) -> datetime | None:
    """When a process starts next by its rule: in the morning, in the company's zone."""
    edition = process.edition
    rule = edition.design["starts"].get("rule") if edition else None
    if edition is None or not rule:
        return None
    zone = timezone.get_default_timezone()
    first = datetime.combine(timezone.localdate(edition.published_at, zone), MORNING, tzinfo=zone)
    series = Recurrence(first, recurrence.read_rule(str(rule)))
    found: Any = occurrences.following(series, after.astimezone(zone))
    return found if isinstance(found, datetime) else None


# ------------------------------------------------------------------------------------------------ a filter


def note_fitting(pk: int) -> None:
    """Note which records fit the filter of a process already, batch by batch, then let it start; may be begun anew at any time."""
    last = 0
    while True:
        with transaction.atomic():
            process = _locked(pk)
            if process is None or process.armed_at is not None or not _fitting(process):
                return
            found = list(_there(process).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:NOTED])
            Fit.objects.bulk_create((Fit(process=process, record_id=one) for one in found), ignore_conflicts=True)
            if len(found) < NOTED:
                process.armed_at = Now()
                process.save(update_fields=["armed_at"])
                return
            last = found[-1]


def _locked(pk: int, *, skip: bool = False) -> Process | None:
    there = Process.objects.filter(retired_at=None, edition__isnull=False)
    return there.select_for_update(skip_locked=skip).filter(pk=pk).first()


def _fitting(process: Process) -> Any:
    """The filter by which a process starts, as it was published."""
    return process.edition.design["starts"].get("filter") if process.edition else None


def _owner(process: Process) -> Actor:
    return actors.of_user(process.owner_id)


def _there(process: Process, given: Any = None, by: Actor | None = None) -> QuerySet[Any]:
    """The records that fit, with the eyes of whoever answers for the process."""
    kind, actor = kinds[process.kind], by or _owner(process)
    tree = filters.read(given or _fitting(process))
    return gate.rows(kind.model, actor).filter(filters.condition(tree, gate.Readable(kind, actor)))


def judge(pk: int, records: Iterable[int] | None = None, depth: int = 0) -> int:
    """Start a process on the records that have come to fit since they were looked at last, forget those that do not fit any more.

    All records are looked at where none are named; 100 are started at most, and it gives how many.
    """
    with transaction.atomic():
        process = _locked(pk)
        if process is None or process.armed_at is None:
            return 0
        try:
            by = _owner(process)
            there = _there(process, by=by)
        except (LookupError, Refused):
            log.warning("a process cannot start by itself", extra={"process_id": pk}, exc_info=True)
            return 0
        noted = Fit.objects.filter(process=process)
        if records is not None:
            there, noted = there.filter(pk__in=list(records)), noted.filter(record_id__in=list(records))
        noted.exclude(record_id__in=there.values("pk")).delete()
        known = Fit.objects.filter(process=process, record_id=OuterRef("pk"))
        new = list(there.exclude(Exists(known)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        for fit in Fit.objects.bulk_create(Fit(process=process, record_id=one) for one in new):
            runs.begin(process, fit.record_id, by.anew(), "filter", occasion=f"fit:{fit.pk}", depth=depth)
    return len(new)


# ------------------------------------------------------------------------------------------------ what was told


def look() -> bool:
    """Look at records of which something was told, some at a time; False where there was nothing."""
    with transaction.atomic():
        told = list(Look.objects.select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE])
        Look.objects.filter(pk__in=[one.pk for one in told]).delete()
        if not told:
            return False
        depths = {one.record_id: one.depth for one in sorted(told, key=lambda one: one.depth)}
        kind_of = dict(Record.objects.filter(pk__in=depths).values_list("pk", "kind"))
        logged = Entry.objects.filter(pk__in={one.entry_id for one in told}, kind="contact.logged").in_bulk()
        for process in AUTOMATIC.filter(kind__in=set(kind_of.values())):
            mine = [one for one in told if kind_of.get(one.record_id) == process.kind]
            for depth in {depths[one.record_id] for one in mine} if process.armed_at else ():
                while judge(process.pk, [one.record_id for one in mine if depths[one.record_id] == depth], depth):
                    pass
            for one in mine if process.forms else ():
                _at_contact(process, one.record_id, logged.get(one.entry_id), kind_of)
    answers.hurry()
    return True


def _at_contact(process: Process, record: int, entry: Entry | None, kind_of: dict[int, str]) -> None:
    """Start a process on the record under which a contact was logged, or, where that is of another kind, on what else it concerns."""
    if entry is None or entry.data.get("form") not in process.forms or entry.by_id is None:
        return
    under = entry.data.get("record")
    if record != under and Record.objects.filter(pk=under, kind=process.kind).exists():
        return
    try:
        by = actors.of_user(entry.by_id)
    except LookupError:
        log.warning(
            "who logged a contact may not sign in any more", extra={"process_id": process.pk, "entry": entry.pk}
        )
        return
    runs.begin(process, record, by, "contact", occasion=f"entry:{entry.pk}")


def offer() -> None:
    """Offer to start a process in every form of contact; called once when the program starts."""
    label, hint = _("Start a process"), _("Its name, such as: New enquiry")
    contact_starts.register(
        contact_starts.Start(
            "process", label, hint, "play", lambda actor: actor.may("organization", "edit"), begin_named
        )
    )


def begin_named(line: str, record: Any, by: Actor) -> None:
    """Start the process of that name on the record of a contact, or on what stands beside it: where somebody works. Raises Refused."""
    concerned = _concerned(record)
    known = {str(one).casefold(): one for one in AUTOMATIC.filter(kind__in={one.kind for one in concerned})}
    found = known.get(line.casefold())
    if found is None:
        names = ", ".join(sorted(str(one) for one in known.values())) or gettext("none")
        sentence = gettext("There is no process “%(name)s” for this. There are: %(all)s.")
        raise Refused(sentence % {"name": line[:80], "all": names}, field="starts", code="not_a_process")
    subject = next(one for one in concerned if one.kind == found.kind)
    runs.start(gate.get(kinds[found.kind].model, subject.pk, by), found.pk, by=by)


def _concerned(record: Any) -> list[Any]:
    """The record itself, then what else a contact under it concerns."""
    day = timezone.localdate()
    beside = (pk for find in contacts.BESIDE for pk in find({record.kind: [record.pk]}, day))
    found = Record.objects.in_bulk(list(beside))
    return [record, *found.values()]


# ------------------------------------------------------------------------------------------------ the clock


def by_clock(now: datetime | None = None) -> int:
    """Start what is due by the clock, some records at a time; gives how many processes were due.

    What fell due more than once since then, while nothing ran or a clock was set, is started once.
    """
    moment: Any = now or Now()
    due = list(AUTOMATIC.filter(next_at__lte=moment).values_list("pk", flat=True))
    for pk in due:
        while _some_by_clock(pk, now):
            pass
    return len(due)


def _some_by_clock(pk: int, now: datetime | None) -> bool:
    """Start a process on some of the records that it has not been started on for this time; False when all were."""
    with transaction.atomic():
        process = _locked(pk, skip=True)
        moment = now or AUTOMATIC.filter(pk=pk).values_list(Now(), flat=True).first() or timezone.now()
        if process is None or process.edition is None or process.next_at is None or process.next_at > moment:
            return False
        occasion, found = f"at:{process.next_at:%Y-%m-%dT%H:%M}", list[int]()
        try:
            by = _owner(process)
            among = process.edition.design["starts"].get("among") or {"all": []}
            before = Run.objects.filter(process=process, record_id=OuterRef("pk"))
            there = _there(process, among, by).exclude(Exists(before.filter(occasion=occasion)))
            new = there.exclude(Exists(before.filter(ended_at=None))).order_by("pk")
            found = list(new.values_list("pk", flat=True)[:AT_ONCE])
        except (LookupError, Refused):
            log.warning("a process cannot start by itself", extra={"process_id": pk}, exc_info=True)
        for record in found:
            runs.begin(process, record, by.anew(), "time", occasion=occasion)
        if len(found) < AT_ONCE:
            process.next_at = _following(process, moment)
            process.save(update_fields=["next_at"])
        return bool(found)
