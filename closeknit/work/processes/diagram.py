"""A process as a picture: lanes from left to right, steps from top to bottom, arrows where each answer leads. SVG, made here."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.web import marks
from closeknit.work.processes import checks, runs
from closeknit.work.processes.designs import END, Design, Step
from closeknit.work.processes.steps import STEPS

WIDTH, HEIGHT, GAP, HEAD, EDGE, BOX = (
    240,
    48,
    40,
    40,
    8,
    188,
)  # of a lane, a step, between steps, above the first, at the sides; how wide a step is
LETTERS = 24  # of a line in a step


def drawn(design: Design, *, url: str = "", current: str = "", wrong: frozenset[str] = frozenset()) -> SafeString:
    """The picture. With `url` each step is a link to it, with the key of the step after `?at=`; `current` and `wrong` are marked."""
    if not design.steps:
        return SafeString("")
    lanes = max(len(design.lanes), 1)
    width, height = lanes * WIDTH + 2 * EDGE, HEAD + len(design.steps) * (HEIGHT + GAP) + HEIGHT
    parts = [
        *_lanes(design, height),
        *_arrows(design),
        *(_step(one, design, url, current, wrong) for one in design.steps),
    ]
    return format_html(
        '<svg class="flow" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="group" aria-label="{2}">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" class="flow-tip"/></marker></defs>{3}</svg>',
        width, height, _("Steps of the process"), format_html_join("", "{}", ((one,) for one in parts)),
    )  # fmt: skip


def _place(design: Design, step: Step) -> tuple[int, int]:
    """The left and the top of a step."""
    keys = [one.key for one in design.lanes]
    lane = keys.index(step.lane) if step.lane in keys else 0
    return EDGE + lane * WIDTH + 12, HEAD + 12 + design.steps.index(step) * (HEIGHT + GAP)


def _lanes(design: Design, height: int) -> Iterator[SafeString]:
    for place, lane in enumerate(design.lanes):
        left = EDGE + place * WIDTH
        yield format_html('<rect class="flow-lane" x="{}" y="0" width="{}" height="{}"/>', left, WIDTH, height)
        yield format_html('<text class="flow-head" x="{}" y="25">{}</text>', left + 14, _short(lane.label, 26))


def _step(step: Step, design: Design, url: str, current: str, wrong: frozenset[str]) -> SafeString:
    left, top = _place(design, step)
    kind, name = STEPS.get(step.kind), runs.named(step) if step.kind in STEPS else step.kind
    lines = wrap(name, LETTERS)[:2] or [name[:LETTERS]]
    if len(name) > sum(map(len, lines)) + 1:
        lines[-1] = _short(f"{lines[-1]}…", LETTERS)
    down = 29 if len(lines) == 1 else 21
    state = "wrong" if step.key in wrong else kind.key if kind else "wrong"
    shape = format_html(
        '<title>{}</title><rect class="flow-step" x="{}" y="{}" width="{}" height="{}" rx="8"/>{}{}',
        f"{name} · {kind.label}" if kind else name, left, top, BOX, HEIGHT,
        format_html('<g class="flow-icon" transform="translate({} {})">{}</g>', left + 10, top + 16, marks.icon(kind.icon if kind else "circle-x", "small")),
        format_html_join("", '<text class="flow-name" x="{}" y="{}">{}</text>', ((left + 34, top + down + 15 * place, line) for place, line in enumerate(lines))),
    )  # fmt: skip
    marked = SafeString(' aria-current="true"') if step.key == current else ""
    if not url:
        return format_html('<g class="flow-node" data-state="{}"{}>{}</g>', state, marked, shape)
    return format_html('<a class="flow-node" href="{}?at={}#step" data-state="{}"{} aria-label="{}">{}</a>', url, step.key, state, marked, name, shape)  # fmt: skip


def _arrows(design: Design) -> Iterator[SafeString]:
    """An arrow for each way on: several answers that lead to the same step share one."""
    for step in design.steps:
        kind, by_target = STEPS.get(step.kind), dict[str, list[str]]()
        for answer, to in checks.ways(design, step):
            by_target.setdefault(to, []).append(answer)
        told = kind is not None and len(by_target) > 1 and not kind.all_ways
        for number, (to, answers) in enumerate(by_target.items()):
            said = " / ".join(str(kind.answers[one]) for one in answers if one in kind.answers) if told and kind else ""
            target = design.step(to) if to != END else None
            yield _arrow(design, step, target, said, number)


def _arrow(design: Design, step: Step, to: Step | None, said: str, number: int) -> SafeString:
    """From the foot of a step to the head of the next; round the side where it goes further, or back. The first is told at its left."""
    left, top = _place(design, step)
    x, y = left + BOX // 2 + 40 * number, top + HEIGHT
    label = _said(x - 8, y + 18, said, "end") if number == 0 else _said(x + 9, y + 29, said, "start")
    if to is None:
        end = format_html('<circle class="flow-end" cx="{}" cy="{}" r="4.5"/>', x, y + 23)
        return format_html('<path class="flow-line" d="M{} {}v19"/>{}{}', x, y, end, label)
    there, below = _place(design, to)
    if design.steps.index(to) == design.steps.index(step) + 1:
        target = there + BOX // 2
        line = (
            f"M{x} {y}V{below - 1}" if x == target else f"M{x} {y}C{x} {y + 26} {target} {y + 10} {target} {below - 1}"
        )
    else:
        line = _round(
            x, y, max(left, there) + BOX + 14 + 7 * (design.steps.index(step) % 3), there + BOX + 1, below + 20
        )
    return format_html('<path class="flow-line" d="{}" marker-end="url(#tip)"/>{}', line, label)


def _round(x: int, y: int, side: int, end: int, height: int) -> str:
    """A line down, out to the side, along it up or down, and in to the end."""
    turn = 6 if height > y else -6
    out = f"M{x} {y}v9q0 5 5 5H{side - 6}q6 0 6 {turn}"
    return f"{out}V{height - turn}q0 {turn} -6 {turn}H{end}"


def _said(x: int, y: int, said: str, anchor: str) -> SafeString:
    if not said:
        return SafeString("")
    return format_html(
        '<text class="flow-said" x="{}" y="{}" text-anchor="{}">{}</text>', x, y, anchor, _short(said, 16)
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
