"""A note: what somebody wants everybody who sees the record to know."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused, verb
from closeknit.records import entries
from closeknit.records.models import Entry

LONGEST = 20_000


@verb(gettext_lazy("Add note"), to="note", word="note")
def write(record: Any, text: str, *, by: Actor) -> Entry:
    """Write a note of 1 to 20,000 characters under a record."""
    if not text.strip():
        raise Refused(_("A note needs some words."), field="text", code="required")
    if len(text) > LONGEST or "\x00" in text:
        raise Refused(
            _("A note takes up to %(most)d characters, and no NUL.") % {"most": LONGEST}, field="text", code="too_long"
        )
    return entries.write("note.written", by=by, records=[record.pk], data={"text": text})


def write_once(record: Any, text: str, *, by: Actor, key: str) -> Entry:
    """Write a note under the key of a form: the same note sent again is the note that is there."""
    return entries.once(
        entries.form_key(key, record.pk, text),
        "note.written",
        by,
        lambda actor: write(record, text, by=actor),
        lambda entry: entry,
    )
