"""Texts that say who somebody is, pasted into a new record: each domain says how they are read, the form asks here."""

from __future__ import annotations

from collections.abc import Callable

from closeknit.access.actors import Actor

LONGEST = 5_000  # characters of a text that are read

type Reader = Callable[[str, Actor], dict[str, str]]

READERS: dict[str, Reader] = {}


def register(kind: str, reader: Reader) -> None:
    """Say how a text is read for a new record of a kind; called once by its domain when the program starts."""
    READERS[kind] = reader


def read(kind: str, text: str, actor: Actor) -> dict[str, str]:
    """What a text seems to say, by the key of the field, as somebody would type it; {} where nothing is found."""
    reader = READERS.get(kind)
    return reader(text[:LONGEST], actor) if reader else {}
