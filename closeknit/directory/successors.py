"""Who is likely to take over from somebody who leaves: whom they named, who has their title, with whom we speak most."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.directory.models import WORKING, Employment, Individual, Organization
from closeknit.records.models import Entry, Tie

LATEST, MOST = 10, 100  # entries of theirs that are read; people who are weighed


def proposed(individual: Any, organization: int, by: Actor) -> tuple[Any, str] | None:
    """Who may take over, and why in a word: `named`, `title` or `contact`; None where nobody stands out."""
    people = _candidates(individual, organization, by)
    said = _latest_words(individual)
    title = _title(individual.pk, organization)
    titles = {one.pk: set(one.titles) for one in people}
    met = _contacts([one.pk for one in people])
    for why, fits in (
        ("named", [one for one in people if one.name.casefold() in said]),
        ("title", [one for one in people if title and title in titles[one.pk]]),
        ("contact", sorted((one for one in people if met.get(one.pk)), key=lambda one: (-met[one.pk], one.pk))[:1]),
    ):
        if len(fits) == 1:
            return fits[0], why
    return None


def _candidates(individual: Any, organization: int, by: Actor) -> list[Any]:
    """Who works there now, or at a branch of it or the house above."""
    above = Organization.objects.filter(pk=organization).values("parent_id")
    places = gate.rows(Organization, by).filter(Q(pk=organization) | Q(parent_id=organization) | Q(pk__in=above))
    there = Employment.objects.filter(WORKING, organization_id__in=places.values("pk")).values_list(
        "record_id", "title"
    )
    titles: dict[int, list[str]] = {}
    for pk, title in there.order_by("id")[:MOST]:
        titles.setdefault(pk, []).append((title or "").casefold())
    people = list(gate.rows(Individual, by).filter(pk__in=titles).exclude(pk=individual.pk).order_by("sort_key", "pk"))
    for one in people:
        one.titles = titles[one.pk]  # type: ignore[attr-defined]
    return people


def _title(individual: int, organization: int) -> str:
    own = Employment.objects.filter(WORKING, record_id=individual, organization_id=organization)
    return (own.values_list("title", flat=True).first() or "").casefold()


def _latest_words(individual: Any) -> str:
    """What was written lately about who leaves: their own words often name who comes after them."""
    ties = Tie.objects.filter(record_id=individual.pk).order_by("-happened_at", "-entry_id")[:LATEST]
    texts = Entry.objects.filter(pk__in=[one.entry_id for one in ties], kind="note.written").values_list(
        "data", flat=True
    )
    return "\n".join(str(one.get("text", "")) for one in texts).casefold()


def _contacts(people: list[int]) -> dict[int, int]:
    """How many entries each has that people wrote."""
    rows = Tie.objects.filter(record_id__in=people, entry__kind="note.written").values("record_id")
    return dict(rows.annotate(met=Count("pk")).values_list("record_id", "met"))


def happened(individual: int, organizations: list[int]) -> dict[int, int]:
    """How many entries tell of somebody and of each of these organizations together."""
    both = Tie.objects.filter(record_id__in=organizations, entry__ties__record_id=individual).values("record_id")
    return dict(both.annotate(met=Count("pk")).values_list("record_id", "met"))
