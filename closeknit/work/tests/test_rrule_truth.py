"""Recurrence against the instances that another program works out."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from closeknit.work import recurrence
from closeknit.work.occurrences import occurrences


def test_every_rule_of_the_truth_gives_its_instances(test_data: Path) -> None:
    text = (test_data / "ics-rrule-truth" / "rrule_instances_odd.txt").read_text(encoding="ascii")
    blocks = [
        dict(line.split(":", 1) for line in block.splitlines() if line and not line.startswith("#"))
        for block in text.strip().split("\n\n")
    ]
    rules = [block for block in blocks if "RRULE" in block]
    assert len(rules) == 73
    wrong = []
    for block in rules:
        read = recurrence.read(f"DTSTART:{block['DTSTART']}\nRRULE:{block['RRULE']}")
        wanted = [recurrence.when(one) for one in block["INSTANCES"].split(",")]
        found = list(islice(occurrences(read), len(wanted) + 1))
        if found[: len(wanted)] != wanted or ("UNTIL" in block["RRULE"] and len(found) > len(wanted)):
            wrong.append((block["RRULE"], found[:5]))
    assert wrong == []
