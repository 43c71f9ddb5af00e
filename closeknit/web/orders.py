"""How a list is ordered, and how a page goes on where another ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OrderBy, Q, QuerySet, Subquery, When
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import IsNull

from closeknit.access.gate import Identity
from closeknit.catalogue import statements
from closeknit.catalogue.fields import Classification, Column, Field
from closeknit.catalogue.types.value import Storage

type Place = tuple[Any, Any] | None  # where a page ended: the value that the list is sorted by, and the id
type Phase = tuple[Q, list[OrderBy]]  # a part of an order: which rows, and how they follow one another

NAME = F("sort_key")
SORTED_AS: dict[Storage, tuple[type, ...]] = {
    Storage.TEXT: (str,),
    Storage.TOKEN: (str,),
    Storage.NUMBER: (int, Decimal),
    Storage.MOMENT: (datetime, date),
}


def slots(place: Place) -> Place:
    """A place of the same shape, whose value and id are given when the statement runs."""
    if place is None:
        return None
    return None if place[0] is None else statements.Slot("value"), statements.Slot("pk")


class Order:
    """By one field, by name where it is None; records without a value come last, whichever way the others go.

    Of a column that every record has, one index holds the whole order. A classification that few have is *sparse*: its index holds those,
    and the others follow by name, which is another index: two phases, of which a page may need both.
    """

    def __init__(self, field: Field | None, down: bool, seen: Callable[[], QuerySet[Any]]) -> None:
        """`seen` gives the rows that the reader sees: a cursor may name any record, and nobody learns where another stands."""
        self.field, self.down, self._seen = field, down, seen
        self.expression = NAME if field is None else field.home.order(field)
        self.always = field is None or (field.indexed and isinstance(field.home, Column))
        self.sparse = not self.always and field is not None and field.indexed
        self.by_name = field is None
        self.key = (field, down)

    @property
    def types(self) -> tuple[type, ...]:
        """What the value in a cursor may be."""
        if self.field is None:
            return (str,)
        usual = self.field.type.sorts_as or SORTED_AS[self.field.type.storage]
        if not isinstance(self.field.home, Classification):
            return usual
        if self.field.type.storage is Storage.MOMENT:
            return (str, datetime, date)  # a profile holds moments as they are written
        return (str,) if usual == (bool,) else usual  # and Yes and No as JSON has them

    @property
    def selected(self) -> list[Any]:
        """What a row must tell so that a cursor can be made of it."""
        return [self.expression]

    @property
    def terms(self) -> list[OrderBy]:
        """The order whole."""
        by_value = OrderBy(self.expression, descending=self.down, nulls_last=None if self.always else True)
        by_name = [OrderBy(Case(When(self._without, then=NAME)))] if self.sparse else []
        return [by_value, *by_name, self._last]

    @property
    def _last(self) -> OrderBy:
        return OrderBy(Identity(), descending=self.down)

    @property
    def _without(self) -> Q:
        return Q(IsNull(self.expression, True))

    def phases(self, place: Place) -> Iterator[Phase]:
        """What follows a place, in parts of which each has an index: a condition, and the order within."""
        if not self.sparse:
            yield self.beyond(place), self.terms
            return
        if place is None or place[0] is not None:
            passed = Q() if place is None else self._passed(self.expression, place)
            yield (
                Q(IsNull(self.expression, False)) & passed,
                [OrderBy(self.expression, descending=self.down), self._last],
            )
        yield self._nameless(place), [OrderBy(NAME), self._last]

    def beyond(self, place: Place) -> Q:
        """What follows a place in the whole order."""
        if place is None:
            return Q()
        if place[0] is None:
            return self._nameless(place) if self.sparse else self._without & self._after(place[1])
        passed = self._passed(self.expression, place)
        return passed if self.always else passed | self._without

    def _nameless(self, place: Place) -> Q:
        """Those without a value; after a place among them, by the name of the record that stands there."""
        if place is None or place[0] is not None:
            return self._without
        name = Subquery(self._seen().filter(pk=place[1]).values("sort_key")[:1])
        return self._without & Q(sort_key__gte=name) & (Q(sort_key__gt=name) | self._after(place[1]))

    def _passed(self, expression: Any, place: tuple[Any, Any]) -> Q:
        return Q((TupleLessThan if self.down else TupleGreaterThan)(Tuple(expression, Identity()), place))

    def _after(self, pk: Any) -> Q:
        return Q(id__lt=pk) if self.down else Q(id__gt=pk)
