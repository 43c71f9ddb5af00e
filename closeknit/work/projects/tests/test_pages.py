"""Pages of projects: the form, the panels, the tabs, the bars, one's own, and templates."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from closeknit.timeline.contacts import contacts
from closeknit.work import tasks
from closeknit.work.models import Task
from closeknit.work.projects import bars, plans, progress, projects
from closeknit.work.projects.models import Project, ProjectTemplate
from tests.cast import Cast

KEY = "5b1c1c1e-52a1-4e0d-8f43-6a1f6a1b0d1f"


def line(cast: Cast, **more: Any) -> Any:
    return cast.make("project", name="Ripon line", **more)


def page(cast: Cast, address: str, who: str = "tomas") -> str:
    answer = cast.browser(who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# ---------------------------------------------------------------- added, going on, over


def test_a_project_is_added_like_another_for_an_organization_and_a_person_of_theirs(cast: Cast) -> None:
    kestrel = cast.organization()
    hannah = cast.individual(organization=kestrel.pk)
    like = line(cast)
    cast.make("task", name="Survey", about=like.pk)
    client = cast.browser("tomas")
    assert f"?organization={kestrel.pk}" in page(cast, kestrel.address)
    assert f"?counterpart={hannah.pk}" in page(cast, hannah.address)
    form = client.get("/projects/new/", {"organization": kestrel.pk, "counterpart": hannah.pk}).content.decode()
    assert f'value="like-{like.pk}"' in form
    sent = {"name": "York line", "organization": "Kestrel Dairies", "source": f"like-{like.pk}", "counterpart": str(hannah.pk), "idempotency": KEY}  # fmt: skip
    answers = [client.post("/projects/new/", sent) for _each in range(2)]
    made = Project.objects.get(name="York line")
    assert [answer["Location"] for answer in answers] == [made.address] * 2
    assert made.at_id == kestrel.pk
    assert Task.objects.filter(about=made.pk).count() == 1
    assert projects.lines(made, "counterparts")[0]["individual"].id == hannah.pk
    assert "York line" in page(cast, kestrel.address)
    assert "York line" in page(cast, hannah.address)


def test_a_wrong_source_is_refused_and_nothing_is_made(cast: Cast) -> None:
    client = cast.browser("tomas")
    answer = client.post("/projects/new/", {"name": "York line", "source": "template-7"})
    assert answer.status_code == 422
    assert b"Choose a template" in answer.content
    assert not Project.objects.exists()


def test_a_project_is_started_and_put_on_hold_by_a_press(cast: Cast) -> None:
    project, client = line(cast), cast.browser("tomas")
    assert f"/projects/{project.pk}/act/start/" in page(cast, project.address)
    assert "has started" in client.post(f"/projects/{project.pk}/act/start/", follow=True).content.decode()
    client.post(f"/projects/{project.pk}/act/hold/")
    assert Project.objects.get().status == "held"
    assert client.post(f"/projects/{project.pk}/act/burn/").status_code == 404


def test_finishing_asks_about_open_tasks(cast: Cast) -> None:
    project, client = line(cast), cast.browser("tomas")
    cast.make("task", name="Survey", about=project.pk)
    assert "1 task is still open" in page(cast, f"/projects/{project.pk}/finish/")
    refused = client.post(f"/projects/{project.pk}/finish/")
    assert refused.status_code == 422
    client.post(f"/projects/{project.pk}/finish/", {"open_tasks": "do"})
    assert (Project.objects.get().status, Task.objects.get().status) == ("done", "done")


def test_dropping_asks_why(cast: Cast) -> None:
    project, client = line(cast), cast.browser("tomas")
    assert "Why" in page(cast, f"/projects/{project.pk}/drop/")
    assert client.post(f"/projects/{project.pk}/drop/", {"cause": ""}).status_code == 422
    client.post(f"/projects/{project.pk}/drop/", {"cause": "No budget"})
    assert Project.objects.get().cause == "No budget"


# ---------------------------------------------------------------- what is under it


def test_tasks_stand_by_how_they_stand(cast: Cast) -> None:
    project, today = line(cast), timezone.localdate()
    first = cast.make("task", name="Survey", about=project.pk, due_on=today - timedelta(days=1))
    cast.make("task", name="Frame", about=project.pk, waits_for=first.pk, due_on=today + timedelta(days=9))
    cast.make("task", name="Paint", about=project.pk, due_on=today + timedelta(days=4))
    cast.make("task", name="Think", about=project.pk, owner=cast.ada_user.pk)
    tasks.do(cast.make("task", name="Measure", about=project.pk), by=cast.tomas)
    tasks.drop(cast.make("task", name="Decorate", about=project.pk), "no", by=cast.tomas)
    text = page(cast, f"{project.address}?tab=project_tasks")
    heads = ("Late", "To do", "Waits for another", "Without a day", "Done", "Dropped")
    assert [one for one in re.findall(r"<h2[^>]*>([^<]+)</h2>", text) if one in heads] == list(heads)
    names = ("Survey", "Paint", "Frame", "Think", "Measure", "Decorate")
    begins = text.index("project-tasks")
    places = [text.index(f'<span class="name">{name}</span>', begins) for name in names]
    assert places == sorted(places)
    assert "4 of mine" not in text
    assert "3 of mine" in text
    assert f"/tasks/?about={project.pk}&amp;view=board" in text
    board = page(cast, f"/tasks/?about={project.pk}&view=board")
    assert all(name in board for name in names)


def test_progress_counts_tasks_planned_time_and_who_spent_how_much(cast: Cast) -> None:
    project = line(cast, budget="10 h", members=[{"user": cast.priya_user.pk}])
    done = cast.make("task", name="Survey", about=project.pk, planned="3 h", spent="2 h")
    cast.make("task", name="Frame", about=project.pk, planned="1 h", owner=cast.priya_user.pk)
    tasks.drop(cast.make("task", name="Never", about=project.pk, planned="90 h"), "no", by=cast.tomas)
    tasks.do(done, by=cast.tomas)
    contacts.log(project, {"form": "call", "seconds": 1800}, by=cast.priya)
    withdrawn = contacts.log(project, {"form": "call", "seconds": 36_000}, by=cast.tomas)
    contacts.withdraw(project, withdrawn.pk, by=cast.tomas)
    found = progress.of(project.pk, cast.tomas)
    assert (found.done, found.all, found.planned_done, found.planned, found.spent) == (1, 2, 180, 240, 9000)
    assert {one.name: (one.open, one.done, one.planned, one.spent) for one in found.shares} == {
        "Priya Nair": (1, 0, 60, 1800),
        "Tomás Ferreira": (0, 1, 180, 7200),
    }
    text = page(cast, project.address)
    assert "75 % of the planned time is done." in text
    assert "2 h 30 min" in text
    assert "of 10 h spent" in text


def test_bars_are_drawn_from_the_first_day_to_the_due_and_read_as_a_table(cast: Cast) -> None:
    project = line(cast, starts_on="2026-03-02", ends_on="2026-04-30")
    first = cast.make("task", name="Survey <b>", about=project.pk, starts_on="2026-03-02", due_on="2026-03-06")
    cast.make("task", name="Frame", about=project.pk, due_on="2026-03-20", planned="24 h", waits_for=first.pk)
    cast.make("task", name="Think", about=project.pk)
    text = page(cast, f"{project.address}?tab=project_bars")
    assert text.count('<svg class="bar-row"') == 3
    assert "waits for Survey &lt;b&gt;" in text
    assert "style=" not in text[text.index('class="bars') :]
    assert "Without a day" in text
    widths = [int(found) for found in re.findall(r'<rect class="\w+" x="\d+" y="\d+" width="(\d+)"', text)]
    assert widths == [5 * 9 - 2, 3 * 9 - 2]  # five days, and three days of eight hours before the due


@pytest.mark.parametrize("days", [1, 44, 119, 399, 1000, 4000, 100_000])
def test_bars_of_any_length_stay_in_their_picture(cast: Cast, days: int) -> None:
    first = timezone.localdate()
    scale = bars.Scale.over(first, first + timedelta(days=days))
    assert 0 < scale.width <= 4_000
    assert 0 <= scale.at(first) <= scale.at(first + timedelta(days=days)) <= scale.width
    assert len(scale.head()) < 60_000


def test_members_read_all_of_it_and_are_offered_nothing_that_they_may_not(cast: Cast) -> None:
    project = line(cast)
    cast.make("task", name="Survey", about=project.pk, due_on="2026-03-06")
    projects.add_member(project, colleague=cast.priya_user.pk, by=cast.tomas)
    for tab in ("", "?tab=project_tasks", "?tab=project_bars"):
        text = page(cast, f"{project.address}{tab}", "priya")
        assert "Survey" in text
        assert "/finish/" not in text
        assert "/act/" not in text
    assert cast.browser("priya").get(f"/projects/{project.pk}/finish/").status_code == 403
    assert cast.browser("omar").get(f"/projects/{project.pk}/finish/").status_code == 404


# ---------------------------------------------------------------- mine, and templates


def test_my_projects_say_what_is_mine_to_do(cast: Cast) -> None:
    today = timezone.localdate()
    hidden = cast.organization("Hidden Dairies")
    project = line(cast, organization=hidden.pk)
    cast.make("task", name="Mine", about=project.pk, owner=cast.priya_user.pk, due_on=today)
    cast.make("task", name="Theirs", about=project.pk)
    cast.make("project", name="Not hers")
    over = cast.make("project", by="priya", name="Ended long ago")
    projects.finish(over, by=cast.priya)
    projects.add_member(project, colleague=cast.priya_user.pk, by=cast.tomas)
    text = page(cast, "/projects/mine/", "priya")
    assert "Ripon line" in text
    assert "1 of yours, today" in " ".join(text.split())
    assert "0/2" in text
    assert "Hidden Dairies" not in text
    assert "Not hers" not in text
    assert "Ended long ago" not in re.sub(r"<head>.*?</head>", "", text, flags=re.DOTALL)
    assert "Ripon line" in page(cast, "/", "priya")
    assert "You are in no project" in page(cast, "/projects/mine/", "ada")


def test_my_projects_ask_as_many_queries_however_many_they_are(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, counts = cast.browser("tomas"), []
    for number in range(1, 7):
        project = cast.make("project", name=f"Line {number}", organization=cast.organization(f"Dairy {number}").pk)
        cast.make("task", name="Mine", about=project.pk)
        if number in (2, 6):
            client.get("/projects/mine/")
            with django_assert_max_num_queries(40) as asked:
                client.get("/projects/mine/")
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_tasks_are_taken_over_once_and_taken_back(cast: Cast) -> None:
    like, client = line(cast), cast.browser("tomas")
    cast.make("task", name="Survey", about=like.pk)
    client.post(f"/projects/{like.pk}/keep/", {"name": "Line"})
    assert client.post(f"/projects/{like.pk}/keep/", {"name": "Line"}).status_code == 422
    template = ProjectTemplate.objects.get()
    made = cast.make("project", name="York line")
    assert f'value="template-{template.pk}"' in page(cast, f"/projects/{made.pk}/fill/")
    assert client.post(f"/projects/{made.pk}/fill/", {"source": ""}).status_code == 422
    for _each in range(2):
        client.post(f"/projects/{made.pk}/fill/", {"source": f"template-{template.pk}", "idempotency": KEY})
    assert [one.name for one in Task.objects.filter(about=made.pk)] == ["Survey"]
    offered = page(cast, project_tab := f"{made.address}?tab=project_tasks")
    assert "Survey" in offered
    undo = re.search(r'action="(/undo/[^"]+)"', client.get(project_tab).content.decode())
    assert undo is None or client.post(undo[1]).status_code == 302


def test_templates_are_listed_and_removed_by_who_saved_them(cast: Cast) -> None:
    plans.save_template(line(cast), "Line", by=cast.tomas)
    template = ProjectTemplate.objects.get()
    assert "Line" in page(cast, "/projects/templates/")
    assert cast.browser("priya").post("/projects/templates/", {"template": template.pk}).status_code == 403
    assert cast.browser("omar").get("/projects/templates/").status_code == 403
    cast.browser("tomas").post("/projects/templates/", {"template": template.pk})
    assert not ProjectTemplate.objects.exists()
