"""What the kernel must know of projects: their fields, their members, how lists, pages and forms show them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from closeknit.catalogue.fields import Column, Detail, Field, field
from closeknit.catalogue.kinds import DetailSet, Group, Kind, kinds
from closeknit.catalogue.types.value import Option
from closeknit.records.kinds import common_fields
from closeknit.records.record import BELONGING
from closeknit.work.projects import models, projects

TINTS = {"planned": "plain", "active": "accent", "held": "soon", "done": "good", "dropped": "plain"}
STATUSES = tuple(Option(str(one.value), one.label, TINTS[one.value]) for one in models.Status)


def own_fields(members: DetailSet, theirs: DetailSet) -> tuple[Field, ...]:
    """The columns of a project, then what every record has; its owner is its manager."""
    name = Column("name", searched=True)
    return (
        field("name", _("Project"), "text", name, required=True, icon="folder-kanban", limit=300, width="name"),
        field("status", _("Status"), "choice", options=STATUSES, icon="circle-dot", editable=False),
        field("organization", _("Organization"), "reference", Column("at_id"), target="organization", icon="building-2"),
        field("owner", _("Manager"), "user", Column("owner_id"), icon="user-round-check"),
        field("starts_on", pgettext_lazy("the day on which it begins", "From"), "date", icon="calendar"),
        field("ends_on", _("Until"), "date", icon="calendar"),
        field("budget", _("Planned time"), "duration", icon="timer"),
        field("description", _("Description"), "long_text", icon="file-text"),
        field("member", _("Member"), "user", Detail(members, "user_id"), editable=False, icon="users-round"),
        field("counterpart", _("Of theirs"), "reference", Detail(theirs, "individual_id"), target="individual", editable=False, icon="users-round"),
        field("began_on", _("Begun on"), "date", editable=False, icon="calendar-check"),
        field("ended_on", _("Ended on"), "date", editable=False, icon="calendar-check"),
        field("cause", _("Dropped because"), "text", editable=False),
        *(one for one in common_fields() if one.key != "owner"),
    )  # fmt: skip


def members() -> DetailSet:
    """Those of us who are in it, each as what."""
    parts = (
        field("user", _("User"), "user", Column("user_id"), required=True),
        field("role", _("Role"), "text", limit=120),
    )
    return DetailSet("members", _("Our members"), _("Member"), models.ProjectMember, parts, ("user",), "users-round", once=True)  # fmt: skip


def counterparts() -> DetailSet:
    """Those of theirs who are in it, each as what."""
    parts = (
        field("individual", _("Person"), "reference", Column("individual_id"), target="individual", required=True),
        field("role", _("Role"), "text", limit=120),
    )
    return DetailSet("counterparts", _("Their members"), _("Person"), models.ProjectCounterpart, parts, ("individual",), "users-round", once=True)  # fmt: skip


def register() -> None:
    """Make the kind known; called once when the program starts."""
    BELONGING.add("members")  # whoever is in it sees it
    ours, theirs = members(), counterparts()
    what = (
        "name",
        "organization",
        "number",
        "starts_on",
        "ends_on",
        "began_on",
        "ended_on",
        "budget",
        "description",
        "cause",
    )
    kinds.register(
        Kind(
            key="project",
            plural="projects",
            label=_("Project"),
            label_plural=_("Projects"),
            add_label=_("Add project"),
            model=models.Project,
            icon="folder-kanban",
            own_fields=own_fields(ours, theirs),
            details={"members": ours, "counterparts": theirs},
            columns=("name", "organization", "status", "owner", "starts_on", "ends_on", "updated_at"),
            beside=("organization", "status"),
            create_fields=("name", "organization", "starts_on", "ends_on"),
            create_more=("owner", "number", "budget", "description"),
            key_facts=("organization", "owner", "starts_on", "ends_on", "budget"),
            status="status",
            imported=True,
            groups=(
                Group("project", _("Project"), what),
                Group("who", _("Who"), ("owner", "members", "counterparts", "team", "tags")),
            ),
            settle=projects.settle,
        )
    )  # fmt: skip
