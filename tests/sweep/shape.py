"""What the company of the sweep added to its kinds: a field of each scope and class, and segments, their names words of the sweep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from closeknit.access import actors
from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.profiles import definitions, segments
from closeknit.records import record
from closeknit.work.processes import processes

OPEN, HIDDEN, NARROW, SINGLE, RETIRED = "territory", "margin", "approval", "silo_code", "fax_line"
KEYS = (OPEN, HIDDEN, NARROW, SINGLE, RETIRED)
CITY, SECRET, POINTER = "city", "calibration", "stands_at"  # of the kind of the company's own
ANSWERS = ["North", "South"]

type Word = Callable[[str], str]


def of_kind(kind: Kind, administrator: User, word: Word) -> dict[str, int]:
    """Make the fields and segments of a kind; `word(what)` gives the words. The ids of some by what the doors call them."""
    by = actors.of_user(administrator.pk)
    with actors.acting(by):
        add = lambda key, label, of, **more: definitions.add(kind, {"key": key, "label": label, "type": of, **more}, by=by)  # noqa: E731 # fmt: skip
        territory = add(OPEN, "Territory", "choice", options=ANSWERS, group="Sales")
        add(HIDDEN, f"Margin {word('confidential')}", "choice", options=[word("confidential")], sensitivity="confidential", hint=word("confidential"), group=word("confidential"))  # fmt: skip
        north = segments.add(kind, {"name": "In the North", "filter": {"field": OPEN, "op": "is", "value": "north"}}, by=by)  # fmt: skip
        narrow = add(NARROW, "Approval expires", "date", scope={"segment": north.pk})
        secret = {"field": HIDDEN, "op": "not_empty"}
        unused = segments.add(kind, {"name": "With a margin", "filter": secret}, by=by)
        gone = segments.add(kind, {"name": "Gone", "filter": {"field": OPEN, "op": "is", "value": "south"}}, by=by)
        segments.retire(kind, gone.pk, by=by)
        retired = add(RETIRED, "Fax line", "text")
        definitions.retire(kind, RETIRED, by=by)
        drawn = processes_of(kind, by)
        if kind.key == "scale":
            add(CITY, "City", "text")
            add("remarks", "Remarks", "long_text")
            add(SECRET, "Calibration", "text", sensitivity="confidential")
            add(POINTER, "Stands at", "reference", target="organization")
    assert territory.group
    return {
        **drawn,
        "group": territory.group.pk, "narrow": narrow.pk, "definition": territory.pk, "retired": retired.pk, "segment": north.pk, "unused": unused.pk, "retired_segment": gone.pk,
    }  # fmt: skip


def processes_of(kind: Kind, by: Actor) -> dict[str, int]:
    """A process of a kind that waits, and one that was retired."""
    design = {"steps": [{"key": "wait", "kind": "wait", "given": {"period": "3 days"}}]}
    process = processes.add(kind, {"name": f"Welcome, {kind.plural}", "design": design}, by=by)
    processes.publish(kind, process.pk, by=by)
    gone = processes.add(kind, {"name": f"Farewell, {kind.plural}"}, by=by)
    processes.retire(kind, gone.pk, by=by)
    return {"process": process.pk, "retired_process": gone.pk}


def values(kind: Kind) -> dict[str, Any]:
    """What an ordinary record says in the fields that the company added."""
    return {OPEN: "north", NARROW: "2026-12-31", HIDDEN: kind.fields[HIDDEN].options[0].key}


def single(kind: str, pk: int, administrator: User, word: Word) -> None:
    """A field that one record alone has, named by a word of that record, and its value there."""
    by = actors.of_user(administrator.pk)
    with actors.acting(by):
        definitions.add(kinds[kind], {"key": SINGLE, "label": f"Silo {word('open')}", "type": "text", "scope": {"record": pk}}, by=by)  # fmt: skip
        record.edit(kinds[kind].model(pk=pk, kind=kind), {SINGLE: word("open")}, by=by)
