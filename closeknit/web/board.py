"""The board: the rows of a list in columns by the answers of one field, each with its number and its sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.catalogue.fields import Detail, Field
from closeknit.catalogue.filters import All, Where
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import Operator
from closeknit.web import conditions
from closeknit.web.list_address import Address
from closeknit.web.list_page import SortChoice
from closeknit.web.listing import CAP, Listing, Row, cells, page

FACTS = 3  # of a card, beside its name
NONE = "-"  # in an address: the column of those that have no answer yet


@dataclass(frozen=True, slots=True)
class Card:
    """A row as a card: the link to the record, its facts, and the version that a move is made from."""

    id: int
    name: str
    ref: SafeString
    facts: list[SafeString]
    version: int


@dataclass(frozen=True, slots=True)
class Column:
    """One answer: how many rows have it, what they come to, and the first of them; `more_url` answers with the next.

    `unasked` where nobody has looked for its rows yet: the next are the first, and wait until somebody wants them.
    """

    key: str
    label: str
    number: str
    sums: list[str]
    cards: list[Card]
    more_url: str
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A listing by the answers of a field, with the sum of another where one is asked."""

    listing: Listing
    by: Field
    measure: Field | None

    @classmethod
    def read(cls, listing: Listing, address: Address) -> Board:
        """The board that an address asks for; raises Refused where there is nothing to make columns of."""
        fields = choices(listing)
        if not fields:
            raise Refused(_("No field here has answers to make columns of."), field="by", code="no_board")
        wished = address.one("by") or listing.kind.status
        by = next((one for one in fields if one.key == wished), None)
        if by is None and address.one("by"):
            raise Refused(_("A board needs a field with answers."), field="by", code="unknown_field")
        measure = next((one for one in measures(listing) if one.key == address.one("sum")), None)
        return cls(listing, by or fields[0], measure)

    def column(self, key: str) -> Listing:
        """The rows of one column."""
        which = Where(self.by.key, Operator.IS, key) if key != NONE else Where(self.by.key, Operator.EMPTY)
        tree = All((which,)) if self.listing.tree == All(()) else All((self.listing.tree, which))
        return replace(self.listing, tree=tree, columns=tuple(self._shown()))

    def _shown(self) -> list[str]:
        others = [key for key in self.listing.columns if key not in ("name", self.by.key)][:FACTS]
        wanted = [self.measure.key] if self.measure and self.measure.key not in others else []
        return ["name", *wanted, *others][: FACTS + 1]


def choices(listing: Listing) -> list[Field]:
    """The fields whose answers can be the columns."""
    return [one for one in listing.scope.fields().values() if one.options and not one.many and not _below(one)]


def measures(listing: Listing) -> list[Field]:
    """The fields that can be summed."""
    return [one for one in listing.scope.fields().values() if one.type.numeric and not _below(one)]


def _below(one: Field) -> bool:
    return isinstance(one.home, Detail)


# ---------------------------------------------------------------- counted


def _tallies(board: Board) -> tuple[dict[str, tuple[int, list[str]]], bool]:
    """For each answer how many rows have it and what they come to, in one query; and whether these are all rows."""
    listing = board.listing
    some = listing.query().order_by().values("pk")[: CAP + 1]
    rows = listing.kind.model._default_manager.filter(pk__in=some)
    units = board.measure.home.select(board.measure) if board.measure else []
    grouped: dict[str, Any] = {"g_by": board.by.home.select(board.by)[0]}
    grouped |= {f"g_unit{place}": one for place, one in enumerate(units[1:])}
    rows = rows.annotate(**grouped).order_by().values_list(*grouped)
    found = list(rows.annotate(number=Count("pk"), total=Sum(units[0]) if units else Count("pk")))
    tallies: dict[str, tuple[int, list[str]]] = {}
    for key, *unit, number, total in found:
        before, sums = tallies.get(key or NONE, (0, []))
        said = [_sum(board.measure, total, unit)] if board.measure and total is not None else []
        tallies[key or NONE] = before + number, sums + said
    return tallies, sum(number for number, _sums in tallies.values()) <= CAP


def _sum(measure: Field, total: Decimal, unit: list[Any]) -> str:
    value = measure.type.joined((total, *unit))
    return measure.type.shown(value, measure)


# ---------------------------------------------------------------- shown


def show(board: Board, address: Address) -> dict[str, Any]:
    """The context of `web/board.html`."""
    listing = board.listing
    tallies, whole = _tallies(board)
    number = sum(count for count, _sums in tallies.values())
    return {
        "title": listing.kind.label_plural,
        "count": number_format(min(number, CAP), force_grouping=True) + ("" if whole else "+"),
        "chips": conditions.chips(listing, address),
        "clear_url": address.to([pair for pair in address.without() if pair[0] in ARRANGED]),
        "filter": conditions.form(listing, address),
        "by": board.by,
        "measure": board.measure,
        "by_menu": _menu(address, "by", choices(listing), board.by),
        "sum_menu": _menu(address, "sum", measures(listing), board.measure),
        "list_url": address.to(address.without("view", "by", "sum")),
        "columns": _columns(board, address, tallies, whole),
        "move_url": f"{address.path}ID/fact/{board.by.key}/" if board.by.writable else "",
    }


ARRANGED = ("view", "by", "sum", "sort", "column", "columns")


def _menu(address: Address, name: str, fields: Iterable[Field], now: Field | None) -> list[SortChoice]:
    rest = address.without(name)
    return [SortChoice(str(one.label), address.to([*rest, (name, one.key)]), one is now) for one in fields]


def _columns(board: Board, address: Address, tallies: dict[str, Any], whole: bool) -> list[Column]:
    """The columns. Of more rows than are counted none may be without an answer, and to see that all would have to be looked at."""
    answers = [(one.key, str(one.label)) for one in board.by.options if not one.retired or one.key in tallies]
    if NONE in tallies or not board.by.required:
        answers.append((NONE, _("No answer yet")))
    found = []
    for key, label in answers:
        number, sums = tallies.get(key, (0, []))
        if not whole and key == NONE and not number:
            found.append(Column(key, label, "", [], [], _more_url(board, address, key, ""), unasked=True))
            continue
        cards, more = _cards(board, address, key) if number or not whole else ([], "")
        told = number_format(number, force_grouping=True) if whole else ""
        found.append(Column(key, label, told, sums if whole else [], cards, more))
    return found


def _cards(board: Board, address: Address, key: str, after: str = "") -> tuple[list[Card], str]:
    """Some cards of a column, and the address of the next."""
    listing = board.column(key)
    found = page(listing, after)
    rows = zip(found.rows, cells(listing, found.rows), _versions(listing, found.rows), strict=True)
    cards = [Card(row.id, row.name, shown[0], shown[1:], version) for row, shown, version in rows]
    return cards, _more_url(board, address, key, found.after) if found.after else ""


def _more_url(board: Board, address: Address, key: str, after: str) -> str:
    more = [*address.without("of"), ("by", board.by.key), ("of", key), ("after", after)]
    return address.to(list(dict.fromkeys(more)))


def _versions(listing: Listing, rows: list[Row]) -> list[int]:
    """The versions of the rows, which a move says that it was made from."""
    shown = gate.rows(listing.kind.model, listing.actor).filter(pk__in=[row.id for row in rows])
    known = dict(shown.values_list("pk", "version")) if rows else {}
    return [known.get(row.id, 0) for row in rows]


def more(board: Board, address: Address) -> dict[str, Any]:
    """The context of `web/board/cards.html`: the next cards of one column."""
    cards, url = _cards(board, address, address.one("of"), address.one("after"))
    return {"cards": cards, "more_url": url}
