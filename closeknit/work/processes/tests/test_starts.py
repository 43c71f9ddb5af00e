"""What starts a process by itself: a filter that a record comes to fit, a contact, the clock; each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from closeknit.access.models import Team, User
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records import record
from closeknit.timeline.contacts import contacts
from closeknit.work.models import Task
from closeknit.work.processes import processes, starts
from closeknit.work.processes.background import move
from closeknit.work.processes.models import Look, Process, Run
from tests.cast import Cast

DAIRY = {"field": "industry", "op": "is", "value": "Dairy"}
CALL = {"key": "call", "kind": "task", "label": "Call"}


def published(cast: Cast, *steps: dict[str, Any], name: str = "Welcome", **given: Any) -> Process:
    kind = kinds["organization"]
    drawn = processes.add(
        kind, {"name": name, "design": {"steps": list(steps or [CALL]), "starts": given}}, by=cast.ada
    )
    process = processes.publish(kind, drawn.pk, by=cast.ada)
    starts.note_fitting(process.pk)
    return process


def test_it_starts_once_for_each_coming_to_fit(cast: Cast) -> None:
    before = cast.organization("Before", industry="Dairy")
    published(cast, filter=DAIRY)
    kestrel = cast.organization(industry="Steel")
    move()
    assert not Run.objects.exists()
    record.edit(kestrel, {"industry": "Dairy"}, by=cast.tomas)
    move()
    record.edit(kestrel, {"legal_name": "Kestrel Dairies Ltd"}, by=cast.tomas)
    move()
    run = Run.objects.get()
    assert (run.record_id, run.by_id, run.how) == (kestrel.pk, cast.ada_user.pk, "filter")
    Run.objects.update(ended_at=timezone.now(), state="done")
    record.edit(kestrel, {"industry": "Steel"}, by=cast.tomas)
    move()
    record.edit(kestrel, {"industry": "Dairy"}, by=cast.tomas)
    record.edit(before, {"legal_name": "Before Ltd"}, by=cast.tomas)
    move()
    assert list(Run.objects.order_by("pk").values_list("record_id", flat=True)) == [kestrel.pk, kestrel.pk]


def test_what_comes_to_fit_untold_is_found_by_the_hour(cast: Cast) -> None:
    process = published(cast, filter=DAIRY)
    cast.organization(industry="Dairy")
    Look.objects.all().delete()
    assert [starts.judge(process.pk), starts.judge(process.pk)] == [1, 0]


def test_a_contact_of_its_form_starts_it_as_who_logged_it(cast: Cast) -> None:
    published(cast, contacts=["enquiry"])
    kestrel = cast.organization()
    hannah = cast.individual(organization=kestrel.pk)
    contacts.log(kestrel, {"form": "call"}, by=cast.tomas)
    move()
    assert not Run.objects.exists()
    contacts.log(hannah, {"form": "enquiry"}, by=cast.tomas)
    move()
    run = Run.objects.get()
    assert (run.record_id, run.by_id, run.how) == (kestrel.pk, cast.tomas_user.pk, "contact")


def test_who_was_let_go_since_logging_a_contact_holds_up_no_other(cast: Cast) -> None:
    published(cast, contacts=["enquiry"])
    contacts.log(cast.organization(), {"form": "enquiry"}, by=cast.tomas)
    contacts.log(cast.organization("Alder"), {"form": "enquiry"}, by=cast.ada)
    User.objects.filter(pk=cast.tomas_user.pk).update(is_active=False)
    move()
    assert list(Run.objects.values_list("record__name", flat=True)) == ["Alder"]


def test_an_owner_who_was_let_go_starts_nothing_and_holds_up_no_other(cast: Cast) -> None:
    process = published(cast, filter=DAIRY, rule="FREQ=DAILY")
    cast.organization(industry="Dairy")
    User.objects.filter(pk=cast.ada_user.pk).update(is_active=False)
    move()
    later = timezone.now() + timedelta(days=2)
    starts.by_clock(later)
    assert not Look.objects.exists()
    assert not Run.objects.exists()
    assert Process.objects.get(pk=process.pk).next_at > later


def test_the_line_of_a_contact_starts_a_process_by_its_name(cast: Cast) -> None:
    published(cast, name="New enquiry")
    kestrel = cast.organization()
    hannah = cast.individual(organization=kestrel.pk)
    contacts.log(hannah, {"form": "call", "starts": {"process": "new enquiry"}}, by=cast.tomas)
    assert (Run.objects.get().record_id, Task.objects.get().name) == (kestrel.pk, "Call")
    with pytest.raises(Refused, match=r"no process “Welcome” for this\. There are: New enquiry"):
        contacts.log(hannah, {"form": "call", "starts": {"process": "Welcome"}}, by=cast.tomas)


def test_the_clock_starts_it_once_a_day_whatever_it_is_set_to(cast: Cast) -> None:
    cast.organization(industry="Dairy")
    cast.organization("Alder", industry="Steel")
    process = published(cast, {"key": "stop", "kind": "end"}, rule="FREQ=DAILY", among=DAIRY)
    now = timezone.now()
    starts.by_clock(now)
    assert not Run.objects.exists()
    for away in (timedelta(days=1), timedelta(hours=22), timedelta(days=1)):
        starts.by_clock(now + away)
        move()
    assert Run.objects.count() == 1
    starts.by_clock(now + timedelta(days=4))
    assert Run.objects.count() == 2
    assert Process.objects.get(pk=process.pk).next_at > now + timedelta(days=4)


def test_processes_that_start_each_other_stop_with_a_sentence(cast: Cast) -> None:
    north, south = cast.north, Team.objects.create(name="South")
    for name, team, other in (("To the south", north, south), ("To the north", south, north)):
        filter_ = {"field": "team", "op": "is", "value": team.pk}
        published(cast, {"key": "give", "kind": "set", "given": {"field": "team", "value": str(other.pk)}}, name=name, filter=filter_)  # fmt: skip
    cast.organization(team=north.pk)
    for _number in range(20):
        move()
    last = Run.objects.order_by("pk").last()
    assert last is not None
    assert (last.state, last.depth) == ("stuck", 9)
    assert "8 times in a row" in last.why
    assert Run.objects.count() == 10


def test_another_filter_is_a_new_beginning(cast: Cast) -> None:
    process = published(cast, filter=DAIRY)
    cast.organization(industry="Dairy")
    move()
    steel = {"field": "industry", "op": "is", "value": "Steel"}
    cast.organization("Alder", industry="Steel")
    processes.change(
        kinds["organization"], process.pk, {"design": {"steps": [CALL], "starts": {"filter": steel}}}, by=cast.ada
    )
    processes.publish(kinds["organization"], process.pk, by=cast.ada)
    cast.organization("Too early", industry="Steel")
    move()
    starts.note_fitting(process.pk)
    cast.organization("Later", industry="Steel")
    move()
    assert list(Run.objects.order_by("pk").values_list("record__name", flat=True)) == ["Kestrel Dairies", "Later"]
