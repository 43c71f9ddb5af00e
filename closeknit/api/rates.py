"""How often a program may ask: a bucket for each owner of tokens, in the memory of each web process."""

from __future__ import annotations

import math
import time
from threading import Lock

from django.conf import settings

from closeknit.api.problems import TooManyRequests

MOST = 10_000  # owners remembered; beyond it everybody begins again with a full share

_buckets: dict[int, tuple[float, float]] = {}
_lock = Lock()


def take(owner: int) -> None:
    """Count one request of an owner; raises TooManyRequests when a minute's share is used up."""
    most = float(settings.API_PER_MINUTE)
    now = time.monotonic()
    with _lock:
        left, then = _buckets.get(owner, (most, now))
        left = min(most, left + (now - then) * most / 60)
        if left < 1:
            raise TooManyRequests(math.ceil((1 - left) * 60 / most))
        if len(_buckets) >= MOST and owner not in _buckets:
            _buckets.clear()
        _buckets[owner] = (left - 1, now)
