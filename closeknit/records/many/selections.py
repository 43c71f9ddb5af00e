"""The bar of a list's selection: what may be done to the ticked rows, and the controls with which it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.records import facts
from closeknit.web.conditions import FieldChoice
from closeknit.web.list_address import Address
from closeknit.web.listing import Listing

VERBS = ("bin", "edit", "export")


@dataclass(frozen=True, slots=True)
class Bar:
    """What may be done to rows of a kind: where it is sent, and the fields that can be set; hashable, as it is rendered once for all who may the same."""

    url: str
    batch_edit_url: str
    batch_tag_url: str
    batch_discard_url: str
    export_url: str
    rights: tuple[str, ...]
    fields: tuple[FieldChoice, ...]
    owned: bool


def bar(kind: Kind, actor: Actor, address: Address, back: str) -> dict[str, Any] | None:
    """The context of `web/list/selection.html`; None where nothing may be done to any row. `back` is the query that leads back."""
    rights = tuple(verb for verb in VERBS if actor.may(kind.key, verb))
    if not rights:
        return None
    fields = settable(kind, actor)
    made = Bar(
        url=reverse("selection", args=[kind.plural]),
        batch_edit_url=reverse("batch_edit", args=[kind.plural]),
        batch_tag_url=reverse("batch_tag", args=[kind.plural]),
        batch_discard_url=reverse("batch_discard", args=[kind.plural]),
        export_url=reverse("selection_export", args=[kind.plural, "csv"]),
        rights=rights,
        fields=tuple(FieldChoice(one.key, str(one.label)) for one in fields),
        owned=any(one.key == "owner" for one in fields),
    )
    return {
        "url": made.url,
        "bar": made,
        "then": urlencode(address.without("part")),
        "back": back,
        "seen_at": timezone.now().isoformat(),
    }


def settable(kind: Kind, actor: Actor) -> list[Field]:
    """The fields that can be set for many at once: those that somebody may write, but for what tells one record from another."""
    known = kind.shared(actor.classes).values()
    return [one for one in known if one.writable and one.key not in ("name", "number", "tags")]


def control(one: Field) -> SafeString:
    """The control with which a field of many is set; empty, it empties them."""
    return facts.control_of(one, None, {"name": f"set-{one.key}", "id": f"set-{one.key}"})


def labelled(one: Field) -> SafeString:
    """The control with its label."""
    return format_html('<label for="set-{}">{}</label>{}', one.key, one.label, control(one))


def given(kind: Kind, actor: Actor, form: QueryDict, key: str) -> dict[str, Any]:
    """What a form says of one field: what a batch of the verb `edit` is given. Raises Refused."""
    one = next((one for one in settable(kind, actor) if one.key == key), None)
    if one is None:
        raise Refused(_("Choose a field first."), field="field", code="unknown_field")
    return {"field": key, "value": facts.given_value(one, form, f"set-{key}")}


def tags(kind: Kind, form: QueryDict) -> dict[str, Any]:
    """The tags to give and to take that a form names, separated by commas. Raises Refused."""
    one = kind.fields["tags"]
    found = {name: list(one.type.parse(form.get(name, ""), one) or ()) for name in ("add", "remove")}
    if not any(found.values()):
        raise Refused(_("Write the tags to add or to take away."), field="add", code="nothing")
    return found


def listing(kind: Kind, actor: Actor, address: Address) -> Listing:
    """The rows that the address of a list asks for, whatever it shows of them."""
    return Listing(kind, actor, ("name",), tree=address.tree, q=address.one("q")[:200])
