"""Conditions in words: what a chip says, and what a filter made by hand says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access import gate
from closeknit.catalogue import filters
from closeknit.catalogue.fields import Field
from closeknit.catalogue.filters import All, Either, Filter, Not, Related, Where
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.stretches import Stretches
from closeknit.catalogue.types.value import Operator
from closeknit.web.list_address import WITHOUT_VALUE

OPERATORS: dict[Operator, Any] = {
    Operator.IS: gettext_lazy("is"),
    Operator.IS_NOT: gettext_lazy("is not"),
    Operator.IN: gettext_lazy("is one of"),
    Operator.CONTAINS: gettext_lazy("contains"),
    Operator.STARTS: gettext_lazy("starts with"),
    Operator.LT: gettext_lazy("is below"),
    Operator.LTE: gettext_lazy("is at most"),
    Operator.GT: gettext_lazy("is above"),
    Operator.GTE: gettext_lazy("is at least"),
    Operator.BETWEEN: gettext_lazy("is between"),
    Operator.EMPTY: gettext_lazy("is empty"),
    Operator.NOT_EMPTY: gettext_lazy("is not empty"),
    Operator.WITHIN: gettext_lazy("is within"),
}
TURNED: dict[Operator, Any] = {
    Operator.IS: gettext_lazy("is not"),
    Operator.IS_NOT: gettext_lazy("is"),
    Operator.IN: gettext_lazy("is none of"),
    Operator.CONTAINS: gettext_lazy("does not contain"),
    Operator.STARTS: gettext_lazy("does not start with"),
    Operator.LT: gettext_lazy("is not below"),
    Operator.LTE: gettext_lazy("is not at most"),
    Operator.GT: gettext_lazy("is not above"),
    Operator.GTE: gettext_lazy("is not at least"),
    Operator.BETWEEN: gettext_lazy("is not between"),
    Operator.EMPTY: gettext_lazy("is not empty"),
    Operator.NOT_EMPTY: gettext_lazy("is empty"),
    Operator.WITHIN: gettext_lazy("is not within"),
}
OF_DAYS: dict[tuple[Operator, bool], Any] = {
    (Operator.LT, False): gettext_lazy("is before"),
    (Operator.LTE, False): gettext_lazy("is on or before"),
    (Operator.GT, False): gettext_lazy("is after"),
    (Operator.GTE, False): gettext_lazy("is on or after"),
    (Operator.LT, True): gettext_lazy("is not before"),
    (Operator.LTE, True): gettext_lazy("is not on or before"),
    (Operator.GT, True): gettext_lazy("is not after"),
    (Operator.GTE, True): gettext_lazy("is not on or after"),
}
PERIODS: dict[str, Any] = {
    "today": gettext_lazy("today"),
    "yesterday": gettext_lazy("yesterday"),
    "this week": gettext_lazy("this week"),
    "last week": gettext_lazy("last week"),
    "last 7 days": gettext_lazy("last 7 days"),
    "last 30 days": gettext_lazy("last 30 days"),
    "this month": gettext_lazy("this month"),
    "last month": gettext_lazy("last month"),
    "this quarter": gettext_lazy("this quarter"),
    "this year": gettext_lazy("this year"),
    "last year": gettext_lazy("last year"),
    "next 7 days": gettext_lazy("next 7 days"),
    "next 30 days": gettext_lazy("next 30 days"),
    "older than 14 days": gettext_lazy("older than 14 days"),
    "older than 90 days": gettext_lazy("older than 90 days"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of an address; `turned` says that what it describes is left out."""

    field: Field
    operator: Operator
    turned: bool
    value: str
    actor: Any

    @classmethod
    def of(cls, pair: tuple[str, str], scope: gate.Readable) -> Self:
        """The condition of a pair of the address; raises Refused for what the reader may not ask."""
        name, _mark, asked = pair[0].partition("__")
        operator, turned = filters.operation(asked)
        return cls(scope.asked(name), operator, turned, pair[1], scope.actor)

    @property
    def verb(self) -> str:
        """What stands between the field and the value."""
        return verb(self.field, self.operator, turned=self.turned)

    @property
    def words(self) -> str:
        """The value as people read it; "" where none is needed."""
        return "" if self.operator in WITHOUT_VALUE else value_said(self.field, self.operator, self.value, self.actor)

    @property
    def other_way(self) -> str:
        """The opposite, as a sentence."""
        return str(replace(self, turned=not self.turned))

    def __str__(self) -> str:
        return f"{self.field.label} {self.verb} {self.words}".rstrip()


def turned_round(name: str) -> str:
    """The name of the opposite condition in an address: of `city`, `city__is_not`."""
    field, _mark, asked = name.partition("__")
    operator, turned = filters.operation(asked)
    opposite = operator if turned else filters.OPPOSITES.get(operator, f"{filters.NOT}{operator}")
    return field if opposite == Operator.IS else f"{field}__{opposite}"


def verb(one: Field, operator: Operator, *, turned: bool = False) -> str:
    """An operator in words, as they fit the type of a field."""
    if isinstance(one.type, Stretches) and (operator, turned) in OF_DAYS:
        return str(OF_DAYS[operator, turned])
    return str((TURNED if turned else OPERATORS)[operator])


def value_said(one: Field, operator: Operator, value: Any, actor: Any) -> str:
    """The value of a condition as people read it."""
    match operator:
        case Operator.BETWEEN:
            ends = value if isinstance(value, list) else str(value).split("..")
            return _(" and ").join(value_said(one, Operator.IS, end, actor) for end in ends)
        case Operator.IN:
            several = value if isinstance(value, list) else str(value).split(",")
            return _(" or ").join(value_said(one, Operator.IS, each, actor) for each in several)
        case Operator.CONTAINS | Operator.STARTS:
            return str(value)
    given = str(value).strip() if isinstance(value, str) else value
    if given in PERIODS and isinstance(one.type, Stretches):
        return str(PERIODS[given])
    if given == "me":
        return _("me")
    try:
        return one.type.shown(one.type.parse(given, one, actor), one)
    except Refused:
        return str(value)


def told(tree: Filter, scope: gate.Readable) -> str:
    """A whole filter as a sentence; raises Refused for what the reader may not ask."""
    match tree:
        case Where(name, operator, value):
            one = scope.asked(name)
            words = "" if operator in WITHOUT_VALUE else value_said(one, operator, value, scope.actor)
            return f"{one.label} {verb(one, operator)} {words}".rstrip()
        case Not(Where(name, operator, value)):
            one = scope.asked(name)
            words = "" if operator in WITHOUT_VALUE else value_said(one, operator, value, scope.actor)
            return f"{one.label} {verb(one, operator, turned=True)} {words}".rstrip()
        case Not(item):
            return _("not (%(what)s)") % {"what": told(item, scope)}
        case All(items):
            return _(" and ").join(_bracketed(one, scope, Either) for one in items) or _("everything")
        case Either(items):
            return _(" or ").join(_bracketed(one, scope, All) for one in items) or _("nothing")
        case Related(path, where):
            return _related(path, where, scope)


def _bracketed(tree: Filter, scope: gate.Readable, kind: type[All] | type[Either]) -> str:
    sentence = told(tree, scope)
    return f"({sentence})" if isinstance(tree, kind) and len(tree.items) > 1 else sentence


def _related(path: str, where: Filter, scope: gate.Readable) -> str:
    end = scope.end(path)
    return f"{end.label} ({told(where, gate.Readable(kinds[end.target], scope.actor))})"
