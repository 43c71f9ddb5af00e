"""What the API does by itself: forget old answers."""

from __future__ import annotations

from procrastinate.contrib.django import app

from closeknit.api import idempotency


@app.periodic(cron="17 * * * *")
@app.task(name="api.forget_answers", queueing_lock="api.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Once an hour: answers kept under idempotency keys for more than a day."""
    idempotency.forget()
