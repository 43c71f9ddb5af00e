"""The field: one description for every value, wherever the value lives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Expression, F, OuterRef, Q, Subquery
from django.db.models.lookups import In
from django.utils.functional import Promise

from closeknit.catalogue import profile_keys
from closeknit.catalogue.extents import EVERYWHERE, Extent, Scope
from closeknit.catalogue.profile_places import ASKED, Beside, Facets, HasAll, HasAny
from closeknit.catalogue.types import folding
from closeknit.catalogue.types.value import (
    TYPES,
    WORDS,
    Condition,
    IsNotTrue,
    Operator,
    Option,
    Storage,
    Type,
    json_text,
    several,
)

if TYPE_CHECKING:
    from closeknit.catalogue.kinds import DetailSet


SHORTEST_SEARCHED = 3  # an index of trigrams has no answer for less


class Home(ABC):
    """Where a field's value lives, and how SQL reaches it from a row of the kind's model."""

    writable = True

    @property
    def sensitivity(self) -> str:
        """The class that a hat must hold to see whatever lives there."""
        return "open"

    def inside(self, field: Field, rows: Any) -> Condition:
        """The SQL condition that a reference points to one of these rows, given as a query of their ids."""
        return In(self.select(field)[0], rows)

    @abstractmethod
    def select(self, field: Field) -> Sequence[Any]:
        """The expressions that read the value, one for each of the type's columns."""

    def shown(self, field: Field) -> Sequence[Any]:
        """The expressions that are read to show the value; `value` makes it of them."""
        return self.select(field)

    def value(self, field: Field, parts: tuple[Any, ...]) -> Any:
        """The value of what `shown` read."""
        return field.type.joined(parts)

    def take(self, field: Field, instance: Any) -> Any:
        """The value of a row at hand; raises TypeError where the value lives elsewhere."""
        raise TypeError(f"{field.key} does not live in the row itself")

    def put(self, field: Field, instance: Any, value: Any) -> None:
        """Set the value on a row at hand, which the caller saves; raises TypeError where the value lives elsewhere."""
        raise TypeError(f"{field.key} does not live in the row itself")

    def order(self, field: Field) -> Any:
        """The expression that a list is sorted by."""
        return field.type.sorted_by(self.select(field)[0], field)

    def condition(self, field: Field, operator: Operator, given: object, actor: Any) -> Condition:
        """The SQL condition of one operator."""
        first, *beside = self.select(field)
        return field.type.condition(operator, first, given, field, actor, beside=beside)


@dataclass(frozen=True, slots=True)
class Column(Home):
    """A column of the kind's own table, or of `record`; `searched` says that it stands in the search text, whose index is asked first."""

    name: str
    searched: bool = False

    def select(self, field: Field) -> Sequence[Any]:
        return [F(self.name + suffix) for suffix in field.type.columns]

    def take(self, field: Field, instance: Any) -> Any:
        return field.type.joined(tuple(getattr(instance, self.name + suffix) for suffix in field.type.columns))

    def put(self, field: Field, instance: Any, value: Any) -> None:
        for suffix, part in zip(field.type.columns, field.type.split(value), strict=True):
            setattr(instance, self.name + suffix, part)

    def condition(self, field: Field, operator: Operator, given: object, actor: Any) -> Condition:
        found = Home.condition(self, field, operator, given, actor)
        if not self.searched or operator not in (Operator.IS, *WORDS):
            return found
        text = field.type.operand(given, field, actor)
        return Q(folding.holds(F("search"), text)) & Q(found) if len(text) >= SHORTEST_SEARCHED else found


@dataclass(frozen=True, slots=True)
class Classification(Home):
    """A key of the record's `profile`: the definition's permanent id.

    `place` is the column in which the database keeps the value sorted, "" where it does not; `extent` says which records it describes.
    """

    definition: int
    place: str = ""
    extent: Extent = EVERYWHERE

    def select(self, field: Field) -> Sequence[Any]:
        return profile_keys.expressions(self.definition, field.type, many=field.many)

    def shown(self, field: Field) -> Sequence[Any]:
        return [profile_keys.ProfileKey(str(self.definition), "profile")]

    def value(self, field: Field, parts: tuple[Any, ...]) -> Any:
        return field.type.loaded(parts[0])

    def take(self, field: Field, instance: Any) -> Any:
        return field.type.loaded(instance.profile.get(str(self.definition)))

    def put(self, field: Field, instance: Any, value: Any) -> None:
        others = {key: one for key, one in instance.profile.items() if key != str(self.definition)}
        instance.profile = others if value is None else {**others, str(self.definition): field.type.stored(value)}

    def condition(self, field: Field, operator: Operator, given: object, actor: Any) -> Condition:
        if field.type.storage is Storage.TOKEN:
            field.type.allow(operator, field)
            return self._answered(field, operator, given, actor)
        if field.type.storage not in (Storage.NUMBER, Storage.MOMENT):
            return Home.condition(self, field, operator, given, actor)
        ASKED.add(self.definition)
        if self.place:
            beside = self.select(field)[1:]
            return field.type.condition(operator, Beside(self.place), given, field, actor, beside=beside)
        return Home.condition(self, field, operator, given, actor)

    def _answered(self, field: Field, operator: Operator, given: object, actor: Any) -> Condition:
        """The condition on an answer, by the facets that the database keeps of all of them under one index."""
        match operator:
            case Operator.EMPTY:
                return IsNotTrue(self._has_all([""]))
            case Operator.NOT_EMPTY:
                return self._has_all([""])
            case Operator.IS_NOT:
                return IsNotTrue(self._answered(field, Operator.IS, given, actor))
            case Operator.IN:
                answers = [one for part in several(given, field) for one in self._answers(field, part, actor)]
                return HasAny(Beside("facets"), Facets(self.definition, answers))
        return self._has_all(self._answers(field, given, actor))

    def _has_all(self, answers: list[str]) -> Condition:
        return HasAll(Beside("facets"), Facets(self.definition, answers))

    def _answers(self, field: Field, given: object, actor: Any) -> list[str]:
        """The answers as the facets name them; several given at once to a field of several must all be among those chosen."""
        found = field.type.operand(given, field, actor)
        return [json_text(one) for one in (found if isinstance(found, list | tuple) else [found])]

    def order(self, field: Field) -> Any:
        ASKED.add(self.definition)
        return Beside(self.place) if self.place else Home.order(self, field)


@dataclass(frozen=True, slots=True)
class Detail(Home):
    """A column of child rows: the primary row is what lists show, any row answers a filter."""

    details: DetailSet
    column: str
    of_kind: str = ""

    @property
    def sensitivity(self) -> str:
        return self.details.sensitivity

    def _rows(self) -> Any:
        return self.among(self.details.model._default_manager.filter(record_id=OuterRef("pk")))

    def among(self, rows: Any) -> Any:
        """Those of the rows that count for this field, the one to show first."""
        rows = rows.filter(self.details.live) if self.details.live else rows
        return rows.filter(kind=self.of_kind) if self.of_kind else rows

    def inside(self, field: Field, rows: Any) -> Condition:
        return Exists(self._rows().filter(**{f"{self.column}__in": rows}))

    def select(self, field: Field) -> Sequence[Any]:
        rows = self._rows().order_by("-primary", "position", "id")
        return [Subquery(rows.values(self.column + suffix)[:1]) for suffix in field.type.columns]

    def condition(self, field: Field, operator: Operator, given: object, actor: Any) -> Condition:
        if operator in (Operator.EMPTY, Operator.IS_NOT):
            opposite = Operator.NOT_EMPTY if operator is Operator.EMPTY else Operator.IS
            return ~Q(self.condition(field, opposite, given, actor))
        return Exists(
            self._rows().filter(
                field.type.condition(
                    operator,
                    F(self.column),
                    given,
                    field,
                    actor,
                    beside=[F(self.column + suffix) for suffix in field.type.columns[1:]],
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Back(Home):
    """Nowhere: the records of another kind that point here by one of their fields, so that they can be asked from this end."""

    model: type[Any]
    pointer: Field
    writable = False

    def select(self, field: Field) -> Sequence[Any]:
        raise TypeError(f"{field.key} is asked from the other end, and not read")

    def inside(self, field: Field, rows: Any) -> Condition:
        home = self.pointer.home
        if isinstance(home, Detail):
            ends = home.among(home.details.model._default_manager.filter(record_id__in=rows)).values(home.column)
        else:
            ends = self.model._default_manager.filter(pk__in=rows).values(end=self.pointer.home.select(self.pointer)[0])
        return In(F("pk"), ends)


@dataclass(frozen=True, slots=True)
class Computed(Home):
    """A value that the database works out from others; nobody types it."""

    expression: Callable[[], Expression | F]
    writable = False

    def select(self, field: Field) -> Sequence[Any]:
        return [self.expression()]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One value that records of a kind have.

    `key` is its name in addresses, files and the API; `names` are other headings under which files bring it; `limit` is the
    most characters it takes; `sensitivity` is the class that a hat must hold to see it; `target` is the kind that a reference
    points to; `options` are the answers of a choice; `indexed` says that the database can walk the kind in its order, `folded` that an
    index keeps its text without accents and case; `aside` that it stands folded away on pages until one asks. A number is not below `minimum`, and has no decimals where it is `whole`.
    """

    key: str
    label: str | Promise
    type: Type
    home: Home
    group: str | Promise = ""
    options: tuple[Option, ...] = ()
    target: str = ""
    unit: str = ""
    sensitivity: str = "open"
    required: bool = False
    editable: bool = True
    limit: int = 0
    names: tuple[str, ...] = ()
    hint: str | Promise = ""
    many: bool = False
    icon: str = ""
    sortable: bool = True
    indexed: bool = False
    folded: bool = False
    aside: bool = False
    width: str = ""
    minimum: int | None = None
    whole: bool = False

    def shown_to(self, classes: frozenset[str]) -> bool:
        """Whether somebody who may see these sensitivity classes may see it: its own, and that of the set it shows a row of."""
        return self.sensitivity in classes and self.home.sensitivity in classes

    @property
    def writable(self) -> bool:
        """Whether people and programs may set it."""
        return self.editable and self.home.writable

    @property
    def extent(self) -> Extent:
        """Which records it describes: all of its kind, unless it is a classification that says otherwise."""
        return self.home.extent if isinstance(self.home, Classification) else EVERYWHERE

    @property
    def single(self) -> bool:
        """Whether records have it each for itself."""
        return self.extent.scope is Scope.RECORD

    def option(self, key: str) -> Option | None:
        """The answer with that key."""
        return next((option for option in self.options if option.key == key), None)


def field(key: str, label: str | Promise, type_key: str, home: Home | None = None, **more: Any) -> Field:
    """A field by the key of its type; without a home it is the column of the same name."""
    return Field(key=key, label=label, type=TYPES[type_key], home=home or Column(key), **more)
