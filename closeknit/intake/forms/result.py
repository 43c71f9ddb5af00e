"""What the page of a proposal and of a finished import shows around its rows: how it stands, what can be done, what comes next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.intake import imports
from closeknit.intake.forms import rows
from closeknit.intake.forms.choosing import figure, steps
from closeknit.intake.models import WRITTEN, Import, Outcome, State

FIRST, PAGE = 12, 200
ORDER = (Outcome.DOUBTFUL, Outcome.REFUSED, Outcome.CHANGED, Outcome.CREATED, Outcome.UNCHANGED)
STATES = {Outcome.DOUBTFUL: "soon", Outcome.REFUSED: "late"}


def page(one: Import, actor: Actor, only: str = "", after: int = 0) -> dict[str, Any]:
    """The context of `web/import_result.html`; of one outcome only, with all of its rows page after page."""
    proposed = one.state == State.PROPOSED
    order = [Outcome(only)] if only else ORDER
    limit = PAGE if only else FIRST
    return {
        "steps": steps(one, "proposal" if proposed else "done"),
        "name": one.name,
        "note": one.error or _note(one),
        "whole_url": reverse("import", args=[one.pk]) if only else "",
        "done": _done(one, actor) if one.state == State.DONE and not only else None,
        "tally": _tally(one),
        "columns_url": reverse("import_columns", args=[one.pk]) if proposed else "",
        "groups": [rows.group(one, actor, outcome, after, limit) for outcome in order if one.count(outcome)],
        **standing(one),
    }


def standing(one: Import) -> dict[str, Any]:
    """What changes with every decision about a row: the buttons and the sums."""
    return {
        "verbs": _verbs(one),
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


def _done(one: Import, actor: Actor) -> dict[str, Any]:
    """That it is over, what came in, and where to go from here."""
    kind, here = kinds[one.kind], reverse("import", args=[one.pk])
    written = sum(one.count(outcome) for outcome in WRITTEN)
    links = [
        *_to_rows(one, Outcome.CREATED, _("See what is new"), ""),
        *_to_rows(one, Outcome.CHANGED, _("See what changed"), ""),
        *_to_rows(one, Outcome.DOUBTFUL, _("Answer the doubtful rows"), here),
        *_to_rows(one, Outcome.REFUSED, _("Correct the refused rows"), here),
        {
            "label": str(kind.label_plural),
            "url": reverse("list", args=[kind.plural]) + "?sort=-updated_at",
            "icon": kind.icon,
        },
        {"label": _("Import another file"), "url": reverse("import_new"), "icon": "file-input"},
    ]
    return {"sentence": _told(one) if written else _("Done. There was nothing to write."), "links": links}


def _told(one: Import) -> str:
    parts = [
        (Outcome.CREATED, ngettext("%(n)s is new", "%(n)s are new", one.count(Outcome.CREATED))),
        (Outcome.CHANGED, ngettext("%(n)s changed", "%(n)s changed", one.count(Outcome.CHANGED))),
        (Outcome.UNCHANGED, ngettext("%(n)s was known already", "%(n)s were known already", one.count("unchanged"))),
    ]
    counted = [text % {"n": figure(one.count(outcome))} for outcome, text in parts if one.count(outcome)]
    return str(_("Done. Of %(total)s rows %(parts)s.") % {"total": figure(one.total), "parts": ", ".join(counted)})


def _to_rows(one: Import, outcome: Outcome, label: str, here: str) -> list[dict[str, str]]:
    if not one.count(outcome):
        return []
    url = f"{here}#{outcome}" if here else reverse("import_rows", args=[one.pk, outcome])
    return [{"label": label, "url": url, "icon": rows.ICONS[outcome]}]


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
        Outcome.REFUSED: _("correct them here"),
    }
    return [
        {
            "number": figure(one.count(outcome)),
            "label": outcome.label,
            "note": notes[outcome],
            "icon": rows.ICONS[outcome],
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
    bring = [verb(write, "import_start", "")] if count else []
    match one.state:
        case State.PROPOSED:
            return [verb(_("Throw away"), "import_discard", "ghost"), *bring]
        case State.STOPPED:
            return [verb(_("Take it back"), "import_undo", "outline", "undo-2"), verb(_("Go on"), "import_start", "")]
        case State.DONE | State.FAILED:
            written = sum(one.count(outcome) for outcome in WRITTEN)
            back = [verb(_("Take it back"), "import_undo", "outline", "undo-2")] if written and one.entry_id else []
            if one.state == State.DONE:
                return [*back, *bring]
            return [*back, verb(_("Go on"), "import_start", "")] if imports.can_go_on(one) else back
    return []


def _foot(one: Import) -> list[dict[str, Any]]:
    if one.state != State.PROPOSED:
        return []
    answered = imports.decided(one, Outcome.DOUBTFUL)
    mended = imports.decided(one, Outcome.REFUSED).filter(outcome__in=(*WRITTEN, Outcome.UNCHANGED))
    refused = one.count(Outcome.REFUSED) - mended.count()
    parts = (
        (_("Will be written"), imports.will_write(one)),
        (_("Wait"), one.count(Outcome.DOUBTFUL) - answered.count()),
        (_("Left out"), refused + answered.filter(left_out=True).count()),
    )
    return [{"label": label, "value": figure(number)} for label, number in parts]
