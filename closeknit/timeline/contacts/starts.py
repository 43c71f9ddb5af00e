"""What a contact may start, in its own transaction: a task now, a process or a new record later. Higher folders fill the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Start:
    """One thing that a contact can give rise to, said in one line: `begin(line, record, by)` does it and raises Refused.

    `may(actor)` tells who is offered it; `hint` is an example.
    """

    key: str
    label: str | Promise
    hint: str | Promise
    icon: str
    may: Callable[[Actor], bool]
    begin: Callable[[str, Any, Actor], None]


STARTS: dict[str, Start] = {}


def register(start: Start) -> None:
    """Offer it in every form of contact; called once by its owner when the program starts."""
    STARTS[start.key] = start


def offered(actor: Actor) -> list[Start]:
    """What this actor may start."""
    return [one for one in STARTS.values() if one.may(actor)]


def begin(lines: Mapping[str, str], record: Any, by: Actor) -> None:
    """Start what is said; empty lines start nothing. Raises Refused for what there is not."""
    if not isinstance(lines, Mapping):
        raise Refused(_('“starts” is an object of lines, such as {"task": "…"}.'), field="starts", code="wrong_type")
    for key, line in lines.items():
        if key not in STARTS or not isinstance(line, str) or len(line) > LONGEST:
            sentence = _("A contact can start: %(all)s; each in a line of up to 500 characters.")
            raise Refused(sentence % {"all": ", ".join(STARTS)}, field="starts", code="not_an_option")
        if line.strip():
            STARTS[key].begin(line.strip(), record, by)
