"""Those to whom a task can be given: people, teams and roles, by name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from closeknit.access.models import Hat, Team, User

MOST = 500

type Group = tuple[str, str, list[tuple[int, str]]]


def groups() -> list[Group]:
    """Each heading with the word of its kind, and the ids and names under it."""
    found: list[tuple[str, str, Any]] = [
        (_("People"), "person", User.objects.filter(is_active=True)),
        (_("Teams"), "team", Team.objects.all()),
        (_("Roles"), "hat", Hat.objects.all()),
    ]
    return [(label, key, list(rows.order_by("name").values_list("pk", "name")[:MOST])) for label, key, rows in found]
