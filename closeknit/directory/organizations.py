"""An organization: what must hold of it, and what follows when it changes."""

from __future__ import annotations

import time

from django.db import connection, transaction
from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.directory import names, ours
from closeknit.directory.models import Organization, Status

TRIES, PAUSE = 8, 0.05  # seconds between two tries
LEVELS = 50  # deeper than any company's tree of branches: beyond it something is wrong


def settle(organization: Organization, changed: frozenset[str]) -> None:
    """Complete and check an organization before it is saved."""
    if "name" in changed or not organization.name_key:
        organization.name_key = names.organization_key(organization.name)
    if "parent" in changed and organization.parent_id and organization.pk:  # nothing is below a new one yet
        _one_at_a_time()
        _not_below_itself(organization)
    if organization.status == Status.OURS or "status" in changed:
        transaction.on_commit(ours.forget)


def _one_at_a_time() -> None:
    """Let one branch be moved at a time: two moves that are right each by itself can close a circle.

    Waiting is short and ends in a refusal: who waits holds a row that the other may need in order to finish.
    """
    for _attempt in range(TRIES):
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(hashtextextended('organization.parent', 0))")
            if cursor.fetchone()[0]:
                return
        time.sleep(PAUSE)
    raise Refused(
        _("Somebody else is moving a branch at this moment. Try again in a few seconds."),
        field="parent",
        code="in_progress",
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
