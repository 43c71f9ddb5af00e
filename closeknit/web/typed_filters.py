"""The typed form of a filter: `territory:north employees>100 owner:me -status:former "dairy ltd" (city:York or city:Leeds)`.

`:` asks as people mean it (a text contains, a date is within, all else is), `=` asks for exactly that; `!=`, `<`, `<=`, `>`, `>=`,
`~` contains, `^` begins with; `a,b` is one of several, `10..20` lies between, `*` is anything, `""` nothing. `-` turns round what
follows, brackets group, `employments.organization(city:York)` asks related records; words alone are sought in the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.catalogue import filters
from closeknit.catalogue.fields import Field
from closeknit.catalogue.filters import All, Either, Filter, Not, Related, Where
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types import periods, reading
from closeknit.catalogue.types.stretches import Stretches
from closeknit.catalogue.types.value import ORDERED, Operator, json_text
from closeknit.web.list_address import WITHOUT_VALUE

LONGEST = 4_000
DEEPEST = 2 * filters.DEPTH  # brackets that are read at all; how deep the filter may be is the language's
QUOTED = r'"(?:[^"\\]|\\.)*"'
SIGNS = {
    ":": Operator.IS,
    "=": Operator.IS,
    "!=": Operator.IS_NOT,
    "<": Operator.LT,
    "<=": Operator.LTE,
    ">": Operator.GT,
    ">=": Operator.GTE,
    "~": Operator.CONTAINS,
    "^": Operator.STARTS,
}
TERM = re.compile(
    rf'(?P<name>[^\s"():=!<>~^,-][^\s"():=!<>~^,]*)?(?P<sign>!=|<=|>=|[:=<>~^])(?P<value>(?:{QUOTED}|[^\s"()])*)'
)
WORD = re.compile(rf'{QUOTED}|[^\s"()]+')
BEFORE = re.compile(r"(?P<path>[^\s\"():=!<>~^,-][^\s\"():=!<>~^,]*)\(")
PART = re.compile(rf"(?:{QUOTED}|[^,\"])+")


def _wrong(sentence: str, word: str, code: str = "bad_filter") -> Refused:
    return Refused(sentence % {"word": word[:60]}, field="typed", code=code)


def read(text: str, scope: gate.Readable) -> Filter:
    """The filter that somebody typed; raises Refused with a sentence that names the word."""
    if len(text) > LONGEST or "\x00" in text:
        raise _wrong(_("Type at most 4,000 characters."), "", "too_big")
    reader = _Reader(text)
    found = reader.several(scope, 1)
    if reader.rest:
        raise _wrong(_("There is a “%(word)s” too many."), reader.rest[0])
    whole = found if isinstance(found, All) else All((found,))
    filters.read(filters.written(whole))  # no deeper and no bigger than any other
    return whole


class _Reader:
    """Reads from the left; `rest` is what is still to be read."""

    def __init__(self, text: str) -> None:
        self.rest = text.strip()

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.rest)
        if found:
            self.rest = self.rest[found.end() :].lstrip()
        return found

    def taken(self, sign: str) -> bool:
        if not self.rest.startswith(sign):
            return False
        self.rest = self.rest[len(sign) :].lstrip()
        return True

    def word(self, word: str) -> bool:
        return self.take(re.compile(rf"{word}(?=[\s(]|$)", re.IGNORECASE)) is not None

    def several(self, scope: gate.Readable, depth: int) -> Filter:
        """Conditions until a bracket closes: all of them, or with “or” between any."""
        if depth > DEEPEST:
            raise _wrong(_("There are too many brackets within one another."), "", "too_deep")
        either: list[Filter] = []
        every: list[Filter] = []
        while self.rest and not self.rest.startswith(")"):
            if self.word("or"):
                either.append(_one(every, "or"))
                every = []
            elif not self.word("and"):
                every.append(self.single(scope, depth))
        if not either:
            return every[0] if len(every) == 1 else All(tuple(every))
        return Either((*either, _one(every, "or")))

    def single(self, scope: gate.Readable, depth: int) -> Filter:
        if self.taken("-"):
            return Not(self.single(scope, depth))
        if self.taken("("):
            return self.closed(scope, depth)
        if found := self.take(BEFORE):
            end = scope.end(found["path"])
            return Related(found["path"], self.closed(gate.Readable(kinds[end.target], scope.actor), depth))
        if found := self.take(TERM):
            return _condition(found, scope)
        if found := self.take(WORD):
            return Where("name", Operator.CONTAINS, _plain(found[0]))
        raise _wrong(_("Close the quotation that begins with %(word)s."), self.rest)

    def closed(self, scope: gate.Readable, depth: int) -> Filter:
        found = self.several(scope, depth + 1)
        if not self.taken(")"):
            raise _wrong(_("A bracket is not closed: add “)” at the end."), "")
        return found


def _one(every: list[Filter], word: str) -> Filter:
    if not every:
        raise _wrong(_("Say something on both sides of “%(word)s”."), word)
    return every[0] if len(every) == 1 else All(tuple(every))


def _condition(found: re.Match[str], scope: gate.Readable) -> Filter:
    name, sign, value = found["name"] or "", found["sign"], found["value"]
    one = field_called(name, scope)
    if not value:
        raise _wrong(_("Say what “%(word)s” is compared with."), found[0])
    where = _where(one, sign, value)
    try:
        filters.condition(where, scope)
    except Refused as refused:
        raise Refused(f"{found[0]}: {refused.sentence}", field="typed", code=refused.code) from None
    return where


def _where(one: Field, sign: str, value: str) -> Filter:
    op = SIGNS[sign]
    if value == '""' and op in (Operator.IS, Operator.IS_NOT):
        return Where(one.key, Operator.EMPTY if op is Operator.IS else Operator.NOT_EMPTY)
    if value == "*" and op in (Operator.IS, Operator.IS_NOT):
        return Where(one.key, Operator.NOT_EMPTY if op is Operator.IS else Operator.EMPTY)
    parts = [_plain(part) for part in PART.findall(value)]
    if op is Operator.IS and len(parts) > 1:
        return Where(one.key, Operator.IN, parts)
    if sign == ":" and isinstance(one.type, Stretches):
        return Where(one.key, Operator.WITHIN, _period(parts[0]))
    if op is Operator.IS and '"' not in value and ".." in value and set(ORDERED) & set(one.type.operators):
        return Where(one.key, Operator.BETWEEN, value.split("..", 1))
    if sign == ":" and one.type.usual is Operator.CONTAINS:
        op = Operator.CONTAINS
    return Where(one.key, op, _plain(value) if op is not Operator.IS or len(parts) != 1 else parts[0])


def _period(text: str) -> str:
    """A stretch of time as people type it without spaces: `last-30-days`."""
    spaced = text.replace("-", " ")
    return spaced if periods.read(text) is None and periods.read(spaced) is not None else text


def _plain(text: str) -> str:
    """A value without the marks of quotation."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


def field_called(name: str, scope: gate.Readable) -> Field:
    """The field of that key or name, of which the beginning is enough while only one has it; raises Refused."""
    known = scope.askable()
    plain = name.lower().removeprefix("profile.")
    if plain in known:
        return known[plain]
    asked = _bare(plain)
    names = {key: (_bare(key), _bare(key.removesuffix("_at")), _bare(str(one.label))) for key, one in known.items()}
    tests: tuple[Callable[[str], bool], ...] = (lambda each: each == asked, lambda each: each.startswith(asked))
    for fits in tests if asked else ():
        found = [key for key, several in names.items() if any(fits(each) for each in several)]
        if len(found) == 1:
            return known[found[0]]
        if found:
            choice = {"word": "%(word)s", "all": ", ".join(found[:5])}
            raise _wrong(_("“%(word)s” can mean several fields: %(all)s.") % choice, name)
    raise _wrong(_("There is no field “%(word)s” here."), name or ":", "unknown_field")


def _bare(text: str) -> str:
    return slugify(reading.folded(text).replace("_", " "), allow_unicode=True)


def written(tree: Filter) -> str:
    """What one would type for a filter: `read` gives the same again. "" where there is no way to type it."""
    try:
        return " ".join(_said(one) for one in tree.items) if isinstance(tree, All) else _said(tree)
    except TypeError:
        return ""


def _said(tree: Filter) -> str:
    match tree:
        case All(items) if items:
            return f"({' '.join(map(_said, items))})" if len(items) > 1 else _said(items[0])
        case Either(items) if items:
            return f"({' or '.join(map(_said, items))})" if len(items) > 1 else _said(items[0])
        case Not(item):
            return f"-{_said(item)}"
        case Related(path, where):
            inner = _said(where)
            return f"{path}{inner}" if inner.startswith("(") and _whole(where) else f"{path}({inner})"
        case Where(name, op, value):
            return _term(name, op, value)
    raise TypeError(tree)


def _whole(tree: Filter) -> bool:
    """Whether its brackets are around all of it."""
    return isinstance(tree, All | Either) and len(tree.items) > 1


def _term(name: str, op: Operator, value: Any) -> str:
    match op:
        case Operator.EMPTY:
            return f'{name}=""'
        case Operator.NOT_EMPTY:
            return f"{name}=*"
        case Operator.IN:
            values = value if isinstance(value, list) else str(value).split(",")
            if len(values) < 2:
                raise TypeError(value)
            return f"{name}={','.join(_value(one) for one in values)}"
        case Operator.BETWEEN:
            ends = value if isinstance(value, list) else str(value).split("..")
            if not all(re.fullmatch(r"[^\s\"(),*.]+(?:\.\d+)?", str(end)) for end in ends):
                raise TypeError(value)
            return f"{name}={'..'.join(map(str, ends))}"
        case Operator.WITHIN:
            return f"{name}:{_stretch(value)}"
    sign = next(sign for sign, each in reversed(SIGNS.items()) if each is op)
    return f"{name}{sign}{_value(value)}"


def value_typed(value: str, one: Field) -> str:
    """A value as it is typed after the sign of a field."""
    return _stretch(value) if isinstance(one.type, Stretches) else _value(value)


def _stretch(value: Any) -> str:
    short = str(value).replace(" ", "-")
    return short if _period(short) == value and _value(short) == short else _value(value)


def _value(value: Any) -> str:
    if isinstance(value, dict | list) or value is None:
        raise TypeError(value)
    text = json_text(value)
    if text and text != "*" and ".." not in text and re.fullmatch(r"[^\s\"(),\\]+", text):
        return text
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def pairs(tree: Filter) -> list[tuple[str, str]] | None:
    """A filter as the pairs of an address; None where it takes a tree."""
    found = []
    for one in tree.items if isinstance(tree, All) else (tree,):
        inner = one.item if isinstance(one, Not) else one
        text = _flat(inner) if isinstance(inner, Where) else None
        if not isinstance(inner, Where) or text is None:
            return None
        op = f"{filters.NOT}{inner.operator}" if isinstance(one, Not) else str(inner.operator)
        found.append((inner.field if op == Operator.IS else f"{inner.field}__{op}", text))
    return found


def _flat(one: Where) -> str | None:
    """The value of a condition as an address has it; None where it has none."""
    if one.operator in WITHOUT_VALUE:
        return "yes"
    if not isinstance(one.value, list):
        return str(one.value) or None
    apart = ".." if one.operator is Operator.BETWEEN else ","
    return apart.join(map(str, one.value)) if not any(apart in str(each) for each in one.value) else None
