"""Reading a classification from the `profile` of a record in SQL.

The keys of a profile are the numbers of definitions, as text. Django's own transform takes such a key for a place in a list and
finds nothing in an object, so here a key is always a text.
"""

from __future__ import annotations

from typing import Any

from django.db.models import DecimalField, TextField
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from closeknit.catalogue.types.value import Storage, Type


def as_text_key(transform: KeyTransform, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
    """The SQL of a transform, with its keys as texts."""
    before, params, keys = transform.preprocess_lhs(compiler, connection)
    if len(keys) == 1:
        return f"({before} {transform.postgres_operator} %s)", (*params, str(keys[0]))
    return f"({before} {transform.postgres_nested_operator} %s)", (*params, [str(key) for key in keys])


class ProfileKey(KeyTransform):
    """The JSON under a key."""

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return as_text_key(self, compiler, connection)


class ProfileText(KeyTextTransform):
    """The text under a key: of a text without its quotes, of anything else its JSON."""

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return as_text_key(self, compiler, connection)


def expressions(definition: int, type: Type, *, many: bool) -> list[Any]:
    """What reads the value of a definition, one expression for each of the type's columns."""
    key = str(definition)
    if type.storage is Storage.TOKEN and many:
        return [ProfileKey(key, "profile")]
    texts = (
        [ProfileText(part, ProfileKey(key, "profile"), output_field=TextField()) for part in type.parts]
        if type.parts
        else [ProfileText(key, "profile", output_field=TextField())]
    )
    if type.storage is Storage.NUMBER:
        return [Cast(texts[0], DecimalField(max_digits=30, decimal_places=10)), *texts[1:]]
    return list(texts)
