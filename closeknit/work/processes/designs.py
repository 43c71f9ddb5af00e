"""A process as it is drawn: lanes, steps in their order, where each leads, and what starts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused

END = "end"  # where a step leads that is the last on its way
MOST_STEPS, MOST_LANES, LONGEST = 60, 12, 120
STARTS = frozenset({"filter", "contacts", "rule", "among"})


@dataclass(frozen=True, slots=True)
class Lane:
    """Whose steps they are: a name, and the key of a hat, or "" for whoever looks after the record."""

    key: str
    label: str
    hat: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its kind, what it is called, whose it is, what its kind asks, and where each answer leads.

    `goes` maps an answer ("" for none) to the key of a step or `END`; an answer that is not in it leads to the step below.
    """

    key: str
    kind: str
    label: str = ""
    lane: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    goes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Design:
    """All of it. `starts` may hold `filter` (a tree), `contacts` (keys of forms), and `rule` (RFC 5545) `among` those of a filter."""

    lanes: tuple[Lane, ...] = ()
    steps: tuple[Step, ...] = ()
    starts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> str:
        """The key of the step that a run begins with."""
        return self.steps[0].key if self.steps else END

    def step(self, key: str) -> Step | None:
        """The step of that key, if there is one."""
        return next((one for one in self.steps if one.key == key), None)

    def lane(self, key: str) -> Lane | None:
        """The lane of that key, if there is one."""
        return next((one for one in self.lanes if one.key == key), None)

    def below(self, key: str) -> str:
        """The key of the step that stands below one, or END."""
        keys = [one.key for one in self.steps]
        place = keys.index(key) + 1
        return keys[place] if place < len(keys) else END

    def target(self, step: Step, answer: str) -> str:
        """Where an answer of a step leads."""
        return step.goes.get(answer) or self.below(step.key)


def read(given: Any) -> Design:
    """The design in a JSON value. Raises Refused for what is no design; whether it can be carried out is for `checks`.

    The words of one that we shipped are those of the reader's language; what is written of it is the company's own.
    """
    if not isinstance(given, Mapping) or set(given) - {"lanes", "steps", "starts", "shipped"}:
        raise _wrong(_("A process is an object with “lanes”, “steps” and “starts”."))
    lanes = tuple(_lane(one) for one in _objects(given, "lanes", MOST_LANES))
    steps = tuple(_step(one) for one in _objects(given, "steps", MOST_STEPS))
    for several, what in ((lanes, _("lanes")), (steps, _("steps"))):
        if len({one.key for one in several}) < len(several):
            raise _wrong(_("Two %(what)s have the same key.") % {"what": what})
    if given.get("shipped"):
        lanes, steps = tuple(replace(one, label=_said(one.label)) for one in lanes), tuple(map(_translated, steps))
    starts = given.get("starts") or {}
    if not isinstance(starts, Mapping) or set(starts) - STARTS:
        raise _wrong(_("“starts” may hold: %(all)s.") % {"all": ", ".join(sorted(STARTS))})
    return Design(lanes, steps, dict(starts))


def written(design: Design) -> dict[str, Any]:
    """The JSON of a design: what `read` reads."""
    return {
        "lanes": [{"key": one.key, "label": one.label, "hat": one.hat} for one in design.lanes],
        "steps": [
            {"key": one.key, "kind": one.kind, "label": one.label, "lane": one.lane, "given": dict(one.given), "goes": dict(one.goes)}
            for one in design.steps
        ],
        "starts": dict(design.starts),
    }  # fmt: skip


def _said(text: str) -> str:
    return _(text) if text else ""


def _translated(step: Step) -> Step:
    given = {key: _said(one) if key == "name" else one for key, one in step.given.items()}
    return replace(step, label=_said(step.label), given=given)


def _wrong(sentence: str) -> Refused:
    return Refused(sentence, field="design", code="bad_design")


def _objects(given: Mapping[str, Any], key: str, most: int) -> list[Mapping[str, Any]]:
    found = given.get(key) or []
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found) or len(found) > most:
        raise _wrong(_("“%(key)s” is a list of at most %(most)d objects.") % {"key": key, "most": most})
    return found


def _text(given: Mapping[str, Any], key: str, most: int = LONGEST, *, needed: bool = False) -> str:
    found = given.get(key) or ""
    if not isinstance(found, str) or len(found) > most or "\x00" in found or (needed and not found):
        raise _wrong(_("“%(key)s” is a text of at most %(most)d characters.") % {"key": key, "most": most})
    return found


def _lane(given: Mapping[str, Any]) -> Lane:
    return Lane(_text(given, "key", 40, needed=True), _text(given, "label"), _text(given, "hat", 60))


def _step(given: Mapping[str, Any]) -> Step:
    asked, goes = given.get("given") or {}, given.get("goes") or {}
    if not isinstance(asked, Mapping) or not isinstance(goes, Mapping):
        raise _wrong(_("“given” and “goes” of a step are objects."))
    if not all(isinstance(one, str) and len(one) <= 40 for pair in goes.items() for one in pair):
        raise _wrong(_("“goes” of a step maps answers to keys of steps."))
    if given.get("key") == END:
        raise _wrong(_("“%(key)s” is where a way ends: call the step otherwise.") % {"key": END})
    return Step(
        _text(given, "key", 40, needed=True),
        _text(given, "kind", 40, needed=True),
        _text(given, "label"),
        _text(given, "lane", 40),
        dict(asked),
        dict(goes),
    )
