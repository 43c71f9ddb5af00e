"""Finds every door by itself: walks the resolver of addresses, the description of the API, the verbs and the panels."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Found:
    """An address of the product: the names that its routes go by (endpoints of one address have several) and the words it takes."""

    address: str
    names: tuple[str, ...]
    words: tuple[str, ...]


def routes() -> list[Found]:
    """Every address of the product; a route without a name goes by its address."""
    found: dict[str, Found] = {}
    for one in _walk(get_resolver().url_patterns, "", "", ()):
        before = found.get(one.address)
        found[one.address] = Found(one.address, (*before.names, *one.names), one.words) if before else one
    return list(found.values())


def _walk(patterns: list[Any], prefix: str, space: str, words: tuple[str, ...]) -> Iterator[Found]:
    for one in patterns:
        address, more = prefix + str(one.pattern), (*words, *one.pattern.converters)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, address, f"{space}{one.namespace}:" if one.namespace else space, more)
        elif isinstance(one, URLPattern):
            yield Found(address, (f"{space}{one.name or address}",), more)


@functools.cache
def routes_once() -> tuple[Found, ...]:
    """The same, walked once in a run."""
    return tuple(routes())
