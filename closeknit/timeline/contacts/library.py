"""The library of contact forms: what kinds of contact there are, what each is called, and how one of them is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

OUT, IN, NEITHER = "out", "in", ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of contact: {actor} and {people} stand in its sentences, one for each direction that it knows; the first is meant.

    `verb` is what its button says, `directions` what people choose between: who began.
    """

    key: str
    label: Any
    verb: Any
    icon: str
    channel: str
    sentences: dict[str, Any]
    directions: dict[str, Any]

    @property
    def usual(self) -> str:
        """The direction that is meant where none is said."""
        return next(iter(self.sentences))


def _shipped(key: str, label: Any, verb: Any, icon: str, channel: str, **said: tuple[Any, Any]) -> Form:
    """A form with what it says for each direction: the sentence, and the choice."""
    sentences, directions = ({way: one[place] for way, one in said.items()} for place in (0, 1))
    return Form(key, label, verb, icon, channel, sentences, directions)


SHIPPED: dict[str, Form] = {
    one.key: one
    for one in (
        _shipped(
            "call",
            _("Call"),
            _("Log call"),
            "phone",
            "phone",
            out=(_("{actor} called {people}"), _("We called")),
            **{IN: (_("{people} called {actor}"), _("They called"))},
        ),
        Form("meeting", _("Meeting"), _("Log meeting"), "users-round", "in_person", {NEITHER: _("{actor} met {people}")}, {}),
        _shipped(
            "letter",
            _("Letter"),
            _("Log letter"),
            "mail",
            "post",
            out=(_("{actor} wrote a letter to {people}"), _("We wrote")),
            **{IN: (_("{people} wrote a letter to {actor}"), _("They wrote"))},
        ),
        _shipped(
            "message",
            _("Message"),
            _("Log message"),
            "message-square",
            "message",
            out=(_("{actor} sent a message to {people}"), _("We wrote")),
            **{IN: (_("{people} sent a message to {actor}"), _("They wrote"))},
        ),
        Form("enquiry", _("Enquiry"), _("Log enquiry"), "inbox", "enquiry", {IN: _("{people} enquired with {actor}")}, {}),
        Form("sales_request", _("Sales request"), _("Log sales request"), "shopping-cart", "enquiry", {IN: _("{people} asked {actor} for an offer")}, {}),
        Form("support_request", _("Support request"), _("Log support request"), "life-buoy", "enquiry", {IN: _("{people} asked {actor} for help")}, {}),
    )
}  # fmt: skip


def known(key: str) -> Form | None:
    """The form with this key, or None."""
    return SHIPPED.get(key)


def offered() -> list[Form]:
    """The forms through which a contact can be entered, in their order."""
    return list(SHIPPED.values())
