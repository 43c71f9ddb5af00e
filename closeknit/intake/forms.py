"""What the pages of imports show: the file form, the columns, the progress, the proposal and the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.intake import imports, limits, raw
from closeknit.intake.columns import Match
from closeknit.intake.models import Import, ImportRow, Outcome, State
from closeknit.intake.slots import REMARKS
from closeknit.records.models import Record
from closeknit.web import marks

EARLIER, SAMPLES, FIRST, PAGE = 30, 3, 12, 200
SURE = 0.75  # how sure a match must be to stand without a remark
ENDINGS = ".csv,.tsv,.txt,.xlsx,.xls,.ods,.gz"
ICONS = {
    Outcome.DOUBTFUL: "circle-question-mark",
    Outcome.REFUSED: "circle-x",
    Outcome.CHANGED: "pencil",
    Outcome.CREATED: "user-round-plus",
    Outcome.UNCHANGED: "equal",
}
STATES = {Outcome.DOUBTFUL: "soon", Outcome.REFUSED: "late"}


def figure(number: int) -> str:
    """A number as people write it."""
    return number_format(number, force_grouping=True)


def steps(one: Import | None, current: str) -> list[dict[str, Any]]:
    """The way of a file: chosen, its columns, the proposal, done."""
    names = {"file": _("File"), "columns": _("Columns"), "proposal": _("Proposal"), "done": _("Done")}
    urls = {"file": reverse("import_new")}
    if one and one.state == State.PROPOSED:
        urls["columns"] = reverse("import_columns", args=[one.pk])
    return [{"label": label, "current": key == current, "url": urls.get(key, "")} for key, label in names.items()]


def file_form(actor: Actor, chosen: str = "", error: str = "") -> dict[str, Any]:
    """The context of `web/import_file.html`."""
    found = imports.kinds_for(actor)
    most = min(limits.PACKED, settings.UPLOAD_LIMIT) // limits.MIB
    earlier = imports.visible(actor).order_by("-pk")[:EARLIER]
    return {
        "steps": steps(None, "file"),
        "action": reverse("import_new"),
        "kinds": [
            {
                "key": one.key,
                "label": one.label_plural,
                "current": one.key == chosen or (not chosen and one is found[0]),
            }
            for one in found
        ],
        "accept": ENDINGS,
        "accepted": _("CSV, TSV, Excel (.xlsx, .xls) or .ods"),
        "limit": _("up to %(most)d MB") % {"most": most},
        "error": error,
        "earlier": [
            {
                "url": reverse("import", args=[one.pk]),
                "name": one.name,
                "moment": one.created_at,
                "note": State(one.state).label,
            }
            for one in earlier
            if actor.may(one.kind, "import")
        ],
    }


# ---------------------------------------------------------------- columns


def columns_form(
    one: Import, actor: Actor, error: str = "", field: str = "", given: Mapping[int, str] | None = None
) -> dict[str, Any]:
    """The context of `web/import_columns.html`."""
    kind, sample = kinds[one.kind], [row.cells for row in raw.table(one).sample(50)]
    matches = imports.matches_of(one)
    columns = [
        _column(match, sample, error if field == f"column-{match.column}" else "", given or {}) for match in matches
    ]
    return {
        "steps": steps(one, "columns"),
        "name": one.name,
        "note": f"{kind.label_plural}, {one.about}",
        "action": reverse("import_columns", args=[one.pk]),
        "discard_url": reverse("import_discard", args=[one.pk]),
        "columns": columns,
        "left_out": sum(not column["target"] and bool(column["samples"]) for column in columns),
        "targets": _targets(one, kind, actor),
        "error": "" if field else error,
    }


def _column(match: Match, sample: list[tuple[str, ...]], error: str, given: Mapping[int, str]) -> dict[str, Any]:
    cells = [row[match.column].strip() for row in sample if len(row) > match.column and row[match.column].strip()]
    return {
        "index": match.column,
        "heading": match.head or _("Column %(number)s") % {"number": match.column + 1},
        "samples": [cell[:60] for cell in dict.fromkeys(cells)][:SAMPLES],
        "target": (target := given.get(match.column, match.slot)),
        "why_not": match.why if not target and not match.slot and cells else "",
        "sure": match.confidence >= SURE or match.slot == REMARKS,
        "error": error,
    }


def _targets(one: Import, kind: Kind, actor: Actor) -> list[dict[str, Any]]:
    """Where a column can go, in groups; a piece that was recognised, such as the month of a birthday, stands with the others."""
    found: dict[str, list[dict[str, Any]]] = {str(kind.label): []}
    known = {slot.key: slot.label for slot in imports.slots(kind, actor)}
    for key, label in known.items():
        details = kind.details.get(key.partition(".")[0])
        group = str(details.label) if details and "." in key else str(kind.label)
        found.setdefault(group, []).append({"key": key, "label": label})
    pieces = {match.slot for match in imports.matches_of(one) if match.slot} - set(known) - {REMARKS}
    found[_("Besides")] = [
        {"key": REMARKS, "label": _("Description, as “heading: value”")},
        *({"key": key, "label": key.replace(".", ", ").replace("_", " ").capitalize()} for key in sorted(pieces)),
    ]
    return [{"label": label, "fields": fields} for label, fields in found.items() if fields]


# ---------------------------------------------------------------- progress


def working(one: Import) -> dict[str, Any]:
    """The context of `web/import_progress.html`."""
    labels = {
        State.LOOKING: _("Looking through the rows"),
        State.BRINGING: _("Writing"),
        State.UNDOING: _("Taking back"),
    }
    shown = Outcome if one.state != State.UNDOING else ()
    return {
        "steps": steps(one, "proposal" if one.state == State.LOOKING else "done"),
        "name": one.name,
        "poll_url": reverse("import_progress", args=[one.pk]),
        "progress": {
            "label": labels[State(one.state)],
            "done": one.done,
            "total": one.total,
            "counts": [{"label": outcome.label, "value": figure(one.count(outcome))} for outcome in shown],
            "stop_url": "" if one.state == State.UNDOING else reverse("import_stop", args=[one.pk]),
        },
    }


# ---------------------------------------------------------------- proposal and result


def result(one: Import, actor: Actor, only: str = "", after: int = 0) -> dict[str, Any]:
    """The context of `web/import_result.html`; of one outcome only, with all of its rows page after page."""
    proposed = one.state == State.PROPOSED
    order = [Outcome(only)] if only else [Outcome.DOUBTFUL, Outcome.REFUSED, Outcome.CHANGED, Outcome.CREATED]
    groups = [_group(one, actor, outcome, after, PAGE if only else FIRST) for outcome in order if one.count(outcome)]
    return {
        "steps": steps(one, "proposal" if proposed else "done"),
        "name": one.name,
        "note": one.error or _note(one),
        "tally": _tally(one),
        "verbs": _verbs(one),
        "columns_url": reverse("import_columns", args=[one.pk]) if proposed else "",
        "groups": groups,
        "foot": _foot(one),
        "foot_note": _("Can be taken back afterwards, whole or by row; later edits by hand stay."),
    }


def _note(one: Import) -> str:
    words = {"count": figure(one.total or one.done), "kind": str(kinds[one.kind].label_plural).lower()}
    sentences = {
        State.PROPOSED: _("%(count)s rows of %(kind)s. Nothing is written yet."),
        State.STOPPED: _("%(count)s rows of %(kind)s. Stopped in the middle."),
        State.UNDONE: _("%(count)s rows of %(kind)s. Taken back."),
    }
    return str(sentences.get(State(one.state), _("%(count)s rows of %(kind)s.")) % words)


def _tally(one: Import) -> list[dict[str, Any]]:
    beside = int(one.counts.get("beside", 0))
    notes = {
        Outcome.CREATED: ngettext("%(n)s new organization beside", "%(n)s new organizations beside", beside)
        % {"n": figure(beside)}
        if beside
        else "",
        Outcome.CHANGED: _("see each"),
        Outcome.UNCHANGED: _("known already"),
        Outcome.DOUBTFUL: _("wait for your answer"),
        Outcome.REFUSED: _("download, correct, import again"),
    }
    return [
        {
            "number": figure(one.count(outcome)),
            "label": outcome.label,
            "note": notes[outcome],
            "icon": ICONS[outcome],
            "state": STATES.get(outcome, "") if one.count(outcome) else "",
            "url": reverse("import_rows", args=[one.pk, outcome]) if one.count(outcome) else "",
        }
        for outcome in Outcome
    ]


def _verbs(one: Import) -> list[dict[str, Any]]:
    def verb(label: str, name: str, variant: str, icon: str = "") -> dict[str, Any]:
        return {"label": label, "url": reverse(name, args=[one.pk]), "variant": variant, "icon": icon}

    count = imports.will_write(one)
    write = ngettext("Import %(n)s row", "Import %(n)s rows", count) % {"n": figure(count)}
    match one.state:
        case State.PROPOSED:
            return [
                verb(_("Throw away"), "import_discard", "ghost"),
                *([verb(write, "import_start", "")] if count else []),
            ]
        case State.STOPPED:
            return [verb(_("Take it back"), "import_undo", "outline", "undo-2"), verb(_("Go on"), "import_start", "")]
        case State.DONE | State.FAILED:
            written = one.count(Outcome.CREATED) + one.count(Outcome.CHANGED)
            back = [verb(_("Take it back"), "import_undo", "outline", "undo-2")] if written and one.entry_id else []
            return [*back, verb(_("Go on"), "import_start", "")] if imports.can_go_on(one) else back
    return []


def _foot(one: Import) -> list[dict[str, Any]]:
    if one.state != State.PROPOSED:
        return []
    parts = (
        (_("Will be written"), imports.will_write(one)),
        (_("Wait"), one.count(Outcome.DOUBTFUL)),
        (_("Left out"), one.count(Outcome.REFUSED)),
    )
    return [{"label": label, "value": figure(number)} for label, number in parts]


def _group(one: Import, actor: Actor, outcome: Outcome, after: int, limit: int) -> dict[str, Any]:
    found = list(imports.rows(one, outcome).filter(line__gt=after)[: limit + 1])
    shown = found[:limit]
    records = _records(shown, actor)
    more = (
        f"{reverse('import_rows', args=[one.pk, outcome])}?after={shown[-1].line if limit == PAGE else 0}"
        if len(found) > limit
        else ""
    )
    headings = {
        Outcome.DOUBTFUL: [_("In the file"), _("Already here"), _("Why we ask")],
        Outcome.REFUSED: [_("In the file"), _("Column"), _("Reason")],
        Outcome.CHANGED: [_("Record"), _("Was, becomes")],
    }.get(outcome, [_("Record"), _("In the file")])
    notes = {
        Outcome.DOUBTFUL: _("Somebody like this is already here. The same?"),
        Outcome.REFUSED: _("Download the rows, correct them and import them again."),
    }
    return {
        "state": str(outcome),
        "icon": ICONS[outcome],
        "label": outcome.label,
        "count": figure(one.count(outcome)),
        "note": notes.get(outcome, ""),
        "headings": headings,
        "rows": [_row(one, row, records) for row in shown],
        "more_url": more,
        "download_url": reverse("import_refused", args=[one.pk]) if outcome is Outcome.REFUSED else "",
    }


def _records(rows: list[ImportRow], actor: Actor) -> dict[int, SafeString]:
    """Mentions of the records that these rows are about, as far as the actor sees them."""
    pks = {row.record_id for row in rows if row.record_id} | {pk for row in rows for pk in row.maybe or ()}
    seen = gate.rows(Record, actor).filter(pk__in=pks).values_list("pk", "kind", "name") if pks else ()
    return {
        pk: marks.ref(kinds[kind].address(pk, name), name, pk, "person" if kinds[kind].round else "thing")
        for pk, kind, name in seen
    }


def _row(one: Import, row: ImportRow, records: Mapping[int, SafeString]) -> dict[str, Any]:
    said = _said(row)
    record = records.get(row.record_id or 0, said)
    match row.outcome:
        case Outcome.DOUBTFUL:
            maybe = [records[pk] for pk in row.maybe or () if pk in records]
            cells: list[Any] = [said, format_html_join(" ", "{}", ((each,) for each in maybe))]
        case Outcome.REFUSED:
            cells = [said, row.column]
        case Outcome.CHANGED:
            cells = [record, _told(kinds[one.kind], row.told or [])]
        case _:
            cells = [records.get(row.record_id or 0, _name(row)), ", ".join(row.shown[1:])]
    plain = row.outcome in (Outcome.DOUBTFUL, Outcome.REFUSED)
    return {
        "line": row.line,
        "cells": cells,
        "reason": _reason(row) if plain or row.undone else "",
        "verbs": _row_verbs(one, row, records),
    }


def _reason(row: ImportRow) -> str:
    if row.undone:
        return row.reason if row.reason else _("Taken back.")
    if row.answer is not None:
        return _("You say: the same.") if row.answer else _("You say: another one.")
    return row.reason


def _name(row: ImportRow) -> SafeString:
    return format_html('<span class="strong">{}</span>', row.shown[0] if row.shown else "")


def _said(row: ImportRow) -> SafeString:
    """What stands in the file, the name first."""
    return format_html_join(
        ", ", "{}", ((part,) for part in (_name(row) if row.shown[:1] != [""] else "", *row.shown[1:]) if part)
    )


def _row_verbs(one: Import, row: ImportRow, records: Mapping[int, SafeString]) -> list[dict[str, str]]:
    if one.state == State.PROPOSED and row.outcome == Outcome.DOUBTFUL:
        same = [pk for pk in row.maybe or () if pk in records][:1]
        return [
            *(
                {"label": _("Same"), "url": reverse("import_answer", args=[one.pk, row.line, pk]), "variant": "outline"}
                for pk in same
            ),
            {"label": _("Another"), "url": reverse("import_answer", args=[one.pk, row.line, 0]), "variant": "ghost"},
        ]
    if (
        one.state in (State.DONE, State.STOPPED)
        and row.outcome in (Outcome.CREATED, Outcome.CHANGED)
        and not row.undone
    ):
        return [
            {"label": _("Take back"), "url": reverse("import_undo_row", args=[one.pk, row.line]), "variant": "ghost"}
        ]
    return []


def _told(kind: Kind, told: list[dict[str, Any]]) -> SafeString:
    """What changes: each field with what it was and what it becomes."""
    parts = [_change(kind, each) for each in told[:4]]
    return format_html('<span class="change">{}</span>', format_html_join(" ", "{}", ((part,) for part in parts)))


def _change(kind: Kind, told: dict[str, Any]) -> SafeString:
    details, field = kind.details.get(told["field"]), kind.fields.get(told["field"])
    if details:
        added = [row for row in told["became"] if row not in told["was"]]
        new = [_short(one, row.get(one.key)) for row in added for one in details.fields if row.get(one.key)]
        return format_html(
            '<span class="quiet">{}</span> <span class="becomes">+ {}</span>',
            details.label,
            ", ".join(filter(None, new))[:120],
        )
    if field is None:
        return SafeString("")
    was, became = _short(field, told["was"]), _short(field, told["became"])
    before = format_html('<span class="was">{}</span>{}', was, marks.icon("arrow-right")) if was else ""
    return format_html('<span class="quiet">{}</span> {}<span class="becomes">{}</span>', field.label, before, became)


def _short(field: Field, stored: Any) -> str:
    """A stored value in a few words; of a text that grew, its end is what is new."""
    text = field.type.shown(field.type.loaded(stored), field)
    return text if len(text) <= 60 else f"…{text[-58:]}"
