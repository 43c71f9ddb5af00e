"""The fields and details that records of every kind have."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from closeknit.catalogue.fields import Column, Field, field
from closeknit.catalogue.kinds import DetailSet
from closeknit.catalogue.types.value import Option
from closeknit.records.models import Assignment


def common_fields() -> tuple[Field, ...]:
    """Owner, team, tags, number, and who made and changed it when; the caller's own fields come first."""
    return (
        field("number", pgettext_lazy("by which a record is known", "Number"), "text", icon="hash", limit=60),
        field("owner", _("Owner"), "user", Column("owner_id"), icon="user-round-check"),
        field("team", _("Team"), "team", Column("team_id"), icon="users-round"),
        field("tags", _("Tags"), "tags", icon="tag"),
        field("created_at", _("Added"), "moment", editable=False, icon="calendar-plus"),
        field("created_by", _("Added by"), "user", Column("created_by_id"), editable=False),
        field("updated_at", _("Changed"), "moment", editable=False, icon="calendar-clock", indexed=True),
        field("updated_by", _("Changed by"), "user", Column("updated_by_id"), editable=False),
    )


def assignments() -> DetailSet:
    """Who of us looks after a record, by function."""
    options = tuple(Option(str(one.value), one.label) for one in Assignment.Function)
    return DetailSet(
        "assignments",
        _("Looked after by"),
        _("Assignment"),
        Assignment,
        (
            field("function", _("Function"), "choice", options=options, required=True),
            field("user", _("User"), "user", Column("user_id"), required=True),
        ),
        ("function", "user"),
        "user-round-check",
        once=True,
    )
