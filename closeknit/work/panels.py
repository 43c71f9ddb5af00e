"""What others' pages show of tasks: the panel of a record, and the part of Today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import kinds
from closeknit.records import home, pages
from closeknit.records.reading import Reading
from closeknit.web import marks, panels
from closeknit.web.panels import Panel, Place
from closeknit.work import due
from closeknit.work.alerts import alerts
from closeknit.work.approvals import lines as approving
from closeknit.work.models import Status, Task


def register() -> None:
    """Put the panel on the pages of what tasks can be about, and what is due on Today; called once when the program starts."""
    panels.register(
        Panel(
            "tasks",
            gettext_lazy("Tasks"),
            Place.SIDE,
            "work/panel.html",
            show,
            but=("task",),
            first=True,
            icon="square-check",
            counted=due.counted,
        )
    )
    panels.BEFORE_NAMES["task"] = boxes
    pages.OWN_VERBS["task"] = verbs
    home.SECTIONS.append(home.Section("work/today.html", today))


def verbs(found: Reading, rights: frozenset[str]) -> list[dict[str, Any]]:
    """What can be done with a task on its page."""
    if "edit" not in rights:
        return []
    if found.values["status"] != "open":
        return [_verb(_("Take up again"), "rotate-ccw", "task_act", found.id, "reopen")]
    taken = found.values["owner"] is not None
    return [
        _verb(_("Done"), "check", "task_act", found.id, "do", key="x"),
        *([] if taken else [_verb(_("Take"), "user-round-check", "task_act", found.id, "claim")]),
        _verb(_("Give away"), "user-round-check", "task_give", found.id),
        _verb(_("Drop"), "x", "task_drop", found.id),
    ]


def _verb(label: str, icon: str, url_name: str, pk: int, *words: str, key: str = "") -> dict[str, Any]:
    url = reverse(url_name, args=[pk, *words])
    return {"label": label, "icon": icon, "url": url, "key": key, "method": "post" if words else "get"}


def boxes(ids: Sequence[int], actor: Actor) -> dict[int, SafeString]:
    """A box to tick before the name of each of these tasks that the actor may do, or take up again. One query."""
    mine = gate.rows(Task, actor, "edit").filter(pk__in=list(ids)).exclude(status=Status.DROPPED)
    return {
        pk: _box(pk, name, done=status == Status.DONE) for pk, name, status in mine.values_list("pk", "name", "status")
    }


def _box(pk: int, name: str, *, done: bool) -> SafeString:
    url = reverse("task_act", args=[pk, "reopen" if done else "do"])
    return format_html(
        '<button class="task-check" type="submit" form="press" formaction="{}" role="checkbox" aria-checked="{}" aria-label="{}">{}</button>',
        url,
        "true" if done else "false",
        _("Done: %(name)s") % {"name": name},
        marks.icon("check", "small"),
    )


def show(record: Any, actor: Actor) -> dict[str, Any]:
    """The open tasks about a record, by their due, and folded what was done."""
    address = kinds[record.kind].address(record.pk, record.name)
    addable = actor.may("task", "create") and record.binned_at is None
    still, closed = due.of_record(record, actor) if actor.may("task", "see") else ([], [])
    return {
        "open": still,
        "closed": closed,
        "on": address,
        "here": record.pk,
        "add_url": f"{reverse('task_quick')}?on={address}" if addable else "",
        "add_label": _("Add task"),
    }


def today(request: Request) -> dict[str, Any] | None:
    """What one has to do, gave to others and could take; None for who sees no tasks at all."""
    if not request.actor.may("task", "see"):
        return None
    day = due.of_today(request.actor)
    waiting = approving.lines(request.actor)
    headed: list[tuple[str, str, Any]] = [
        ("approve", _("Waits for your approval"), waiting),
        ("alert", _("Late, and you are asked"), alerts.asked_of(request.actor)),
        ("late", _("Late"), day.late),
        ("", _("Today"), day.today),
        ("", _("Next 7 days"), day.ahead),
        ("", _("Without a day"), day.undated),
        ("given", _("Given to others"), day.given),
        ("free", _("To be taken"), day.free),
    ]
    return {
        "groups": [{"state": state, "label": label, "lines": lines} for state, label, lines in headed if lines],
        "given_url": f"{reverse('list', args=['tasks'])}?given_by=me&status=open&owner__is_not=me&sort=due_by",
        "later": day.later,
        "all_url": f"{reverse('list', args=['tasks'])}?owner=me&status=open&sort=due_by",
        "add_url": reverse("task_quick") if request.actor.may("task", "create") else "",
        "tomorrow": timezone.localdate() + timedelta(days=1),
        "on": request.path,
    }
