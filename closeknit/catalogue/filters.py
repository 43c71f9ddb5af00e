"""The filter language: one small tree for every selection, compiled to one SQL condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q
from django.utils.translation import gettext as _

from closeknit.catalogue.fields import Field
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import Condition, IsNotTrue, Operator

DEPTH = 6
SIZE = 60
TEXT = 20_000
NOT = "not_"  # before an operator in an address
OPPOSITES = {  # the operators that are turned round by another
    Operator.IS: Operator.IS_NOT,
    Operator.IS_NOT: Operator.IS,
    Operator.EMPTY: Operator.NOT_EMPTY,
    Operator.NOT_EMPTY: Operator.EMPTY,
}


class Scope(Protocol):
    """What a reader may ask about: the fields they see, and the records beside these that they see."""

    def asked(self, key: str) -> Field:
        """What that key asks about; raises Refused when there is nothing that the reader may ask."""

    def related(self, path: str, where: Filter) -> Condition:
        """The condition that some related record fits `where`; raises Refused for an unknown path."""

    @property
    def actor(self) -> Any:
        """The reader."""


@dataclass(frozen=True, slots=True)
class Where:
    """A field, an operator and a value."""

    field: str
    operator: Operator
    value: Any = None


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these; of none, everything."""

    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of these; of none, nothing."""

    items: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Whatever is not known to fit."""

    item: Filter


@dataclass(frozen=True, slots=True)
class Related:
    """Some related record fits."""

    path: str
    where: Filter


type Filter = Where | All | Either | Not | Related

EVERYTHING = All(())


def _wrong(sentence: str, code: str = "bad_filter") -> Refused:
    return Refused(sentence, field="filter", code=code)


class _Reader:
    """Reads JSON into a filter, counting what it meets so that nobody can send a forest."""

    def __init__(self) -> None:
        self.met = 0

    def read(self, given: object, depth: int = 1) -> Filter:
        self.met += 1
        if depth > DEPTH:
            raise _wrong(_("The filter is nested deeper than %(depth)d levels.") % {"depth": DEPTH}, "too_deep")
        if self.met > SIZE:
            raise _wrong(_("The filter has more than %(size)d parts.") % {"size": SIZE}, "too_big")
        if not isinstance(given, dict):
            raise _wrong(
                _('Each part of a filter is an object, such as {"field": "name", "op": "contains", "value": "dairy"}.')
            )
        match sorted(given):
            case ["all"]:
                return All(self._items(given["all"], depth))
            case ["any"]:
                return Either(self._items(given["any"], depth))
            case ["not"]:
                return Not(self.read(given["not"], depth + 1))
            case ["related", "where"]:
                return Related(_name(given["related"]), self.read(given["where"], depth + 1))
            case ["field", "op"] | ["field", "op", "value"]:
                return Where(_name(given["field"]), operator(given["op"]), _plain(given.get("value")))
        raise _wrong(_("A part of a filter holds all, any, not, related with where, or field with op and value."))

    def _items(self, given: object, depth: int) -> tuple[Filter, ...]:
        if not isinstance(given, list):
            raise _wrong(_("“all” and “any” hold a list."))
        return tuple(self.read(one, depth + 1) for one in given)


def _name(given: object) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= 200:
        raise _wrong(_("A field is named by a text."))
    return given


def _plain(given: object) -> object:
    """A value a type can read: a text, number, truth, nothing, money, or a list of these."""
    if isinstance(given, list):
        return [_plain(one) for one in given[:101]]
    if isinstance(given, str) and len(given) > TEXT:
        raise _wrong(_("A value in the filter is longer than %(limit)d characters.") % {"limit": TEXT}, "too_big")
    if isinstance(given, dict) and not all(isinstance(one, str | int | None) for one in given.values()):
        raise _wrong(_("A value in the filter is of no kind that fields have."))
    return given


def operator(given: object) -> Operator:
    """The operator of that name; raises Refused."""
    try:
        return Operator(str(given))
    except ValueError:
        raise _wrong(
            _("There is no operator “%(name)s”. There are: %(all)s.")
            % {"name": str(given)[:40], "all": ", ".join(Operator)},
            "unknown_operator",
        ) from None


def operation(name: str) -> tuple[Operator, bool]:
    """The operator of a name in an address, and whether it is turned round: `not_contains` is what `contains` is not. Raises Refused."""
    turned = name.startswith(NOT) and name not in set(Operator)
    return operator(name.removeprefix(NOT) if turned else name or Operator.IS), turned


def read(given: object) -> Filter:
    """The filter in a JSON value that somebody sent; None is everything. Raises Refused with a sentence."""
    return EVERYTHING if given is None else _Reader().read(given)


def written(tree: Filter) -> dict[str, Any]:
    """The JSON of a filter: what `read` reads."""
    match tree:
        case All(items):
            return {"all": [written(one) for one in items]}
        case Either(items):
            return {"any": [written(one) for one in items]}
        case Not(item):
            return {"not": written(item)}
        case Related(path, where):
            return {"related": path, "where": written(where)}
        case Where(name, op, value):
            return (
                {"field": name, "op": str(op)}
                if op in (Operator.EMPTY, Operator.NOT_EMPTY)
                else {"field": name, "op": str(op), "value": value}
            )


def size(tree: Filter) -> int:
    """How many parts a filter has."""
    match tree:
        case All(items) | Either(items):
            return 1 + sum(size(one) for one in items)
        case Not(item) | Related(where=item):
            return 1 + size(item)
    return 1


def asked(tree: Filter) -> Iterator[str]:
    """What a filter asks: the keys of fields, and the paths to related records."""
    match tree:
        case All(items) | Either(items):
            for one in items:
                yield from asked(one)
        case Not(item):
            yield from asked(item)
        case Related(path, _where):
            yield path
        case Where(name, _op, _value):
            yield name


def condition(tree: Filter, scope: Scope) -> Q:
    """The one SQL condition of a filter, over fields that the reader may see; raises Refused."""
    match tree:
        case All(items):
            together = Q()
            for one in items:
                together &= condition(one, scope)
            return together
        case Either(items):
            if not items:
                return Q(pk__in=[])
            either = condition(items[0], scope)
            for one in items[1:]:
                either = _either(either, condition(one, scope))
            return either
        case Not(item):
            inner = condition(item, scope)
            return Q(IsNotTrue(inner)) if inner else Q(pk__in=[])
        case Related(path, where):
            return Q(scope.related(path, where))
        case Where(name, op, value):
            field = scope.asked(name)
            return Q(field.home.condition(field, op, value, scope.actor))


def _either(one: Q, other: Q) -> Q:
    """One or the other; an empty Q is everything, where Django's `|` would drop it."""
    return one | other if one and other else Q()


def from_address(pairs: Iterable[tuple[str, str]], reserved: frozenset[str]) -> All:
    """The filter in an address such as `?territory=North&employees__gte=100&city__not_contains=york`; reserved names are not fields."""
    parts: list[Filter] = []
    for name, value in pairs:
        if name in reserved:
            continue
        field, _mark, asked = name.partition("__")
        op, turned = operation(asked)
        where = Where(_name(field), op, _plain(value))
        parts.append(Not(where) if turned else where)
    if len(parts) > SIZE:
        raise _wrong(_("The filter has more than %(size)d parts.") % {"size": SIZE}, "too_big")
    return All(tuple(parts))
