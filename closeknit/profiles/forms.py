"""The forms of a field: what people type about it, and the controls in which they type it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access.actors import CLASSES, Actor
from closeknit.access.hats import CLASS_NAMES
from closeknit.catalogue.extents import Scope
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused, each
from closeknit.catalogue.types.value import TYPES, Type
from closeknit.profiles import definitions, groups, segments
from closeknit.profiles.models import Definition

TINT_NAMES = {
    "": gettext_lazy("no tint"),
    "plain": gettext_lazy("grey"),
    "accent": gettext_lazy("blue"),
    "good": gettext_lazy("green"),
    "warn": gettext_lazy("amber"),
    "bad": gettext_lazy("red"),
}
BLANK = 2  # rows for further answers
WORDS = ("label", "unit", "hint", "group", "sensitivity")


def adding(form: QueryDict) -> dict[str, Any]:
    """What the form that adds a field says, as `definitions.add` takes it, but for its scope."""
    given: dict[str, Any] = {key: form[key] for key in (*WORDS, "type") if form.get(key)}
    given.setdefault("label", "")
    if given.get("type") in definitions.WITH_ANSWERS:
        given["options"] = [line for line in form.get("options", "").splitlines() if line.strip()]
    if given.get("type") == "reference":
        given["target"] = form.get("target", "")
    return given


def changing(form: QueryDict, type: str) -> dict[str, Any]:
    """What the form of a field says, as `definitions.change` takes it, but for its scope."""
    given: dict[str, Any] = {key: form[key] for key in WORDS if key in form}
    if type in definitions.WITH_ANSWERS and "answer" in form:
        given["options"] = answers(form)
    return given


def retyping(form: QueryDict) -> dict[str, Any]:
    """What the form of another type says, as `definitions.retype` takes it."""
    given: dict[str, Any] = {"type": form.get("type", "")}
    answered = [line for line in form.get("options", "").splitlines() if line.strip()]
    if given["type"] in definitions.WITH_ANSWERS and answered:
        given["options"] = answered
    return given


def answers(form: QueryDict) -> list[dict[str, Any]]:
    """The answers in the order in which they stand, one put a place up or down where that was asked."""
    found = []
    for place in form.getlist("answer"):
        label = form.get(f"label-{place}", "")
        if label.strip():
            row: dict[str, Any] = {"label": label, "tint": form.get(f"tint-{place}", ""), "retired": f"retired-{place}" in form}  # fmt: skip
            found.append((place, {**row, **({"key": form[f"key-{place}"]} if form.get(f"key-{place}") else {})}))
    way, _mark, asked = form.get("put", "").partition("-")
    here = next((index for index, (place, _row) in enumerate(found) if place == asked), None)
    there = None if here is None else here + (1 if way == "down" else -1)
    if here is not None and there is not None and 0 <= there < len(found):
        found[here], found[there] = found[there], found[here]
    return [row for _place, row in found]


def scope(kind: Kind, form: QueryDict, actor: Actor) -> dict[str, Any]:
    """The scope that was chosen, as the API has it; a segment that is to be made is made. Raises Refused."""
    chosen, _mark, number = form.get("scope", "").partition("-")
    if chosen == "segment" and number.isascii() and number.isdigit() and len(number) < 19:
        return {"segment": int(number)}
    if chosen == "record" and number.isascii() and number.isdigit() and len(number) < 19:
        return {"record": int(number)}
    if chosen == "new":
        return {"segment": segments.add(kind, _new_segment(form), by=actor).pk}
    return {"all": True}


def _new_segment(form: QueryDict) -> dict[str, Any]:
    """A segment of those that have one of these values in one field."""
    values = [one.strip() for one in form.get("segment_value", "").split(",") if one.strip()]
    if not values or not form.get("segment_field"):
        raise Refused(_("Say which records it is for: a field and its value."), field="segment_value", code="required")
    asked = {"field": form["segment_field"], "op": "in", "value": values}
    return {"name": form.get("segment_name", ""), "filter": asked}


# ---------------------------------------------------------------- controls


def add_lines(kind: Kind, form: Mapping[str, str], actor: Actor, refused: Refused | None) -> dict[str, Any]:
    """The lines of the form that adds a field: those that are needed, and the folded ones."""
    errors = errors_of(refused)
    types = [("", ""), *_types(definitions.offered())]
    targets = [(one.key, one.label) for one in kinds if actor.may(one.key, "see")]
    return {
        "fields": [
            text("label", _("Name"), form.get("label", ""), errors, required=True),
            chooser("type", _("Type"), types, form.get("type", ""), errors, required=True),
            lines("options", _("Answers"), form.get("options", ""), errors, hint=_("One to a line.")),
            chooser("target", _("Points to"), targets, form.get("target", ""), errors),
        ],
        "more": more_lines(kind, form, actor, errors),
        "error": " ".join(
            sentence
            for key, sentence in errors.items()
            if key not in (*WORDS, "type", "options", "target", "name", "scope", "segment_value", "filter")
        ),
        "errors": errors,
    }


def retype_lines(found: Definition, form: Mapping[str, str], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The lines of the form that changes the type."""
    wanted = [key for key in definitions.offered() if key != found.type and key not in definitions.POINTING]
    hint = _("One to a line. Leave it empty to take the values that there are.")
    return [
        chooser("type", _("Another type"), [("", ""), *_types(wanted)], form.get("type", ""), errors, required=True),
        lines("options", _("Answers"), form.get("options", ""), errors, hint=hint),
    ]


def _types(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Types as a menu offers them, in the order of their names."""
    return sorted(((key, _type(TYPES[key])) for key in keys), key=lambda one: one[1].casefold())


def _type(type: Type) -> str:
    return f"{type.label}, {_('as in')} {type.example}" if type.example else str(type.label)


def more_lines(kind: Kind, form: Mapping[str, str], actor: Actor, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """What may be said about a field beside its name: its group, unit, hint and class."""
    names = groups.labels(kind)
    classes = [(one, CLASS_NAMES[one]) for one in CLASSES if one in actor.classes]
    return [
        text("group", _("Group"), form.get("group", ""), errors, offered=names, hint=_("The heading under which it stands.")),
        text("unit", _("Unit"), form.get("unit", ""), errors, hint=_("As in kg, for numbers.")),
        text("hint", _("Hint"), form.get("hint", ""), errors, hint=_("A sentence under the field in forms.")),
        chooser("sensitivity", _("Who sees it"), classes, form.get("sensitivity", "open"), errors),
    ]  # fmt: skip


def scopes(kind: Kind, chosen: str, own: tuple[str, str] | None) -> list[tuple[str, str, bool]]:
    """Whom a field may be for: value, words, whether it is chosen. `own` are single records, by value and words."""
    plural = str(kind.label_plural)
    found = [("all", _("All %(kinds)s") % {"kinds": plural.lower(), "Kinds": plural})]
    if own is not None:
        found.insert(0, own)
    found += [(f"segment-{one.pk}", str(one)) for one in segments.live(kind)]
    found.append(("new", _("Some of them, told by a value")))
    usual = chosen if any(value == chosen for value, _said in found) else found[0][0]
    return [(value, said, value == usual) for value, said in found]


def segment_lines(kind: Kind, form: Mapping[str, str], actor: Actor, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The lines that make a segment: its name, a field and its values."""
    from_fields = [(key, one.label) for key, one in kind.readable(actor.classes).items() if not one.single and one.type.key in ("choice", "choices", "country", "text", "tags")]  # fmt: skip
    return [
        text("segment_name", _("What they are called"), form.get("segment_name", ""), errors, sentence=errors.get("name", ""), hint=_("As in Dairies.")),
        chooser("segment_field", _("Told by"), from_fields, form.get("segment_field", ""), errors),
        text("segment_value", _("which is one of"), form.get("segment_value", ""), errors, sentence=errors.get("segment_value", "") or errors.get("filter", ""), hint=_("Several with commas between.")),
    ]  # fmt: skip


def as_given(one: Definition) -> dict[str, str]:
    """A field as its form shows it."""
    return {
        "label": str(one),
        "unit": one.unit,
        "hint": one.hint,
        "group": str(one.group or ""),
        "sensitivity": one.sensitivity,
    }


def chosen_scope(one: Definition) -> str:
    """The value of its scope in the form."""
    if one.segment is not None:
        return f"segment-{one.segment.pk}"
    return "record" if one.scope == Scope.RECORD else "all"


def errors_of(refused: Refused | None) -> dict[str, str]:
    """The sentences of a refusal by field."""
    return {one.field: one.sentence for one in each(refused)} if refused else {}


def text(
    key: str, label: str, value: str, errors: Mapping[str, str], *, required: bool = False, hint: str = "", offered: Iterable[str] = (), sentence: str = ""
) -> dict[str, Any]:  # fmt: skip
    """A line to type in, with words that are offered."""
    names = list(offered)
    listed = format_html(' list="offered-{}"', key) if names else ""
    known = format_html('<datalist id="offered-{}">{}</datalist>', key, format_html_join("", '<option value="{}">', ((one,) for one in names))) if names else ""  # fmt: skip
    error = sentence or errors.get(key, "")
    control = format_html('<input class="field-box" id="field-{}" name="{}" type="text" autocomplete="off" value="{}"{}{}>{}', key, key, value, listed, _more(key, error, required), known)  # fmt: skip
    return _line(key, label, control, error, hint, required)


def lines(key: str, label: str, value: str, errors: Mapping[str, str], *, hint: str = "") -> dict[str, Any]:
    """A box for several lines."""
    error = errors.get(key, "")
    control = format_html('<textarea class="field-box" rows="4" id="field-{}" name="{}"{}>{}</textarea>', key, key, _more(key, error), value)  # fmt: skip
    return _line(key, label, control, error, hint, False)


def chooser(
    key: str, label: str, choices: Iterable[tuple[object, object]], chosen: str, errors: Mapping[str, str], *, required: bool = False
) -> dict[str, Any]:  # fmt: skip
    """A list of which one is chosen."""
    options = format_html_join("", '<option value="{}"{}>{}</option>', ((value, SafeString(" selected") if str(value) == chosen else "", said) for value, said in choices))  # fmt: skip
    error = errors.get(key, "")
    control = format_html('<select class="field-box" id="field-{}" name="{}"{}>{}</select>', key, key, _more(key, error, required), options)  # fmt: skip
    return _line(key, label, control, error, "", required)


def _more(key: str, error: str, required: bool = False) -> SafeString:
    told = format_html(' aria-invalid="true" aria-describedby="field-{}-error"', key) if error else SafeString("")
    return told + SafeString(" required" if required else "")


def _line(key: str, label: str, control: SafeString, error: str, hint: str, required: bool) -> dict[str, Any]:
    return {"id": f"field-{key}", "key": key, "label": label, "control": control, "error": error, "hint": hint, "required": required}  # fmt: skip
