"""The engine of the API: what it tells the folder below it at start-up."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Says how the API tells what only the end of a transaction saw."""

    name = "closeknit.api"

    def ready(self) -> None:
        from closeknit.access import transactions
        from closeknit.api import problems

        transactions.says("/api/", problems.at_last)
