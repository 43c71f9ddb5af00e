"""A small graph of relationships: the record in the middle, its ties around it, two steps far, drawn by the server.

The same input gives the same picture. It is drawn twice from one tree: wide, to both sides of the middle, and narrow, downwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.records.relationships import relationships
from closeknit.records.relationships.relationships import Related
from closeknit.web import marks

MOST = 30  # nodes of a picture
ASKED = 400  # ties looked at to find them
CROSSING = 24  # ties between two that are drawn already

# in pixels
WIDTH, MIDDLE, TEXT = 200, 220, 150
LINE, SMALL, PAD, FACE = 17, 15, 8, 22
BETWEEN, STEP, MARGIN, BOW = 10, 56, 4, 26
NARROW, INDENT = 344, 24
LINES = 8  # of a name; nobody's has more
PARTS = re.compile(r"[^\s-]*-|[^\s-]+\s*|\s+")


@dataclass(slots=True)
class Node:
    """A record of the graph, with what its parent is to it, and the records that hang on it in the picture."""

    id: int
    kind: str
    name: str
    words: str = ""
    level: int = 0
    parent: int = 0
    below: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Graph:
    """The nodes by id, the one in the middle, and all ties between them; `left_out` says that there are more."""

    middle: Node
    nodes: dict[int, Node]
    ties: list[Related]
    left_out: bool


def around(record: Any, actor: Actor) -> Graph:
    """The record and what it is tied to, and what those are tied to, up to 30 records. One query for each step and sort of tie."""
    middle = Node(record.pk, record.kind, record.name)
    nodes, ties = {middle.id: middle}, []
    left_out = False
    for level in (1, 2):
        near = [one.id for one in nodes.values() if one.level == level - 1]
        ask = relationships.around if level == 1 else relationships.among  # colleagues of colleagues tell nothing
        found = ask(near, actor, ASKED) if len(nodes) < MOST else []
        left_out |= _grown(nodes, found, level) or len(found) >= ASKED
        ties += found
    return Graph(middle, nodes, _once(one for one in ties if one.near in nodes and one.other in nodes), left_out)


def _grown(nodes: dict[int, Node], found: list[Related], level: int) -> bool:
    """Hang the far ends on their near ones, in turns, so that no near one takes all the room; whether some found none."""
    turns: dict[int, int] = {}
    waiting: list[tuple[int, int, Related]] = []
    for one in sorted(found, key=lambda one: (one.id == 0, one.words, one.name.casefold(), one.other)):
        turns[one.near] = turns.get(one.near, 0) + 1
        waiting.append((turns[one.near], len(waiting), one))
    for _turn, _place, one in sorted(waiting, key=lambda each: each[:2]):
        if one.other in nodes:
            continue
        if len(nodes) >= MOST:
            return True
        node = Node(one.other, one.kind, one.name, one.words, level, one.near)
        nodes[node.id] = node
        nodes[one.near].below.append(node)
    return False


def _once(ties: Iterable[Related]) -> list[Related]:
    """Each tie once, whichever end it was met from."""
    kept: dict[tuple[Any, ...], Related] = {}
    for one in ties:
        begins, ends = (one.other, one.near) if one.backward else (one.near, one.other)
        kept.setdefault((one.type.key, begins, ends), one)
    return list(kept.values())


# ------------------------------------------------------------------------------------------------ where things stand


@dataclass(frozen=True, slots=True)
class Box:
    """A node in its place: its upper left corner and its size."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def _lines(name: str) -> tuple[str, ...]:
    """A name in lines that fit, parted between words and after hyphens; a part that is too long is broken."""
    lines = [""]
    for part in PARTS.findall(name):
        while _wide(part.strip()) > TEXT:
            fits = next(end for end in range(len(part) - 1, 0, -1) if end == 1 or _wide(part[:end]) <= TEXT)
            lines.append(part[:fits])
            part = part[fits:]
        if _wide((lines[-1] + part).strip()) <= TEXT:
            lines[-1] += part
        else:
            lines.append(part)
    found = [one.strip() for one in lines if one.strip()]
    return tuple(found) if len(found) <= LINES else (*found[: LINES - 1], f"{found[LINES - 1][:-1]}…")


def _wide(text: str) -> float:
    """About how wide a text is at 13 pixels."""
    return sum(13.5 if unicodedata.east_asian_width(sign) in "WF" else 9 if sign.isupper() else 6.9 for sign in text)


def _height(node: Node) -> float:
    return 2 * PAD + LINE * len(_lines(node.name)) + (SMALL if node.words else 0)


def _deep(node: Node) -> float:
    """How much room a node takes with all that hangs on it."""
    below = sum(_deep(one) for one in node.below) + BETWEEN * max(len(node.below) - 1, 0)
    return max(_height(node), below)


def _sides(middle: Node) -> tuple[list[Node], list[Node]]:
    """What hangs on the middle, in two sides of about the same height; the first reads first."""
    right: list[Node] = []
    left: list[Node] = []
    half = (sum(_deep(one) for one in middle.below) + BETWEEN * len(middle.below)) / 2
    used = 0.0
    for one in middle.below:
        side = right if used < half or len(middle.below) < 3 else left
        side.append(one)
        used += _deep(one) + BETWEEN
    return right, left


def _spread(nodes: list[Node], centre: float, x: float, step: float) -> Iterator[Box]:
    """Nodes one below the other around a height, and what hangs on each a step further out."""
    top = centre - (sum(_deep(one) for one in nodes) + BETWEEN * (len(nodes) - 1)) / 2
    for one in nodes:
        deep, high = _deep(one), _height(one)
        yield Box(one, x, top + (deep - high) / 2, WIDTH, high, _lines(one.name))
        yield from _spread(one.below, top + deep / 2, x + step, step)
        top += deep + BETWEEN


def wide(graph: Graph) -> SafeString:
    """The graph to both sides of its middle."""
    right, left = _sides(graph.middle)
    high = _height(graph.middle)
    boxes = [Box(graph.middle, -MIDDLE / 2, -high / 2, MIDDLE, high, _lines(graph.middle.name))]
    boxes += _spread(right, 0, MIDDLE / 2 + STEP, WIDTH + STEP)
    boxes += _spread(left, 0, -MIDDLE / 2 - STEP - WIDTH, -WIDTH - STEP)
    return _drawing(graph, boxes, _sideways, "wide")


def narrow(graph: Graph) -> SafeString:
    """The graph downwards, for a phone."""
    boxes, top = [], 0.0

    def stack(node: Node, depth: int) -> None:
        nonlocal top
        high = _height(node)
        boxes.append(Box(node, depth * INDENT, top, NARROW - depth * INDENT, high, _lines(node.name)))
        top += high + BETWEEN
        for one in node.below:
            stack(one, depth + 1)

    stack(graph.middle, 0)
    return _drawing(graph, boxes, _downwards, "narrow")


def _sideways(one: Box, other: Box) -> str:
    rightwards = other.x >= one.x
    begins, ends = (one.x + one.width, other.x) if rightwards else (one.x, other.x + other.width)
    half = (begins + ends) / 2
    return f"M{begins:.0f} {one.middle:.0f}C{half:.0f} {one.middle:.0f} {half:.0f} {other.middle:.0f} {ends:.0f} {other.middle:.0f}"


def _downwards(one: Box, other: Box) -> str:
    rail = one.x + INDENT / 2
    return f"M{rail:.0f} {one.y + one.height:.0f}V{other.middle - 8:.0f}q0 8 8 8H{other.x:.0f}"


def _beside(one: Box, other: Box) -> bool:
    """Whether two stand on the same side at the same depth: a tie across the picture would only confuse it."""
    return one.x == other.x and one.node.level > 0


def _bowed(one: Box, other: Box) -> str:
    """A tie between two that stand in the picture for another reason: a bow along their side."""
    side = 1 if one.x + one.width / 2 >= 0 else -1
    begins = one.x + (one.width if side > 0 else 0)
    ends = other.x + (other.width if side > 0 else 0)
    out = max(begins, ends) + BOW if side > 0 else min(begins, ends) - BOW
    return f"M{begins:.0f} {one.middle:.0f}C{out:.0f} {one.middle:.0f} {out:.0f} {other.middle:.0f} {ends:.0f} {other.middle:.0f}"


# ------------------------------------------------------------------------------------------------ how they are drawn


def _drawing(graph: Graph, boxes: list[Box], link: Any, shape: str) -> SafeString:
    at = {one.node.id: one for one in boxes}
    bow = BOW if shape == "wide" else 0
    left, top = min(one.x for one in boxes) - MARGIN - bow, min(one.y for one in boxes) - MARGIN
    right = max(one.x + one.width for one in boxes) + MARGIN + bow
    foot = max(one.y + one.height for one in boxes) + MARGIN
    drawn = {frozenset((one.node.id, one.node.parent)) for one in boxes if one.node.level}
    lines = "".join(f'<path class="tie-line" d="{link(at[one.node.parent], one)}"/>' for one in boxes if one.node.level)
    crossing = [
        one for one in graph.ties if _beside(at[one.near], at[one.other]) and {one.near, one.other} not in drawn
    ]
    bows = "".join(
        f'<path class="tie-line" data-crossing d="{_bowed(at[one.near], at[one.other])}"><title>{escape(_said(graph, one))}</title></path>'
        for one in (crossing[:CROSSING] if bow else ())
    )
    label = escape(_("Ties of %(name)s") % {"name": graph.middle.name})
    size = f'viewBox="{left:.0f} {top:.0f} {right - left:.0f} {foot - top:.0f}" width="{right - left:.0f}" height="{foot - top:.0f}"'
    nodes = "".join(_node(one) for one in boxes)
    return SafeString(
        f'<svg class="graph" data-shape="{shape}" role="group" aria-label="{label}" {size}>{bows}{lines}{nodes}</svg>'
    )


def _said(graph: Graph, one: Related) -> str:
    return f"{graph.nodes[one.near].name} {one.words} {one.name}"


def _node(box: Box) -> str:
    """A node, which is a link but for the middle: read aloud it is its words and its name."""
    node, kind = box.node, kinds[box.node.kind]
    x, top = f"{box.x + PAD + FACE + 8:.0f}", box.y + PAD
    words = f'<text class="words" x="{x}" y="{top + 11:.0f}">{escape(node.words)}</text>' if node.words else ""
    first = top + 13 + (SMALL if node.words else 0)
    name = " ".join(
        f'<text class="name" x="{x}" y="{first + LINE * place:.0f}">{escape(one)}</text>'
        for place, one in enumerate(box.lines)
    )
    frame = f'<rect class="frame" x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" rx="8"/>'
    inside = f"{frame}{_face(box, round_=kind.round)}{words} {name}"
    if not node.level:
        return f'<g class="graph-node" data-level="0">{inside}</g>'
    address = escape(kind.address(node.id, node.name))
    return f'<a class="graph-node" data-level="{node.level}" href="{address}">{inside}</a>'


def _face(box: Box, *, round_: bool) -> str:
    x, y = box.x + PAD, box.middle - FACE / 2
    letters = escape(marks.initials(box.node.name, "person" if round_ else "thing"))
    corner = FACE / 2 if round_ else 5
    return (
        f'<g class="graph-face" data-tint="{marks.tint(box.node.id)}" aria-hidden="true">'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{FACE}" height="{FACE}" rx="{corner:.0f}"/>'
        f'<text x="{x + FACE / 2:.0f}" y="{y + 15:.0f}">{letters}</text></g>'
    )
