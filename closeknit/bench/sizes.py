"""The sizes of company that are measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each there are."""

    key: str
    organizations: int
    individuals: int
    entries: int

    @property
    def records(self) -> int:
        """Organizations and individuals together."""
        return self.organizations + self.individuals


SIZES = {
    "XS": Size("XS", 200, 1_000, 5_000),  # for trying the bench itself
    "S": Size("S", 20_000, 100_000, 500_000),
    "L": Size("L", 200_000, 1_000_000, 10_000_000),
}
TEAMS = 12
STAFF = 144
SHARES = 5_000
