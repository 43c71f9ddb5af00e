"""The engine of pages: what it tells the folder below it at start-up."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """Says how a page tells what only the end of a transaction saw, and where people and teams are administered."""

    name = "closeknit.web"

    def ready(self) -> None:
        from closeknit.access import transactions
        from closeknit.web import middleware, shell

        transactions.says("/", middleware.refused_at_last)
        manages = shell.Place(
            _("People who sign in"),
            "people",
            "user-cog",
            lambda actor: actor.may("user", "manage"),
            shell.SETTINGS,
            _("Who may sign in, what their roles let them do, and their teams."),
        )
        shell.register(manages)
