"""Somebody has left an organization: their employment ends on a day, both sides keep the history, and what it touches is settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.types import Named
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import WORKING, Employment, Individual, Organization
from closeknit.records import entries, record
from closeknit.records.entries import EntryKind

LONGEST_NOTE = 1_000
STAYS, ENDS, MOVES = "stays", "ends", "moves"  # what may be done with what a leaver leaves behind


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of somebody's leaving. `employment` is an id, needed only where they have several posts.

    A successor and a new employer are ids, or names of whom to add. `choices` say what becomes of each thing that it touches, by
    the key of `Concern`: what is not named stays.
    """

    last_day: date
    employment: int | None = None
    successor: int | str | None = None
    new_employer: int | str | None = None
    title: str = ""
    since: date | None = None
    note: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who leaves which organization, and when; `successor` where somebody takes over."""

    individual: Any
    organization: int
    last_day: date
    successor: Any = None


@dataclass(frozen=True, slots=True)
class Concern:
    """Something of a leaver's, or several alike: in words, how many, some by name that the actor sees, and what may be done with it."""

    key: str
    text: str | Promise
    count: int = 1
    examples: tuple[Named, ...] = ()
    deeds: tuple[str, ...] = ()
    proposed: str = STAYS


@dataclass(frozen=True, slots=True)
class Touch:
    """What one folder says that a leaving touches. `act(leaver, concern, deed, actor)` does one of the concern's deeds, through verbs."""

    key: str
    label: str | Promise
    concerns: Callable[[Leaver, Actor], list[Concern]]
    act: Callable[[Leaver, Concern, str, Actor], None]


TOUCHES: dict[str, Touch] = {}


def touches(touch: Touch) -> None:
    """Make known what leaving touches; called once by each folder when the program starts."""
    if touch.key in TOUCHES:
        raise ValueError(f"two touches are called {touch.key}")
    TOUCHES[touch.key] = touch


def touched(leaver: Leaver, by: Actor) -> list[tuple[Touch, list[Concern]]]:
    """What it would touch, as far as the actor sees it; folders with nothing are left out."""
    found = ((touch, touch.concerns(leaver, by)) for touch in TOUCHES.values())
    return [(touch, concerns) for touch, concerns in found if concerns]


# ------------------------------------------------------------------------------------------------ the verb


@verb(_("Has left"), to="edit", word="has-left")
def leave(individual: Individual, told: Told, *, by: Actor) -> Individual:
    """Note that somebody leaves an organization, all of it one change. Refused where dates or people contradict each other."""
    work = _post(individual, told, by)
    _check(work, told)
    successor = _found_or_added("individual", told.successor, {"organization": work.organization_id}, by, "successor")
    employer = _found_or_added("organization", told.new_employer, {}, by, "new_employer")
    _check_people(individual, work, successor, employer)
    rows = _employments(individual, work, told, employer)
    changed: Individual = record.edit(individual, {"employments": rows}, by=by)
    _tell(individual, work, told, successor, employer, by)
    _settle(Leaver(individual, _organization(work), told.last_day, successor), told.choices, by)
    return changed


def posts(individual: int) -> list[Employment]:
    """The employments at organizations that are not over, the main one first."""
    rows = Employment.objects.filter(WORKING, record_id=individual).exclude(organization=None)
    return list(rows.select_related("organization").order_by("-primary", "position", "id"))


def _post(individual: Individual, told: Told, by: Actor) -> Employment:
    found = posts(individual.pk)
    if not found:
        sentence = now("“%(name)s” works for no organization now. Add an employment first.")
        raise Refused(sentence % {"name": individual.name}, field="employment", code="no_employment")
    if told.employment is None and len(found) > 1:
        sentence = now("“%(name)s” has several posts: choose the one that ends.")
        raise Refused(sentence % {"name": individual.name}, field="employment", code="required")
    chosen = [one for one in found if told.employment in (None, one.pk)]
    if not chosen:
        sentence = now("This employment is over or is not there any more. Look at the page again.")
        raise Refused(sentence, field="employment", code="conflict")
    return chosen[0]


def _check(work: Employment, told: Told) -> None:
    if work.since and told.last_day < work.since:
        sentence = now("The last day lies before the first, %(day)s. Look at the dates.")
        raise Refused(sentence % {"day": date_format(work.since)}, field="last_day", code="ends_early")
    if len(told.note) > LONGEST_NOTE or "\x00" in told.note:
        sentence = now("A note takes up to %(most)d characters, and no NUL.")
        raise Refused(sentence % {"most": LONGEST_NOTE}, field="note", code="too_long")
    if told.new_employer in (None, "") and (told.title or told.since):
        sentence = now("Name the new employer, or leave its title and its date empty.")
        raise Refused(sentence, field="new_employer", code="required")


def _found_or_added(kind: str, given: int | str | None, more: dict[str, Any], by: Actor, key: str) -> Any:
    """The record that an id means, or a new one under a name; None for nothing."""
    if given is None or given == "":
        return None
    if isinstance(given, int):
        seen = gate.rows(kinds[kind].model, by).filter(pk=given).first() if 0 < given < 2**63 else None
        if seen is None:
            raise Refused(now("There is nobody of that number whom you see."), field=key, code="not_a_record")
        return seen
    if kind == "organization":
        return record.create(kinds[kind], {"name": given}, by=by)
    first, _space, last = given.strip().rpartition(" ")
    return record.create(
        kinds[kind], {"given_name": first or last, "family_name": last if first else "", **more}, by=by
    )


def _check_people(individual: Individual, work: Employment, successor: Any, employer: Any) -> None:
    if successor is not None and successor.pk == individual.pk:
        raise Refused(now("Nobody takes over from themselves. Choose somebody else."), field="successor", code="itself")
    if employer is not None and employer.pk == work.organization_id:
        sentence = now("That is where they leave. For a new task there change the title instead.")
        raise Refused(sentence, field="new_employer", code="same_employer")


def _organization(work: Employment) -> int:
    assert work.organization_id is not None  # only posts at organizations can be left
    return int(work.organization_id)


def _employments(individual: Individual, work: Employment, told: Told, employer: Any) -> list[dict[str, Any]]:
    """All employments as they are from now on. One whose end lies ahead stays the main one until then."""
    rows = [_row(one) for one in Employment.objects.filter(record_id=individual.pk).order_by("position", "id")]
    ended = next(one for one in rows if one["id"] == work.pk)
    ended["until"] = told.last_day.isoformat()
    if employer is not None:
        leads = bool(ended["primary"]) and told.last_day <= timezone.localdate()
        ended["primary"] = bool(ended["primary"]) and not leads
        begun = {"organization": employer, "title": told.title, "from": told.since and told.since.isoformat()}
        rows.append({**begun, "primary": leads})
    return rows


def _row(one: Employment) -> dict[str, Any]:
    """An employment as it is given to the record; the organization by id alone, since the actor need not see it."""
    place = Named(one.organization_id) if one.organization_id else None
    days = {"from": one.since and one.since.isoformat(), "until": one.until and one.until.isoformat()}
    return {"id": one.pk, "primary": one.primary, "organization": place, "title": one.title,
            "department": one.department, **days}  # fmt: skip


def _settle(leaver: Leaver, choices: Mapping[str, str], by: Actor) -> None:
    """Do what was chosen; refused when something of it is no longer there, or nobody is named to take it."""
    wanted = {key: deed for key, deed in choices.items() if deed != STAYS}
    for touch in TOUCHES.values() if wanted else ():
        for concern in touch.concerns(leaver, by):
            deed = wanted.pop(f"{touch.key}.{concern.key}", STAYS)
            if deed == MOVES and leaver.successor is None:
                sentence = now("Say who takes over, or let it stay: %(what)s.")
                raise Refused(sentence % {"what": concern.text}, field="successor", code="required")
            if deed != STAYS and deed not in concern.deeds:
                raise Refused(now("That cannot be done with it: %(what)s.") % {"what": concern.text}, field="choices")
            if deed != STAYS:
                touch.act(leaver, concern, deed, by)
    if wanted:
        sentence = now("Something that this touches has changed meanwhile. Look at the list again.")
        raise Refused(sentence, field="choices", code="conflict")


# ------------------------------------------------------------------------------------------------ how it is told


def _tell(individual: Individual, work: Employment, told: Told, successor: Any, employer: Any, by: Actor) -> None:
    """An entry for each pair that it concerns, so that each side reads its own sentence."""
    whose = {"from": individual.pk}
    left = {**whose, "until": told.last_day.isoformat(), "text": told.note.strip()}
    seen = gate.rows(Organization, by).filter(pk=_organization(work)).values_list("pk", flat=True)
    entries.write("individual.left", by=by, records=[individual.pk, *seen], data=left)
    if employer is not None:
        entries.write("individual.joined", by=by, records=[individual.pk, employer.pk], data=whose)
    if successor is not None:
        entries.write("individual.followed", by=by, records=[individual.pk, successor.pk], data=whose)


def _left(data: dict[str, Any], one: int) -> str:
    day = date_format(date.fromisoformat(data["until"]))
    words = now("worked until %(day)s for") if one == data["from"] else now("worked here until %(day)s:")
    return words % {"day": day}


def _joined(data: dict[str, Any], one: int) -> str:
    return now("now works for") if one == data["from"] else now("now works here:")


def _followed(data: dict[str, Any], one: int) -> str:
    return now("handed over to") if one == data["from"] else now("took over from")


def _entry(key: str, icon: str, between: Callable[[dict[str, Any], int], str]) -> EntryKind:
    return EntryKind(f"individual.{key}", _("{actor} noted: {between} {other}"), icon, undoable=True, between=between)


entries.register(
    _entry("left", "log-out", _left),
    _entry("joined", "log-in", _joined),
    _entry("followed", "arrow-right-left", _followed),
)
