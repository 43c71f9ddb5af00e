"""Values offered while somebody types one into a filter: those that the records hold which they may see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.translation import get_language

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Detail, Field
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.types import country, folding, language, reading
from closeknit.catalogue.types.folding import Folded, FoldedHere
from closeknit.catalogue.types.stretches import Stretches
from closeknit.catalogue.types.value import Operator
from closeknit.web.sentences import PERIODS

SHOWN = 8
LOOKED_AT = 10_000  # records whose values are counted: enough to know what is frequent, few enough to be quick
MET = 2_000  # values that fit, of which the most frequent are shown
COUNTED = ("text", "tags")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would be written, and what it means where that is not plain."""

    value: str
    note: str = ""


def offers(one: Field, operator: Operator) -> bool:
    """Whether values are offered for a field under an operator."""
    if isinstance(one.type, Stretches):
        return operator is Operator.WITHIN
    return one.type.key in COUNTED or (operator is Operator.IN and one.type.key in ("country", "language"))


def suggested(kind: Kind, actor: Actor, one: Field, text: str) -> list[Suggestion]:
    """What to offer for a field after the beginning `text`; the most frequent first."""
    text = text.replace("\x00", "").strip()[:100]
    if isinstance(one.type, Stretches):
        return [
            Suggestion(words, "" if words == said else said) for words, said in _periods() if _fits(text, words, said)
        ][:SHOWN]
    if one.type.key in ("country", "language"):
        return [Suggestion(name) for name in _names(one.type.key) if _fits(text, name)][:SHOWN]
    if one.type.key not in COUNTED:
        return []
    return [Suggestion(value) for value, _times in Counter(_met(kind, actor, one, text)).most_common(SHOWN)]


def _periods() -> list[tuple[str, str]]:
    return [(words, str(said)) for words, said in PERIODS.items()]


def _names(key: str) -> list[str]:
    """The names of countries or languages, in their order."""
    tongue = get_language() or "en"
    named = country.names(tongue).values() if key == "country" else [name for _tag, name in language.offered(tongue)]
    return sorted(map(str, named), key=reading.folded)


def _fits(text: str, *words: str) -> bool:
    bare = reading.folded(text)
    return any(bare in reading.folded(one) for one in words)


def _met(kind: Kind, actor: Actor, one: Field, text: str) -> list[str]:
    """Values that fit, as often as they are met, among records that the actor sees."""
    if one.type.key == "tags":
        found = _seen(kind, actor).exclude(tags=[]).values_list("tags", flat=True)[:LOOKED_AT]
        return [tag for tags in found for tag in tags if _fits(text, tag)]
    if isinstance(one.home, Detail):
        held = one.home.among(one.home.details.model._default_manager)
        column: Any = F(one.home.column)
        quick = one.folded and len(text) > 1
        rows = held.filter(record_id__in=(gate.rows(kind.model, actor) if quick else _seen(kind, actor)).values("pk"))
    else:
        column, quick, rows = one.home.select(one)[0], False, _seen(kind, actor)
    rows = rows.alias(met=column).exclude(Q(met=None) | Q(met=""))
    if text:
        fits = folding.begins(Folded(column), text) if quick else folding.holds(FoldedHere(column), text)
        rows = rows.filter(fits)
    return list(rows.annotate(value=column).values_list("value", flat=True)[:MET])


def _seen(kind: Kind, actor: Actor) -> Any:
    """Some of the records that the actor sees, so many that what is frequent among them is frequent among all."""
    return gate.among(kind.model, gate.tops(kind.model, kind, actor, lambda rows: rows[:LOOKED_AT]))
