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

WIDTH, HEIGHT, GAP, HEAD, EDGE = 216, 52, 36, 40, 24  # of a lane, a step, between steps, above the first, at the sides
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
    down = 31 if len(lines) == 1 else 24
    state = "wrong" if step.key in wrong else kind.key if kind else "wrong"
    shape = format_html(
        '<title>{}</title><rect class="flow-step" x="{}" y="{}" width="{}" height="{}" rx="8"/>{}{}',
        f"{name} · {kind.label}" if kind else name, left, top, WIDTH - 24, HEIGHT,
        format_html('<g class="flow-icon" transform="translate({} {})">{}</g>', left + 10, top + 18, marks.icon(kind.icon if kind else "circle-x", "small")),
        format_html_join("", '<text class="flow-name" x="{}" y="{}">{}</text>', ((left + 34, top + down + 15 * place, line) for place, line in enumerate(lines))),
    )  # fmt: skip
    marked = SafeString(' aria-current="true"') if step.key == current else ""
    if not url:
        return format_html('<g class="flow-node" data-state="{}"{}>{}</g>', state, marked, shape)
    return format_html('<a class="flow-node" href="{}?at={}#step" data-state="{}"{} aria-label="{}">{}</a>', url, step.key, state, marked, name, shape)  # fmt: skip


def _arrows(design: Design) -> Iterator[SafeString]:
    """An arrow for each way on: several answers that lead to the same step share one."""
    for step in design.steps:
        by_target: dict[str, list[str]] = {}
        for answer, to in checks.ways(design, step):
            by_target.setdefault(to, []).append(answer)
        several = len(by_target) > 1
        for number, (to, answers) in enumerate(by_target.items()):
            said = " / ".join(_answer(step, one) for one in answers if one) if several else ""
            target = design.step(to) if to != END else None
            yield _arrow(design, step, target, said, number)


def _answer(step: Step, answer: str) -> str:
    kind = STEPS.get(step.kind)
    return str(kind.answers.get(answer, answer)) if kind else answer


def _arrow(design: Design, step: Step, to: Step | None, said: str, number: int) -> SafeString:
    """From the foot of a step to the head of the next; round the side where it goes further, or back."""
    left, top = _place(design, step)
    x, y = left + (WIDTH - 24) // 2 + 26 * number, top + HEIGHT
    if to is None:
        line = f"M{x} {y}v16"
        end = format_html('<circle class="flow-end" cx="{}" cy="{}" r="4.5"/>', x, y + 21)
        return format_html('<path class="flow-line" d="{}"/>{}{}', line, end, _said(x + 9, y + 24, said))
    there, below = _place(design, to)
    target = there + (WIDTH - 24) // 2
    if design.steps.index(to) == design.steps.index(step) + 1:
        line = f"M{x} {y}C{x} {y + 18} {target} {y + 12} {target} {below - 1}"
    else:
        side = max(left, there) + WIDTH - 24 + 5 + 4 * number
        line = f"M{x} {y}v9Q{x} {y + 13} {x + 4} {y + 13}H{side - 6}Q{side} {y + 13} {side} {y + 19}V{below + 14}Q{side} {below + 20} {side - 6} {below + 20}H{there + WIDTH - 22}"
        if below < top:
            line = f"M{x} {y}v9Q{x} {y + 13} {x + 4} {y + 13}H{side - 6}Q{side} {y + 13} {side} {y + 7}V{below + 26}Q{side} {below + 20} {side - 6} {below + 20}H{there + WIDTH - 22}"
    return format_html(
        '<path class="flow-line" d="{}" marker-end="url(#tip)"/>{}',
        line,
        _said(x + 6, y + 11 + 14 * (number % 2), said),
    )


def _said(x: int, y: int, said: str) -> SafeString:
    return (
        format_html('<text class="flow-said" x="{}" y="{}">{}</text>', x, y, _short(said, 20))
        if said
        else SafeString("")
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
