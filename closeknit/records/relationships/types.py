"""Types of relationship: those that are shipped, and those that a company adds, renames and retires."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records.models import RelationshipType

RIGHT = "relationship-type"  # the key of the grants by which the types are managed
LONGEST, MOST = 60, 200  # characters of a label; types of a company
BAD_SIGNS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Type:
    """What ties one record to another: how it is called from the one, and from the other ("" where it is the same).

    `from_kinds` and `to_kinds` are the keys of the kinds that may stand at each end, none for any.
    """

    key: str
    label: str | Promise
    reverse: str | Promise
    from_kinds: tuple[str, ...] = ()
    to_kinds: tuple[str, ...] = ()
    retired: bool = False

    @property
    def symmetric(self) -> bool:
        """Whether it reads alike from both ends."""
        return not self.reverse

    @property
    def shipped(self) -> bool:
        """Whether it came with the product."""
        return self.key in SHIPPED

    def words(self, *, backward: bool = False) -> str:
        """How it is called, read from its beginning or from its other end."""
        return str(self.reverse if backward and self.reverse else self.label)

    def ends(self, *, backward: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The kinds of the record that it is read from, and those of the other."""
        return (self.to_kinds, self.from_kinds) if backward else (self.from_kinds, self.to_kinds)

    def fits(self, near: str, far: str, *, backward: bool = False) -> bool:
        """Whether records of these kinds may be tied by it."""
        one, other = self.ends(backward=backward)
        return near in (one or (near,)) and far in (other or (far,))


PEOPLE = ("individual",)
PLACES = ("organization",)
SHIPPED: dict[str, Type] = {
    one.key: one
    for one in (
        Type("reports_to", _("reports to"), _("manages"), PEOPLE, PEOPLE),
        Type("introduced", _("introduced"), _("introduced by"), PEOPLE, ()),
        Type("influences", _("influences"), _("influenced by"), PEOPLE, ()),
        Type("knows", _("knows"), "", PEOPLE, PEOPLE),
        Type("assistant_of", _("assistant of"), _("assisted by"), PEOPLE, PEOPLE),
        Type("supplier_of", _("supplier of"), _("customer of")),
        Type("partner_of", _("partner of"), ""),
        Type("competitor_of", _("competitor of"), "", PLACES, PLACES),
        Type("family", _("family of"), "", PEOPLE, PEOPLE),
    )
}


def known() -> dict[str, Type]:
    """Every type by key, the shipped ones first, as the company changed them; the retired ones too. One query."""
    rows = {row.key: row for row in RelationshipType.objects.order_by("pk")}
    return {key: _read(rows[key]) if key in rows else SHIPPED[key] for key in (*SHIPPED, *rows)}


def _read(row: RelationshipType) -> Type:
    return told(row.key, row.label, row.reverse, tuple(row.from_kinds), tuple(row.to_kinds), retired=row.retired)


def told(
    key: str,
    label: str,
    reverse: str,
    from_kinds: tuple[str, ...] = (),
    to_kinds: tuple[str, ...] = (),
    *,
    retired: bool = False,
) -> Type:
    """A type by what stands in its row; a shipped one that the company did not rename is called in the reader's language."""
    shipped = SHIPPED.get(key)
    if shipped is not None and not label:
        return Type(key, shipped.label, shipped.reverse, from_kinds, to_kinds, retired)
    return Type(key, label or key, reverse, from_kinds, to_kinds, retired)


def usable(key: str) -> Type:
    """The type of that key; raises Refused where there is none, or it is retired."""
    found = known().get(key)
    if found is None or found.retired:
        raise Refused(
            now("There is no type of relationship “%(key)s” here. Choose one of the list.") % {"key": key[:40]},
            field="type",
            code="unknown_type",
        )
    return found


def check(actor: Actor) -> None:
    """Pass, or raise NotAllowed for who may not manage the types."""
    gate.check(RIGHT, actor, "manage")


def add(
    label: str, reverse: str = "", from_kinds: Sequence[str] = (), to_kinds: Sequence[str] = (), *, by: Actor
) -> Type:
    """Add a type. Without a `reverse` it reads alike from both ends, and the same kinds stand at both."""
    check(by)
    taken = known()
    if len(taken) >= MOST:
        sentence = now("There are %(most)d types of relationship already. Rename one that is not used.")
        raise Refused(sentence % {"most": MOST}, code="too_many")
    given = {"label": label, "reverse": reverse, "from_kinds": from_kinds, "to_kinds": to_kinds}
    cleaned = _cleaned(given, taken)
    return _read(RelationshipType.objects.create(key=_key(cleaned["label"], taken), **cleaned))


def change(key: str, given: Mapping[str, Any], *, by: Actor) -> Type:
    """Change the `label`, the `reverse`, the kinds at its ends, or whether it is `retired`; what is not given stays. Raises Absent.

    Relationships that there are stay as they are, and are called by the new words.
    """
    check(by)
    with transaction.atomic():
        taken = known()
        if key not in taken:
            raise gate.Absent
        before = taken[key]
        row = RelationshipType.objects.select_for_update().filter(key=key).first() or _copied(before)
        cleaned = _cleaned({**_worded(row, before), **given}, {one: taken[one] for one in taken if one != key})
        if bool(cleaned["reverse"]) != bool(before.reverse):
            sentence = now(
                "Whether it reads alike from both ends cannot be changed any more. Add another type instead."
            )
            raise Refused(sentence, field="reverse", code="not_changeable")
        if (
            key in SHIPPED
            and (cleaned["label"], cleaned["reverse"]) == (str(before.label), str(before.reverse))
            and not row.label
        ):
            cleaned |= {"label": "", "reverse": ""}  # called as shipped, in the language of whoever reads it
        for name, value in cleaned.items():
            setattr(row, name, value)
        row.save()
        return _read(row)


def _copied(shipped: Type) -> RelationshipType:
    """The row of a shipped type that nobody has changed yet."""
    return RelationshipType(key=shipped.key, from_kinds=list(shipped.from_kinds), to_kinds=list(shipped.to_kinds))


def _worded(row: RelationshipType, before: Type) -> dict[str, Any]:
    ends = {"from_kinds": row.from_kinds, "to_kinds": row.to_kinds, "retired": row.retired}
    return {"label": str(before.label), "reverse": str(before.reverse), **ends}


def _cleaned(given: Mapping[str, Any], taken: Mapping[str, Type]) -> dict[str, Any]:
    label, reverse = _words(given["label"], "label"), _words(given["reverse"], "reverse")
    if not label:
        raise Refused(now("Say how it is called, such as “audits”."), field="label", code="required")
    if reverse == label:
        reverse = ""
    called = {one.words().casefold(): one for one in taken.values()}
    if label.casefold() in called:
        raise Refused(
            now("There is a type “%(label)s” already. Choose other words.") % {"label": label},
            field="label",
            code="taken",
        )
    kinds_of = {end: _kinds(given[end], end) for end in ("from_kinds", "to_kinds")}
    if not reverse and set(kinds_of["from_kinds"]) != set(kinds_of["to_kinds"]):
        sentence = now(
            "What reads alike from both ends has the same kinds at both. Say how it reads from the other end, or choose the same kinds."
        )
        raise Refused(sentence, field="to_kinds", code="not_symmetric")
    return {"label": label, "reverse": reverse, **kinds_of, "retired": _flag(given.get("retired", False))}


def _words(given: object, field: str) -> str:
    if not isinstance(given, str) or BAD_SIGNS.search(given) or len(given.strip()) > LONGEST:
        sentence = now("“%(field)s” is a text of up to %(most)d characters in one line.")
        raise Refused(sentence % {"field": field, "most": LONGEST}, field=field, code="not_a_label")
    return " ".join(given.split())


def _kinds(given: object, field: str) -> list[str]:
    there = [kind.key for kind in kinds]
    if not isinstance(given, list | tuple) or any(one not in there for one in given):
        sentence = now("“%(field)s” is a list of kinds: %(kinds)s. An empty one means any.")
        raise Refused(sentence % {"field": field, "kinds": ", ".join(there)}, field=field, code="unknown_kind")
    return [one for one in there if one in given]


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise Refused(now("“retired” is true or false."), field="retired", code="wrong_type")
    return given


def _key(label: str, taken: Mapping[str, Type]) -> str:
    """A key made of the label that no type has: what programs name it by, whatever it is called later."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    begun = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30] or "type"
    return next(key for key in (begun, *(f"{begun}_{number}" for number in range(2, MOST + 2))) if key not in taken)
