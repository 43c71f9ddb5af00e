"""The processes that a company begins with: in force, started by hand alone, its own from the first change on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from closeknit.access.models import User
from closeknit.work.processes import designs
from closeknit.work.processes.designs import END
from closeknit.work.processes.models import Edition, Process

SALES, SERVICE = "sales", "service"
LANES = [
    {"key": SALES, "label": _("Sales"), "hat": ""},
    {"key": SERVICE, "label": _("Customer service"), "hat": ""},
]

type Json = dict[str, Any]


def _task(key: str, lane: str, label: str, name: str, due: str, **goes: str) -> Json:
    return {"key": key, "kind": "task", "label": label, "lane": lane, "given": {"name": name, "due": due}, "goes": goes}


def _step(key: str, kind: str, lane: str, label: str, goes: dict[str, str] | None = None, **given: Any) -> Json:
    return {"key": key, "kind": kind, "label": label, "lane": lane, "given": given, "goes": goes or {}}


# What each is called, and its steps; {record} stands for the name of whom it is about.
EXAMPLES: dict[str, tuple[str, list[Json]]] = {
    "enquiry": (
        _("New enquiry"),
        [
            _task("answer", SALES, _("Answer"), _("Answer {record} and ask what they need"), "1 weekdays", dropped=END),
            _step("heard", "event", SALES, _("Wait for their answer"), {"late": "again"}, event="contact", within="5 days"),
            _task("offer", SALES, _("Make an offer"), _("Make an offer to {record}"), "3 weekdays", done=END, dropped=END),
            _task("again", SALES, _("Ask again"), _("Ask {record} again"), "1 weekdays", done="heard", dropped=END),
        ],
    ),
    "onboarding": (
        _("Onboarding"),
        [
            _step("begin", "fork", SALES, _("Both at once"), {"1": "welcome", "2": "install"}),
            _task("welcome", SALES, _("Welcome them"), _("Welcome {record} and name who helps them"), "2 weekdays", done="ready", dropped="ready"),
            _task("install", SERVICE, _("Set up the order"), _("Set up what {record} ordered"), "1 weeks"),
            _step("ready", "gather", SERVICE, _("Both are done")),
            _step("rest", "wait", SERVICE, _("Let them work with it"), period="2 weeks"),
            _task("ask", SALES, _("Ask how it goes"), _("Ask {record} how it goes"), "2 weekdays"),
        ],
    ),
    "complaint": (
        _("Complaint"),
        [
            _task("listen", SERVICE, _("Listen"), _("Call {record} and listen to the complaint"), "1 weekdays"),
            _task("cause", SERVICE, _("Find the cause"), _("Find the cause and mend it"), "3 weekdays"),
            _task("tell", SERVICE, _("Tell what was done"), _("Tell {record} what was done"), "1 weekdays"),
            _step("rest", "wait", SALES, _("Let some time go by"), period="2 weeks"),
            _task("check", SALES, _("Ask whether all is well"), _("Ask {record} whether all is well now"), "2 weekdays"),
        ],
    ),
    "quote": (
        _("Quote follow-up"),
        [
            _step("rest", "wait", SALES, _("Let them read the quote"), period="3 weekdays"),
            _task("ask", SALES, _("Ask about the quote"), _("Ask {record} about the quote"), "1 weekdays", dropped=END),
            _step("heard", "event", SALES, _("Wait for their decision"), {"late": "last"}, event="contact", within="2 weeks"),
            _task("agree", SALES, _("Agree on the next step"), _("Agree on the next step with {record}"), "2 weekdays", done=END, dropped=END),
            _task("last", SALES, _("Ask a last time"), _("Ask {record} a last time"), "2 weekdays"),
        ],
    ),
    "renewal": (
        _("Renewal"),
        [
            _task("look", SERVICE, _("Look at their use"), _("Look at what {record} uses"), "1 weeks"),
            _step("customer", "branch", SALES, _("Still a customer"), {"no": "why"}, filter={"field": "status", "op": "is", "value": "customer"}),
            _task("call", SALES, _("Call about the renewal"), _("Call {record} about the renewal"), "1 weeks"),
            _task("send", SALES, _("Send the renewal"), _("Send {record} the renewal"), "2 weekdays", done=END, dropped=END),
            _task("why", SALES, _("Ask why they leave"), _("Ask {record} why they leave"), "1 weeks"),
        ],
    ),
}  # fmt: skip


def ship() -> None:
    """Make them for a company that has drawn no process yet, as its first person; called when a company begins."""
    owner = User.objects.order_by("pk").first()
    if owner is None or Process.objects.exists():
        return
    for key, (name, steps) in EXAMPLES.items():
        lanes = [one for one in LANES if any(step["lane"] == one["key"] for step in steps)]
        draft = designs.written(designs.read({"lanes": lanes, "steps": steps})) | {"shipped": True}
        made = Process.objects.create(kind="organization", name=name, shipped=key, draft=draft, owner=owner)
        made.edition = Edition.objects.create(process=made, number=1, design=draft)
        made.save(update_fields=["edition"])
