"""What the kernel must know of tasks: their fields, how lists, pages and forms show them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from closeknit.catalogue.fields import Column, Computed, Field, field
from closeknit.catalogue.kinds import DetailSet, Group, Kind, kinds
from closeknit.catalogue.types.value import Option
from closeknit.records.kinds import common_fields
from closeknit.records.record import BELONGING
from closeknit.work import models, tasks
from closeknit.work.alerts import promises
from closeknit.work.types import DueType, HatType, RepeatsType

TINTS = {"open": "accent", "done": "good", "dropped": "plain", "high": "bad"}


def _options(choices: type[models.Status] | type[models.Priority]) -> tuple[Option, ...]:
    return tuple(Option(str(one.value), one.label, TINTS.get(one.value, "plain")) for one in choices)


def promise_options() -> tuple[Option, ...]:
    """How a promise can stand."""
    return (
        Option("open", pgettext_lazy("of a promise", "Open"), "accent"),
        Option("late", pgettext_lazy("of a promise", "Late"), "bad"),
        Option("kept", pgettext_lazy("of a promise", "Kept"), "good"),
        Option("broken", pgettext_lazy("of a promise", "Broken"), "bad"),
    )


def own_fields() -> tuple[Field, ...]:
    """The columns of a task, then what every record has; whoever has to do it is its owner."""
    return (
        field("name", _("Task"), "text", Column("name", searched=True), required=True, icon="square-check", limit=300, width="name"),
        field("status", _("Status"), "choice", options=_options(models.Status), icon="circle-dot", editable=False),
        field("starts_on", pgettext_lazy("the day on which it begins", "From"), "date", icon="calendar"),
        field("due_on", _("Due"), "date", icon="calendar"),
        field("due_at", _("Due at"), "moment", icon="clock"),
        field("about", _("About"), "reference", Column("about_id"), icon="link"),
        field("owner", _("For"), "user", Column("owner_id"), icon="user-round-check"),
        field("team", _("Team"), "team", Column("team_id"), icon="users-round"),
        Field("hat", _("Role"), HatType(), Column("hat_id"), icon="users-round"),
        field("priority", _("Priority"), "choice", options=_options(models.Priority), icon="flag", required=False),
        field("given_by", _("Given by"), "user", Column("given_by_id"), icon="user-round"),
        Field("recurrence", _("Repeats"), RepeatsType(), Column("recurrence"), icon="repeat", hint=_("Such as “every 2 weeks on Mon, Wed” or “every third Tuesday”.")),
        field("remind_at", _("Remind at"), "moment", icon="bell"),
        field("planned", _("Planned"), "duration", icon="timer"),
        field("spent", _("Spent"), "duration", icon="timer"),
        field("approver", _("Approved by"), "user", Column("approver_id"), icon="stamp", hint=_("It is done only when they approve.")),
        Field("approver_hat", _("Approved by role"), HatType(), Column("approver_hat_id"), icon="stamp"),
        field("asked_at", _("Waits for approval since"), "moment", editable=False, icon="stamp"),
        field("waits_for", _("Waits for"), "reference", Column("waits_for_id"), target="task", icon="link"),
        field("organization", _("Organization"), "reference", Column("at_id"), target="organization", editable=False, icon="building-2"),
        field("description", _("Description"), "long_text", icon="file-text"),
        field("cause", _("Dropped because"), "text", editable=False),
        field("done_at", _("Done at"), "moment", editable=False),
        field("done_by", _("Done by"), "user", Column("done_by_id"), editable=False),
        Field("due_by", _("Due by"), DueType(), Column("due_by"), editable=False, icon="clock"),
        field("promise", _("Promise"), "choice", Computed(promises.state), options=promise_options(), editable=False, sortable=False, icon="shield-check"),
        *(one for one in common_fields() if one.key not in ("owner", "team")),
    )  # fmt: skip


def checklist() -> DetailSet:
    """The steps of a task."""
    parts = (
        field("text", _("Step"), "text", required=True, limit=500),
        field("done", _("Done"), "yes_no"),
    )
    return DetailSet(
        "checklist", _("Checklist"), _("Step"), models.Step, parts, ("text",), "square-check", settle=_not_yet_done
    )


def _not_yet_done(step: dict[str, Any]) -> None:
    """A step of which nobody says that it is done is not."""
    step["done"] = bool(step["done"])


def register() -> None:
    """Make the kind known; called once when the program starts."""
    BELONGING.update(("hat", "given_by", "about", "approver", "approver_hat"))
    what = ("name", "about", "starts_on", "due_on", "due_at", "recurrence", "priority", "description", "checklist")
    kinds.register(
        Kind(
            key="task",
            plural="tasks",
            label=_("Task"),
            label_plural=_("Tasks"),
            add_label=_("Add task"),
            model=models.Task,
            icon="square-check",
            own_fields=own_fields(),
            details={"checklist": checklist()},
            columns=("name", "about", "due_by", "owner", "priority", "status", "updated_at"),
            beside=("status", "about"),
            create_fields=("name", "due_on", "about", "owner"),
            create_more=("due_at", "starts_on", "recurrence", "priority", "team", "hat", "remind_at", "planned", "waits_for", "approver", "approver_hat", "description"),
            key_facts=("due_on", "due_at", "about", "owner", "priority"),
            status="status",
            giver="given_by_id",
            imported=True,
            groups=(
                Group("task", _("Task"), what),
                Group("who", _("Who"), ("owner", "team", "hat", "given_by", "approver", "approver_hat", "asked_at", "tags")),
                Group("time", _("Time"), ("remind_at", "planned", "spent", "waits_for", "done_at", "done_by", "cause")),
            ),
            settle=tasks.settle,
            made=tasks.tell_added,
        )
    )  # fmt: skip
