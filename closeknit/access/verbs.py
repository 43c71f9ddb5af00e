"""The verb: one action behind every door, checked, locked, written as one and kept in a register."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.refusal import Refused, RefusedTogether

__all__ = ["VERBS", "Conflict", "Refused", "RefusedTogether", "Verb", "verb"]

R = TypeVar("R")


class Conflict(Refused):
    """Somebody changed the record since it was read; `current` is the record as it stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__(
            _("Somebody else changed this meanwhile. Look at their version, then decide."), code="conflict"
        )
        self.current = current


@dataclass(frozen=True, slots=True)
class Verb:
    """One action: its name (`records_record.discard`), its word in addresses (`discard`), what people read on its button, the right it needs, and its function."""

    name: str
    word: str
    label: str | Promise
    to: str
    run: Callable[..., Any]
    subject: bool
    signature: inspect.Signature


VERBS: dict[str, Verb] = {}


def _name(function: Callable[..., Any]) -> str:
    """The folder, the module and the function; packages between them may change without a verb's name changing."""
    _root, folder, *_between, module = function.__module__.split(".")
    return f"{folder}_{module}.{function.__name__}"


def verb(label: str | Promise, *, to: str, word: str = "") -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Make a function a verb on one record.

    The function gets the row fresh, locked and allowed `to`; keyword `by` is the actor, and callers may add `version`, the
    version they saw: another one raises Conflict. A refusal leaves nothing written. `word` names it in addresses of the API
    where the function's own name does not do.
    """

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        @functools.wraps(function)
        def run(subject: Any, *arguments: Any, by: Actor, version: int | None = None, **more: Any) -> R:
            with transaction.atomic():
                fresh = gate.get(type(subject), subject.pk, by, to, lock=True)
                if version is not None and fresh.version != version:
                    raise Conflict(fresh)
                return function(fresh, *arguments, by=by, **more)

        VERBS[_name(function)] = Verb(
            _name(function), word or function.__name__, label, to, run, True, inspect.signature(function)
        )
        return run

    return decorate


def opening(label: str | Promise, *, to: str = "create") -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Make a function a verb that begins something: its first argument is the kind, which the actor must be allowed `to`."""

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        @functools.wraps(function)
        def run(kind: Any, *arguments: Any, by: Actor, **more: Any) -> R:
            gate.check(kind.key, by, to)
            with transaction.atomic():
                return function(kind, *arguments, by=by, **more)

        VERBS[_name(function)] = Verb(
            _name(function), function.__name__, label, to, run, False, inspect.signature(function)
        )
        return run

    return decorate
