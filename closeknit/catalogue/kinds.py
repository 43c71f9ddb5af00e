"""The register of kinds: what the kernel must know of each kind of record, said once by the folder that owns it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import slugify

from closeknit.catalogue.fields import Field


@dataclass(frozen=True, slots=True, eq=False)
class DetailSet:
    """Child rows of a record: its e-mails, its addresses, its employments.

    `model` has a foreign key `record`, `primary`, `position`, and the columns of `fields`. `identity` names the fields by
    which a row that comes without an id is known again. `live` says which rows count for the record's single fields: a
    past employment does not. `settle` checks the values of one row and raises Refused; `once` says that no two rows may say the
    same in `identity`. `sensitivity` is the class that a hat must hold to see or write any of it.

    For files: `value` is the field that one column brings, "" where `in_parts` each field has a column, or none at all. `same` tells
    whether a row that is there and one that is given are about the same, by default when all of it is equal; then `renewed` are
    the fields that are set anew, others are only filled.
    """

    key: str
    label: str | Promise
    singular: str | Promise
    model: type[Any]
    fields: tuple[Field, ...]
    identity: tuple[str, ...]
    icon: str = "list"
    live: Q | None = None
    settle: Callable[[dict[str, Any]], None] | None = None
    once: bool = False
    limit: int = 100
    sensitivity: str = "open"
    value: str = ""
    in_parts: bool = False
    same: Callable[[dict[str, Any], dict[str, Any]], bool] | None = None
    renewed: tuple[str, ...] = ()

    def field(self, key: str) -> Field | None:
        """The field of a row with that key."""
        return next((one for one in self.fields if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Group:
    """A heading on the record's page, and the keys of the fields and sets of details under it."""

    key: str
    label: str | Promise
    fields: tuple[str, ...]


type Settle = Callable[[Any, frozenset[str]], None]
type Provider = Callable[[str], tuple[Field, ...]]

# What adds fields to a kind, called with its key, at run time. It gives the very same tuple for as long as they are the same.
PROVIDERS: list[Provider] = []

# SQL expressions that gather search words of a record `r` of any kind, beside those of its own kind.
WORD_SOURCES: list[str] = []


@dataclass(slots=True, eq=False)
class Kind:
    """A kind of record: its table, its fields, its details, how lists show it.

    `beside` are the fields that tell records of one name apart where a search finds them, `create_fields` stand open in the form that makes one, `create_more` are folded.
    `key_facts` stand in the head of a record's page, and beside its name `status`, a field of choices. `imported` says that files can be brought in.
    `settle(record, changed)` completes and checks a record before it is saved, and raises Refused; `word_sources` are the SQL
    expressions that gather the search words of the record `r` from other tables. `giver` is the column that holds whoever makes one,
    unless somebody else is named; `made(record, by)` writes what else is told when somebody made one.
    """

    key: str
    plural: str
    label: str | Promise
    label_plural: str | Promise
    model: type[Any]
    own_fields: tuple[Field, ...]
    details: Mapping[str, DetailSet] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    columns: tuple[str, ...] = ("name",)
    beside: tuple[str, ...] = ()
    create_fields: tuple[str, ...] = ("name",)
    create_more: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    status: str = ""
    imported: bool = False
    icon: str = "square"
    add_label: str | Promise = ""
    settle: Settle | None = None
    giver: str = ""
    made: Callable[[Any, Any], None] | None = None
    word_sources: tuple[str, ...] = ()
    round: bool = False
    lettered: bool = False
    _seen: tuple[Any, dict[tuple[frozenset[str], bool], dict[str, Field]]] = field(
        default=(None, {}), init=False, repr=False
    )
    _known: tuple[tuple[Any, ...], dict[str, Field]] = field(default=((), {}), init=False, repr=False)
    _needed: tuple[Field, ...] = field(default=(), init=False, repr=False)

    @property
    def words(self) -> str:
        """The SQL expression of all search words of the record `r`."""
        return f"concat_ws({', '.join(["' '", "''", *self.word_sources, *WORD_SOURCES])})"

    @property
    def shape(self) -> str:
        """What its records look like where they are mentioned, for `marks.face`: "person", "thing" with a letter, or the icon of the kind."""
        return "person" if self.round else "thing" if self.lettered else self.icon

    def address(self, pk: int, name: str) -> str:
        """The address of the page of one of its records."""
        return f"/{self.plural}/{pk}-{_slug(name) or self.key}/"

    @property
    def fields(self) -> dict[str, Field]:
        """All fields by key: the shipped ones, then those that the company added. Not to be changed by whoever asks."""
        sources = (self.own_fields, *(provide(self.key) for provide in PROVIDERS))
        known, fields = self._known
        if known != sources:
            fields = {one.key: one for source in reversed(sources) for one in source}
            fields = {
                one.key: fields[one.key] for source in sources for one in source
            }  # a shipped key is never taken over
            self._known = (sources, fields)
            self._needed = tuple([one for one in fields.values() if one.required and one.writable])
        return fields

    @property
    def needed(self) -> tuple[Field, ...]:
        """The fields that no record can be without."""
        return self._needed if self.fields else ()

    def details_for(self, classes: frozenset[str]) -> dict[str, DetailSet]:
        """The sets of details that somebody who may see these sensitivity classes may see; others do not exist for them."""
        return {key: one for key, one in self.details.items() if one.sensitivity in classes}

    def keys_for(self, classes: frozenset[str]) -> set[str]:
        """The keys of all fields and sets of details that exist for somebody who may see these sensitivity classes."""
        return {*self.readable(classes), *self.details_for(classes)}

    def readable(self, classes: frozenset[str]) -> dict[str, Field]:
        """The fields that somebody who may see these sensitivity classes may see; others do not exist for them."""
        return self._sifted(classes, single=True)

    def shared(self, classes: frozenset[str]) -> dict[str, Field]:
        """The same without those that single records have for themselves: even the name of one tells something of its record."""
        return self._sifted(classes, single=False)

    def _sifted(self, classes: frozenset[str], *, single: bool) -> dict[str, Field]:
        fields = self.fields
        known, seen = self._seen
        if known is not fields:  # until the company adds or changes one, these are the same for every request
            seen = {}
            self._seen = (fields, seen)
        if (classes, single) not in seen:
            seen[classes, single] = {
                key: one for key, one in fields.items() if one.shown_to(classes) and (single or not one.single)
            }
        return seen[classes, single]


@lru_cache(maxsize=8192)
def _slug(name: str) -> str:
    return slugify(name)[:60]


class Kinds:
    """All kinds by key, by the plural of addresses, and by model."""

    def __init__(self) -> None:
        self._by_key: dict[str, Kind] = {}
        self._added: Callable[[], Mapping[str, Kind]] = dict

    def added_by(self, added: Callable[[], Mapping[str, Kind]]) -> None:
        """Say who knows the kinds that the company added, by key; called once when the program starts."""
        self._added = added

    def register(self, kind: Kind) -> Kind:
        """Make a kind known; called once by each domain when the program starts."""
        if kind.key in self._by_key:
            raise ValueError(f"two kinds are called {kind.key}")
        for one in kind.details.values():  # whoever may search would learn of it
            if one.sensitivity != "open" and one.model._meta.db_table in kind.words:
                raise ValueError(f"{kind.key} gathers search words from {one.key}, which not everybody may see")
        self._by_key[kind.key] = kind
        return kind

    def __iter__(self) -> Iterator[Kind]:
        return chain(self._by_key.values(), self._added().values())

    def __getitem__(self, key: str) -> Kind:
        return self._by_key[key] if key in self._by_key else self._added()[key]

    def by_plural(self, plural: str) -> Kind | None:
        """The kind under /<plural>/, or None."""
        return next((kind for kind in self if kind.plural == plural), None)

    def of(self, model: type[Any]) -> Kind | None:
        """The kind whose rows are in this model, or None."""
        return next((kind for kind in self if kind.model is model), None)


kinds = Kinds()
