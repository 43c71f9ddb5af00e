"""A kind of the company's own: a scale with a serial number, a policy, a membership; with lists, pages, history and API at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import get_resolver
from django.utils.text import slugify
from django.utils.translation import gettext as now

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import shipped
from closeknit.profiles.locks import one_at_a_time
from closeknit.profiles.models import Definition, OwnKind
from closeknit.records.models import Record

MOST = 100
# What later packages of the product bring: nobody's own kind may stand in their way.
PROMISED = frozenset(
    [
        "leads",
        "opportunities",
        "quotes",
        "orders",
        "products",
        "requests",
        "articles",
        "projects",
        "tasks",
        "campaigns",
        "documents",
        "segments",
        "views",
        "contact-forms",
        "processes",
        "approvals",
        "alerts",
        "calendar",
        "inbox",
        "reports",
        "links",
        "portal",
        "mail",
        "help",
        "settings",
        "classifications",
        "kinds",
        "verbs",
        "batch",
        "record",
    ]
)


def add(given: Mapping[str, Any], *, by: Actor) -> OwnKind:
    """Make a kind from `label`, `label_plural`, and perhaps `icon`, with a field for its description; raises Refused, NotAllowed for who may not shape the company."""
    gate.check("kind", by, "shape")
    with transaction.atomic():
        one_at_a_time("kinds")
        if OwnKind.objects.count() >= MOST:
            raise Refused(now("There are %(most)d kinds already.") % {"most": MOST}, field="label", code="too_many")
        one = OwnKind(label=_name(given, "label"), label_plural=_name(given, "label_plural"), icon=_icon(given))
        one.key = _word(one.label, "label", {kind.key for kind in kinds} | PROMISED).replace("-", "_")
        one.plural = _word(one.label_plural, "label_plural", {kind.plural for kind in kinds} | PROMISED | _taken())
        made = _saved(one, by)
        shipped.describe(made.key)
        actors.declare(by)
        return made


def change(key: str, given: Mapping[str, Any], *, by: Actor) -> OwnKind:
    """Rename it, or give it another icon; its addresses stay."""
    with transaction.atomic():
        one = find(key, by)
        for name in ("label", "label_plural"):
            if name in given:
                setattr(one, name, _name(given, name))
        if "icon" in given:
            one.icon = _icon(given)
        return _saved(one, by)


def remove(key: str, *, by: Actor) -> None:
    """Remove a kind of which there are no records, not even in the bin, with its fields."""
    with transaction.atomic():
        one = find(key, by)
        if Record.objects.filter(kind=key).exists():
            raise Refused(
                now("There are %(kind)s still, perhaps in the bin. A kind that is used stays.")
                % {"kind": one.label_plural},
                field="key",
                code="in_use",
            )
        if Definition.objects.filter(target=key).exists():
            raise Refused(
                now("Some fields point to %(kind)s.") % {"kind": one.label_plural}, field="key", code="in_use"
            )
        Definition.objects.filter(kind=key).delete()
        one.delete()
        actors.declare(by)


def find(key: str, by: Actor) -> OwnKind:
    """The kind for changing it; Absent where there is none."""
    gate.check("kind", by, "shape")
    one_at_a_time("kinds")
    found = OwnKind.objects.filter(key=key).first()
    if found is None:
        raise gate.Absent
    return found


def _name(given: Mapping[str, Any], key: str) -> str:
    text = given.get(key)
    if not isinstance(text, str) or "\x00" in text or not 0 < len(text.strip()) <= 80:
        raise Refused(
            now("Give the kind a name of 1 to 80 characters, for one and for several."), field=key, code="required"
        )
    return " ".join(text.split())


def _icon(given: Mapping[str, Any]) -> str:
    icon = given.get("icon") or "box"
    if not isinstance(icon, str) or icon != slugify(icon) or len(icon) > 40:
        raise Refused(now("An icon is called by its name, such as “scale”."), field="icon", code="not_an_option")
    return icon


def _word(label: str, field: str, taken: frozenset[str] | set[str]) -> str:
    """The word in addresses; raises Refused for one that stands for something else."""
    word = slugify(label)[:40]
    if not word or not word[0].isalpha():
        raise Refused(
            now("The name must have some letters of the Latin alphabet, for addresses."), field=field, code="bad_key"
        )
    if word in taken or word.replace("-", "_") in taken:
        raise Refused(now("“%(name)s” stands for something else already.") % {"name": label}, field=field, code="taken")
    return word


def _taken() -> set[str]:
    """The first words of all addresses of the product."""
    found: set[str] = set()
    for pattern in get_resolver().url_patterns:
        inner = getattr(pattern, "url_patterns", [])
        for one in [pattern, *inner]:
            found.add(str(one.pattern).lstrip("^").partition("/")[0])
    return found


def _saved(one: OwnKind, by: Actor) -> OwnKind:
    one.save()
    actors.declare(by)
    return one
