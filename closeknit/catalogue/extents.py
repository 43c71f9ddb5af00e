"""The extent of a classification: whether it describes all records of a kind, those of a segment, or single ones."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from closeknit.catalogue.filters import Filter


class Scope(StrEnum):
    """The three extents, by the names of the API."""

    ALL = "all"
    SEGMENT = "segment"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a field applies: to all, to the records that fit the filter of a segment, or to these records alone."""

    scope: Scope = Scope.ALL
    segment: int = 0
    name: str = ""
    fits: Filter | None = None
    records: frozenset[int] = frozenset()


EVERYWHERE = Extent()
