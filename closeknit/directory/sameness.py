"""When two rows of a set are about the same: one e-mail in two writings, an address that says a part more."""

from __future__ import annotations

from typing import Any

from closeknit.directory import names

type Row = dict[str, Any]

PARTS = ("street", "postcode", "city", "region", "country")


def email(old: Row, row: Row) -> bool:
    """Whether both are one e-mail address."""
    one, other = old["address"] or "", row["address"] or ""
    return one == other or (bool(names.email(one)) and names.email(one) == names.email(other))


def phone(old: Row, row: Row) -> bool:
    """Whether both are dialled alike, or were typed alike."""
    one, other = old["number"], row["number"]
    return bool(one == other or (one.e164 and one.e164 == other.e164))


def url(old: Row, row: Row) -> bool:
    """Whether both lead to the same page."""
    one, other = (
        each["url"].casefold().removeprefix("https://").removeprefix("http://").rstrip("/") for each in (old, row)
    )
    return bool(one == other)


def place(old: Row, row: Row) -> bool:
    """Whether two addresses agree in every part that both have, and in one at least."""
    both = [part for part in PARTS if old[part] and row[part]]
    return bool(both) and all(names.plain(old[part]) == names.plain(row[part]) for part in both)


def employment(old: Row, row: Row) -> bool:
    """Whether both are with one organization, and the one that is there is not over."""
    return _employer(old) == _employer(row) and old["until"] is None


def _employer(row: Row) -> int | None:
    return row["organization"].id if row["organization"] else None
