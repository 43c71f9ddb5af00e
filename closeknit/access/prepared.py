"""Queries of what an actor reaches, composed once for all who reach the same: see `catalogue/statements.py`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet

from closeknit.access.actors import Actor
from closeknit.access.gate import standing
from closeknit.catalogue.statements import Slot, kept

type Build = Callable[..., QuerySet[Any, Any]]
type Run = Callable[..., Sequence[tuple[Any, ...]]]


def prepared(build: Build) -> Run:
    """Make of a function that builds a query one that gives its rows as tuples, and builds it the first time only.

    `build(actor, *shape)` ends in `values_list`; what it builds follows from these alone, never from the hour or the reader's
    language. What differs from call to call stands in it as `number` or `any_of`, and is given by name.
    """

    @functools.wraps(build)
    def run(actor: Actor, *shape: Hashable, **given: Any) -> Sequence[tuple[Any, ...]]:
        try:
            return kept((build, standing(actor), *shape), lambda: build(actor, *shape)).run(**given)
        except EmptyResultSet:  # the actor can see none of them
            return []

    return run


def number(name: str) -> Slot:
    """A whole number, such as an id, that is given under this name."""
    return Slot(name, BigIntegerField())


def any_of(column: str, name: str) -> Func:
    """The condition that a column is among the numbers that are given under this name as a list."""
    numbers = Slot(name, ArrayField(BigIntegerField()))
    return Func(F(column), numbers, template="%(expressions)s)", arg_joiner=" = any(", output_field=BooleanField())
