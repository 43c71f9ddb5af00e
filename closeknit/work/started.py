"""A task that a contact gives rise to: one line in its form, about the record that the contact is under."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.records import record
from closeknit.records.types import named
from closeknit.timeline.contacts import starts
from closeknit.work import typed_tasks


def register() -> None:
    """Offer it in every form of contact; called once when the program starts."""
    label, hint = _("What is to be done next"), _("Such as: send the quote tomorrow @Priya")
    starts.register(starts.Start("task", label, hint, "square-check", lambda actor: actor.may("task", "create"), begin))


def begin(line: str, about: Any, by: Actor) -> None:
    """Make the task that a line says. Raises Refused."""
    values = typed_tasks.read(line).values
    subject = {} if about.kind == "task" else {"about": named(about)}
    record.create(kinds["task"], {**values, **subject}, by=by)
