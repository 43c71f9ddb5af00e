"""What the worker does for digests: each minute, whose morning has come, and what is wanted at once."""

from __future__ import annotations

from procrastinate.contrib.django import app

from closeknit.access import actors
from closeknit.work.digests import digests


@app.periodic(cron="* * * * *")
@app.task(name="work.digest", queueing_lock="work.digest")
def digest(timestamp: int) -> None:
    """Write what is due by mail; the outbox sends it."""
    actors.learn_edition()
    digests.at_once()
    digests.morning()
