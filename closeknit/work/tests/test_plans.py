"""The list of tasks, the panel and Today are read by indexes, also for who sees few among many tasks of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from closeknit.catalogue.filters import Where
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types.value import Operator
from closeknit.web.listing import Listing, little
from closeknit.work import due
from closeknit.work.models import Task
from tests.cast import Cast

MANY, OWN, CUSTOMERS = 11_000, 2_500, 500
FILL = """
with about as (insert into records_record (kind, name, sort_key, search, owner_id)
  select 'organization', 'Customer ' || n, 'customer ' || n, 'customer ' || n, %(of)s from generate_series(1, %(customers)s) n
  returning id),
 places as (select id, row_number() over () as place from about),
 made as (insert into records_record (kind, name, sort_key, search, owner_id)
  select 'task', 'Task ' || n, 'task ' || n, 'task ' || n, %(owner)s from generate_series(1, %(number)s) n returning id)
insert into work_task (record_ptr_id, doer_id, given_by_id, about_id, due_by)
select made.id, %(owner)s, %(owner)s, places.id, now() + interval '90 days'
  from made join places on place = 1 + made.id %% %(customers)s"""


def fill(owner: int, of: int, number: int) -> None:
    """So many tasks of somebody, about customers of somebody, due long after those that matter here."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"owner": owner, "of": of, "number": number, "customers": CUSTOMERS})
        cursor.execute("analyze records_record, work_task")


@pytest.fixture
def own(cast: Cast) -> Any:
    """The browser of somebody who sees their own tasks, one that they gave, one of their role and one about their customer."""
    theirs = cast.make("organization", "priya", name="Theirs")
    other = cast.make("organization", "ada", name="Another's")
    fill(cast.ada_user.pk, cast.ada_user.pk, MANY)
    cast.make("task", "priya", name="Mine", due_on=timezone.localdate())
    cast.make("task", "ada", name="Given", owner=cast.ada_user.pk, given_by=cast.priya_user.pk, due_on=timezone.localdate())  # fmt: skip
    cast.make("task", "ada", name="About", owner=cast.ada_user.pk, about=theirs.pk, due_on=timezone.localdate())
    cast.make("task", "ada", name="Of the role", hat=cast.priya_user.hats.get().pk)
    cast.make("task", "ada", name="Hidden", owner=cast.ada_user.pk, about=other.pk)
    return cast.browser("priya")


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """The queries that are made meanwhile, with their values."""
    found: list[tuple[str, Any]] = []
    with connection.execute_wrapper(lambda execute, *given: found.append(given[:2]) or execute(*given)):
        yield found


def explained(sql: str, given: Any) -> dict[str, Any]:
    """The plan of a query that reads, as it is carried out where the database is told what the embedded one is; an empty one of what
    only writes."""
    if not sql.lstrip("( \n").lower().startswith(("select", "with")):
        return {}
    with connection.cursor() as cursor:
        cursor.execute("set local random_page_cost = 1.1")  # `config/tuning.py`
        cursor.execute(f"explain (analyze, format json) {sql}", given)
        plan: dict[str, Any] = cursor.fetchone()[0][0]["Plan"]
        return plan


def read_through(node: dict[str, Any]) -> Iterator[str]:
    """The tables of which a plan reads most to keep little."""
    dropped = node.get("Rows Removed by Filter", 0) * node.get("Actual Loops", 1)
    read = dropped + node.get("Actual Rows", 0) * node.get("Actual Loops", 1)
    if dropped > MANY // 2 or (node.get("Node Type") == "Seq Scan" and read > MANY // 2):
        yield f"{node['Node Type']} of {node.get('Relation Name')}: {read}"
    for below in node.get("Plans", ()):
        yield from read_through(below)


def suspects(queries: list[tuple[str, Any]]) -> list[str]:
    found = [(sql, given) for sql, given in queries if "work_task" in sql]
    assert found
    return [one for sql, given in found for one in read_through(explained(sql, given))]


@pytest.mark.parametrize("path", ["/tasks/", "/tasks/?sort=due_by", "/tasks/?sort=-updated_at", "/"])
def test_no_page_reads_the_tasks_of_others(own: Any, path: str) -> None:
    with asked() as queries:
        shown = own.get(path).content.decode()
    assert all(name in shown for name in ("Mine", "Given", "Of the role"))
    assert path == "/" or "About" in shown
    assert "Hidden" not in shown
    assert suspects(queries) == []


def test_each_reach_is_looked_at_by_itself(own: Any, cast: Cast) -> None:
    """That somebody has many of their own does not make those be sought that they gave: these are gathered."""
    mine = Listing(kinds["task"], cast.priya)
    assert set(little([mine])[0]) == {True}
    fill(cast.priya_user.pk, cast.ada_user.pk, OWN)
    of_her_own, she_gave, *others = little([mine])[0]
    assert (of_her_own, she_gave, set(others)) == (False, False, {True})
    few = Listing(kinds["task"], cast.priya, tree=Where("name", Operator.IS, "Given"))
    assert [set(one) for one in little([few, mine])] == [{True}, {True, False}]


def test_the_panel_of_a_record_reads_its_own_tasks(own: Any, cast: Cast) -> None:
    theirs = Task.objects.select_related("at").get(name="About").at
    with asked() as queries:
        still, closed = due.of_record(theirs, cast.priya)
    assert ([one.name for one in still], closed) == (["About"], [])
    assert suspects(queries) == []


def test_rows_gathered_and_rows_sought_are_one_list(own: Any, cast: Cast) -> None:
    """Every task once, in the order of the list, however the parts of it were found."""
    fill(cast.priya_user.pk, cast.ada_user.pk, OWN)
    names, address = [], "/tasks/?sort=-updated_at"
    for _page in range(3):
        answer = own.get(address)
        names += [row.name for row in answer.context["rows"]]
        address = answer.context["next_url"]
    assert len(names) == len(set(names)) == 150
    with_others = {"Mine", "Given", "About", "Of the role"} & set(names)
    Task.objects.filter(name__in=["Given", "About"]).update(updated_at="2000-01-01T00:00Z")
    moved = [row.name for row in own.get("/tasks/?sort=updated_at").context["rows"]]
    assert set(moved[:2]) == {"Given", "About"}
    assert with_others <= {"Mine", "Given", "About", "Of the role"}
