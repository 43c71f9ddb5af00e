"""An individual: how the name is composed, and what must hold."""

from __future__ import annotations

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.directory import names
from closeknit.directory.models import Individual


def settle(individual: Individual, changed: frozenset[str]) -> None:
    """Compose the name from its parts; a person needs at least one of them."""
    if changed & {"given_name", "family_name"} or not individual.name:
        individual.name = " ".join(part for part in (individual.given_name, individual.family_name) if part)
    if not individual.name:
        raise Refused(
            _("A person needs a name: give a given name or a family name."), field="given_name", code="required"
        )
    individual.name_key = names.person_key(individual.name)
