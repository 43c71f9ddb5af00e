"""The address of a list: everything on its page follows from it, and every link changes one part of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from closeknit.catalogue import filters
from closeknit.catalogue.filters import All, Filter
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import Operator

WITHOUT_VALUE = (Operator.EMPTY, Operator.NOT_EMPTY)
FORM = ("add_field", "add_op", "add_value", "add_was", "part", "typed")  # what the form of a condition sends
RESERVED = frozenset(
    {
        "q",
        "sort",
        "column",
        "columns",
        "after",
        "row",
        "filter",
        "fields",
        "limit",
        "count",
        "view",
        "from",
        "by",
        "sum",
        "of",
        *FORM,
    }
)


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a list, taken apart."""

    path: str
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: HttpRequest) -> Address:
        """The address of a request."""
        return cls(request.path, tuple((name, value) for name, values in request.GET.lists() for value in values))

    def one(self, name: str) -> str:
        """The last value under a name, "" for none."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value under a name."""
        return [value for key, value in self.pairs if key == name]

    def without(self, *names: str) -> list[tuple[str, str]]:
        """The pairs but for those names; never the place in the list."""
        return [pair for pair in self.pairs if pair[0] not in names and pair[0] != "after" and _says_something(pair)]

    def to(self, pairs: list[tuple[str, str]]) -> str:
        """This list with other pairs."""
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def arranged(self) -> list[tuple[str, str]]:
        """The pairs that are no conditions: how the list is sorted and shown, and the words that are searched."""
        return [pair for pair in self.without("filter", *FORM) if pair[0] in RESERVED]

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The pairs that are conditions on fields; a field with nothing to compare it with is none."""
        return [pair for pair in self.pairs if pair[0] not in RESERVED and _says_something(pair)]

    @property
    def tree(self) -> Filter:
        """The filter: the conditions, and a JSON tree under `filter`; raises Refused."""
        flat = filters.from_address(self.conditions, RESERVED)
        given = self.one("filter")
        if not given:
            return flat
        try:
            tree = filters.read(json.loads(given))
        except (ValueError, RecursionError):
            raise Refused(_("The filter in the address is not JSON."), field="filter", code="bad_filter") from None
        return All((*flat.items, tree)) if flat.items else tree


def _says_something(pair: tuple[str, str]) -> bool:
    name, value = pair
    return value != "" or name.rpartition("__")[2] in WITHOUT_VALUE
