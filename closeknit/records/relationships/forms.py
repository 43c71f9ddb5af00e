"""The forms of relationships: one added, one changed, and a type of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Field, field
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused, RefusedTogether, each
from closeknit.catalogue.types import controls, folding
from closeknit.catalogue.types.value import Option
from closeknit.records import entries
from closeknit.records.models import Record
from closeknit.records.relationships import relationships, types
from closeknit.records.relationships.relationships import LONGEST_NOTE, Related
from closeknit.records.relationships.types import LONGEST, Type

BACKWARD = ":reverse"  # marks a type that is read from its other end
SINCE = field("since", _("Since"), "date")
UNTIL = field("until", _("Until"), "date", hint=_("Leave it empty while it lasts."))
NOTE = field("note", _("Note"), "long_text", limit=LONGEST_NOTE)
LASTING = (SINCE, UNTIL, NOTE)


def choices(kind: str) -> tuple[Option, ...]:
    """What a record of this kind may be to others: every type that takes it, from each end that it may stand at."""
    found: list[Option] = []
    for one in types.known().values():
        for backward in (False,) if one.symmetric else (False, True):
            near, _far = one.ends(backward=backward)
            if not one.retired and kind in (near or (kind,)):
                found.append(Option(f"{one.key}{BACKWARD if backward else ''}", one.words(backward=backward)))
    return tuple(found)


def relate_fields(record: Any) -> tuple[Field, ...]:
    """What is asked for a new relationship of a record."""
    named = _("Begin to type a name, and choose.")
    return (
        field("type", record.name, "choice", options=choices(record.kind), required=True),
        field("other", _("Whom or what"), "text", required=True, hint=named, limit=700),
        *LASTING,
    )  # fmt: skip


def add(record: Any, given: QueryDict, by: Actor) -> None:
    """Add the relationship that a form describes; the same form sent twice adds one. Raises Refused."""
    values = _parsed(relate_fields(record), given, by)
    other = named(values["other"], by)
    key, _mark, backward = values["type"].partition(":")
    lasting = {one.key: values[one.key] for one in (SINCE, UNTIL)}

    def act(actor: Actor) -> None:
        relationships.relate(
            record, other.pk, key, **lasting, note=values["note"] or "", backward=bool(backward), by=actor
        )

    said = entries.form_key(given.get("idempotency", ""), record.pk, other.pk, values["type"])
    entries.once(said, "relationship.added", by, act, lambda _entry: None)


def lasting(given: QueryDict, by: Actor) -> dict[str, Any]:
    """What a form says of a relationship that there is: since, until and note. Raises Refused."""
    values = _parsed(LASTING, given, by)
    return {**values, "note": values["note"] or ""}


def _parsed(fields: tuple[Field, ...], given: QueryDict, by: Actor) -> dict[str, Any]:
    values, refusals = {}, []
    for one in fields:
        try:
            values[one.key] = one.type.parse(given.get(one.key, "").replace("\r\n", "\n"), one, by)
            if one.required and values[one.key] is None:
                raise Refused(now("“%(field)s” is needed.") % {"field": one.label}, field=one.key, code="required")
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        raise RefusedTogether(refusals)
    return values


def named(text: str, by: Actor) -> Record:
    """The record that a person means by a name, or by a name and "#12"; Refused where none, or several, are meant."""
    _name, mark, number = text.rpartition("#")
    if mark and number.isascii() and number.isdigit() and len(number) < 19:
        found = list(gate.rows(Record, by).filter(pk=int(number)))
    else:
        begins = gate.rows(Record, by).filter(folding.begins(F("sort_key"), text))  # by the index on names
        found = list(begins.filter(name=text)[:2]) or list(begins.filter(name__iexact=text)[:2])
    if len(found) == 1:
        return found[0]
    reason = (
        now("There are several called “%(name)s”: choose one from the list.")
        if found
        else now("There is no “%(name)s” that you see. Choose one from the list.")
    )
    raise Refused(reason % {"name": text[:80]}, field="other", code="not_a_record")


# ------------------------------------------------------------------------------------------------ what pages show


def relate_lines(
    record: Any, given: Mapping[str, str], suggest_url: str, refused: Refused | None
) -> list[dict[str, Any]]:
    """The lines of the form that adds a relationship, as `components/field.html` takes them."""
    return _lines(relate_fields(record), given, refused, other=suggest_url)


def lasting_lines(shown: Related, given: Mapping[str, str] | None, refused: Refused | None) -> list[dict[str, Any]]:
    """The lines of the form that changes a relationship."""
    stands = {one.key: one.type.typed(getattr(shown, one.key), one) for one in LASTING}
    return _lines(LASTING, given or stands, refused)


def _lines(
    fields: tuple[Field, ...], given: Mapping[str, str], refused: Refused | None, other: str = ""
) -> list[dict[str, Any]]:
    errors = {one.field: one.sentence for one in each(refused)} if refused else {}
    found = []
    for one in fields:
        error = errors.get(one.key, "")
        attributes = {"id": f"tie-{one.key}", "name": one.key, **_said_of(f"tie-{one.key}", error)}
        if one.key == "other":
            attributes |= {"data-suggest": other, "autocomplete": "off"}
        control = _control(one, given.get(one.key, ""), attributes)
        found.append({"id": f"tie-{one.key}", "label": one.label, "control": control, "error": error,
                      "hint": str(one.hint), "required": one.required})  # fmt: skip
    return found


def _said_of(name: str, error: str) -> dict[str, str]:
    return {"aria-invalid": "true", "aria-describedby": f"{name}-error"} if error else {}


def _control(one: Field, typed: str, attributes: dict[str, str]) -> Any:
    """The control of a field with what was typed into it, right or wrong."""
    if one.type.key == "choice":
        offered = [("", now("choose")), *((option.key, option.label) for option in one.options)]
        return SafeString(f"<select{flatatt(attributes)}>{controls.answers(offered, typed)}</select>")
    if one.type.key == "long_text":
        return controls.textarea(typed, attributes, rows="2", maxlength=str(one.limit))
    if one.type.key == "date":
        return controls.input_("date", typed, attributes, min="0001-01-01", max="9999-12-31")
    return controls.input_("text", typed, attributes, maxlength=str(one.limit))


# ------------------------------------------------------------------------------------------------ a type


def type_given(given: QueryDict) -> dict[str, Any]:
    """What a form says of a type."""
    return {
        "label": given.get("label", ""),
        "reverse": given.get("reverse", ""),
        **{end: given.getlist(end) for end in ("from_kinds", "to_kinds")},
    }


def type_lines(shown: Type | None, given: Mapping[str, Any] | None, refused: Refused | None) -> list[dict[str, Any]]:
    """The lines of the form of a type."""
    errors = {one.field: one.sentence for one in each(refused)} if refused else {}
    stands = given or {key: _stands(shown, key) for key in ("label", "reverse", "from_kinds", "to_kinds")}
    texts = (
        ("label", now("Read from one end"), now("Such as “audits”.")),
        ("reverse", now("Read from the other"), now("Such as “audited by”. Leave it empty where it reads alike from both ends.")),
    )  # fmt: skip
    ends = (
        ("from_kinds", now("Kinds at the one end"), now("None means any.")),
        ("to_kinds", now("Kinds at the other end"), now("None means any.")),
    )
    offered = [(kind.key, kind.label_plural) for kind in kinds]
    found = []
    for key, label, hint in (*texts, *ends):
        attributes = {"id": f"type-{key}", "name": key, **_said_of(f"type-{key}", errors.get(key, ""))}
        control = (
            controls.input_("text", str(stands[key]), attributes, maxlength=str(LONGEST))
            if key in ("label", "reverse")
            else controls.checkboxes(offered, stands[key], {**attributes, "aria-label": label, "class": "ticks"})
        )
        found.append({"id": f"type-{key}", "label": label, "control": control, "error": errors.get(key, ""),
                      "hint": hint, "required": key == "label"})  # fmt: skip
    return found


def _stands(shown: Type | None, key: str) -> Any:
    if shown is None:
        return "" if key in ("label", "reverse") else ()
    return str(getattr(shown, key)) if key in ("label", "reverse") else getattr(shown, key)
