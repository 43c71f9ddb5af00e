"""What the worker does for processes: it moves what is due, at once when something happened and each minute in any case."""

from __future__ import annotations

from procrastinate.contrib.django import app

from closeknit.access import actors
from closeknit.work.processes import engine, starts
from closeknit.work.processes.answers import MOVE
from closeknit.work.processes.models import Process, Signal

SECONDS = 20  # after which a job makes room for others and goes on in a next one


@app.task(name=MOVE)
def move() -> None:
    """Something happened: start what it starts, and move every run that is due."""
    actors.learn_edition()
    while starts.look():
        pass
    if not engine.carry_on(SECONDS):
        app.configure_task(MOVE, schedule_in={"seconds": 1}).defer()


@app.periodic(cron="* * * * *")
@app.task(name="work.sweep", queueing_lock="work.sweep")
def sweep(timestamp: int) -> None:
    """Each minute: what is due by the clock, and whatever word was missed."""
    actors.learn_edition()
    starts.by_clock()
    move()
    Signal.objects.filter(position__left_at__isnull=False).delete()


@app.periodic(cron="7 * * * *")
@app.task(name="work.judge", queueing_lock="work.judge")
def judge(timestamp: int) -> None:
    """Each hour: who came to fit a filter by the clock alone, with nothing told of them."""
    actors.learn_edition()
    for pk in Process.objects.exclude(armed_at=None).values_list("pk", flat=True):
        while starts.judge(pk):
            pass
    waiting = starts.AUTOMATIC.filter(armed_at=None, edition__design__starts__has_key="filter")
    for pk in waiting.values_list("pk", flat=True):
        starts.note_fitting(pk)
    move()


@app.task(name=starts.ARM)
def arm(process_id: int) -> None:
    """A process was published: note who fits its filter already."""
    actors.learn_edition()
    starts.note_fitting(process_id)
