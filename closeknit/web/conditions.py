"""The filter of a list for people: its chips, which read as a sentence, and the form in which one condition is made or changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access.types import UserType
from closeknit.catalogue import filters
from closeknit.catalogue.fields import Field
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types import choice, controls
from closeknit.catalogue.types.stretches import Stretches
from closeknit.catalogue.types.value import TYPES, Operator
from closeknit.web import suggestions, typed_filters
from closeknit.web.list_address import FORM, WITHOUT_VALUE, Address
from closeknit.web.listing import Listing
from closeknit.web.sentences import Condition, told, turned_round, verb

ALSO_TURNED = (
    Operator.CONTAINS,
    Operator.STARTS,
    Operator.IN,
)  # offered both ways in the form; the others on their chip


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, and the addresses that take it away, change it, or say the opposite ("" where there is none)."""

    field: str
    op: str
    value: str
    remove_url: str
    edit_url: str = ""
    turn_url: str = ""
    turned: str = ""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that may be filtered, or shown as a column."""

    key: str
    label: str
    shown: bool = False


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A form that offers fields: where it goes, the rest of the address that it keeps, and the fields."""

    url: str
    keep: tuple[tuple[str, str], ...]
    choices: tuple[FieldChoice, ...]
    typed: str = ""
    typed_url: str = ""
    groups_url: str = ""
    arranged: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says so far: a field, an operator by its name in an address, a value, and which condition it stands for."""

    field: str = ""
    op: str = ""
    value: str = ""
    was: str = ""

    @classmethod
    def of(cls, address: Address) -> Asked:
        """What was chosen in the form, or the condition that is to be changed."""
        was = address.one("add_was")
        known = address.conditions
        pair = known[int(was)] if was.isdecimal() and int(was) < len(known) else None
        if address.one("add_field") or pair is None:
            values = address.all("add_value")
            op = address.one("add_op")
            return cls(address.one("add_field"), op, joined(op, values), was if pair else "")
        field, _mark, op = pair[0].partition("__")
        return cls(field, op or Operator.IS, pair[1], was)


def joined(op: str, values: list[str]) -> str:
    """The values that a form sent as one, as an address has it."""
    said = [one.strip() for one in values if one.strip()]
    if op.removeprefix(filters.NOT) == Operator.BETWEEN:
        return "..".join(said) if len(said) == 2 else ""
    return ",".join(said) if op.removeprefix(filters.NOT) == Operator.IN else "".join(said[-1:])


def chips(listing: Listing, address: Address) -> list[Chip]:
    """The filter as a sentence: a chip for each condition of the address, one for searched words, one for a JSON tree."""
    found = [_chip(place, pair, listing, address) for place, pair in enumerate(address.conditions)]
    if words := address.one("q"):
        found.append(Chip(_("Words"), _("contain"), words, address.to(address.without("q"))))
    if given := address.one("filter"):
        tree = Address(address.path, (("filter", given),)).tree
        found.append(Chip("", "", told(tree, listing.scope), address.to(address.without("filter"))))
    return found


def _chip(place: int, pair: tuple[str, str], listing: Listing, address: Address) -> Chip:
    one = Condition.of(pair, listing.scope)
    kept = address.without()
    at = [where for where, each in enumerate(kept) if each in address.conditions][place]
    return Chip(
        str(one.field.label),
        one.verb,
        one.words,
        remove_url=address.to([*kept[:at], *kept[at + 1 :]]),
        edit_url=Address(f"{address.path}filter/", ()).to([*kept, ("add_was", str(place))]),
        turn_url=address.to([*kept[:at], (turned_round(pair[0]), pair[1]), *kept[at + 1 :]]),
        turned=one.other_way,
    )


def form(listing: Listing, address: Address, typed: str | None = None) -> FieldForm:
    """The form of a condition, and the line in which a filter is typed: `typed`, else the filter there is; `address` is the list's."""
    choices = tuple(FieldChoice(key, str(one.label)) for key, one in listing.scope.askable().items())
    state = address.without(*FORM)
    return FieldForm(
        f"{address.path}filter/",
        tuple(state),
        choices,
        typed_filters.written(address.tree) if typed is None else typed,
        f"{address.path}filter/typed/",
        Address(f"{address.path}filter/groups/", ()).to(state),
        tuple(address.arranged()),
    )


def parts(listing: Listing, address: Address, asked: Asked, name: str = "add_value") -> dict[str, Any] | None:
    """The operators of the chosen field, and the control of the value, called `name`; None while no field is chosen. Raises Refused."""
    if not asked.field:
        return None
    one = listing.scope.asked(asked.field)
    operator, turned = filters.operation(asked.op or one.type.usual)
    if operator not in one.type.operators:
        operator, turned = one.type.usual, False
    chosen = f"{filters.NOT if turned else ''}{operator}"
    return {
        "ops": [{**each, "chosen": each["key"] == chosen} for each in _operators(one, operator, turned=turned)],
        "control": control(one, operator, asked.value, listing, address, name),
        "label": _("Value") if operator not in WITHOUT_VALUE else "",
        "several": operator is Operator.BETWEEN or (operator is Operator.IN and bool(one.options)),
    }


def _operators(one: Field, operator: Operator, *, turned: bool) -> list[dict[str, str]]:
    """The operators of a type, the usual one first; and the turned ones that people ask for, or have asked for."""
    usual = one.type.usual
    found = []
    for each in sorted(one.type.operators, key=lambda each: each is not usual):
        found.append({"key": str(each), "label": verb(one, each)})
        if each in ALSO_TURNED or (turned and each is operator):
            found.append({"key": f"{filters.NOT}{each}", "label": verb(one, each, turned=True)})
    return found


def control(
    one: Field, operator: Operator, value: str, listing: Listing, address: Address, name: str = "add_value"
) -> SafeString:
    """The control in which the value of a condition is given."""
    named = {"name": name, "id": f"filter-{one.key}-{address.one('add_was')}"}
    if operator in WITHOUT_VALUE:
        return SafeString("")
    if operator is Operator.BETWEEN:
        low, _mark, high = value.partition("..")
        return SafeString(
            _single(one, low, {**named, "aria-label": _("From")}, listing)
            + _single(one, high, {"name": name, "id": f"{named['id']}-until", "aria-label": _("Until")}, listing)
        )
    if operator is Operator.IN and one.options:
        chosen = tuple(answer.key for text in value.split(",") if (answer := choice.answer(text.strip(), one)))
        return controls.checkboxes(choice.offered(one, chosen), chosen, named)
    if suggestions.offers(one, operator):
        url = f"{address.path}filter/values/?add_field={one.key}&add_op={operator}"
        several = {"data-several-values": ""} if operator is Operator.IN else {}
        return controls.input_("text", value, {**named, **several}, data_suggest=url, autocomplete="off")
    if operator is Operator.IN:
        return controls.input_("text", value, named, autocomplete="off")
    return _single(one, value, named, listing)


def _single(one: Field, value: str, named: dict[str, str], listing: Listing) -> SafeString:
    """The control of one value; a plain text for a value that the usual control cannot show, such as “10k”."""
    kind = TYPES["date"] if isinstance(one.type, Stretches) else one.type
    if isinstance(kind, UserType):
        people = kind.choices().order_by("name").values_list("pk", "name")[:500]
        chosen = value if value == "me" or not value else kind.typed(kind.parse(value, one, listing.actor), one)
        return controls.select([("me", _("me")), *((str(pk), name) for pk, name in people)], chosen, named)
    try:
        known = kind.parse(value, one, listing.actor)
    except Refused:
        return controls.input_("text", value, named, autocomplete="off")
    return kind.control(known, replace(one, type=kind, required=False), named)


def added(address: Address) -> list[tuple[str, str]]:
    """The pairs of the list with the condition that the form gave, in the place of the one it changes; without it where it compares with nothing."""
    asked, pairs = Asked.of(address), address.without(*FORM)
    value = "yes" if asked.op in WITHOUT_VALUE else asked.value
    single = asked.op.removeprefix(filters.NOT) == Operator.IN and "," not in value
    op = asked.op.replace(Operator.IN, Operator.IS) if single else asked.op
    op = {"is": "", "not_is": "is_not"}.get(op, op)
    fresh = [(f"{asked.field}__{op}" if op else asked.field, value)] if asked.field and value else []
    if not asked.was:
        return [*pairs, *fresh]
    at = pairs.index(address.conditions[int(asked.was)])
    return [*pairs[:at], *fresh, *pairs[at + 1 :]]
