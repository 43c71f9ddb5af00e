"""What a row adds to somebody who is there: values filled or set, rows added, nothing taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind
from closeknit.directory import names
from closeknit.directory.traits import key_of
from closeknit.records.many.bulk import Change
from closeknit.records.values import Row, Values

NAMES = frozenset({"name", "given_name", "family_name"})


@dataclass(slots=True)
class Target:
    """Somebody who is there or about to be: the values as they stand, and what will be changed about them.

    `change` is None for one that is only about to be made: there the values themselves grow.
    """

    values: Values
    change: Change | None = None
    lines: list[int] = field(default_factory=list)

    def set(self, one: Field, value: Any) -> dict[str, Any]:
        """Set a field; gives what history says of it."""
        told = {
            "field": one.key,
            "was": one.type.stored(self.values.fields.get(one.key)),
            "became": one.type.stored(value),
        }
        self.values.fields[one.key] = value
        if self.change:
            self.change.fields[one.key] = value
        return told

    def add(self, key: str, row: Row) -> None:
        """Add a row to a set."""
        rows = self.values.details.setdefault(key, [])
        added = {**row, "primary": row["primary"] and not rows}
        rows.append(added)
        if self.change:
            self.change.added.setdefault(key, []).append(added)

    def fill(self, key: str, row: Row, values: dict[str, Any]) -> None:
        """Fill parts of a row that is there."""
        row.update(values)
        if self.change and row["id"] is not None:
            self.change.filled.setdefault(key, {}).setdefault(row["id"], {}).update(values)


def take(
    kind: Kind,
    target: Target,
    given: Values,
    *,
    gently: bool,
    exact: frozenset[str] = frozenset(),
    described: bool = True,
) -> list[dict[str, Any]]:
    """Give the target what a row says, and tell what that changes; nothing where all is known.

    `gently` is for a second row of the same file: it does not overwrite what the first said, but leaves it as a remark, unless
    the description is not to grow (`described`).
    `exact` are the fields that our own file gives for a record that it names: there every difference was meant.
    """
    told: list[dict[str, Any]] = []
    remarks: list[str] = []
    for key, value in given.fields.items():
        one = kind.fields[key]
        old = target.values.fields.get(key)
        grows = key == "description" and (gently or key not in exact)
        if value in (None, ()) or grows or _means_the_same(kind, key, target.values.fields, given.fields, exact):
            continue
        if key == "tags":
            told.append(target.set(one, tuple(dict.fromkeys((*(old or ()), *value)))))
        elif gently and old is not None:
            remarks.append(f"{one.label}: {one.type.exported(value, one)}")
        else:
            told.append(target.set(one, value))
    text = "" if "description" in exact and not gently else given.fields.get("description") or ""
    told += _described(kind, target, [text, *remarks]) if described else []
    for key, rows in given.details.items():
        told += _details(kind, target, key, rows, gently=gently)
    if target.change:
        target.change.told += told
    return told


def _means_the_same(
    kind: Kind, key: str, there: Mapping[str, Any], given: Mapping[str, Any], exact: frozenset[str]
) -> bool:
    old, value = there.get(key), given[key]
    if old is None:
        return False
    if key == "tags":
        return set(value) <= set(old)
    if key in exact:
        return bool(getattr(old, "id", old) == getattr(value, "id", value))
    if key in NAMES and "name" in exact:  # a whole name does not say where its parts begin
        return old == value or _whole(there) == _whole(given)
    if key == "name":
        return key_of(kind.key, old) == key_of(kind.key, value)
    if key in NAMES:  # a name that leaves a part out says nothing against it
        return set(names.plain(value).split()) <= set(names.plain(old).split()) and bool(names.plain(value))
    return bool(getattr(old, "id", old) == getattr(value, "id", value))


def _whole(fields: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (fields.get("given_name"), fields.get("family_name"))))


def _described(kind: Kind, target: Target, texts: list[str]) -> list[dict[str, Any]]:
    """The description grows by the lines that it does not hold yet."""
    old = target.values.fields.get("description") or ""
    have = set(old.split("\n"))
    new = [line for text in texts if text and text not in old for line in text.split("\n") if line not in have]
    if not new:
        return []
    return [target.set(kind.fields["description"], "\n".join([*([old] if old else []), *new]))]


def _details(kind: Kind, target: Target, key: str, rows: list[Row], *, gently: bool) -> list[dict[str, Any]]:
    details, there = kind.details[key], target.values.details.setdefault(key, [])
    was = [_stored(kind, key, row) for row in there]
    for row in rows:
        same = next((old for old in there if (details.same or _equal)(old, row)), None)
        if same is None:
            target.add(key, row)
            continue
        new = {
            one.key: row[one.key]
            for one in details.fields
            if row[one.key] is not None
            and (same[one.key] is None or (one.key in details.renewed and not gently and same[one.key] != row[one.key]))
        }
        if new:
            target.fill(key, same, new)
    became = [_stored(kind, key, row) for row in there]
    return [{"field": key, "was": was, "became": became}] if was != became else []


def _stored(kind: Kind, key: str, row: Row) -> dict[str, Any]:
    return {one.key: one.type.stored(row[one.key]) for one in kind.details[key].fields} | {"primary": row["primary"]}


def _equal(old: Row, row: Row) -> bool:
    return all(old[key] == value for key, value in row.items() if key not in ("id", "primary"))
