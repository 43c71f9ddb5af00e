"""What can be expected of a door: its ways, and the words in which they say who comes in.

The words of `asks`, answered in this order by the oracle:
public: anybody, signed in or not · signed-in: anybody who is · kind:V: who may do V with some record of the kind of the address, else 403
(kind:K.V names another kind) · scope:V: a token's scopes let it do V with the kind (scope:K.V with another), else 403 · knows: who sees records of the kind (knows:K of another), else 404 · sees: who sees the record, else 404 · finds: or finds it in the bin · import: the import is theirs or they manage imports, else 404 · restores: it is in the bin and they may restore
it, else 404 · live: it is not in the bin, else 404 · may:V: who may do V to this record, else 403 · undoes:V: V, or restore where it is in the bin,
else 403 · lost: 404 for all, signed in or not · nobodys: 404 for all who are signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

if TYPE_CHECKING:
    from tests.sweep.world import Subject

type Asks = tuple[str, ...]
type Sample = Callable[[Subject], dict[str, Any]]

READ = ("GET",)  # a list or a page is looked at; HEAD is refused like every other method that a page does not have
ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def nothing(subject: Subject) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Way:
    """One way through a door: its methods, what it asks, the query and the body with which it is tried.

    `form` is sent as a form, `json` as JSON. `writes` excuses a safe method that writes, and says why.
    """

    methods: tuple[str, ...]
    asks: Asks
    query: str = ""
    form: Sample = nothing
    json: Callable[[Subject], Any] | None = None
    writes: str = ""
    htmx_only: bool = False


@dataclass(frozen=True)
class Door:
    """One route: its ways, and the words of its address beside `kind` and `pk`, taken from the subject."""

    ways: tuple[Way, ...]
    words: Sample = nothing
    api: bool = False
    also: tuple[int, ...] = ()  # statuses with which a door that was open still says that it is not the time
    # methods of libraries' own views that are not refused by 405 but are not ours to speak of either
    careless: tuple[str, ...] = field(default=())


def the_record(subject: Subject) -> dict[str, Any]:
    return {"pk": subject.pk}


def a_contact(subject: Subject) -> dict[str, Any]:
    return {**the_record(subject), "contact": subject.rows.get("contact", 0)}


def page(asks: Asks, query: str = "", **more: Any) -> Way:
    """A way that only shows."""
    return Way(READ, asks, query, **more)


def send(asks: Asks, form: Sample = nothing, **more: Any) -> Way:
    """A way that changes something by a form."""
    return Way(("POST",), asks, form=form, **more)


def program(*ways: Way, words: Sample = the_record) -> Door:
    """A door of the API."""
    return Door(ways, words, api=True)


def a_file() -> SimpleUploadedFile:
    """A file to attach, new for each request, since reading empties it."""
    return SimpleUploadedFile("plan.txt", b"words")


def a_table() -> SimpleUploadedFile:
    """A file to import, new for each request."""
    return SimpleUploadedFile("fair.csv", b"Name,City\nKestrel,Ripon\n")


WRONG_STATE = (409, 422)


def an_invitation() -> SimpleUploadedFile:
    """A calendar with one meeting."""
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", "SUMMARY:Review", "DTSTART:20261201T090000Z", "END:VEVENT", "END:VCALENDAR", "")  # fmt: skip
    return SimpleUploadedFile("invite.ics", "\r\n".join(lines).encode())
