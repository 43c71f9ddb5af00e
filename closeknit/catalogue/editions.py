"""Which edition of the company's own fields and kinds is in force in this request or job.

What a company adds stands in tables and is asked for with every value, so each process keeps it until the edition, a number in the
database that every change of these tables raises, is another. The number comes with the query that reads the actor.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

_edition: ContextVar[int] = ContextVar("edition", default=0)
KEPT = 4  # editions that a process remembers: while one is made, requests around it still live in the last


def use(number: int) -> None:
    """From here on this request or job is in that edition; 0 stands for none, in which nothing is added to what is shipped."""
    _edition.set(number)


def edition() -> int:
    """The number of the edition in force."""
    return _edition.get()


class Kept[T]:
    """What `load` reads, kept for as long as the edition is the same: the very same object each time. `nothing` stands for edition 0."""

    def __init__(self, load: Callable[[], T], nothing: T) -> None:
        self._load, self._nothing = load, nothing
        self._kept: dict[int, T] = {}

    def __call__(self) -> T:
        """What is in force now."""
        number = edition()
        if not number:
            return self._nothing
        found = self._kept.get(number)
        if found is None:
            found = self._load()
            # Another thread may do the same at this moment: both read the same, and one of the two is kept.
            self._kept = {**dict(sorted(self._kept.items())[1 - KEPT :]), number: found}
        return found
