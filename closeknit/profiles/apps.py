"""Profiles: the fields that a company adds for all, for a segment or for one record, and the kinds that it adds for itself."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProfilesConfig(AppConfig):
    """Adds the company's own fields to every kind."""

    name = "closeknit.profiles"

    def ready(self) -> None:
        from closeknit.access import people, transactions
        from closeknit.access.gate import BESIDE
        from closeknit.catalogue.kinds import PROVIDERS, WORD_SOURCES, kinds
        from closeknit.profiles import shape, shipped, tasks
        from closeknit.profiles.membership import KEY, field
        from closeknit.records import facts
        from closeknit.web import shell

        transactions.AFTERWARDS.append(tasks.tell)
        people.BEGINNINGS.append(shipped.ship)
        facts.FORMER.append(shape.former)
        PROVIDERS.append(shape.fields)
        WORD_SOURCES.append("public.closeknit_profile_words(r.profile)")
        kinds.added_by(shape.own_kinds)
        BESIDE[KEY] = field
        shapes = shell.somewhere("shape")
        for label, url_name, icon, seen, hint in (
            (_("Fields"), "fields_home", "list-tree", shapes, _("What you keep of each kind of record: for all, for some, or for one.")),
            (_("Segments"), "segments_home", "group", shapes, _("Records that belong together, and the fields that only they have.")),
            (_("Kinds"), "kinds", "shapes", lambda actor: actor.may("kind", "shape"), _("Kinds of record of your own, such as a scale or a policy.")),
        ):  # fmt: skip
            shell.register(shell.Place(label, url_name, icon, seen, shell.SETTINGS, hint))
