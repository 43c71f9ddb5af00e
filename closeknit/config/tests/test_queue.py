"""The queue: a job exists if and only if its change does, and one whose worker was killed is run again."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from closeknit.config import tasks

pytestmark = pytest.mark.django_db(transaction=True)


def jobs(where: str = "true") -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(f"select status::text, attempts from procrastinate_jobs where {where} order by id")
        return list(cursor.fetchall())


@pytest.fixture(autouse=True)
def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers restart identity cascade")


def defer() -> int:
    return int(app.configure_task("config.tests.nothing").defer())


def left_by_a_dead_worker(job: int, attempts: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour') returning id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s, attempts = %s where id = %s",
            [worker, attempts, job],
        )


def take_up() -> None:
    async def once() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as queue:
            async with queue.open_async():
                await tasks.take_up(queue.job_manager)

    with ThreadPoolExecutor(1) as apart:  # the browser's driver keeps a loop of its own in this thread
        apart.submit(lambda: asyncio.run(once())).result()


def test_a_job_is_there_if_and_only_if_the_change_is() -> None:
    with transaction.atomic():
        defer()
        transaction.set_rollback(True)
    assert jobs() == []
    with transaction.atomic():
        defer()
    assert jobs() == [("todo", 0)]


def test_a_job_whose_worker_was_killed_is_run_again() -> None:
    left_by_a_dead_worker(defer())
    take_up()
    assert jobs() == [("todo", 1)]


def test_a_job_of_a_living_worker_is_left_alone() -> None:
    job = defer()
    left_by_a_dead_worker(job)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now()")
    take_up()
    assert jobs() == [("doing", 0)]


def test_a_job_that_ends_every_worker_is_given_up() -> None:
    left_by_a_dead_worker(defer(), attempts=tasks.MOST_ATTEMPTS - 1)
    take_up()
    assert jobs() == [("failed", tasks.MOST_ATTEMPTS)]
