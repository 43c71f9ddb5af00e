"""An organization: what must hold of it, and what follows when it changes."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.directory import names, ours
from closeknit.directory.models import Organization, Status

LEVELS = 50  # deeper than any company's tree of branches: beyond it something is wrong


def settle(organization: Organization, changed: frozenset[str]) -> None:
    """Complete and check an organization before it is saved."""
    if "name" in changed or not organization.name_key:
        organization.name_key = names.organization_key(organization.name)
    if "parent" in changed:
        _not_below_itself(organization)
    if organization.status == Status.OURS or "status" in changed:
        transaction.on_commit(ours.forget)


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
