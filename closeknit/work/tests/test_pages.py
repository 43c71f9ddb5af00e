"""Pages of work: a task in one line, Today, the panel of a record, and the keys."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from closeknit.work import tasks
from closeknit.work.models import Task
from tests.cast import Cast


def test_a_line_makes_a_task_about_the_record_on_whose_page_one_is(cast: Cast) -> None:
    kestrel = cast.organization()
    client = cast.browser("tomas")
    sent = {
        "line": "call them tomorrow @Priya",
        "on": kestrel.address,
        "idempotency": "7c0d4a52-2b4e-4a54-9a52-0d3f1f0f8d11",
    }
    answer = client.post("/tasks/quick/", sent)
    assert answer.status_code == 302
    assert answer["Location"] == kestrel.address
    client.post("/tasks/quick/", sent)
    task = Task.objects.get()
    assert (task.name, task.about_id, task.owner_id) == ("call them", kestrel.pk, cast.priya_user.pk)
    assert b"call them" in client.get(kestrel.address).content


def test_what_is_understood_is_shown_while_one_types(cast: Cast) -> None:
    client = cast.browser("tomas")
    shown = client.get("/tasks/quick/", {"line": "call every third Tuesday !high"}, headers={"HX-Request": "true"})
    assert b"every third Tuesday of the month" in shown.content
    assert b"High" in shown.content


def test_a_line_without_words_is_refused_beside_its_field(cast: Cast) -> None:
    client = cast.browser("tomas")
    answer = client.post("/tasks/quick/", {"line": " tomorrow ", "on": "/"})
    assert answer.status_code == 422
    assert b"is needed" in answer.content


def test_a_form_never_leads_elsewhere(cast: Cast) -> None:
    client = cast.browser("tomas")
    answer = client.post("/tasks/quick/", {"line": "call", "on": "//evil.example/"})
    assert answer["Location"].startswith("/tasks/")


def test_today_shows_what_is_late_due_given_and_there_to_be_taken(cast: Cast) -> None:
    today = timezone.localdate()
    cast.make("task", "tomas", name="Late one", due_on=str(today - timedelta(days=2)))
    cast.make("task", "tomas", name="Due one", due_on=str(today))
    cast.make("task", "tomas", name="Ahead one", due_on=str(today + timedelta(days=3)))
    cast.make("task", "tomas", name="Given one", owner=cast.priya_user.pk)
    cast.make("task", "ada", name="Free one", team=cast.north.pk)
    cast.tomas_user.teams.add(cast.north)
    client = cast.browser("tomas")
    text = client.get("/").content.decode()
    places = [text.index(words) for words in ("Late one", "Due one", "Ahead one", "Given one", "Free one")]
    assert places == sorted(places)
    assert "2 days late" in text


def test_today_asks_as_many_queries_however_much_is_due(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    kestrel = cast.organization()
    client = cast.browser("tomas")
    counts = []
    for round_ in range(2):
        for number in range(4):
            cast.make("task", name=f"Task {round_}{number}", due_on=str(timezone.localdate()), about=kestrel.pk)
        client.get("/")
        with django_assert_max_num_queries(60) as asked:
            client.get("/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_one_press_does_a_task_and_offers_to_take_it_back(cast: Cast) -> None:
    task = cast.make("task", name="Call")
    client = cast.browser("tomas")
    answer = client.post(f"/tasks/{task.pk}/act/do/", {"on": "/"}, follow=True)
    assert "“Call” is done." in answer.content.decode()
    assert Task.objects.get().status == "done"
    client.post(f"/tasks/{task.pk}/act/reopen/", {"on": "/"})
    client.post(f"/tasks/{task.pk}/act/move/", {"on": "/", "day": "2999-01-01"})
    assert str(Task.objects.get().due_on) == "2999-01-01"
    assert client.post(f"/tasks/{task.pk}/act/move/", {"day": "soon"}).status_code == 422
    assert client.post(f"/tasks/{task.pk}/act/steal/").status_code == 404


def test_a_task_is_given_away_and_dropped_with_a_cause(cast: Cast) -> None:
    task = cast.make("task", name="Call")
    client = cast.browser("tomas")
    assert b"North" in client.get(f"/tasks/{task.pk}/give/").content
    client.post(f"/tasks/{task.pk}/give/", {"to": f"team-{cast.north.pk}"})
    assert (Task.objects.get().owner_id, Task.objects.get().team_id) == (None, cast.north.pk)
    assert client.post(f"/tasks/{task.pk}/give/", {"to": "moon-1"}).status_code == 422
    assert b"Why" in client.get(f"/tasks/{task.pk}/drop/").content
    client.post(f"/tasks/{task.pk}/drop/", {"cause": "They called"})
    assert Task.objects.get().cause == "They called"


def test_a_task_that_is_not_seen_is_not_there(cast: Cast) -> None:
    task = cast.make("task", "tomas", name="Secret plan")
    client = cast.browser("priya")
    for address in ("give/", "drop/"):
        assert client.get(f"/tasks/{task.pk}/{address}").status_code == 404
    assert client.post(f"/tasks/{task.pk}/act/do/").status_code == 404
    assert b"Secret plan" not in client.get("/").content


def test_what_a_task_is_about_is_not_told_to_whom_it_is_hidden(cast: Cast) -> None:
    hidden = cast.organization("Hidden Valley", by="tomas")
    cast.make("task", "tomas", name="Call", about=hidden.pk, owner=cast.priya_user.pk)
    cast.organization("Alder", by="priya")
    client = cast.browser("priya")
    text = client.get("/").content.decode()
    assert "Call" in text
    assert "Hidden Valley" not in text


def test_the_list_the_page_and_the_form_of_tasks_are_there(cast: Cast) -> None:
    task = cast.make(
        "task", name="Calibrate", due_on="2026-12-01", recurrence="every third Tuesday", checklist=[{"text": "Zero"}]
    )
    client = cast.browser("tomas")
    assert b"Calibrate" in client.get("/tasks/?status=open&owner=me&sort=due_by").content
    page = client.get(task.address).content
    assert b"every third Tuesday of the month" in page
    assert b"Zero" in page
    assert client.get("/tasks/new/").status_code == 200
    answer = client.get("/tasks/export.csv?columns=all")
    assert b"Calibrate" in b"".join(answer)  # type: ignore[arg-type]


def test_a_box_before_each_name_does_a_task_on_the_list_and_on_the_board(cast: Cast) -> None:
    mine = cast.make("task", name="Call <b>")
    done = tasks.do(cast.make("task", name="Wrote"), by=cast.tomas)
    tasks.drop(cast.make("task", name="Never"), "no", by=cast.tomas)
    client = cast.browser("tomas")
    for address in ("/tasks/", "/tasks/?view=board"):
        text = client.get(address).content.decode()
        assert text.count('form="press"') == 2
        assert (
            f'formaction="/tasks/{mine.pk}/act/do/" role="checkbox" aria-checked="false" aria-label="Done: Call &lt;b&gt;"'
            in text
        )
        assert f'formaction="/tasks/{done.pk}/act/reopen/" role="checkbox" aria-checked="true"' in text
        assert f'name="on" value="{address}"' in text
    answer = client.post(f"/tasks/{mine.pk}/act/do/", {"on": "/tasks/?view=board"}, follow=True)
    assert answer.redirect_chain == [("/tasks/?view=board", 302)]
    told = answer.content.decode()
    assert "is done." in told
    assert 'name="next" value="/tasks/?view=board"' in told


def test_there_is_no_box_before_what_one_may_only_see(cast: Cast) -> None:
    hers = cast.organization("Alder", by="priya")
    cast.make("task", name="Look on", about=hers.pk)
    text = cast.browser("priya").get("/tasks/").content.decode()
    assert "Look on" in text
    assert 'form="press"' not in text
