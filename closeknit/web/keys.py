"""The register of keys: what each letter does, read by the sheet that `?` shows and, from there, by the script."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the sheet: `does` is the word by which the script knows the action, `letters` press it, `shown` is how people read them.

    Without `does` it tells of what works anyway. With `url_name` it opens the form at that address over the page.
    """

    label: str | Promise
    shown: tuple[str, ...]
    does: str = ""
    letters: str = ""
    url_name: str = ""


EVERYWHERE, LIST, RECORD, BOARD = _("Everywhere"), _("In a list"), _("On a record"), _("On a board")


def register(group: str | Promise, *keys: Key, where: str = "") -> None:
    """Add lines to the sheet; called once by a folder when the program starts. `where` is a CSS selector as in WHERE."""
    KEYS[group] = (*KEYS.get(group, ()), *keys)
    if where:
        WHERE[group] = where


# Of the groups that hold on some pages only: what is on such a page, as a CSS selector.
WHERE: dict[str | Promise, str] = {
    LIST: "[data-rows]",
    RECORD: "body:not(:has([data-rows])) edit-in-place",
    BOARD: "[data-board]",
}
KEYS: dict[str | Promise, tuple[Key, ...]] = {
    EVERYWHERE: (
        Key(_("Find or do anything"), ("Ctrl", "K")),
        Key(_("New"), ("C",)),
        Key(_("Search"), ("/",), "search", "/"),
        Key(_("Undo"), ("Z",), "undo", "z"),
        Key(_("Side bar as icons, or whole"), ("B",)),
        Key(_("Send a form"), ("Ctrl", "↵")),
        Key(_("Close, or leave as it was"), ("Esc",)),
        Key(_("Show these keys"), ("?",), "keys", "?"),
    ),
    LIST: (
        Key(_("Down and up"), ("J", "K"), "down", "j"),
        Key("", (), "up", "k"),
        Key(_("Select, or up to here"), ("X", "Shift X"), "select", "x"),
        Key(_("Look at it beside the list"), ("Space",), "peek", "Space"),
        Key(_("Open what is marked"), ("↵", "O"), "open", "o Enter"),
        Key(_("Change a value in the row, or a field of those selected"), ("E",), "edit", "e"),
        Key(_("Say who looks after it"), ("A",), "assign", "a"),
        Key(_("Filter"), ("F",)),
    ),
    RECORD: (
        Key(_("Change a value"), ("E",), "edit", "e"),
        Key(_("Say who looks after it"), ("A",), "assign", "a"),
        Key(_("Write a note"), ("N",)),
        Key(_("Save a value and change the next"), ("Tab",)),
        Key(_("The one before and the one after in the list"), ("[", "]"), "before", "["),
        Key("", (), "after", "]"),
    ),
    BOARD: (
        Key(_("Move a card to the column before or after"), ("[", "]"), "before", "["),
        Key("", (), "after", "]"),
    ),
}
