"""Doors of people, roles, teams and one's own desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sweep.doors.door import WRONG_STATE, Asks, Door, Way, nothing, page, program, send, the_record

if TYPE_CHECKING:
    from tests.sweep.world import Subject


# People, roles and teams are for who manages them; one's own settings for everybody; a link is nobody's in particular.
MANAGES = ("kind:user.manage",)


def _somebody(subject: Subject) -> dict[str, Any]:
    return {"user": subject.rows.get("user", 0)}


def _team(subject: Subject) -> dict[str, Any]:
    return {"team": subject.rows.get("team", 0)}


def _person_form(subject: Subject) -> dict[str, Any]:
    return {"name": "New Comer", "email": "newcomer@brightwell.example", "roles": ["own"]}


DOORS: dict[str, Door] = {
    "people": Door((page(MANAGES), page(MANAGES, "q=colleague"))),
    "person_add": Door((page(MANAGES), send(MANAGES, _person_form))),
    "person": Door((page(MANAGES), send(MANAGES, _person_form)), words=_somebody),
    "person_deactivate": Door((send(MANAGES),), words=_somebody),
    "person_reactivate": Door((send(MANAGES),), words=_somebody),
    "person_invite": Door((send(MANAGES),), words=_somebody),
    "roles": Door((page(MANAGES),)),
    "teams": Door((page(MANAGES),)),
    "team_add": Door((page(MANAGES), send(MANAGES, lambda s: {"name": "West", "parent": ""}))),
    "team": Door((page(MANAGES), send(MANAGES, lambda s: {"name": "Far South", "parent": ""})), words=_team),
    "team_remove": Door((send(MANAGES),), words=_team, also=WRONG_STATE),
    "my_settings": Door((page(("signed-in",)), send(("signed-in",), lambda s: {"language": "de", "zone": "UTC"}))),
    "welcome": Door(
        (page(("lost",)), send(("lost",), lambda s: {"password": "a word"})), words=lambda s: {"key": "x" * 43}
    ),
}

# The side bar is one's own; only what one sees can be pinned.
DOORS |= {
    "side_bar": Door(
        (page(("signed-in",)), send(("signed-in",), lambda s: {"do": "hide", "shown": "kind-organization"}))
    ),
    "side_bar_pin": Door((send(("signed-in",), lambda s: {"label": "York", "address": "/organizations/?city=York"}),)),
    "pin_record": Door((send(("sees",)),), words=the_record),
}

# Saved views: one of a colleague's that everybody sees, so that only who shapes the kind may change it.
TENDS: Asks = ("kind:see", "kind:shape")


def _view(subject: Subject) -> dict[str, Any]:
    return {"view": subject.rows["view"]}


DOORS |= {
    "view_add": Door((send(("kind:see",), lambda s: {"name": "Near", "shared": "nobody", "address": "city=York"}),)),
    "view_counts": Door((page(("kind:see",)),)),
    "view": Door((send(TENDS, lambda s: {"name": "Nearer"}),), words=_view),
    "view_remove": Door((send(TENDS),), words=_view),
    "view_restore": Door((send(TENDS),), words=lambda s: {"view": s.rows["removed_view"]}),
}
KEEPS: Asks = ("knows:", "scope:view", "kind:shape")
DOORS |= {
    "api:list_views": program(
        Way(("GET",), ("signed-in",)),
        Way(("GET",), ("kind:organization.see",), "kind=organization"),
        Way(
            ("POST",),
            ("kind:organization.see", "scope:organization.view"),
            json=lambda s: {"kind": "organization", "name": "Near", "address": "city=York"},
        ),
        words=nothing,
    ),
    "api:read_view": program(
        Way(("GET",), ("knows:",)),
        Way(("PATCH",), KEEPS, json=lambda s: {"name": "Nearer"}),
        Way(("DELETE",), KEEPS),
        words=_view,
    ),
    "api:restore_view": program(Way(("POST",), KEEPS), words=lambda s: {"view": s.rows["removed_view"]}),
}
