"""Our own exports, known again by their headings: the keys of fields, and the id of each record."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from closeknit.catalogue.fields import Detail
from closeknit.catalogue.kinds import Kind
from closeknit.intake.columns import Match
from closeknit.intake.slots import LEFT_OUT


def is_export(kind: Kind, heads: Sequence[str]) -> bool:
    """Whether these are the headings of an export of that kind."""
    return len(heads) > 1 and heads[0] == "id" and all(head in kind.fields for head in heads[1:])


def matches(kind: Kind, heads: Sequence[str]) -> list[Match]:
    """Where the columns of an export go: each to where it came from, what nobody types to nowhere."""
    return [_match(kind, column, head, heads) for column, head in enumerate(heads)]


def _match(kind: Kind, column: int, head: str, heads: Sequence[str]) -> Match:
    why = _("The file is an export of Closeknit.")
    if head == "id":
        return Match(column, head, "id", confidence=1.0, why=why)
    field = kind.fields[head]
    if isinstance(field.home, Detail):
        details = field.home.details
        part = next(one.key for one in details.fields if one.home.name == field.home.column)  # type: ignore[attr-defined]
        slot = details.key if details.value == part else f"{details.key}.{part}"
        return Match(column, head, slot, kind=field.home.of_kind, confidence=1.0, why=why)
    whole = head == "name" and "given_name" in kind.fields and not {"given_name", "family_name"} & set(heads)
    if not field.writable and not whole:
        return Match(column, head, LEFT_OUT, confidence=1.0, why=_("Closeknit works this out itself."))
    return Match(column, head, head, confidence=1.0, why=why)
