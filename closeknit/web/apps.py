"""The engine of pages: what it tells the folder below it at start-up."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Says how a page tells what only the end of a transaction saw."""

    name = "closeknit.web"

    def ready(self) -> None:
        from closeknit.access import transactions
        from closeknit.web import middleware

        transactions.says("/", middleware.refused_at_last)
