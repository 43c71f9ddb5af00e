"""What the kernel must know of organizations and individuals: how lists, pages and forms show them, what search finds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.kinds import Group, Kind, kinds
from closeknit.directory import fields, individuals, models, organizations
from closeknit.records.kinds import common_fields
from closeknit.timeline.contacts import columns

# Of an e-mail the part before the @, since companies share the rest; of a telephone its end, however it is dialled. In the order in which
# they were added, so that the same record has the same words however they are read.
SEARCHED_DETAILS = (
    "(select string_agg(split_part(address, '@', 1), ' ' order by id) from directory_email where record_id = r.id)",
    r"""(select string_agg(right(regexp_replace(coalesce(nullif(number_e164, ''), number), '\D', '', 'g'), 10), ' ' order by id)
 from directory_telephone where record_id = r.id)""",
    "(select string_agg(city, ' ' order by id) from directory_address where record_id = r.id)",
)
LEGAL_NAME = "(select legal_name from directory_organization o where o.record_ptr_id = r.id)"
REACH = Group("reach", _("How to reach"), ("emails", "phones", "urls", "addresses"))
CARE = Group("care", _("Looked after by"), ("owner", "team", "assignments", "tags"))
PLACE = ("street", "postcode", "city", "country")


def _organization() -> Kind:
    details = fields.reach()
    about = ("name", "status", "legal_name", "industry", "employees", "parent", "number", "description")
    return Kind(
        key="organization",
        plural="organizations",
        label=_("Organization"),
        label_plural=_("Organizations"),
        add_label=_("Add organization"),
        model=models.Organization,
        icon="building-2",
        lettered=True,
        own_fields=(*fields.of_organization(), *fields.flat(details), *common_fields(), *columns.fields()),
        details=details,
        columns=("name", "status", "city", "country", "industry", "phone", "email", "owner", "updated_at"),
        beside=("city", "country"),
        create_fields=("name", "status", "url", "phone", "email"),
        create_more=(*PLACE, "industry", "parent", "legal_name", "employees", "description"),
        key_facts=("email", "phone", "city", "industry", "owner"),
        status="status",
        imported=True,
        groups=(Group("organization", _("Organization"), about), REACH, CARE),
        settle=organizations.settle,
        word_sources=(LEGAL_NAME, *SEARCHED_DETAILS),
    )


def _individual() -> Kind:
    details = {**fields.reach(), "employments": fields.employments()}
    own = fields.of_individual(details["employments"])
    about = ("given_name", "family_name", "honorific", "employments", "birthday", "language", "number", "description")
    return Kind(
        key="individual",
        plural="individuals",
        label=_("Person"),
        label_plural=_("People"),
        add_label=_("Add person"),
        model=models.Individual,
        icon="users-round",
        round=True,
        own_fields=(*own, *fields.flat(details), *common_fields(), *columns.fields()),
        details=details,
        columns=("name", "organization", "title", "email", "phone", "city", "country", "owner", "updated_at"),
        beside=("title", "organization"),
        create_fields=("given_name", "family_name", "email", "phone", "organization", "title"),
        create_more=("mobile", "birthday", "language", *PLACE, "description"),
        key_facts=("organization", "title", "email", "phone", "city", "owner"),
        imported=True,
        groups=(Group("person", _("Person"), about), REACH, CARE),
        settle=individuals.settle,
        word_sources=SEARCHED_DETAILS,
    )


def register() -> None:
    """Make both kinds known; called once when the program starts."""
    kinds.register(_organization())
    kinds.register(_individual())
