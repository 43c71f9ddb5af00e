"""What the rows of a proposal or a result show: what stands in the file, what becomes of it, and what a person can say to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate, people
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.intake import decisions, imports
from closeknit.intake.forms.choosing import figure
from closeknit.intake.models import UNSETTLED, WRITTEN, Decision, Import, ImportRow, Outcome, State
from closeknit.intake.slots import LEFT_OUT
from closeknit.intake.understanding import ESSENTIAL
from closeknit.records.models import Record
from closeknit.web import marks

ICONS = {
    Outcome.DOUBTFUL: "circle-question-mark",
    Outcome.REFUSED: "circle-x",
    Outcome.CHANGED: "pencil",
    Outcome.CREATED: "user-round-plus",
    Outcome.UNCHANGED: "equal",
}


@dataclass(slots=True)
class Beside:
    """What the rows of a page need besides: mentions of records, decisions, where a record came first, names of users."""

    records: Mapping[int, SafeString]
    decided: Mapping[int, Decision]
    first: Mapping[int, int]
    users: Mapping[int, str] = field(default_factory=dict)


def group(one: Import, actor: Actor, outcome: Outcome, after: int, limit: int) -> dict[str, Any]:
    """Rows of one outcome, up to a limit, after a line; those in which something is kept by hand come first of the unchanged."""
    found = list(imports.rows(one, outcome).filter(line__gt=after)[: limit + 1])
    shown, further = found[:limit], len(found) > limit
    if outcome is Outcome.UNCHANGED and not after:
        shown = _kept_first(one, shown, limit)
    notes = {
        Outcome.DOUBTFUL: _("Somebody like this is already here. The same?"),
        Outcome.REFUSED: _("Correct the cell, and the row joins the others."),
        Outcome.CHANGED: _("Untick what should stay as it is.") if one.state == State.PROPOSED else "",
    }
    beside = _beside(one, shown, actor)
    return {
        "state": str(outcome),
        "icon": ICONS[outcome],
        "label": outcome.label,
        "count": figure(one.count(outcome)),
        "note": notes.get(outcome, ""),
        "headings": _headings(outcome),
        "rows": [_row(one, row, beside) for row in shown],
        "more_url": f"{reverse('import_rows', args=[one.pk, outcome])}?after={after and shown[-1].line}"
        if further
        else "",
        "download_url": reverse("import_refused", args=[one.pk]) if outcome is Outcome.REFUSED else "",
        "answer_url": reverse("import_answer_all", args=[one.pk])
        if outcome is Outcome.DOUBTFUL and one.state in decisions.OPEN
        else "",
    }


def row(one: Import, actor: Actor, line: int) -> dict[str, Any]:
    """One row as it stands now."""
    found = imports.rows(one).get(line=line)
    return _row(one, found, _beside(one, [found], actor))


def _headings(outcome: Outcome) -> list[str]:
    return {
        Outcome.DOUBTFUL: [_("In the file"), _("Already here"), _("Why we ask")],
        Outcome.REFUSED: [_("In the file"), _("Reason"), _("Correct it here")],
        Outcome.CHANGED: [_("Record"), _("Was, becomes")],
        Outcome.UNCHANGED: [_("Record"), _("In the file")],
    }.get(outcome, [_("Record"), _("In the file")])


def _kept_first(one: Import, shown: Sequence[ImportRow], limit: int) -> list[ImportRow]:
    kept = list(imports.rows(one, Outcome.UNCHANGED).filter(told__isnull=False)[:limit])
    lines = {row.line for row in kept}
    return [*kept, *(row for row in shown if row.line not in lines)][:limit]


def _beside(one: Import, rows: Sequence[ImportRow], actor: Actor) -> Beside:
    decided = Decision.of_lines(one.pk, [row.line for row in rows])
    own = {row.record_id for row in rows if row.record_id}
    pks = (
        own
        | {pk for row in rows for pk in row.maybe or ()}
        | {pk for each in decided.values() for pk in each.maybe or ()}
    )
    seen = gate.rows(Record, actor).filter(pk__in=pks).values_list("pk", "kind", "name") if pks else ()
    records = {pk: marks.ref(kinds[kind].address(pk, name), name, pk, kinds[kind].shape) for pk, kind, name in seen}
    twins = ImportRow.objects.filter(of=one, record__in=own).values_list("record_id").annotate(Min("line"))
    first = dict(twins.order_by()) if own else {}
    return Beside(
        records, decided, first, people.names(told["by"] for row in rows for told in row.told or () if told.get("by"))
    )


def _row(one: Import, row: ImportRow, beside: Beside) -> dict[str, Any]:
    decision = beside.decided.get(row.line)
    shown = {
        "line": row.line,
        "state": row.outcome,
        "settled": bool(decision and not decision.applied and decision.outcome in WRITTEN and not decision.left_out),
        "reason": _reason(row, decision),
        "twin": _twin(row, beside),
        "verbs": _verbs(one, row, decision, beside),
        "in_file": _in_file(row),
        "record": beside.records.get(row.record_id or 0, _name(row)),
        "maybe": SafeString(""),
        "correct": None,
        "changes": [],
        "tick_url": "",
    }
    if row.outcome in UNSETTLED:
        found = [beside.records[pk] for pk in _maybe(row, decision) if pk in beside.records]
        shown["maybe"] = format_html_join(" ", "{}", ((each,) for each in found))
    if row.outcome == Outcome.REFUSED and one.state in decisions.OPEN:
        shown["correct"] = _correction(one, row, decision)
    if row.told:
        shown["changes"] = _changes(kinds[one.kind], row, decision, beside)
        shown["tick_url"] = reverse("import_tick", args=[one.pk, row.line]) if one.state == State.PROPOSED else ""
    return shown


def _maybe(row: ImportRow, decision: Decision | None) -> list[int]:
    return (decision.maybe if decision and decision.cells is not None else row.maybe) or []


# ---------------------------------------------------------------- words


def _reason(row: ImportRow, decision: Decision | None) -> str:
    if row.undone:
        return row.reason or _("Taken back.")
    if row.outcome not in UNSETTLED:
        return ""
    if decision is None or decision.applied:
        return row.reason
    if decision.left_out:
        return _("You leave it out.")
    if decision.same is not None:
        return _("You say: the same.") if decision.same else _("You say: another one.")
    corrected = {
        Outcome.CREATED: _("Corrected. It comes in as new."),
        Outcome.CHANGED: _("Corrected. It changes somebody who is here."),
        Outcome.UNCHANGED: _("Corrected. All of it is known already."),
    }
    return corrected.get(Outcome(decision.outcome), decision.reason) if decision.outcome else row.reason


def _twin(row: ImportRow, beside: Beside) -> str:
    """That a row repeats an earlier line of its file."""
    first = beside.first.get(row.record_id or 0, row.line)
    if first < row.line:
        return _("Same as line %(line)d") % {"line": first}
    return row.reason if row.record_id is None and row.outcome in (Outcome.CHANGED, Outcome.UNCHANGED) else ""


def _name(row: ImportRow) -> SafeString:
    return format_html('<bdi class="strong">{}</bdi>', row.shown[0] if row.shown else "")


def _in_file(row: ImportRow) -> SafeString:
    """What stands in the file, the name first where no record says it."""
    named = row.outcome in UNSETTLED and row.shown[:1] != [""]
    parts = [_name(row)] if named else []
    return format_html_join(", ", "<bdi>{}</bdi>", ((part,) for part in (*parts, *row.shown[1:]) if part))


# ---------------------------------------------------------------- what can be said


def _verbs(one: Import, row: ImportRow, decision: Decision | None, beside: Beside) -> list[dict[str, Any]]:
    if one.state in decisions.OPEN and (
        row.outcome == Outcome.DOUBTFUL or (decision and decision.cells is not None and decision.maybe)
    ):
        return _answers(one, row, decision if decision and not decision.applied else None, beside)
    if one.state in (State.DONE, State.STOPPED) and row.outcome in WRITTEN and not row.undone:
        return [{"label": _("Take back"), "url": reverse("import_undo_row", args=[one.pk, row.line]), "plain": True}]
    return []


def _answers(one: Import, row: ImportRow, decision: Decision | None, beside: Beside) -> list[dict[str, Any]]:
    said = decision.same if decision and not decision.left_out else None

    def verb(key: str, label: str, url: str, pressed: bool) -> dict[str, Any]:
        return {"id": f"{key}-{row.line}", "label": label, "url": url, "pressed": pressed}

    likely = [pk for pk in _maybe(row, decision) if pk in beside.records][:1]
    answer = [reverse("import_answer", args=[one.pk, row.line, pk]) for pk in (*likely, 0)]
    same = [verb("same", _("Same"), answer[0], bool(said))] if likely else []
    leave = reverse("import_leave", args=[one.pk, row.line])
    return [
        *same,
        verb("another", _("Another"), answer[-1], said == 0),
        verb("leave", _("Leave out"), leave, bool(decision and decision.left_out)),
    ]


def _correction(one: Import, row: ImportRow, decision: Decision | None) -> dict[str, Any]:
    """The cells of a row as controls: those at fault, or else what it would be known by, and the others folded."""
    cells = list((decision.cells if decision else None) or row.cells or [])
    cells += [""] * (len(one.matches) - len(cells))
    wrong = decision.column if decision and decision.outcome == Outcome.REFUSED else row.column
    heads = imports.headings(one)
    controls = [
        {
            "name": f"cell-{match['column']}",
            "id": f"cell-{row.line}-{match['column']}",
            "label": heads[match["column"]],
            "value": cells[match["column"]],
            "wrong": heads[match["column"]] == wrong if wrong else match["slot"] in ESSENTIAL,
            "long": "\n" in cells[match["column"]],
        }
        for match in one.matches
        if match["slot"] != LEFT_OUT
    ]
    at_fault = [each for each in controls if each["wrong"]]
    return {
        "url": reverse("import_correct", args=[one.pk, row.line]),
        "controls": at_fault,
        "others": [each for each in controls if not each["wrong"]],
    }


# ---------------------------------------------------------------- what changes


def _changes(kind: Kind, row: ImportRow, decision: Decision | None, beside: Beside) -> list[dict[str, Any]]:
    """What changes, or would: each field with what it was and what it becomes, whether it is ticked, and who wrote what stays."""
    ticks = decision.ticks if decision else {}
    return [
        {
            "field": told["field"],
            "id": f"tick-{row.line}-{told['field']}",
            "label": label,
            "html": html,
            "ticked": ticks.get(told["field"], not told.get("kept")),
            "note": _written_by(told, beside),
        }
        for told in row.told or []
        for label, html in _change(kind, told)
    ]


def _written_by(told: dict[str, Any], beside: Beside) -> SafeString:
    if "at" not in told:
        return SafeString("")
    name = beside.users.get(told["by"] or 0, "Closeknit")
    return format_html(
        _("{name} wrote this {moment}"), name=name, moment=marks.said(datetime.fromisoformat(told["at"]))
    )


def _change(kind: Kind, told: dict[str, Any]) -> list[tuple[Any, SafeString]]:
    details, one = kind.details.get(told["field"]), kind.fields.get(told["field"])
    if details:
        added = [row for row in told["became"] if row not in told["was"]]
        new = [_short(part, row.get(part.key)) for row in added for part in details.fields if row.get(part.key)]
        sign = marks.icon("plus", "small")
        text = ", ".join(filter(None, new))[:120]
        return [(details.label, format_html('<span class="becomes">{}{}</span>', sign, text))]
    if one is None:
        return []
    was, became = _short(one, told["was"]), _short(one, told["became"])
    before = format_html('<span class="was">{}</span>{}', was, marks.icon("arrow-right")) if was else ""
    return [(one.label, format_html('{}<span class="becomes">{}</span>', before, became))]


def _short(one: Field, stored: Any) -> str:
    """A stored value in a few words; of a text that grew, its end is what is new."""
    text = one.type.shown(one.type.loaded(stored), one)
    return text if len(text) <= 60 else f"…{text[-58:]}"
