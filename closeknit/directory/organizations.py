"""An organization: what must hold of it, and what follows when it changes."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.directory import names, ours
from closeknit.directory.models import Employment, Organization, Status
from closeknit.records import search

LEVELS = 50  # deeper than any company's tree of branches: beyond it something is wrong


def settle(organization: Organization, changed: frozenset[str]) -> None:
    """Check an organization before it is saved; a new name reaches the search words of those who work there."""
    if "name" in changed or not organization.name_key:
        organization.name_key = names.organization_key(organization.name)
    if "parent" in changed:
        _not_below_itself(organization)
    if organization.status == Status.OURS or "status" in changed:
        transaction.on_commit(ours.forget)
    if "name" in changed and organization.pk:
        search.refresh_later(
            Employment.objects.filter(organization_id=organization.pk, until=None).values_list("record_id", flat=True)
        )


def _not_below_itself(organization: Organization) -> None:
    above, met = organization.parent_id, 0
    while above is not None:
        if above == organization.pk or met > LEVELS:
            raise Refused(
                _("An organization cannot be a branch of itself or of one of its own branches."),
                field="parent",
                code="circle",
            )
        above, met = Organization.objects.filter(pk=above).values_list("parent_id", flat=True).first(), met + 1
