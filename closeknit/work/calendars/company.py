"""Whose calendars there are: colleagues and teams, whom everybody may know by name."""

from __future__ import annotations

from closeknit.access.models import Team, User

MOST = 300  # names that are offered

type Names = list[tuple[int, str]]


def colleagues(without: int) -> Names:
    """The ids and names of all who may sign in but one, by name."""
    rows = User.objects.filter(is_active=True).exclude(pk=without).order_by("name")
    return list(rows.values_list("pk", "name")[:MOST])


def colleague(pk: int) -> str:
    """The name of somebody who may sign in, else ""."""
    return User.objects.filter(pk=pk, is_active=True).values_list("name", flat=True).first() or ""


def teams() -> Names:
    """The ids and names of all teams, by name."""
    return list(Team.objects.order_by("name").values_list("pk", "name")[:MOST])


def team(pk: int) -> str:
    """The name of a team, else ""."""
    return Team.objects.filter(pk=pk).values_list("name", flat=True).first() or ""


def members(team: int) -> list[int]:
    """The ids of who is in a team and may sign in."""
    rows = User.objects.filter(teams=team, is_active=True).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:MOST])
