"""What the directory shows on the pages of organizations and individuals: who works where, and the tree of branches."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.directory import branches, employments, leaving_form, successors
from closeknit.directory import paths as introducing
from closeknit.directory.employments import Worker, Workplace
from closeknit.timeline.contacts import ties
from closeknit.web import marks, panels
from closeknit.web.panels import Panel, Place

FEW, SHOWN, TREE = 8, 50, 60
SHAPES = {"organization": "thing", "individual": "person"}


def register() -> None:
    """Put the panels on both kinds of page; called once when the program starts."""
    place, side = "directory/", Place.SIDE
    for panel in (
        Panel("people", gettext_lazy("People"), Place.TAB, f"{place}people.html", people, _people_count, ("organization",), rank=10),
        Panel("contacts", gettext_lazy("People"), side, f"{place}contacts.html", contacts, kinds=("organization",), rank=10),
        Panel("branches", gettext_lazy("Branches"), side, f"{place}branches.html", tree, kinds=("organization",), rank=30),
        Panel("workplaces", gettext_lazy("Works for"), side, f"{place}workplaces.html", workplaces, kinds=("individual",), rank=10),
        Panel("colleagues", gettext_lazy("Colleagues"), side, f"{place}colleagues.html", colleagues, kinds=("individual",), rank=60),
        Panel("paths", gettext_lazy("Paths"), Place.TAB, f"{place}paths.html", paths, kinds=("organization", "individual"), icon="route", rank=60),
    ):  # fmt: skip
        panels.register(panel)


def _people_count(organization: Any, actor: Actor) -> int:
    return employments.count(organization.pk, actor)


def _list_of(organization: int) -> str:
    return f"{reverse('list', args=['individuals'])}?organization={organization}"


def _adding(organization: Any, actor: Actor) -> dict[str, str]:
    if not actor.may("individual", "create") or organization.binned_at is not None:
        return {"add_url": "", "add_label": ""}
    url = f"{reverse('create', args=['individuals'])}?organization={organization.pk}"
    return {"add_url": url, "add_label": _("Add a person at %(name)s") % {"name": organization.name}}


def people(organization: Any, actor: Actor) -> dict[str, Any]:
    """Who works there now, then who left."""
    found = employments.of_organization(organization.pk, actor, SHOWN + 1)
    editable = employments.editable([one.id for one in found], actor) if organization.binned_at is None else set()
    shown = [
        (_person(one), one, leaving_form.address(one.id, organization.pk) if one.id in editable else "")
        for one in found[:SHOWN]
    ]
    return {
        "working": [line for line in shown if not _over(line[1])],
        "left": [line for line in shown if _over(line[1])],
        "all_url": _list_of(organization.pk) if len(found) > SHOWN else "",
        **_adding(organization, actor),
    }


def contacts(organization: Any, actor: Actor) -> dict[str, Any]:
    """The first few who work there now, where nothing must be opened to see them."""
    found = employments.of_organization(organization.pk, actor, FEW + 1, now_only=True)
    address = kinds["organization"].address(organization.pk, organization.name)
    return {
        "working": [(_person(one), one) for one in found[:FEW]],
        "all_url": f"{address}?tab=people" if len(found) > FEW else "",
        **_adding(organization, actor),
    }


def _over(one: Worker | Workplace) -> bool:
    return one.until is not None and one.until <= timezone.localdate()


def _person(one: Worker) -> Any:
    return marks.ref(kinds["individual"].address(one.id, one.name), one.name, one.id)


def tree(organization: Any, actor: Actor) -> dict[str, Any]:
    """The organizations above and below, and those beside it."""
    found = branches.tree(organization, actor, TREE)
    kind = kinds["organization"]
    return {"branches": [(marks.ref(kind.address(one.id, one.name), one.name, one.id, "thing"), one) for one in found]}


def workplaces(individual: Any, actor: Actor) -> dict[str, Any]:
    """Where somebody works and worked; the main number there when they have none of their own."""
    kind = kinds["organization"]
    found = employments.of_individual(individual.pk, actor)
    left = [one.id for one in found if one.id and _over(one)]
    met = successors.happened(individual.pk, left) if left else {}
    editable = "edit" in getattr(individual, "rights", ())
    return {
        "workplaces": [
            (
                marks.ref(kind.address(one.id, one.name), one.name, one.id, "thing") if one.id else "",
                one,
                met.get(one.id or 0, 0),
                leaving_form.address(individual.pk, one.id) if editable and one.id and not _over(one) else "",
            )
            for one in found
        ]
    }


def paths(record: Any, actor: Actor) -> dict[str, Any]:
    """Who of us knows them, how well and since when, and who could introduce us."""
    found = introducing.introducers(record.kind, record.pk, actor)
    return {
        "knows": ties.of(record.pk),
        "introducers": [
            (marks.ref(kinds[one.kind].address(one.id, one.name), one.name, one.id, SHAPES[one.kind]), one)
            for one in found
        ],
    }


def colleagues(individual: Any, actor: Actor) -> dict[str, Any]:
    """Who else works there now."""
    found = employments.colleagues(individual.pk, actor, FEW)
    return {"colleagues": [(_person(one), one) for one in found]}
