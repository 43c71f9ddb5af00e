"""The fields of organizations and individuals, and what both have several of."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.fields import Column, Detail, Field, field
from closeknit.catalogue.kinds import DetailSet
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import Option
from closeknit.directory import models, sameness
from closeknit.records.kinds import assignments

WORK, HOME, OTHER = Option("work", _("Work")), Option("home", _("Home")), Option("other", _("Other"))
MOBILE, DIRECT = Option("mobile", _("Mobile")), Option("direct", _("Direct"))
FAX, MAIN = Option("fax", _("Fax")), Option("main", _("Main"))
OFFICE, BILLING, DELIVERY = (
    Option("main", _("Head office")),
    Option("billing", _("Billing")),
    Option("shipping", _("Delivery")),
)
TINTS = {"customer": "good", "prospect": "accent", "supplier": "plain", "former": "plain"}
STATUSES = tuple(Option(str(one.value), one.label, TINTS.get(one.value, "plain")) for one in models.Status)


def _kind(*options: Option) -> Field:
    return field("kind", _("Kind"), "choice", options=options)


def reach() -> dict[str, DetailSet]:
    """How anybody is reached, and who of us looks after them: sets of details that both kinds have."""
    email = field("address", _("E-mail"), "email", required=True, limit=254)
    phone = field("number", _("Telephone"), "phone", required=True, limit=80)
    url = field("url", _("Web address"), "url", required=True, limit=2000)
    phones = _kind(WORK, DIRECT, MOBILE, HOME, MAIN, FAX, OTHER)
    sets = (
        DetailSet(
            "emails",
            _("E-mails"),
            _("E-mail"),
            models.Email,
            (email, _kind(WORK, HOME, OTHER)),
            ("address",),
            "mail",
            value="address",
            same=sameness.email,
        ),
        DetailSet(
            "phones",
            _("Telephones"),
            _("Telephone"),
            models.Telephone,
            (phone, phones),
            ("number",),
            "phone",
            value="number",
            same=sameness.phone,
        ),
        DetailSet(
            "urls",
            _("Web addresses"),
            _("Web address"),
            models.WebAddress,
            (url, _kind(WORK, HOME, OTHER)),
            ("url",),
            "globe",
            value="url",
            same=sameness.url,
        ),
        _addresses(),
        assignments(),
    )
    return {one.key: one for one in sets}


def _addresses() -> DetailSet:
    parts = (
        field("street", _("Street"), "text", limit=500),
        field("postcode", _("Postcode"), "text", limit=40),
        field("city", _("City"), "text", limit=200),
        field("region", _("Region"), "text", limit=200),
        field("country", _("Country"), "country"),
        _kind(OFFICE, WORK, HOME, BILLING, DELIVERY, OTHER),
    )
    identity = ("street", "postcode", "city", "country")
    return DetailSet(
        "addresses",
        _("Addresses"),
        _("Address"),
        models.Address,
        parts,
        identity,
        "map-pin",
        in_parts=True,
        same=sameness.place,
    )


def employments() -> DetailSet:
    """Where an individual works and worked; only employments that are not over count for the single fields."""
    parts = (
        field(
            "organization",
            _("Organization"),
            "reference",
            Column("organization_id"),
            target="organization",
        ),
        field("title", _("Title"), "text", limit=300),
        field("department", _("Department"), "text", limit=300),
        field("from", _("From"), "date", Column("since")),
        field("until", _("Until"), "date"),
    )
    identity = ("organization", "title", "until")
    return DetailSet(
        "employments",
        _("Employments"),
        _("Employment"),
        models.Employment,
        parts,
        identity,
        "briefcase",
        live=models.WORKING,
        settle=_ends_after_it_begins,
        in_parts=True,
        same=sameness.employment,
        renewed=("title", "department"),
    )


def _ends_after_it_begins(employment: dict[str, Any]) -> None:
    since, until = employment["from"], employment["until"]
    if since and until and until < since:
        raise Refused(
            now("An employment cannot end before it begins: look at its dates."), field="until", code="ends_early"
        )


def flat(details: dict[str, DetailSet]) -> tuple[Field, ...]:
    """The first choice of each detail as a field of its own, for lists, filters, files and quick edits."""
    emails, phones, urls, places = details["emails"], details["phones"], details["urls"], details["addresses"]
    return (
        field("email", _("E-mail"), "email", Detail(emails, "address"), icon="mail", limit=254),
        field("phone", _("Telephone"), "phone", Detail(phones, "number"), icon="phone", limit=80),
        field("mobile", _("Mobile"), "phone", Detail(phones, "number", "mobile"), icon="smartphone", limit=80),
        field("url", _("Web address"), "url", Detail(urls, "url"), icon="globe", limit=2000),
        field("street", _("Street"), "text", Detail(places, "street"), icon="map-pin", limit=500),
        field("postcode", _("Postcode"), "text", Detail(places, "postcode"), limit=40),
        field("city", _("City"), "text", Detail(places, "city"), icon="map-pin", limit=200, folded=True),
        field("region", _("Region"), "text", Detail(places, "region"), limit=200),
        field("country", _("Country"), "country", Detail(places, "country"), icon="flag"),
    )


def of_organization() -> tuple[Field, ...]:
    """The columns of an organization."""
    return (
        field(
            "name",
            _("Name"),
            "text",
            Column("name", searched=True),
            required=True,
            icon="building-2",
            limit=300,
            width="name",
        ),
        field("legal_name", _("Legal name"), "text", icon="scale", limit=300),
        field("status", _("Status"), "choice", options=STATUSES, icon="badge-check"),
        field("parent", _("Branch of"), "reference", Column("parent_id"), target="organization", icon="network"),
        field("industry", _("Main business"), "text", icon="factory", limit=300),
        field("employees", _("Employees"), "number", icon="users-round", minimum=0, whole=True),
        field("description", _("Description"), "long_text", icon="file-text"),
    )


def of_individual(work: DetailSet) -> tuple[Field, ...]:
    """The columns of an individual, and the organization and title of the employment that counts."""
    at = Detail(work, "organization_id")
    return (
        field(
            "name",
            _("Name"),
            "text",
            Column("name", searched=True),
            editable=False,
            icon="user-round",
            limit=600,
            width="name",
        ),
        field("honorific", _("Title before the name"), "text", limit=100),
        field("given_name", _("Given name"), "text", icon="user-round", limit=300),
        field("family_name", _("Family name"), "text", icon="user-round", limit=300),
        field(
            "organization", _("Organization"), "reference", at, target="organization", icon="building-2", width="wide"
        ),
        field("title", _("Title"), "text", Detail(work, "title"), icon="briefcase", limit=300),
        field("birthday", _("Date of birth"), "date", icon="cake"),
        field("language", _("Speaks"), "language", icon="languages"),
        field("description", _("Description"), "long_text", icon="file-text"),
    )
