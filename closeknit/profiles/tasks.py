"""What the worker does for fields, a while at a time: their values converted to another type, and sorted into places."""

from __future__ import annotations

from time import monotonic

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import get_language
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from closeknit.catalogue.profile_places import ASKED
from closeknit.profiles import conversions, places

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


OFTEN = 3600.0  # seconds in which a process tells once of each field
LATER = 5  # seconds after which a place is looked at again that others may still be writing into
_told: dict[int, float] = {}


@app.task(name="profiles.place", retry=AGAIN)
def place(definition: int) -> None:
    """Give a definition a place if it needs one and there is one, and write its values there."""
    places.give(definition)
    if not places.fill(definition, SECONDS):
        wait = 0 if places.settled(definition) else LATER
        place.configure(lock=f"place-{definition}", schedule_in={"seconds": wait}).defer(definition=definition)


def tell() -> None:
    """After a request: note by which fields lists were sorted since this process last told, and have places given to those without."""
    if not ASKED:
        return
    asked, moment = set(ASKED), monotonic()
    ASKED.difference_update(asked)
    fresh = [pk for pk in asked if moment - _told.get(pk, -OFTEN) >= OFTEN]
    if not fresh:
        return
    _told.update(dict.fromkeys(fresh, moment))
    with transaction.atomic():
        for pk in places.note(fresh):
            place.configure(lock=f"place-{pk}").defer(definition=pk)
