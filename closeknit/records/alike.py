"""Records that look like what somebody is about to add: each domain says how, this file asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that may be the same, and why."""

    id: int
    name: str
    url: str
    why: str


type Finder = Callable[[dict[str, Any], Actor], list[Alike]]

FINDERS: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """Say how records of a kind are recognised; called once by its domain when the program starts."""
    FINDERS[kind] = finder


def find(kind: Kind, given: dict[str, Any], actor: Actor) -> list[Alike]:
    """Records that the actor sees and that look like these values, the likeliest first; never one they may not see."""
    finder = FINDERS.get(kind.key)
    return finder(given, actor) if finder else []
