"""People found by where they work: the name of an organization is no word of theirs, since not everybody may see both."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.types.folding import Folded
from closeknit.directory.models import WORKING, Employment, Individual, Organization
from closeknit.records.search import Hit
from closeknit.web.listing import searched, words_of

ORGANIZATIONS = 20  # of those that fit a word of the search
PEOPLE = 2_000  # who work there


def at_organizations(words: str, actor: Actor, kind: str, limit: int) -> list[Hit]:
    """People of organizations that the actor sees and that fit at least one of the words; the person fits the others."""
    parts = [part for part in words_of(words) if len(part) > 2]
    if kind not in ("", "individual") or not parts:
        return []
    fits = reduce(or_, (searched(part) for part in parts))
    places = gate.rows(Organization, actor).filter(fits).annotate(asked=Folded(Value(" ".join(parts))))
    found: dict[int, Hit] = {}
    for others, there in _by_rest(places.values_list("pk", "search", "asked")[:ORGANIZATIONS]).items():
        for pk, name in _working(there, others, actor)[: limit - len(found)]:
            found[pk] = (pk, "individual", name)
    return list(found.values())


def working_there(words: str, actor: Actor) -> Q:
    """The condition that a person works at an organization that the actor sees and that fits all the words; nobody for few letters.

    The ids come as one array, so that the index of ids answers beside that of search texts.
    """
    if not any(len(part) > 2 for part in words_of(words)):
        return Q(pk__in=[])
    places = gate.rows(Organization, actor).filter(searched(words)).order_by("pk").values("pk")[:ORGANIZATIONS]
    working = Employment.objects.filter(WORKING, organization__in=places).values("record_id")[:PEOPLE]
    one_of = {"template": "%(expressions)s)", "arg_joiner": " = any(", "output_field": BooleanField()}
    return Q(Func(F("id"), ArraySubquery(working), **one_of))


def _by_rest(places: Iterable[tuple[int, str, str]]) -> dict[str, list[int]]:
    """The organizations by the words that they do not fit, and that their people therefore must."""
    found: dict[str, list[int]] = {}
    for pk, text, asked in places:
        found.setdefault(" ".join(part for part in asked.split() if part not in text), []).append(pk)
    return found


def _working(places: list[int], words: str, actor: Actor) -> QuerySet[Individual, tuple[int, str]]:
    """Who works at these organizations and fits the words."""
    working = Employment.objects.filter(WORKING, organization_id__in=places).values("record_id")
    people = gate.rows(Individual, actor).filter(searched(words), pk__in=working)
    return people.order_by("sort_key", "id").values_list("pk", "name")
