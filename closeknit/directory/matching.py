"""Who is this: finds the records that a person or an organization may be, for a form or for a thousand rows at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    F,
    Func,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Upper

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.prepared import prepared
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.statements import Slot, kept
from closeknit.directory.models import Address, Email, Employment, Individual, Telephone, WebAddress, last_digits
from closeknit.directory.traits import ORGANIZATION, PERSON, Traits, key_of, of_values
from closeknit.directory.verdicts import Known, Verdict, judge
from closeknit.records.alike import Alike
from closeknit.records.entries import ENTRY_KINDS
from closeknit.records.models import Record, Tie

SHOWN = 5
LIKELIEST = 50  # of one name or domain; more say nothing any more
KEYED = (PERSON, ORGANIZATION)  # kinds whose tables keep the normal form of the name
NOBODY: frozenset[int] = frozenset()
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
        """Find everybody who shares a trait with one of these: two dozen statements at most, however many they are.

        Who shares a name and an e-mail or a telephone with somebody is that one: namesakes are read for the others only.
        """
        self.found.clear()
        everybody = list(asked)
        ways: dict[str, set[str]] = defaultdict(set)
        ids: set[int] = set()
        for one in everybody:
            for way in one.ways():
                ways[way[0]].add(way[1])
                ids |= self.learnt_by.get(way, NOBODY)
        ways.pop("name", None)
        met = self._meet(ids | self._ids(ways))
        if names := {one.key for one in everybody if one.key and not self._certain(one)}:
            self._meet(self._ids({"name": names}) - met)

    def _meet(self, ids: set[int]) -> set[int]:
        """Keep in mind those of the records that the actor sees, under every way by which they are known; gives the ids."""
        for known in self._known(ids):
            if known.id in self.learnt:
                known.traits.absorb(self.learnt[known.id])
            for each in known.traits.ways():
                self.found[each].append(known)
            self.found["id", str(known.id)].append(known)
        return ids

    def _certain(self, asked: Traits) -> bool:
        """Whether it is plain who it is, without a look at the namesakes."""
        if not any(way in self.found for way in asked.ways() if way[0] != "name"):
            return False
        same = self.ask(asked).same
        if same is None or same.pending is not None:
            return False
        there = same.traits
        shared = asked.emails & there.emails or asked.phones & there.phones
        return same.id == asked.id or (there.key == asked.key and bool(shared))

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

    def _ids(self, ways: Mapping[str, set[str]]) -> set[int]:
        found = {int(value) for value in ways.get("id", ()) if len(value) < 19}
        everybody = "all" in self.actor.reaches(self.kind.key, "see")
        for way, values in ways.items():
            if way in LOOKED_UP:
                texts = _upper(values) if way == "email" else list(values)
                # Who sees some only is not to miss one of them among many whom they do not see.
                asked = "namesakes" if way == "name" and everybody and self.kind.key in KEYED else way
                statement = kept(("matching", self.kind, asked), lambda asked=asked: LOOKED_UP[asked](self.kind))  # type: ignore[misc]
                found.update(pk for (pk,) in statement.run(texts=texts))
        return found

    def _known(self, ids: set[int]) -> list[Known]:
        """Those of the records that the actor sees, in the bin or not, with their traits; not those whose making was taken back."""
        if not ids:
            return []
        wanted = sorted(ids)
        rows = [row for to in ("see", "restore") for row in _seen(self.actor, self.kind, to, ids=wanted)]
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


def _upper(values: set[str]) -> list[str]:
    """E-mail addresses as their index has them, in both writings of the one provider that has two."""
    return list({each.upper() for one in values for each in (one, one.replace("@gmail.com", "@googlemail.com"))})


def _one_of(expression: Any) -> Func:
    """The condition that an expression is one of the texts that are given when the statement runs, each sought by the index."""
    return _sought(expression, Slot("texts", ArrayField(TextField())), "text")


def _sought(expression: Any, given: Slot, of: str) -> Func:
    """The planner is not to see how many are given: for a thousand it would read the table from end to end, at ten times the cost."""
    hidden, end = " = any(array(select unnest(", f"%(expressions)s::{of}[])))"
    return Func(expression, given, template=end, arg_joiner=hidden, output_field=BooleanField())


def _ids(column: str) -> Func:
    return _sought(F(column), Slot("ids", ArrayField(BigIntegerField())), "bigint")


def _with(model: type[Model], kind: Kind, expression: Any) -> QuerySet[Any, Any]:
    """The records of a kind with such a detail, their ids under one column."""
    return model._default_manager.filter(_one_of(expression), record__kind=kind.key).values_list("record_id")


def _named(kind: Kind) -> QuerySet[Any, Any]:
    """The records of a kind by the normal form of their names; what has no such form by the name that lists sort by, but for the bin."""
    if kind.key in KEYED:
        return kind.model._default_manager.filter(_one_of(F("name_key"))).values_list("record_ptr_id")  # type: ignore[no-any-return]
    folded = " = any(array(select left(public.closeknit_fold(given), 200) from unnest("
    texts = Slot("texts", ArrayField(TextField()))
    same = Func(
        F("sort_key"),
        texts,
        template="%(expressions)s::text[]) given))",
        arg_joiner=folded,
        output_field=BooleanField(),
    )
    return Record.objects.filter(same, kind=kind.key, binned_at=None).values_list("pk")


def _namesakes(kind: Kind) -> QuerySet[Any, Any]:
    """The first few of each name: of a frequent one nobody weighs more."""
    table = kind.model._meta.db_table
    few = f"select record_ptr_id from {table} where name_key = given limit {LIKELIEST}"  # noqa: S608 - a table of ours
    each = f"from unnest(%(expressions)s::text[]) given cross join lateral ({few}) near"
    found = f"{table}.record_ptr_id = any(array(select near.record_ptr_id {each}))"
    texts = Slot("texts", ArrayField(TextField()))
    among = Func(texts, template=found, output_field=BooleanField())
    return kind.model._default_manager.filter(among).values_list("record_ptr_id")  # type: ignore[no-any-return]


# The records that share a way of being known again; each is one statement for any number of values.
LOOKED_UP: dict[str, Callable[[Kind], QuerySet[Any, Any]]] = {
    "email": lambda kind: _with(Email, kind, Upper("address")),
    "phone": lambda kind: _with(Telephone, kind, last_digits()),
    "domain": lambda kind: _with(WebAddress, kind, F("domain")),
    "name": lambda kind: _named(kind),
    "namesakes": lambda kind: _namesakes(kind),
    "number": lambda kind: Record.objects.filter(_one_of(F("number")), kind=kind.key).values_list("pk"),
}
NAMED = ("pk", "name", "number", "name_key", "made_in", "binned_at")


@prepared
def _seen(actor: Actor, kind: Kind, to: str) -> QuerySet[Any, Any]:
    """Those of some records that the actor sees, or may restore."""
    rows: QuerySet[Any, Any] = _made(gate.rows(kind.model, actor, to).filter(_ids("pk")), to)
    return rows.values_list(*(one if one != "name_key" or kind.key in KEYED else Value("") for one in NAMED))


def _details(
    model: type[Model], *columns: str, of: str = "record_id"
) -> Callable[[list[int]], Sequence[tuple[Any, ...]]]:
    """What reads some columns of the rows under some records, the record's id first."""

    def read(ids: list[int]) -> Sequence[tuple[Any, ...]]:
        rows = model._default_manager.filter(_ids(of))
        return kept(("matching", model), lambda: rows.values_list(of, *columns)).run(ids=ids)

    return read


_emails = _details(Email, "address")
_phones = _details(Telephone, "number", "number_e164")
_places = _details(Address, "city", "postcode", "country")
_employers = _details(Employment, "organization__name_key")
_born = _details(Individual, "birthday", of="pk")
_urls = _details(WebAddress, "url")


def gather(kind: Kind, known: dict[int, Known]) -> None:
    """Read the traits of these records from their details; one statement for each set."""
    if kind.key not in KEYED:
        return
    ids = list(known)
    for pk, address in _emails(ids):
        known[pk].traits.add_email(address)
    for pk, number, e164 in _phones(ids):
        known[pk].traits.add_phone(number, e164 or "")
    for pk, city, postcode, country in _places(ids):
        known[pk].traits.add_place(city, postcode, country)
    if kind.key == PERSON:
        for pk, employer in _employers(ids):
            known[pk].traits.employers.add(employer or "")
        for pk, birthday in _born(ids):
            known[pk].traits.birthday = birthday
        return
    for pk, url in _urls(ids):
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
