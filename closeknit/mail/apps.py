"""Mail: what leaves the house, in whose words, and what became of it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Registers entries, rights, places and what the worker does."""

    name = "closeknit.mail"

    def ready(self) -> None:
        from closeknit.access import audit, gate, hats
        from closeknit.mail import accounts, background, entries, models, panels
        from closeknit.web import keys, shell

        self.jobs = background  # the worker must know them
        entries.announce()
        panels.register()
        keys.register(keys.RECORD, keys.Key(_("Write an e-mail"), ("M",)))
        gate.hangs(models.Message, "record")
        hats.MANAGED[accounts.RIGHT] = _("mail")
        audit.SENTENCES |= {
            "mail.account": _("%(by)s changed how mail leaves: %(way)s %(host)s."),
            "mail.released": _("%(by)s released this copy, so that it sends mail."),
            "mail.suppressed": _("%(by)s had nothing sent to %(address)s any more."),
            "mail.allowed": _("%(by)s let %(address)s be written to again."),
        }
        may = shell.Place(
            _("Mail"),
            "mail_account",
            "mail",
            lambda actor: actor.may(accounts.RIGHT, "manage"),
            shell.SETTINGS,
            _("How mail leaves the house, what became of it, and who is not written to."),
        )
        shell.register(may)
