"""The process that is under way in the demonstration: Tomás follows up the quote that Alder Foods has."""

from __future__ import annotations

from typing import Any

from closeknit.demo.people import Company
from closeknit.work.processes import runs
from closeknit.work.processes.models import Process


def make(company: Company, cast: dict[str, Any]) -> None:
    """Start it this morning; it waits until they have read the quote."""
    quote = Process.objects.get(shipped="quote")
    runs.start(cast["alder"], quote.pk, by=company.actor("tomas", 0, "08:50"))
