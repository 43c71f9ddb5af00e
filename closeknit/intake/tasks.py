"""What the worker does for imports: whatever their state asks for, a while at a time."""

from __future__ import annotations

import logging

import psycopg
from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from closeknit.intake import bringing, taking_back
from closeknit.intake.models import Import

log = logging.getLogger("closeknit.intake")

SECONDS = 10  # after which a job makes room for others and for a worker that is to stop, and goes on in a next one
# What goes by: a database that restarts, two who wait for each other, a name that somebody took at the same moment.
AGAIN = RetryStrategy(
    max_attempts=5,
    exponential_wait=2,
    retry_exceptions=(
        *(OperationalError, InterfaceError, IntegrityError),
        # What a COPY raises does not pass through Django.
        *(psycopg.OperationalError, psycopg.InterfaceError, psycopg.IntegrityError),
    ),
)


@app.task(name="intake.go_on", pass_context=True, retry=AGAIN)
def go_on(context: JobContext, import_id: int) -> None:
    """Look an import through, write it or take it back, from where it stands; what does not go by is said on its page."""
    try:
        _go_on(import_id)
    except Exception as error:
        if AGAIN.get_retry_decision(exception=error, job=context.job) is None:
            log.exception("an import failed", extra={"import_id": import_id})
            bringing.fail(import_id, _("This import met an error; whoever runs Closeknit finds it in the log."))
        raise


def _go_on(import_id: int) -> None:
    if not Import.objects.filter(pk=import_id).exists():
        return
    bringing.propose(import_id)
    ended = bringing.bring(import_id, seconds=SECONDS) and taking_back.run(import_id, seconds=SECONDS)
    if not ended:
        send(import_id)


def send(import_id: int) -> None:
    """Give an import to the worker, in the transaction of whoever asked; never two workers to one import."""
    go_on.configure(lock=f"import-{import_id}").defer(import_id=import_id)
