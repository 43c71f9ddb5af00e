"""The directory: organizations and individuals, how to reach them, who works where."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Registers the two kinds and the rows that hang on them."""

    name = "closeknit.directory"

    def ready(self) -> None:
        from closeknit.access import gate
        from closeknit.catalogue.types import company
        from closeknit.directory import (
            finding,
            kinds,
            left_behind,
            matching,
            met,
            models,
            ours,
            panels,
            profiles,
            signatures,
            tie_views,
        )
        from closeknit.records import alike, pasting, search
        from closeknit.web import listing, shell

        company.told_by(ours.habits)
        shell.named_by(lambda: ours.ours().name)

        for row in (models.Address, models.Telephone, models.Email, models.WebAddress, models.Employment):
            gate.hangs(row, "record")
        kinds.register()
        search.also(finding.at_organizations)
        listing.BESIDE["individual"] = finding.working_there
        for kind in ("organization", "individual"):
            alike.register(kind, matching.finder(kind))
        pasting.register("individual", signatures.read)
        panels.register()
        profiles.announce()
        left_behind.register()
        met.register()
        tie_views.register()
