"""What the kernel must know of meetings: their fields, who takes part, how lists, pages and forms show them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.fields import Column, Detail, Field, field
from closeknit.catalogue.kinds import DetailSet, Group, Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import Option
from closeknit.records.kinds import common_fields
from closeknit.records.record import BELONGING
from closeknit.work.calendars import meetings, models, plans
from closeknit.work.calendars.types import ZoneType
from closeknit.work.types import RepeatsType

TINTS = {"planned": "accent", "held": "good", "cancelled": "plain"}
STATUSES = tuple(Option(str(one.value), one.label, TINTS[one.value]) for one in models.Status)
ANSWERS = tuple(Option(str(one.value), one.label) for one in models.Answer)
WEEK = 10_080  # minutes


def own_fields(ours: DetailSet, theirs: DetailSet) -> tuple[Field, ...]:
    """The columns of a meeting, then what every record has; its owner holds it."""
    name = Column("name", searched=True)
    return (
        field("name", _("Meeting"), "text", name, required=True, icon="calendar", limit=300, width="name"),
        field("status", _("Status"), "choice", options=STATUSES, icon="circle-dot", editable=False),
        field("starts_at", _("Begins"), "moment", icon="clock"),
        field("ends_at", _("Ends"), "moment", icon="clock", hint=_("Without an end it lasts an hour.")),
        field("starts_on", _("First day"), "date", icon="calendar", hint=_("For what takes whole days.")),
        field("ends_on", _("Last day"), "date", icon="calendar"),
        field("place", _("Place"), "text", icon="map-pin", limit=500),
        field("link", _("Link"), "url", icon="link", limit=2000, hint=_("Where one joins from afar.")),
        field("about", _("About"), "reference", Column("about_id"), icon="link"),
        field("owner", _("Held by"), "user", Column("owner_id"), icon="user-round-check"),
        field("team", _("Team"), "team", Column("team_id"), icon="users-round"),
        Field("recurrence", _("Repeats"), RepeatsType(), Column("recurrence"), icon="repeat", hint=_("Such as “every 2 weeks on Mon, Wed” or “every third Tuesday”.")),
        Field("zone", _("Time zone"), ZoneType(), Column("zone"), icon="globe", hint=_("A series keeps its time there.")),
        field("remind", _("Remind before"), "number", icon="bell", unit="min", minimum=0, whole=True),
        field("organization", _("Organization"), "reference", Column("at_id"), target="organization", editable=False, icon="building-2"),
        field("participant", _("Of us"), "user", Detail(ours, "user_id"), editable=False, icon="users-round"),
        field("guest", _("Of theirs"), "reference", Detail(theirs, "individual_id"), target="individual", editable=False, icon="users-round"),
        field("description", _("Description"), "long_text", icon="file-text"),
        field("first_at", _("First begins"), "moment", editable=False, icon="clock"),
        *(one for one in common_fields() if one.key not in ("owner", "team")),
    )  # fmt: skip


def participants() -> DetailSet:
    """Those of us who take part, and their answers."""
    parts = (
        field("user", _("User"), "user", Column("user_id"), required=True),
        field("answer", _("Answer"), "choice", options=ANSWERS),
    )
    return DetailSet("participants", _("Of us"), _("Participant"), models.Participant, parts, ("user",), "users-round", once=True)  # fmt: skip


def guests() -> DetailSet:
    """Those of theirs who take part: people of the directory, and e-mails of whom nobody knows yet."""
    parts = (
        field("individual", _("Person"), "reference", Column("individual_id"), target="individual"),
        field("email", _("E-mail"), "email", limit=254),
        field("answer", _("Answer"), "choice", options=ANSWERS),
    )
    return DetailSet("guests", _("Of theirs"), _("Guest"), models.Guest, parts, ("individual", "email"), "user-round")  # fmt: skip


def _settle(meeting: Any, changed: frozenset[str]) -> None:
    if meeting.remind is not None and meeting.remind > WEEK:
        raise Refused(now("A reminder comes up to a week before: 10080 minutes."), field="remind", code="too_long")
    plans.settle(meeting, changed)


def register() -> None:
    """Make the kind known; called once when the program starts."""
    BELONGING.add("participants")  # whoever takes part sees it
    ours, theirs = participants(), guests()
    what = ("name", "about", "starts_at", "ends_at", "starts_on", "ends_on", "place", "link", "recurrence", "zone", "description")  # fmt: skip
    kinds.register(
        Kind(
            key="meeting",
            plural="meetings",
            label=_("Meeting"),
            label_plural=_("Meetings"),
            add_label=_("Plan meeting"),
            model=models.Meeting,
            icon="calendar",
            own_fields=own_fields(ours, theirs),
            details={"participants": ours, "guests": theirs},
            columns=("name", "starts_at", "starts_on", "about", "place", "owner", "status", "updated_at"),
            beside=("starts_at", "starts_on", "about"),
            create_fields=("name", "starts_at", "ends_at", "about", "place"),
            create_more=(
                "starts_on",
                "ends_on",
                "link",
                "recurrence",
                "owner",
                "team",
                "zone",
                "remind",
                "description",
            ),
            key_facts=("starts_at", "ends_at", "starts_on", "ends_on", "place", "owner"),
            status="status",
            imported=True,
            groups=(
                Group("meeting", _("Meeting"), what),
                Group("who", _("Who"), ("owner", "participants", "guests", "team", "tags")),
                Group("time", _("Time"), ("remind",)),
            ),
            settle=_settle,
            made=meetings.tell_added,
        )
    )
