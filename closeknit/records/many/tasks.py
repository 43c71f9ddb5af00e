"""What the worker does for records: it goes on with what somebody wants of many, a while at a time."""

from __future__ import annotations

import logging

import psycopg
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from closeknit.records.many import batches

log = logging.getLogger("closeknit.records")

SECONDS = 10  # after which a job makes room for others and goes on in a next one
AGAIN = RetryStrategy(
    max_attempts=5,
    exponential_wait=2,
    retry_exceptions=(OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError),
)


@app.task(name="records.go_on", pass_context=True, retry=AGAIN)
def go_on(context: JobContext, batch_id: int) -> None:
    """Go on with a batch from where it stands; what does not go by is said where its progress is."""
    try:
        if not batches.go_on(batch_id, SECONDS):
            batches.send(batch_id)
    except Exception as error:
        if AGAIN.get_retry_decision(exception=error, job=context.job) is None:
            log.exception("a batch failed", extra={"batch_id": batch_id})
            batches.fail(batch_id, _("This met an error; whoever runs Closeknit finds it in the log."))
        raise
