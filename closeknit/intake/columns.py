"""Matches columns to slots, by what stands above them and by what they hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from closeknit.intake import contents, headings, shapes
from closeknit.intake.headings import Heading
from closeknit.intake.slots import LEFT_OUT, MANY, PIECES, REMARKS, Slot, fitting

ANY_NUMBER = (*MANY, "description", "addresses.street", REMARKS, LEFT_OUT)
ALIKE = 88  # of 100: how near a heading must be to a known one


@dataclass(frozen=True, slots=True)
class Match:
    """Where one column goes.

    `slot` is a slot's key, a piece of one ("birthday.year"), "remarks", or "" when the column is left out. Columns with the same
    `ordinal` and `kind` make one detail. `confidence` runs from 0 to 1, `why` is a sentence for a person.
    """

    column: int
    head: str
    slot: str
    ordinal: int = 1
    kind: str = ""
    confidence: float = 0.0
    why: str = ""
    sample: str = ""


def propose(
    heads: Sequence[str], sample: Sequence[Sequence[str]], slots: Sequence[Slot], *, keep_rest: bool = True
) -> list[Match]:
    """A match for each column, in their order.

    `heads` may be empty; `sample` is cells of up to 1,000 rows. What has no slot goes to the remarks, or is left out where
    `keep_rest` is false; nothing is dropped silently.
    """
    width = len(heads) or max((len(row) for row in sample), default=0)
    columns = [contents.look(place, sample) for place in range(width)]
    chooser = Chooser(heads, slots)
    named = [chooser.match(place, heads[place] if place < len(heads) else "", columns[place]) for place in range(width)]
    silent = {match.column for match in named if chooser.is_silent(match.head)}
    matches = contents_last(_once(named), columns, slots, silent)
    rest = REMARKS if keep_rest else LEFT_OUT
    return [match if match.slot else replace(match, slot=rest) for match in matches]


class Chooser:
    """What headings mean for one kind of record and one file."""

    def __init__(self, heads: Sequence[str], slots: Sequence[Slot]) -> None:
        self.types = {slot.key: slot.type for slot in slots}
        self.types |= {
            piece: "text" for piece, whole in PIECES.items() if whole in self.types and piece not in self.types
        }
        self.own = {
            shapes.plain(str(name)): slot.key
            for slot in slots
            for name in (slot.key.rpartition(".")[2], slot.label, *slot.names)
        }
        self.producer = headings.producer(heads)
        self.meanings = headings.MEANINGS.get(self.producer, {})
        plains = {headings.understand(head).whole for head in heads}
        if plains & {"job title", "position"} and "title" in plains and "title" not in self.meanings:
            self.meanings = {**self.meanings, "title": "honorific"}
        self.known = {word: key for word, keys in headings.by_heading().items() if (key := self._first(keys))}

    def _first(self, keys: Sequence[str]) -> str:
        return next((key for key in keys if key in self.types), "")

    def match(self, column: int, head: str, content: contents.Content) -> Match:
        """The match of one column by its heading; left out when the heading says nothing."""
        nothing = Match(column, head, LEFT_OUT, why=_("No field has this name."), sample=content.sample)
        heading = headings.understand(head)
        if not heading.whole:
            return replace(nothing, why=_("The column has no heading."))
        if heading.whole in self.meanings:
            key = self.meanings[heading.whole]
            if key not in self.types:
                return nothing
            return self._made(
                nothing,
                heading,
                key,
                0.97,
                _("%(producer)s names it so.") % {"producer": self.producer or _("A job title beside it")},
            )
        key, confidence, why = self._find(heading)
        return self._made(nothing, heading, key, confidence, why) if key else nothing

    def is_silent(self, head: str) -> bool:
        """Whether a heading says nothing, so that the content may speak; a known program's headings all say something."""
        return not head or not (self.producer or headings.is_known(head))

    def _made(self, nothing: Match, heading: Heading, key: str, confidence: float, why: str) -> Match:
        ordinal = 1 if key == "addresses.street" and heading.numbered_last else heading.number
        return replace(
            nothing,
            slot=key,
            ordinal=ordinal,
            kind=fitting(key, heading.kind),
            confidence=confidence,
            why=why,
        )

    def _find(self, heading: Heading) -> tuple[str, float, str]:
        rest = " ".join(heading.words)
        bare = " ".join(word for word in heading.words if word not in headings.FILLERS)
        ways: tuple[tuple[Callable[[], str], float, str], ...] = (
            (lambda: self.own.get(heading.whole, ""), 0.98, _("The heading is its name.")),
            (lambda: self.known.get(heading.whole, ""), 0.95, _("The heading is one of its names.")),
            (lambda: self._telephone(heading), 0.93, _("The heading names a kind of telephone number.")),
            (lambda: self._detail(rest), 0.9, _("The heading is its name with a kind or a number.")),
            (
                lambda: self._detail(bare) or (self.known.get(bare, "") if not heading.kind else ""),
                0.8,
                _("The heading contains its name."),
            ),
            (lambda: self._alike(heading.whole), 0.7, _("The heading is written nearly like its name.")),
        )
        return next(((key, confidence, why) for way, confidence, why in ways if (key := way())), ("", 0.0, ""))

    def _telephone(self, heading: Heading) -> str:
        plainly = all(word in headings.NUMBERS or word in headings.FILLERS for word in heading.words)
        return "phones" if heading.kind in headings.SURE and plainly and "phones" in self.types else ""

    def _detail(self, rest: str) -> str:
        """The slot of a heading without kind and number, where the slot has room for kinds or numbers."""
        key = self.known.get(rest, "")
        return key if _has_kind(key) or key.startswith("employments.") else ""

    def _alike(self, whole: str) -> str:
        if len(whole) < 6:
            return ""
        found = process.extractOne(whole, self.known.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return self.known[found[0]] if found and len(found[0]) > 5 else ""


def _has_kind(key: str) -> bool:
    return key.partition(".")[0] in {"emails", "phones", "urls", "addresses"}


def _once(matches: list[Match]) -> list[Match]:
    """Where two columns want a slot that takes one, the filled, then the surer, then the earlier has it."""
    taken: dict[tuple[str, int, str], Match] = {}
    for match in sorted(matches, key=lambda match: (not match.sample, -match.confidence, match.column)):
        if match.slot not in ANY_NUMBER:
            taken.setdefault(_place(match), match)
    return [
        match if match.slot in ANY_NUMBER or taken[_place(match)] is match else _beaten(match, taken[_place(match)])
        for match in matches
    ]


def _place(match: Match) -> tuple[str, int, str]:
    """What only one column can fill; an ordinal or kind counts only where the slot has several."""
    many = _has_kind(match.slot) or match.slot.startswith("employments.")
    return (match.slot, match.ordinal, match.kind) if many else (match.slot, 1, "")


def _beaten(match: Match, winner: Match) -> Match:
    why = _("The column “%(head)s” already brings this.") % {"head": winner.head or winner.column + 1}
    return replace(match, slot=LEFT_OUT, ordinal=1, kind="", confidence=0.0, why=why)


def contents_last(
    matches: list[Match], columns: Sequence[contents.Content], slots: Sequence[Slot], silent: set[int]
) -> list[Match]:
    """Lets the content speak: it lowers what a heading promised, and finds a slot where the heading was silent."""
    types = {slot.key: slot.type for slot in slots}
    checked = [_checked(match, columns[match.column], types) for match in matches]
    return contents.name_by_content(checked, columns, types, silent)


def _checked(match: Match, content: contents.Content, types: dict[str, str]) -> Match:
    share = content.share(types.get(match.slot, "text"))
    if not match.slot or share is None or share >= 0.3:
        return match
    return replace(
        match, confidence=round(match.confidence * 0.6, 2), why=match.why + " " + _("Few of its values look like it.")
    )
