"""What the worker does for fields: their values converted to another type, a while at a time."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.utils.translation import get_language
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from closeknit.profiles import conversions

SECONDS = 10  # after which a job makes room for others, and goes on in a next one
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=2, retry_exceptions=(OperationalError, InterfaceError))


@app.task(name="profiles.convert", retry=AGAIN)
def convert(definition: int, language: str) -> None:
    """Convert the values of the field that this definition follows, from where it stands."""
    if not conversions.run(definition, language, SECONDS):
        send(definition, language)


def send(definition: int, language: str = "") -> None:
    """Give a conversion to the worker, in the transaction of whoever asked; never two workers to one. Texts are read as in this language."""
    task = convert.configure(lock=f"conversion-{definition}")
    task.defer(definition=definition, language=language or get_language() or "en")
