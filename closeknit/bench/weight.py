"""What a list page weighs on a cold browser: itself and every file it asks for, as they come over the wire."""

from __future__ import annotations

import re
from dataclasses import dataclass

from closeknit.bench.probe import Caller

ASKED_FOR = re.compile(r"""<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/static/[^"]+)"[^>]*>""")
IN_STYLE = re.compile(r"""url\(["']?([^"')]+\.woff2)["']?\)""")


@dataclass(frozen=True, slots=True)
class Weight:
    """Requests and bytes, and how many bytes each file has."""

    requests: int
    size: int
    parts: dict[str, int]


def weigh(url: str, session: str, path: str = "/individuals/") -> Weight:
    """Ask for the page and what it names in its head and body; fonts that the page preloads count, others come only when needed."""
    caller = Caller(url, session)
    answer = caller.send("GET", path)
    text = answer.text
    parts = {path: len(answer.body)}
    for name in dict.fromkeys(ASKED_FOR.findall(text)):
        parts[name] = len(caller.send("GET", name).body)
    return Weight(len(parts), sum(parts.values()), parts)
