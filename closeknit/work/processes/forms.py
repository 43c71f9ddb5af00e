"""The forms in which a process is drawn: controls for what a step asks, what was sent as its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.profiles.forms import chooser, lines, text
from closeknit.timeline.contacts import library
from closeknit.web import sentences, typed_filters
from closeknit.work import rule_words, series, typed_rules
from closeknit.work.processes import periods, runs
from closeknit.work.processes.designs import END, Design, Step
from closeknit.work.processes.steps import STEPS, Part


def step_fields(
    step: Step, design: Design, kind: Kind, actor: Actor, errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The controls of one step: what it is called, whose it is, what its kind asks, and where each answer leads."""
    known = STEPS[step.kind]
    found = [text("label", _("Called"), step.label, {}, sentence=errors.get("label", ""))]
    if design.lanes:
        found.append(chooser("lane", _("Lane"), [(one.key, one.label) for one in design.lanes], step.lane, errors))
    found += [_control(part, step, kind, actor, errors) for part in known.parts]
    if not known.ends:
        found += [_way(answer, label, step, design) for answer, label in (known.answers or {"": _("Then")}).items()]
    return found


def _control(part: Part, step: Step, kind: Kind, actor: Actor, errors: Mapping[str, str]) -> dict[str, Any]:
    value, key = step.given.get(part.key), f"part-{part.key}"
    told = {key: errors[part.key]} if part.key in errors else {}
    match part.type:
        case "choice":
            choices: list[tuple[str, Any]] = part.choices(kind, actor) if part.choices else []
            nothing = [] if part.required and value else [("", _("choose"))]
            return chooser(key, str(part.label), [*nothing, *choices], str(value or ""), told, required=part.required)
        case "period":
            return _period(part, key, str(value or ""), told)
        case "filter":
            typed = _typed(value) if not isinstance(value, str) else value
            return text(
                key, str(part.label), typed, told, required=part.required, hint=_("Such as: status:customer city:York")
            )
        case "lines":
            shown = "\n".join(f"{name}: {said}" for name, said in (value or {}).items())
            return lines(key, str(part.label), shown, told, hint=str(part.hint))
        case "long":
            return lines(key, str(part.label), str(value or ""), told, hint=str(part.hint))
    return text(key, str(part.label), str(value or ""), told, required=part.required, hint=str(part.hint))  # fmt: skip


def _typed(value: Any) -> str:
    return typed_filters.written(filters.read(value)) if value else ""


def _period(part: Part, key: str, value: str, errors: Mapping[str, str]) -> dict[str, Any]:
    """A number and a unit."""
    number, unit = periods.read(value) if value else ("", "days")
    options = format_html_join("", '<option value="{}"{}>{}</option>', ((one, SafeString(" selected") if one == unit else "", label) for one, label in periods.UNITS.items()))  # fmt: skip
    control = format_html(
        '<span class="period"><input class="field-box" id="field-{0}" name="{0}" type="number" min="0" max="9999" value="{1}"{4}><select class="field-box" name="{0}-unit" aria-label="{2}">{3}</select></span>',
        key, number, _("Unit of time"), options, SafeString(" required") if part.required else "",
    )  # fmt: skip
    return {"id": f"field-{key}", "key": key, "label": part.label, "control": control, "error": errors.get(key, ""), "hint": part.hint, "required": part.required}  # fmt: skip


def _way(answer: str, label: Any, step: Step, design: Design) -> dict[str, Any]:
    """Where an answer leads."""
    known = STEPS[step.kind]
    nothing = _("nowhere") if known.all_ways else _("the step below")
    others = [(one.key, f"{place}. {runs.named(one)}") for place, one in enumerate(design.steps, 1) if one is not step]
    choices = [("", nothing), *others, *([] if known.all_ways else [(END, _("the end"))])]
    said = label if answer == "" else _("If %(answer)s, then") % {"answer": label}
    if known.all_ways:
        said = label
    return chooser(f"way-{answer}", str(said), choices, step.goes.get(answer, ""), {})


# ------------------------------------------------------------------------------------------------ what was sent


def step_given(form: QueryDict, step: Step, kind: Kind, actor: Actor) -> dict[str, Any]:
    """What the form of a step says, as `drawing.changed` takes it. Raises Refused for a filter that cannot be read."""
    known = STEPS[step.kind]
    read = {part.key: _part(part, form, kind, actor) for part in known.parts}
    answers: Iterable[str] = known.answers or ("",)
    goes = {answer: to for answer in answers if (to := form.get(f"way-{answer}", ""))}
    return {
        "label": " ".join(form.get("label", "").split())[:120],
        "lane": form.get("lane", step.lane),
        "given": {key: value for key, value in read.items() if value not in (None, "", {})},
        "goes": goes,
    }


def _part(part: Part, form: QueryDict, kind: Kind, actor: Actor) -> Any:
    said = form.get(f"part-{part.key}", "").strip()
    match part.type:
        case "period":
            return f"{said} {form.get(f'part-{part.key}-unit', 'days')}" if said else ""
        case "filter":
            return read_filter(said, kind, actor)
        case "lines":
            pairs = (line.partition(":") for line in said.splitlines() if ":" in line)
            return {name.strip(): value.strip() for name, _mark, value in pairs}
    return said


def read_filter(said: str, kind: Kind, actor: Actor) -> Any:
    """The tree of a filter that somebody typed; nothing for nothing. Raises Refused."""
    if not said:
        return None
    try:
        return filters.written(typed_filters.read(said, gate.Readable(kind, actor)))
    except Refused as refused:
        raise Refused(refused.sentence, field="filter", code=refused.code) from None


# ------------------------------------------------------------------------------------------------ lanes and starts


def start_fields(design: Design, given: Mapping[str, str], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The controls of what starts a process."""
    starts = design.starts
    rule = starts.get("rule")
    forms = [("", _("no contact")), *((one.key, str(one.label)) for one in library.offered())]
    now = {
        "filter": _typed(starts.get("filter")),
        "contact": str((starts.get("contacts") or [""])[0]),
        "rule": _rule_typed(str(rule)) if rule else "",
        "among": _typed(starts.get("among")),
        **given,
    }
    return [
        text("filter", _("When a record comes to fit"), now["filter"], errors, hint=_("Such as: status:customer city:York")),
        chooser("contact", _("When this contact is logged"), forms, now["contact"], errors),
        text("rule", _("By the clock"), now["rule"], errors, hint=_("Such as: every Monday")),
        text("among", _("Then on all that fit"), now["among"], errors, hint=_("Nothing means every record.")),
    ]  # fmt: skip


def starts_given(form: QueryDict, kind: Kind, actor: Actor) -> dict[str, Any]:
    """What the form of the starts says. Raises Refused beside its control."""
    found: dict[str, Any] = {"contacts": [form["contact"]] if form.get("contact") else []}
    for key in ("filter", "among"):
        try:
            found[key] = read_filter(form.get(key, "").strip(), kind, actor)
        except Refused as refused:
            raise Refused(refused.sentence, field=key, code=refused.code) from None
    if said := form.get("rule", "").strip():
        found["rule"] = str(series.read(said)[0] if "FREQ=" in said.upper() else typed_rules.read(said).rule)
    return found


def _rule_typed(rule: str) -> str:
    """A rule in words, where these are understood when they are sent again; else as it is kept."""
    said = rule_words.say(series.read(rule)[0])
    found = typed_rules.find(said)
    return said if found is not None and str(found.rule) == rule else rule


def starts_said(design: Design, kind: Kind, actor: Actor) -> str:
    """What starts a process, in words; of a filter over what the reader may not see only that there is one."""
    starts, found = design.starts, [_("by hand")]
    if given := starts.get("filter"):
        found.append(_("when a record comes to fit: %(filter)s") % {"filter": _told(given, kind, actor)})
    for key in starts.get("contacts") or []:
        form = library.known(str(key))
        found.append(_("by a contact: %(form)s") % {"form": form.label if form else key})
    if rule := starts.get("rule"):
        found.append(rule_words.say(series.read(str(rule))[0]))
    said = "; ".join(found)
    return said[:1].upper() + said[1:]


def _told(given: Any, kind: Kind, actor: Actor) -> str:
    scope = gate.Readable(kind, actor)
    try:
        tree = filters.read(given)
        filters.condition(tree, scope)
    except Refused:
        return _("a filter that asks about something you may not see")
    return sentences.told(tree, scope)
