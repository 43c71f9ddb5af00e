"""Documents: contracts, drawings, reports, each a record with a profile, a history and its files."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the kind, what it is to other records, and what their pages show of it."""

    name = "closeknit.documents"

    def ready(self) -> None:
        from closeknit.documents import documents, kinds, panels
        from closeknit.records.relationships import relationships, types

        types.SHIPPED[documents.CONCERNS.key] = documents.CONCERNS
        relationships.UNDRAWN.add(documents.CONCERNS.key)
        kinds.register()
        panels.register()
