"""The palette: whatever may be found or done from the page where somebody is, as lines in groups."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.records import search
from closeknit.records.models import Record
from closeknit.records.workspace import saved_views
from closeknit.web.shell import PLACES

RECORDS, RECENT, OTHERS = 7, 7, 8  # lines of a group at most


@dataclass(frozen=True, slots=True)
class Line:
    """One line: it leads to `url`, or presses what the CSS selector `press` finds on the page; `face` is {name, key, kind} of a record."""

    label: str | Promise
    url: str = ""
    icon: str = ""
    key: str = ""
    note: str | Promise = ""
    press: str = ""
    face: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading."""

    label: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is typed, on which page, how many rows are ticked there, and the ids of the records that were opened last."""

    q: str
    on: str = "/"
    ticked: int = 0
    recent: tuple[int, ...] = ()


def groups(asked: Asked, actor: Actor) -> list[Group]:
    """The groups that have something: what was opened last comes first where nothing is typed, records where something is."""
    q = asked.q.strip()
    found = [
        Group(_("Records"), _records(q, actor)) if q else Group(_("Opened last"), _recent(asked.recent, actor)),
        Group(_("Do"), _fitting(_deeds(asked, actor), q)),
        Group(_("Lists and views"), _fitting(_lists(actor), q)),
        Group(_("New"), _fitting(_new(actor), q)),
        Group(_("Settings"), _fitting(_places(actor), q)),
    ]
    return [group for group in found if group.lines]


def _folded(text: object) -> str:
    plain = unicodedata.normalize("NFKD", str(text)).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _fitting(lines: Iterable[Line], q: str) -> list[Line]:
    """The lines that have every word, those that begin with the first of them before."""
    words = _folded(q).split()
    found = [one for one in lines if all(word in _folded(f"{one.label} {one.note}") for word in words)]
    if words:
        found.sort(key=lambda one: not _folded(one.label).startswith(words[0]))
    return found[:OTHERS]


def _records(q: str, actor: Actor) -> list[Line]:
    found, more = search.find(q[:200], actor, limit=RECORDS)
    lines = [_record(kinds[one.kind], one.id, one.name, one.note) for one in found]
    if more:
        lines.append(Line(_("All that was found"), f"{reverse('search')}?{urlencode({'q': q})}", "search"))
    return lines


def _recent(ids: tuple[int, ...], actor: Actor) -> list[Line]:
    rows = gate.rows(Record, actor).filter(pk__in=ids[:RECENT]).values_list("id", "kind", "name") if ids else ()
    known = {pk: _record(kinds[kind], pk, name, kinds[kind].label) for pk, kind, name in rows}
    return [known[pk] for pk in ids if pk in known]


def _record(kind: Kind, pk: int, name: str, note: str | Promise) -> Line:
    face = {"name": name, "key": pk, "kind": kind.shape}
    return Line(name, kind.address(pk, name), note=note, face=face)


def _deeds(asked: Asked, actor: Actor) -> Iterator[Line]:
    """What may be done with the rows that are ticked, or with the record whose page it is."""
    try:
        match = resolve(asked.on)
    except Resolver404:
        return
    kind: Any = match.kwargs.get("kind")
    if match.url_name == "list" and asked.ticked:
        yield from _selected(kind, asked.ticked, actor)
    elif match.url_name in ("record", "record_by_id"):
        subject = gate.rows(Record, actor).filter(pk=match.kwargs["pk"], kind=kind.key).first()
        if subject is not None:
            yield from _of_record(kind, subject, actor)


def _selected(kind: Kind, ticked: int, actor: Actor) -> Iterator[Line]:
    several = _("%(n)d selected") % {"n": ticked}
    bar = "[data-selection] "
    if actor.may(kind.key, "edit"):
        yield Line(_("Assign"), icon="user-round-check", key="A", note=several, press=f"{bar}[data-key=a] > summary")
        yield Line(_("Change a field"), icon="pencil", key="E", note=several, press=f"{bar}[data-key=e] > summary")
        yield Line(_("Tags"), icon="tag", key="T", note=several, press=f"{bar}[data-key=t] > summary")
    if actor.may(kind.key, "export"):
        yield Line(_("Export"), icon="download", note=several, press=f"{bar}[data-act=export]")
    if actor.may(kind.key, "bin"):
        yield Line(_("Put into the bin"), icon="trash-2", note=several, press=f"{bar}[data-act=bin]")


def _of_record(kind: Kind, subject: Record, actor: Actor) -> Iterator[Line]:
    rights = gate.rights(kind, subject.pk, actor, ("edit", "note", "bin"), binned=False)
    if "note" in rights:
        yield Line(_("Write a note"), icon="sticky-note", key="N", note=subject.name, press="#note")
    if "edit" in rights:
        yield Line(_("Change a value"), icon="pencil", key="E", note=subject.name, press="[data-fact] [data-edit]")
        owner = "#fact-owner [data-edit]"
        yield Line(_("Say who looks after it"), icon="user-round-check", key="A", note=subject.name, press=owner)
        relate = reverse("relate", args=[kind.plural, subject.pk])
        yield Line(_("Add a relationship"), relate, "waypoints", note=subject.name)
    yield Line(_("Changes"), reverse("history", args=[kind.plural, subject.pk]), "history", note=subject.name)
    if "bin" in rights:
        url = reverse("discard", args=[kind.plural, subject.pk])
        button = f"form[action='{url}'] button"
        yield Line(_("Put into the bin"), icon="trash-2", note=subject.name, press=button)


def _lists(actor: Actor) -> Iterator[Line]:
    yield Line(_("Today"), reverse("home"), "sun")
    seen = {kind.key: kind for kind in kinds if actor.may(kind.key, "see")}
    for kind in seen.values():
        yield Line(kind.label_plural, reverse("list", args=[kind.plural]), kind.icon)
    for view in saved_views.every(actor):
        if view.kind in seen:
            kind = seen[view.kind]
            url = f"{reverse('list', args=[kind.plural])}?view={view.pk}"
            yield Line(view.name, url, "list-filter", note=kind.label_plural)


def _new(actor: Actor) -> Iterator[Line]:
    for kind in kinds:
        if actor.may(kind.key, "create"):
            yield Line(kind.add_label, reverse("create", args=[kind.plural]), "plus", key="C")


def _places(actor: Actor) -> Iterator[Line]:
    yield Line(_("My settings"), reverse("my_settings"), "user-round")
    for place in PLACES:
        if place.seen(actor):
            yield Line(place.label, reverse(place.url_name), place.icon)
