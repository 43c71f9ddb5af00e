"""Runs of a process carried out while their workers are killed: each step must have been done once, and none twice.

`python -m tests.killed_runs 2000 200` makes 2,000 runs and kills 200 times with SIGKILL: one of two workers at a random moment and, where
the database is the embedded one, every tenth time the database's server. It needs an empty data folder (`CLOSEKNIT_HOME`) or an empty
database (`DATABASE_URL`), and ends with 1 where anything was lost or done twice. The same seed kills at the same moments by its clock.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from tests.cast import Cast

DESIGN = {
    "steps": [
        {"key": "one", "kind": "act", "given": {"verb": "timeline_notes.write", "with": {"text": "one"}}},
        {"key": "fork", "kind": "fork", "goes": {"1": "rest", "2": "do"}},
        {"key": "rest", "kind": "wait", "given": {"period": "0 minutes"}},
        {"key": "left", "kind": "act", "given": {"verb": "timeline_notes.write", "with": {"text": "left"}}, "goes": {"": "meet"}},
        {"key": "do", "kind": "task", "given": {"name": "Do it"}},
        {"key": "set", "kind": "set", "given": {"field": "legal_name", "value": "{record} Ltd"}},
        {"key": "meet", "kind": "gather"},
        {"key": "last", "kind": "act", "given": {"verb": "timeline_notes.write", "with": {"text": "last"}}},
    ]
}  # fmt: skip
# Of each run: the entries that it writes on its record, by kind and text, and how often it came to each step.
TOLD = Counter({("process.started", ""): 1, ("process.ended", ""): 1, ("note.written", "one"): 1, ("note.written", "left"): 1, ("note.written", "last"): 1, ("task.added", ""): 1, ("task.done", ""): 1, ("record.edited", ""): 1, ("record.created", ""): 1})  # fmt: skip
STEPS = Counter({"one": 1, "fork": 1, "rest": 1, "left": 1, "do": 1, "set": 1, "meet": 2, "last": 1})


def worker() -> int:
    """A process that carries out what is due until it is killed; its number."""
    from django.db import Error, connections

    connections.close_all()
    if pid := os.fork():
        return pid
    from closeknit.work.processes import engine, starts

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    while True:
        try:
            while starts.look():
                pass
            engine.carry_on(1)
        except Error:  # the database was killed: the real worker is begun anew then
            connections.close_all()
        time.sleep(0.02)


@contextmanager
def killing(kills: int, seconds: float, seed: int, kill_database: Any = None) -> Iterator[Any]:
    """Two workers, one of which is killed at random moments and followed by another; gives what to call now and then."""
    dice, workers, done = random.Random(seed), [worker(), worker()], Counter[str]()
    due = time.monotonic()

    def tick() -> Counter[str]:
        nonlocal due
        if time.monotonic() >= due and sum(done.values()) < kills:
            due = time.monotonic() + dice.uniform(0.2, 1.8) * seconds
            if kill_database is not None and sum(done.values()) % 10 == 9:
                kill_database()
                done["database"] += 1
            else:
                place = dice.randrange(2)
                end(workers[place])
                workers[place] = worker()
                done["worker"] += 1
        return done

    try:
        yield tick
    finally:
        for pid in workers:
            end(pid)


def end(pid: int) -> None:
    """Kill a worker of ours, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def people(cast: Cast) -> int:
    """Do what tasks are open, as their person would; gives how many runs have not ended."""
    from closeknit.access.actors import acting
    from closeknit.work import tasks
    from closeknit.work.models import Task
    from closeknit.work.processes.models import Run

    for task in Task.objects.filter(status="open").order_by("pk")[:20]:
        with acting(cast.tomas.anew()) as by:
            tasks.do(task, by=by)
    return Run.objects.filter(ended_at=None).count()


def begun(cast: Cast, number: int) -> int:
    """Begin that many runs, each on a record of its own; gives the process."""
    from closeknit.access.actors import acting
    from closeknit.catalogue.kinds import kinds
    from closeknit.records import record
    from closeknit.work.processes import processes, runs

    kind = kinds["organization"]
    with acting(cast.ada) as by:
        drawn = processes.add(kind, {"name": "Errand", "design": DESIGN}, by=by)
        process = processes.publish(kind, drawn.pk, by=by)
    for count in range(number):
        with acting(cast.tomas.anew()) as by:
            runs.begin(process, record.create(kind, {"name": f"Alder {count}"}, by=by).pk, by, "hand")
    return process.pk


def faults() -> list[str]:
    """What was lost, done twice, or stands still, in words."""
    from closeknit.records.models import Tie
    from closeknit.work.models import Task
    from closeknit.work.processes.models import Position, Run, Signal

    told: dict[int, Counter[tuple[str, str]]] = {}
    for record, kind, data in Tie.objects.filter(record__kind="organization").values_list("record_id", "entry__kind", "entry__data"):  # fmt: skip
        told.setdefault(record, Counter())[kind, data.get("text", "") if kind == "note.written" else ""] += 1
    stood: dict[int, Counter[str]] = {}
    for run, step in Position.objects.filter(left_at__isnull=False).values_list("run_id", "step"):
        stood.setdefault(run, Counter())[step] += 1
    found = []
    for run, record, state, why in Run.objects.values_list("pk", "record_id", "state", "why"):
        if state != "done":
            found.append(f"run {run} is {state}: {why}")
        if told.get(record) != TOLD:
            found.append(f"run {run} wrote {told.get(record)}")
        if stood.get(run) != STEPS:
            found.append(f"run {run} stood at {stood.get(run)}")
    if Task.objects.count() != Run.objects.count():
        found.append(f"{Task.objects.count()} tasks for {Run.objects.count()} runs")
    if waiting := Signal.objects.filter(position__left_at=None).count():
        found.append(f"{waiting} signals were not heard")
    return found


def main(number: int, kills: int, seed: int) -> int:
    """Carry out so many runs under so many kills, and say what became of them."""
    from django.core.management import call_command
    from django.db import Error, connections

    from closeknit.access.models import User
    from closeknit.config import environment, postgres
    from tests.cast import Cast

    cluster = environment.embedded()
    if cluster:
        cluster.start()
    call_command("migrate", verbosity=0)
    if User.objects.exists():
        print("This needs an empty database: name another by DATABASE_URL, or another folder by CLOSEKNIT_HOME.")
        return 2

    def kill_database() -> None:
        assert cluster
        pid = int((cluster.placement.data / "postmaster.pid").read_text().split("\n")[0])
        if postgres.serves(pid, cluster.placement.data):
            os.kill(pid, signal.SIGKILL)
        connections.close_all()
        cluster.start()

    cast, began = Cast(), time.monotonic()
    begun(cast, number)
    print(f"seed {seed}: {number} runs begun in {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    with killing(kills, max(0.2, number * 0.12 / kills), seed, kill_database if cluster else None) as tick:
        left, done = number, tick()
        while left or sum(done.values()) < kills:
            done = tick()
            try:
                left = people(cast)
            except Error:
                connections.close_all()
            if time.monotonic() - began > 3_000:
                break
            time.sleep(0.02)
    wrong = faults()
    print(f"{dict(done)} kills in {time.monotonic() - began:.0f} s, {number} runs, {len(wrong)} faults")
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "closeknit.config.settings")
    django.setup()
    asked = [int(one) for one in sys.argv[1:]] + [2000, 200, 1][len(sys.argv) - 1 :]
    sys.exit(main(*asked[:3]))
