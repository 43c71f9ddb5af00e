"""What the pages of imports show until something is proposed: the file form, the columns, the progress."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.intake import imports, limits, raw
from closeknit.intake.columns import Match
from closeknit.intake.models import Import, Outcome, State
from closeknit.intake.slots import REMARKS

EARLIER, SAMPLES = 30, 3
SURE = 0.75  # how sure a match must be to stand without a remark
ENDINGS = ".csv,.tsv,.txt,.xlsx,.xls,.ods,.gz"


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
