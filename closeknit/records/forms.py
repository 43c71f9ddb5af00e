"""The form that makes a record of any kind, from the fields that the kind names for it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.catalogue.extents import Scope
from closeknit.catalogue.fields import Classification, Field
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused, each
from closeknit.records import alike, pasting, record
from closeknit.records.facts import control_of, typed_control
from closeknit.web import marks


class NewRecord:
    """What was typed into the form, or given in its address, and the page that shows it."""

    def __init__(self, kind: Kind, actor: Actor, given: QueryDict) -> None:
        self.kind, self.actor = kind, actor
        known = kind.readable(actor.classes)
        self.fields = [known[key] for key in kind.create_fields if key in known]
        self.more = [known[key] for key in kind.create_more if key in known]
        placed = {one.key for one in (*self.fields, *self.more)}
        self.more += [one for key, one in known.items() if key not in placed and _asked_of_all(one)]
        self.typed = {one.key: given.get(one.key, "") for one in (*self.fields, *self.more)}
        self.pasted = given.get("pasted", "").replace("\r\n", "\n")[: pasting.LONGEST]
        self.guessed: frozenset[str] = frozenset()
        self.key = _key(given.get("idempotency", ""))
        wished = given.getlist("add")
        self.adding = [one for one in (*self.fields, *self.more) if one.key in wished and self._addable(one)]

    def values(self) -> dict[str, str]:
        """What was filled in; long texts with the line ends that were meant."""
        filled = {key: value for key, value in self.typed.items() if value != ""}
        return {
            key: value.replace("\r\n", "\n") if self.kind.fields[key].type.key == "long_text" else value
            for key, value in filled.items()
        }

    def read(self) -> None:
        """Fill what is empty with what the pasted text seems to say."""
        found = pasting.read(self.kind.key, self.pasted, self.actor)
        self.guessed = frozenset(key for key in found if key in self.typed and not self.typed[key].strip())
        self.typed |= {key: found[key] for key in self.guessed}

    def save(self, then: record.Then | None = None) -> Any:
        """Make the record, what it names and is to be added with it, and do `then` with it; raises Refused. Sent twice it makes one."""
        adding = [one.key for one in self.adding if self._is_missing(one)]
        return record.create_once(self.kind, self.values(), by=self.actor, key=self.key, adding=adding, then=then)

    def _addable(self, one: Field) -> bool:
        """Whether the actor may add the record that a field points to, by its name alone."""
        target = kinds[one.target] if one.type.key == "reference" and one.target else None
        return target is not None and target.fields["name"].writable and self.actor.may(target.key, "create")

    def _is_missing(self, one: Field) -> bool:
        """Whether what was typed names no record that the actor sees; a number is meant as an id."""
        typed = self.typed[one.key].strip()
        if not typed or typed.isdigit():
            return False
        try:
            one.type.parse(typed, one, self.actor)
        except Refused as refused:
            return refused.code == "not_a_record"
        return False

    def alike(self) -> list[dict[str, Any]]:
        """Records the actor sees that look like what was typed, each with the reason."""
        return [
            {
                "ref": marks.ref(found.url, found.name, found.id, self.kind.shape),
                "why": found.why,
            }
            for found in alike.find(self.kind, self.values(), self.actor)
        ]

    def context(self, refused: Refused | None = None, *, was_read: bool = False) -> dict[str, Any]:
        """The context of `web/form.html`."""
        errors = {one.field: one.sentence for one in each(refused)} if refused else {}
        shown = [self._shown(one, errors.pop(one.key, "")) for one in self.fields]
        folded = [self._shown(one, errors.pop(one.key, "")) for one in self.more]
        return {
            "title": self.kind.add_label,
            "action": reverse("create", args=[self.kind.plural]),
            "verb": self.kind.add_label,
            "back_url": reverse("list", args=[self.kind.plural]),
            "fields": shown,
            "more": [
                {
                    "label": _("More"),
                    "fields": folded,
                    "open": any(one["error"] or self.typed[one["key"]] for one in folded),
                }
            ]
            if folded
            else [],
            "error": next(iter(errors.values()), ""),
            "alike": self.alike() if refused or was_read else [],
            "alike_url": reverse("alike", args=[self.kind.plural]),
            "idempotency": str(self.key),
            "refused": refused is not None or was_read,
            "pasting": {"text": self.pasted, "read": was_read, "found": bool(self.guessed)}
            if self.kind.key in pasting.READERS
            else None,
        }

    def _shown(self, one: Field, error: str) -> dict[str, Any]:
        attributes = {"name": one.key, "id": f"new-{one.key}"}
        if error:
            attributes |= {"aria-invalid": "true", "aria-describedby": f"new-{one.key}-error"}
        typed = self.typed[one.key]
        return {
            "key": one.key,
            "id": f"new-{one.key}",
            "label": one.label,
            "control": typed_control(one, typed, attributes, self.actor)
            if typed
            else control_of(one, None, attributes),
            "error": error,
            "hint": str(one.hint),
            "required": one.required,
            "guessed": one.key in self.guessed,
            **self._added(one, error or one.key in self.guessed),
        }

    def _added(self, one: Field, asked: str | bool) -> dict[str, Any]:
        """The offer to add what a field names and nobody knows, or that it will be added."""
        named = {"name": self.typed[one.key].strip()}
        if one in self.adding and self._is_missing(one):
            return {"adding": _("“%(name)s” is added with it.") % named}
        if not (asked and self._addable(one) and self._is_missing(one)):
            return {}
        return {"offer": f"{kinds[one.target].add_label} " + _("“%(name)s”") % named}


def _asked_of_all(one: Field) -> bool:
    """Whether the company added it for all records: what only some are asked is asked on their pages."""
    return isinstance(one.home, Classification) and one.extent.scope is Scope.ALL


def _key(given: str) -> uuid.UUID:
    """The key that the form was shown with; a new one for a form that has none of ours."""
    try:
        return uuid.UUID(given)
    except ValueError:
        return uuid.uuid4()
