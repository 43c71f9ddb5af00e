"""What the people of the demonstration have promised: late, due today, ahead, given to others, there to be taken, and done."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from closeknit.catalogue.kinds import kinds
from closeknit.demo.people import Company
from closeknit.records import record
from closeknit.work import tasks
from closeknit.work.models import Task

# who asks, how many days ago, what, in how many days it is due and at what time, what it is about, and what else.
type Promise = tuple[str, int, str, int, str, str, dict[str, Any]]

PROMISES: tuple[Promise, ...] = (
    ("tomas", 6, "Call Laura Finch back about the site visit", -2, "", "laura", {"priority": "high"}),
    ("tomas", 9, "Send the calibration certificates of March", -1, "", "thirsk", {}),
    ("tomas", 3, "Show the IX-40 by video", 0, "17:00", "alder", {}),
    ("tomas", 2, "Agree the installation days with Jonas", 0, "", "kestrel", {}),
    ("tomas", 2, "Get the silo access code before the engineers drive out", 1, "", "ripon", {}),
    ("tomas", 4, "Ask Sam which scale he wants in Ripon", 3, "", "sam", {}),
    ("tomas", 30, "Renew the service contract", 6, "", "kestrel", {}),
    ("ada", 1, "Look through the quotes of the month", 2, "09:00", "", {"owner": "tomas", "recurrence": "every month"}),
    ("tomas", 1, "Say yes or no to 14 % for Alder Foods", 0, "", "alder", {"owner": "ada"}),
    ("tomas", 1, "Answer Piet on the flickering display", 0, "", "piet", {"team": "Support"}),
    ("priya", 5, "Collect the cases of flickering displays", 1, "", "kestrel", {}),
    ("priya", 2, "Ring the workshop about the new seals", 0, "16:30", "", {}),
    ("jonas", 190, "Calibrate the scales in Ripon", -3, "", "ripon", {"recurrence": "every 6 months", "checklist": [{"text": "Book the test weights"}, {"text": "Agree a morning with Sam"}, {"text": "Send the certificates"}]}),
    ("jonas", 8, "Order the frame for the dock door", 4, "", "thirsk", {}),
    ("ada", 12, "Invite Kestrel to the open day", 9, "", "kestrel", {}),
)  # fmt: skip
KEPT: tuple[Promise, ...] = (
    ("priya", 7, "Tell Piet when the spare display arrives", -4, "", "piet", {}),
    ("tomas", 20, "Send the layout of the Ripon line", -12, "", "ripon", {}),
)


def make(company: Company, cast: dict[str, Any]) -> None:
    """Make each in the name of who asks for it; those that were kept are done on their day."""
    for one in PROMISES:
        _made(company, cast, one)
    for one in KEPT:
        task = _made(company, cast, one)
        who, _days, _what, due, *_rest = one
        tasks.do(task, by=company.actor(who, -due, "11:15"))
        Task.objects.filter(pk=task.pk).update(done_at=company.past.ago(-due, "11:15"))


def _made(company: Company, cast: dict[str, Any], one: Promise) -> Any:
    who, days, what, due, clock, about, more = one
    values = {"name": what, **more}
    day = timezone.localdate(company.past.now) + timedelta(days=due)
    if clock:
        values["due_at"] = timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
    else:
        values["due_on"] = day
    if about:
        values["about"] = cast[about].pk
    if "owner" in more:
        values["owner"] = company.users[more["owner"]].pk
    if "team" in more:
        values["team"] = company.teams[more["team"]].pk
    return record.create(kinds["task"], values, by=company.actor(who, days, "09:40"))
