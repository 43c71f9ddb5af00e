"""Teams: a tree of those who look after customers together."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, ProtectedError
from django.utils.translation import gettext as _

from closeknit.access import audit, gate, people
from closeknit.access.actors import Actor
from closeknit.access.models import Team, User
from closeknit.catalogue.refusal import Refused


@dataclass(frozen=True, slots=True)
class Placed:
    """A team where it stands in the tree: `depth` 0 is the top, `members` are people who may sign in or could once."""

    team: Team
    depth: int
    members: int


def tree(actor: Actor) -> list[Placed]:
    """Every team, each right after the one above it, by name. NotAllowed for who may not manage users."""
    gate.check("user", actor, "manage")
    return placed()


def placed() -> list[Placed]:
    """Every team where it stands, for whoever may know: colleagues know all teams by name."""
    below: dict[int | None, list[Team]] = {}
    members = dict(Team.objects.values_list("pk").annotate(Count("members")))
    for team in Team.objects.order_by("name"):
        below.setdefault(team.parent_id, []).append(team)
    found: list[Placed] = []
    waiting = [(team, 0) for team in reversed(below.get(None, []))]
    while waiting:
        team, depth = waiting.pop()
        found.append(Placed(team, depth, members[team.pk]))
        waiting.extend((one, depth + 1) for one in reversed(below.get(team.pk, [])))
    return found


def get(pk: int, actor: Actor) -> Team:
    """One team; Absent where there is none, NotAllowed for who may not manage users."""
    gate.check("user", actor, "manage")
    found = Team.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise gate.Absent
    return found


def of(ids: list[str], actor: Actor) -> list[Team]:
    """The teams of these ids, as a form gives them; Refused where one is not there."""
    gate.check("user", actor, "manage")
    wanted = {int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 19}
    found = list(Team.objects.filter(pk__in=wanted))
    if len(found) != len(set(ids)):
        raise Refused(_("One of these teams is not there any more. Choose again."), field="teams", code="unknown_team")
    return found


def add(name: str, parent: Team | None = None, *, by: Actor) -> Team:
    """Make a team, below another or at the top. Refused for a name that is taken."""
    gate.check("user", by, "manage")
    with people.one_at_a_time():
        made = Team.objects.create(name=_name(name), parent=parent)
        audit.write("team.added", by.user_id, team=made.name)
        return made


def change(team: Team, name: str, parent: Team | None, *, by: Actor) -> Team:
    """Rename a team and move it, with all below it, to where its new parent stands. Refused below itself."""
    gate.check("user", by, "manage")
    with people.one_at_a_time():
        fresh = get(team.pk, by)
        before, above = fresh.name, fresh.parent
        fresh.name, fresh.parent = _name(name, fresh), parent
        if parent is not None and fresh.pk in _upwards(parent):
            raise Refused(_("A team cannot stand below itself. Choose another."), field="parent", code="circle")
        if fresh.name != before:
            audit.write("team.renamed", by.user_id, before=before, after=fresh.name)
        if parent != above:
            audit.write("team.moved", by.user_id, team=fresh.name, before=_said(above), after=_said(parent))
        fresh.save(update_fields=["name", *(["parent"] if parent != above else [])])
        return fresh


def remove(team: Team, *, by: Actor) -> None:
    """Take away a team without people, teams below it or records; those in the bin count too."""
    gate.check("user", by, "manage")
    with people.one_at_a_time():
        fresh = get(team.pk, by)
        if User.objects.filter(teams=fresh).exists():
            raise Refused(_("There are people in this team. Take them out first."), code="not_empty")
        if fresh.below.exists():
            raise Refused(_("There are teams below this one. Move them first."), code="not_empty")
        audit.write("team.removed", by.user_id, team=fresh.name)
        try:
            fresh.delete()
        except ProtectedError:
            sentence = _("This team still has records, perhaps in the bin. Give them to another team first.")
            raise Refused(sentence, code="not_empty") from None


def _upwards(team: Team) -> set[int]:
    """A team and those above it."""
    found: set[int] = set()
    above: Team | None = team
    while above is not None and above.pk not in found:
        found.add(above.pk)
        above = above.parent
    return found


def _name(given: str, team: Team | None = None) -> str:
    name = given.strip()
    if not name or len(name) > 200 or "\x00" in name:
        raise Refused(_("Give a name of 1 to 200 characters."), field="name", code="required")
    if Team.objects.filter(name__iexact=name).exclude(pk=team.pk if team else 0).exists():
        raise Refused(_("There is a team of this name already."), field="name", code="taken")
    return name


def _said(team: Team | None) -> str:
    return team.name if team else ""
