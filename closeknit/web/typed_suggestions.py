"""What is offered while somebody types a filter: fields first, then the values of the field that they chose."""

from __future__ import annotations

import re

from closeknit.access import gate
from closeknit.access.types import UserType
from closeknit.catalogue.fields import Field
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types import reading
from closeknit.catalogue.types.stretches import Stretches
from closeknit.web import suggestions, typed_filters
from closeknit.web.suggestions import SHOWN, Suggestion

SPLIT = re.compile(r'(?P<name>[^\s"():=!<>~^,]+)(?P<sign>!=|<=|>=|[:=<>~^])(?P<known>.*,)?(?P<value>[^,]*)')


def offered(scope: gate.Readable, term: str) -> list[Suggestion]:
    """What the last word of a filter could become; each takes its place."""
    term = term.replace("\x00", "")[:200]
    found = SPLIT.fullmatch(term)
    if found is None:
        return _fields(scope, term)
    try:
        one = typed_filters.field_called(found["name"], scope)
    except Refused:
        return []
    start = f"{one.key}{found['sign']}{found['known'] or ''}"
    values = _values(scope, one, found["value"].strip('"'))
    return [Suggestion(f"{start}{typed_filters.value_typed(each.value, one)}", each.note) for each in values][:SHOWN]


def _fields(scope: gate.Readable, text: str) -> list[Suggestion]:
    """The fields whose name has the word, those that begin with it first."""
    asked = reading.folded(text)
    known = [(one, reading.folded(str(one.label)), reading.folded(key)) for key, one in scope.askable().items()]
    fits = [each for each in known if asked in each[1] or asked in each[2]]
    fits.sort(key=lambda each: not (each[1].startswith(asked) or each[2].startswith(asked)))
    return [Suggestion(f"{one.key}:", str(one.label)) for one, _label, _key in fits[:SHOWN]]


def _values(scope: gate.Readable, one: Field, text: str) -> list[Suggestion]:
    if one.options:
        asked = reading.folded(text)
        answers = [each for each in one.options if not each.retired]
        fits = [each for each in answers if asked in reading.folded(str(each.label)) or asked in each.key]
        return [Suggestion(each.key, str(each.label)) for each in fits]
    if isinstance(one.type, UserType):
        people = one.type.choices().filter(name__icontains=text).order_by("name").values_list("name", flat=True)
        me = [Suggestion("me", scope.actor.name)] if "me".startswith(text.lower()) else []
        return [*me, *(Suggestion(name) for name in people[:SHOWN])]
    spaced = text.replace("-", " ") if isinstance(one.type, Stretches) else text
    return suggestions.suggested(scope.kind, scope.actor, one, spaced)
