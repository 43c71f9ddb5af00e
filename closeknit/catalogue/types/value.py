"""What every type of value can do: read, store, show, edit, filter, sort, export and describe itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from html import escape
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models import BooleanField, Func, Lookup, Q
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Collate
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, IsNull, LessThan, LessThanOrEqual
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.catalogue.profile_places import Beside
from closeknit.catalogue.refusal import Refused

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

type Condition = Q | Combinable
type Json = bool | int | float | str | list[Any] | dict[str, Any] | None


class Storage(StrEnum):
    """The four ways in which the database keeps and indexes a value of a classification."""

    TOKEN = "token"  # noqa: S105 - a word, not a secret
    NUMBER = "number"
    MOMENT = "moment"
    TEXT = "text"


class Operator(StrEnum):
    """The operators of the filter language, by the names of the API."""

    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    CONTAINS = "contains"
    STARTS = "starts"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    BETWEEN = "between"
    EMPTY = "empty"
    NOT_EMPTY = "not_empty"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice: `key` is stored for ever, `label` is what people read."""

    key: str
    label: Any
    tint: str = ""
    retired: bool = False


class IsNotTrue(Func):
    """Three-valued NOT as people mean it: whatever is not known to be true."""

    template = "(%(expressions)s) IS NOT TRUE"
    output_field = BooleanField()
    conditional = True

    def as_sql(self, *arguments: Any, **more: Any) -> Any:
        """What Django knows to be nothing, or everything, before it asks is so inside of this too."""
        try:
            return super().as_sql(*arguments, **more)
        except EmptyResultSet:
            return "TRUE", []
        except FullResultSet:
            return "FALSE", []


EQUALITY = (Operator.IS, Operator.IS_NOT, Operator.IN)
ORDERED = (Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.BETWEEN)
WORDS = (Operator.CONTAINS, Operator.STARTS)
PRESENCE = (Operator.EMPTY, Operator.NOT_EMPTY)

COMPARISONS: dict[Operator, type[Lookup[Any]]] = {
    Operator.IS: Exact,
    Operator.LT: LessThan,
    Operator.LTE: LessThanOrEqual,
    Operator.GT: GreaterThan,
    Operator.GTE: GreaterThanOrEqual,
}


class Type(ABC):
    """A type of value. Instances hold nothing of their own: what differs from field to field comes with the field.

    A value in Python is what `parse` returns, and None where there is none. `columns` names the database columns that a
    value takes, as suffixes of the field's column: most take one (""), money two ("", "_currency"). Where there are several,
    `parts` names the key of each in the JSON object that `stored` gives. `sorts_as` are the Python types of what `sorted_by`
    gives, where these do not follow from the storage. `usual` is the operator that people mean most often. `offered` says
    whether companies may give the type to fields of their own; `example` is what people read beside its name then.
    """

    key: ClassVar[str]
    label: ClassVar[Any]
    storage: ClassVar[Storage]
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *PRESENCE)
    usual: ClassVar[Operator] = Operator.IS
    columns: ClassVar[tuple[str, ...]] = ("",)
    parts: ClassVar[tuple[str, ...]] = ()
    icon: ClassVar[str] = "type"
    offered: ClassVar[bool] = True
    example: ClassVar[Any] = ""
    numeric: ClassVar[bool] = False
    sortable: ClassVar[bool] = True
    sorts_as: ClassVar[tuple[type, ...]] = ()

    @abstractmethod
    def parse(self, given: object, field: Field, actor: Any = None) -> Any:
        """The value of what a person typed or a program sent, None for nothing; raises Refused with a sentence.

        Text is read by the habits of the active language where they differ; the locale-free form that `exported` writes
        and the JSON form that `stored` writes are always understood. A value that is already parsed comes back as it is.
        """

    def stored(self, value: Any) -> Json:
        """The value as JSON: in a profile, in the API, in history. None stays None."""
        return value  # type: ignore[no-any-return]

    def loaded(self, stored: Any) -> Any:
        """The value again, from what `stored` gave."""
        return stored

    def split(self, value: Any) -> tuple[Any, ...]:
        """What each of `columns` holds for a value."""
        return (value,)

    def joined(self, parts: tuple[Any, ...]) -> Any:
        """The value again, from what its columns hold."""
        return parts[0]

    def shown(self, value: Any, field: Field) -> str:
        """The value as people of the active language and zone write it; "" for none."""
        return "" if value is None else str(value)

    def cell(self, value: Any, field: Field) -> SafeString:
        """The value as HTML for a list or a page, escaped; "" for none."""
        return SafeString(escape(self.shown(value, field)))

    @abstractmethod
    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        """The HTML control that edits the value; `attributes` holds at least name and id."""

    def typed(self, value: Any, field: Field) -> str:
        """The value as it stands in its control: what `parse` reads back in the same language."""
        return self.exported(value, field)

    def exported(self, value: Any, field: Field) -> str:
        """The value as locale-free text in a CSV file, which `parse` reads back without a difference; "" for none."""
        return "" if value is None else str(value)

    def spreadsheet(self, value: Any, field: Field) -> object:
        """The value as a cell of a spreadsheet: text, a number, a date or a moment."""
        return self.exported(value, field)

    def sorted_by(self, expression: Combinable, field: Field | None = None) -> Combinable:
        """What a list is ordered by, from the expression of the (first) column; with the field, by its own order of answers."""
        return expression

    def operand(self, given: object, field: Field, actor: Any = None) -> Any:
        """The value that a filter compares with, in the form the column holds; raises Refused."""
        value = self.parse(given, field, actor)
        if value is None:
            raise Refused(_("Say what “%(field)s” is to be compared with.") % {"field": field.label}, field=field.key)
        return self.split(value)[0]

    def condition(
        self,
        operator: Operator,
        expression: Any,
        given: object,
        field: Field,
        actor: Any = None,
        *,
        beside: Sequence[Any] = (),
    ) -> Condition:
        """The SQL condition of one operator on the expression of the (first) column; raises Refused for bad values.

        `beside` holds the expressions of the further columns, where the caller has them: money then compares its currency too.
        """
        self.allow(operator, field)
        match operator:
            case Operator.EMPTY:
                return self.empty(expression)
            case Operator.NOT_EMPTY:
                return IsNotTrue(self.empty(expression))
            case Operator.IS_NOT:
                return IsNotTrue(self.condition(Operator.IS, expression, given, field, actor, beside=beside))
            case Operator.IN:
                return self.any_of(expression, several(given, field), field, actor, beside)
            case Operator.BETWEEN:
                low, high = pair(given, field)
                return Q(self.condition(Operator.GTE, expression, low, field, actor, beside=beside)) & Q(
                    self.condition(Operator.LTE, expression, high, field, actor, beside=beside)
                )
        return self.compare(operator, expression, given, field, actor, beside)

    def allow(self, operator: Operator, field: Field) -> None:
        """Refuse an operator that the type does not have."""
        if operator not in self.operators:
            raise Refused(
                _("“%(field)s” cannot be filtered by “%(operator)s”.") % {"field": field.label, "operator": operator},
                field=field.key,
                code="unknown_operator",
            )

    def empty(self, expression: Any) -> Condition:
        """The condition that there is no value."""
        return IsNull(expression, True)

    def any_of(
        self, expression: Any, given: list[object], field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        """The condition that the value is one of several."""
        subject, values = compared(expression, [self.operand(one, field, actor) for one in given])
        return In(subject, values)

    def one_by_one(
        self, expression: Any, given: list[object], field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        """The same as `any_of`, for types that compare each value by habits of their own: `any_of = Type.one_by_one`."""
        return reduce(or_, (Q(self.compare(Operator.IS, expression, one, field, actor, beside)) for one in given))

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        """The condition of one operator with one value: what most types with habits of their own replace."""
        subject, (value,) = compared(expression, [self.operand(given, field, actor)])
        return COMPARISONS[operator](subject, value)

    @abstractmethod
    def schema(self, field: Field) -> dict[str, Any]:
        """The JSON Schema of what `stored` gives, for the API's description."""


def compared(expression: Any, values: list[Any]) -> tuple[Any, list[Any]]:
    """An expression and values in a form that compares: of a profile both are the text of their JSON, but for numbers in their place."""
    if isinstance(expression, KeyTextTransform):
        return Collate(expression, "C"), [json_text(value) for value in values]
    if isinstance(expression, Beside) and expression.written:
        return expression, [json_text(value) for value in values]
    return expression, values


def json_text(value: Any) -> str:
    """The text of a value's JSON, without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def several(given: object, field: Field) -> list[object]:
    """The values of an "in", at most 100."""
    values: list[object] = given if isinstance(given, list) else list(str(given).split(","))
    if not values or len(values) > 100:
        raise Refused(_("Give “%(field)s” between 1 and 100 values.") % {"field": field.label}, field=field.key)
    return values


def pair(given: object, field: Field) -> tuple[object, object]:
    """The two ends of a "between": a list of two, or text such as `10..20`."""
    ends = given if isinstance(given, list) else str(given).split("..")
    if len(ends) != 2:
        raise Refused(_("Give “%(field)s” two ends, as in 10..20.") % {"field": field.label}, field=field.key)
    return ends[0], ends[1]


TYPES: dict[str, Type] = {}


def register(kind: type[Type]) -> type[Type]:
    """Make a type known under its key; used as a decorator."""
    if kind.key in TYPES and type(TYPES[kind.key]) is not kind:
        raise ValueError(f"two types are called {kind.key}")
    TYPES[kind.key] = kind()
    return kind
