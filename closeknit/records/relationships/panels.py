"""The parts of a record's page about its relationships: the first few beside it, and all of them behind a tab."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.records.relationships import displays, relationships
from closeknit.web import panels
from closeknit.web.panels import Panel, Place

FEW = 8


def register() -> None:
    """Put both on every record's page; called once when the program starts."""
    panels.register(Panel("ties", _("Relationships"), Place.SIDE, "records/ties_few.html", few, rank=20))
    tab = Panel(
        "relationships",
        _("Relationships"),
        Place.TAB,
        "records/ties_tab.html",
        everything,
        icon="waypoints",
        counted=relationships.counted,
        rank=20,
    )
    panels.register(tab)


def few(record: Any, actor: Actor) -> dict[str, Any]:
    """The first relationships that are not over, by what they are."""
    found = [one for one in relationships.of(record, actor, displays.SHOWN) if not one.over]
    beside = [one for one in found if (one.type.key, one.backward) not in displays.SHOWN_ELSEWHERE]
    groups = displays.grouped(beside, displays.line)
    room = FEW
    for group in groups:
        group["ties"], room = group["ties"][:room], max(room - len(group["ties"]), 0)
    adding = record.binned_at is None and actor.may(record.kind, "edit")
    address = kinds[record.kind].address(record.pk, record.name)
    return {
        "groups": [group for group in groups if group["ties"]],
        "all_url": f"{address}?tab=relationships" if found else "",
        "add_url": displays.address("relate", record) if adding else "",
        "people": record.kind in ("organization", "individual"),
        "add_label": now("Add a relationship of %(name)s") % {"name": record.name},
    }


def everything(record: Any, actor: Actor) -> dict[str, Any]:
    """All relationships, and the other ways of looking at them."""
    return {**displays.listed(record, actor), "views": displays.switch(record, "list")}
