"""What the directory knows of a contact: where people worked on its day, and whom one meets at an organization."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q

from closeknit.directory.models import WORKING, Employment
from closeknit.timeline.contacts import contacts

NEAR = 20


def register() -> None:
    """Tell the timeline; called once when the program starts."""
    contacts.BESIDE.append(workplaces)
    contacts.NEAR.append(people)


def workplaces(named: Mapping[str, list[int]], day: date) -> Iterable[int]:
    """The organizations for which these people worked on a day: of each one, a named one before their main one."""
    there = Q(since=None) | Q(since__lte=day)
    rows = Employment.objects.filter(
        there, Q(until=None) | Q(until__gt=day), record_id__in=named.get("individual", ()), organization__isnull=False
    )
    known, found = set(named.get("organization", ())), dict[int, list[int]]()
    for person, place in rows.order_by("record_id", "-primary", "position", "pk").values_list(
        "record_id", "organization_id"
    ):
        found.setdefault(person, []).append(place)
    return [next((one for one in places if one in known), places[0]) for places in found.values()]


def people(kind: str, pk: int) -> Iterable[int]:
    """Those who work at an organization now, the ones whose main place it is first."""
    if kind != "organization":
        return ()
    rows = Employment.objects.filter(WORKING, organization_id=pk).order_by("-primary", "record_id")
    return list(dict.fromkeys(rows.values_list("record_id", flat=True)[:NEAR]))
