"""The place of imports in the side bar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.intake import imports
from closeknit.web import shell
from closeknit.web.shell import Place


def register() -> None:
    """Show it to whoever may import anything; called once when the program starts."""
    shell.register(Place(_("Imports"), "imports", "file-input", lambda actor: bool(imports.kinds_for(actor))))
