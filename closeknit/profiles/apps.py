"""Profiles: the fields that a company adds for all, for a segment or for one record, and the kinds that it adds for itself."""

from __future__ import annotations

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Adds the company's own fields to every kind."""

    name = "closeknit.profiles"

    def ready(self) -> None:
        from closeknit.catalogue.kinds import PROVIDERS, WORD_SOURCES, kinds
        from closeknit.profiles import shape

        PROVIDERS.append(shape.fields)
        WORD_SOURCES.append("public.closeknit_profile_words(r.profile)")
        kinds.added_by(shape.own_kinds)
