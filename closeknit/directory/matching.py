"""Who is this: finds the records that a person or an organization may be, for a form or for a thousand rows at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Upper

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.directory.models import Address, Email, Employment, Individual, Telephone, WebAddress, last_digits
from closeknit.directory.traits import PERSON, Traits, key_of, of_values
from closeknit.directory.verdicts import Known, Verdict, judge
from closeknit.records.alike import Alike
from closeknit.records.entries import ENTRY_KINDS
from closeknit.records.models import Record, Tie

SHOWN = 5
LIKELIEST = 50  # of one name or domain; more say nothing any more
KEPT = 50_000  # who is about to be made, kept in mind while a file is looked through


class Matcher:
    """Answers "who is this?" for one kind and one actor, a batch at a time; never with a record that the actor may not see.

    `change` is the change of the import that asks: what it made itself is known to be fresh.
    """

    def __init__(self, kind: Kind, actor: Actor, change: UUID | None = None) -> None:
        self.kind, self.actor, self.change = kind, actor, change
        self.found: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self.pending: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self.learnt: dict[int, Traits] = {}
        self.learnt_by: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.kept = 0

    def look(self, asked: Iterable[Traits]) -> None:
        """Find everybody who shares a trait with one of these: a dozen statements, however many they are."""
        self.found.clear()
        ways: dict[str, set[str]] = defaultdict(set)
        ids: set[int] = set()
        for one in asked:
            for way, value in one.ways():
                ways[way].add(value)
                ids |= self.learnt_by.get((way, value), set())
        for known in self._known(ids | self._ids(ways)):
            if known.id in self.learnt:
                known.traits.absorb(self.learnt[known.id])
            for each in known.traits.ways():
                self.found[each].append(known)
            self.found["id", str(known.id)].append(known)

    def ask(self, asked: Traits) -> Verdict:
        """The verdict on one of those that were looked for, or that came since."""
        near: dict[int, Known] = {}
        for way in asked.ways():
            for known in (*self.found.get(way, ())[:LIKELIEST], *self.pending.get(way, ())[:LIKELIEST]):
                near[id(known)] = known
        return judge(asked, near.values())

    def expect(self, asked: Traits, pending: Any, pk: int = 0) -> Known:
        """Keep in mind that one like this is about to be made."""
        known = Known(asked, pk, asked.name, fresh=True, pending=pending)
        if self.kept < KEPT:
            self.kept += 1
            for way in asked.ways():
                self.pending[way].append(known)
        return known

    def learn(self, known: Known, more: Traits) -> None:
        """Keep in mind what somebody will be known by as well, once all that was looked through is written."""
        if known.pending is not None:
            before = set(known.traits.ways())
            known.traits.absorb(more)
            for way in set(known.traits.ways()) - before:
                self.pending[way].append(known)
        elif known.id in self.learnt or len(self.learnt) < KEPT:
            self.learnt[known.id] = more
            for way in more.ways():
                self.learnt_by[way].add(known.id)

    def forget(self) -> None:
        """Forget who was about to be made: the database knows them by now."""
        self.pending.clear()
        self.kept = 0

    def _ids(self, ways: dict[str, set[str]]) -> set[int]:
        found = {int(value) for value in ways.get("id", ()) if len(value) < 19}
        for way, values in ways.items():
            if way in LOOKED_UP:
                found.update(LOOKED_UP[way](self.kind, values))
        return found

    def _known(self, ids: set[int]) -> list[Known]:
        """Those of the records that the actor sees, in the bin or not, with their traits; not those whose making was taken back."""
        if not ids:
            return []
        named = ("pk", "name", "number", "name_key", "made_in", "binned_at")
        rows = [
            row
            for to in ("see", "restore")
            for row in _made(gate.rows(self.kind.model, self.actor, to).filter(pk__in=ids), to).values_list(*named)
        ]
        known = {row[0]: self._of_row(row) for row in rows}
        gather(self.kind, known)
        return list(known.values())

    def _of_row(self, row: tuple[Any, ...]) -> Known:
        pk, name, number, key, made_in, binned_at = row
        traits = Traits(self.kind.key, name, key or key_of(self.kind.key, name), number or "")
        fresh = made_in is not None and made_in == self.change
        return Known(traits, pk, name, binned=binned_at is not None, fresh=fresh)


def _made(rows: Any, to: str) -> Any:
    """The rows in order; of those in the bin only what somebody put there, not what is there since its making was taken back."""
    if to == "see":
        return rows.order_by("pk")
    last = Tie.objects.filter(record=OuterRef("pk")).order_by("-happened_at", "-entry").values("entry__kind")[:1]
    unmaking = [one.key for one in ENTRY_KINDS.values() if one.unmakes]
    return rows.annotate(last=Subquery(last)).exclude(last__in=unmaking).order_by("pk")


def _by_email(kind: Kind, values: set[str]) -> Iterable[int]:
    written = {one.upper() for one in values} | {one.replace("@gmail.com", "@googlemail.com").upper() for one in values}
    rows = Email.objects.annotate(upper=Upper("address")).filter(upper__in=written)
    return rows.filter(record__kind=kind.key).values_list("record_id", flat=True)


def _by_phone(kind: Kind, values: set[str]) -> Iterable[int]:
    rows = Telephone.objects.annotate(end=last_digits()).filter(end__in=values)
    return rows.filter(record__kind=kind.key).values_list("record_id", flat=True)


def _by_domain(kind: Kind, values: set[str]) -> Iterable[int]:
    return WebAddress.objects.filter(domain__in=values, record__kind=kind.key).values_list("record_id", flat=True)


def _by_name(kind: Kind, values: set[str]) -> Iterable[int]:
    rows: Any = kind.model._default_manager.filter(name_key__in=values)
    return rows.values_list("record_ptr_id", flat=True)  # type: ignore[no-any-return]


def _by_number(kind: Kind, values: set[str]) -> Iterable[int]:
    return Record.objects.filter(number__in=values, kind=kind.key).values_list("pk", flat=True)


LOOKED_UP: dict[str, Callable[[Kind, set[str]], Iterable[int]]] = {
    "email": _by_email,
    "phone": _by_phone,
    "domain": _by_domain,
    "name": _by_name,
    "number": _by_number,
}


def gather(kind: Kind, known: dict[int, Known]) -> None:
    """Read the traits of these records from their details; one statement for each set."""
    for pk, address in Email.objects.filter(record__in=known).values_list("record_id", "address"):
        known[pk].traits.add_email(address)
    for pk, number, e164 in Telephone.objects.filter(record__in=known).values_list(
        "record_id", "number", "number_e164"
    ):
        known[pk].traits.add_phone(number, e164 or "")
    places = Address.objects.filter(record__in=known).values_list("record_id", "city", "postcode", "country")
    for pk, city, postcode, country in places:
        known[pk].traits.add_place(city, postcode, country)
    if kind.key == PERSON:
        working = Employment.objects.filter(record__in=known).values_list("record_id", "organization__name_key")
        for pk, employer in working:
            known[pk].traits.employers.add(employer or "")
        born = Individual.objects.filter(pk__in=known, birthday__isnull=False).values_list("pk", "birthday")
        for pk, birthday in born:
            known[pk].traits.birthday = birthday
        return
    for pk, url in WebAddress.objects.filter(record__in=known).values_list("record_id", "url"):
        known[pk].traits.add_url(url)


# ---------------------------------------------------------------- the form


def finder(key: str) -> Callable[[dict[str, Any], Actor], list[Alike]]:
    """The finder of the create form for a kind: records that the actor sees, each with the reason in words."""

    def find(given: dict[str, Any], actor: Actor) -> list[Alike]:
        kind, asked = kinds[key], typed(key, given)
        matcher = Matcher(kind, actor)
        matcher.look([asked])
        verdict = matcher.ask(asked)
        found = [verdict.same] if verdict.same else list(verdict.maybe)
        seen = [one for one in found if not one.binned][:SHOWN]
        return [Alike(one.id, one.name, kind.address(one.id, one.name), str(verdict.why)) for one in seen]

    return find


def typed(key: str, given: dict[str, Any]) -> Traits:
    """The traits of what stands in a form, as far as it is filled; nothing is refused here."""
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    found = of_values(key, {name: texts.get(name) for name in ("name", "given_name", "family_name", "number")}, {})
    found.add_email(texts.get("email", ""))
    for name in ("phone", "mobile"):
        found.add_phone(texts.get(name, ""))
    found.add_url(texts.get("url", ""))
    found.add_place(texts.get("city"), texts.get("postcode"), texts.get("country"))
    if employer := texts.get("organization", ""):
        found.employers.add(key_of("organization", employer))
    return found
