"""The catalogue: types, fields, kinds, filters. It has no tables."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Registers the types when the program starts."""

    name = "closeknit.catalogue"

    def ready(self) -> None:
        from closeknit.catalogue import types

        types.discover()
