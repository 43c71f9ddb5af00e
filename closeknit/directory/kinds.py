"""What the kernel must know of organizations and individuals: their fields, details, columns and pages."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.fields import Column, Detail, Field, field
from closeknit.catalogue.kinds import DetailSet, Group, Kind, kinds
from closeknit.catalogue.types.value import Option
from closeknit.directory import individuals, models, organizations
from closeknit.records.kinds import assignments, common_fields

WORK, HOME, MOBILE, OTHER = (
    Option("work", _("Work")),
    Option("home", _("Home")),
    Option("mobile", _("Mobile")),
    Option("other", _("Other")),
)
DIRECT, FAX, MAIN = Option("direct", _("Direct")), Option("fax", _("Fax")), Option("main", _("Main"))
PLACES = (
    Option("main", _("Head office")),
    WORK,
    HOME,
    Option("billing", _("Billing")),
    Option("shipping", _("Delivery")),
    OTHER,
)
STATUS_TINTS = {"customer": "good", "prospect": "petrol", "former": "quiet"}


def _kind(options: tuple[Option, ...]) -> Field:
    return field("kind", _("Kind"), "choice", options=options)


def _details() -> dict[str, DetailSet]:
    """What both kinds have several of."""
    return {
        "emails": DetailSet(
            "emails",
            _("E-mails"),
            _("E-mail"),
            models.Email,
            (field("address", _("E-mail"), "email", required=True, limit=254), _kind((WORK, HOME, OTHER))),
            ("address",),
            "mail",
        ),
        "phones": DetailSet(
            "phones",
            _("Telephones"),
            _("Telephone"),
            models.Telephone,
            (
                field("number", _("Telephone"), "phone", required=True, limit=80),
                _kind((WORK, DIRECT, MOBILE, HOME, MAIN, FAX, OTHER)),
            ),
            ("number",),
            "phone",
        ),
        "urls": DetailSet(
            "urls",
            _("Web addresses"),
            _("Web address"),
            models.WebAddress,
            (field("url", _("Web address"), "url", required=True, limit=2000), _kind((WORK, HOME, OTHER))),
            ("url",),
            "globe",
        ),
        "addresses": DetailSet(
            "addresses",
            _("Addresses"),
            _("Address"),
            models.Address,
            (
                field("street", _("Street"), "text", limit=500),
                field("postcode", _("Postcode"), "text", limit=40),
                field("city", _("City"), "text", limit=200),
                field("region", _("Region"), "text", limit=200),
                field("country", _("Country"), "country"),
                _kind(PLACES),
            ),
            ("street", "postcode", "city", "country"),
            "map-pin",
        ),
        "assignments": assignments(),
    }


def _flat(details: dict[str, DetailSet]) -> tuple[Field, ...]:
    """The primary of each detail as a field of its own, for lists, filters, files and quick edits."""
    emails, phones, urls, places = details["emails"], details["phones"], details["urls"], details["addresses"]
    return (
        field("email", _("E-mail"), "email", Detail(emails, "address"), icon="mail", limit=254),
        field("phone", _("Telephone"), "phone", Detail(phones, "number"), icon="phone", limit=80),
        field("mobile", _("Mobile"), "phone", Detail(phones, "number", "mobile"), icon="smartphone", limit=80),
        field("url", _("Web address"), "url", Detail(urls, "url"), icon="globe", limit=2000),
        field("street", _("Street"), "text", Detail(places, "street"), icon="map-pin", limit=500),
        field("postcode", _("Postcode"), "text", Detail(places, "postcode"), limit=40),
        field("city", _("City"), "text", Detail(places, "city"), icon="map-pin", limit=200),
        field("region", _("Region"), "text", Detail(places, "region"), limit=200),
        field("country", _("Country"), "country", Detail(places, "country"), icon="flag"),
    )


# Of an e-mail the part before the @, since companies share the rest; of a telephone its end, however it is dialled.
SEARCHED_DETAILS = (
    "(select string_agg(split_part(address, '@', 1), ' ') from directory_email where record_id = r.id)",
    r"(select string_agg(right(regexp_replace(coalesce(number_e164, number), '\D', '', 'g'), 10), ' ') from directory_telephone where record_id = r.id)",
    "(select string_agg(city, ' ') from directory_address where record_id = r.id)",
)
LEGAL_NAME = "(select legal_name from directory_organization o where o.record_ptr_id = r.id)"
EMPLOYERS = """(select string_agg(o.name, ' ') from directory_employment e join records_record o on o.id = e.organization_id
 where e.record_id = r.id and e.until is null)"""


def _organization() -> Kind:
    details = _details()
    statuses = tuple(Option(str(one.value), one.label, STATUS_TINTS.get(one.value, "")) for one in models.Status)
    own = (
        field("name", _("Name"), "text", required=True, icon="building-2", limit=300, width="name"),
        field("legal_name", _("Legal name"), "text", icon="scale", limit=300),
        field("status", _("Status"), "choice", options=statuses, icon="badge-check"),
        field("parent", _("Branch of"), "reference", Column("parent_id"), target="organization", icon="network"),
        field("industry", _("Main business"), "text", icon="factory", limit=300),
        field("employees", _("Employees"), "number", icon="users-round"),
        *_flat(details),
        field("description", _("Description"), "long_text", icon="file-text"),
    )
    return Kind(
        key="organization",
        plural="organizations",
        label=_("Organization"),
        label_plural=_("Organizations"),
        add_label=_("Add organization"),
        model=models.Organization,
        icon="building-2",
        own_fields=(*own, *common_fields()),
        details=details,
        columns=("name", "status", "city", "country", "industry", "phone", "email", "owner", "updated_at"),
        create_fields=(
            "name",
            "status",
            "url",
            "phone",
            "email",
            "street",
            "postcode",
            "city",
            "country",
            "industry",
            "parent",
            "legal_name",
            "employees",
            "description",
        ),
        groups=(
            Group(
                "organization",
                _("Organization"),
                ("legal_name", "status", "industry", "employees", "parent", "number", "description"),
            ),
            Group("care", _("Looked after by"), ("owner", "team", "tags")),
        ),
        settle=organizations.settle,
        word_sources=(LEGAL_NAME, *SEARCHED_DETAILS),
    )


def _individual() -> Kind:
    details = _details()
    details["employments"] = DetailSet(
        "employments",
        _("Employments"),
        _("Employment"),
        models.Employment,
        (
            field(
                "organization",
                _("Organization"),
                "reference",
                Column("organization_id"),
                target="organization",
                required=True,
            ),
            field("title", _("Title"), "text", limit=300),
            field("department", _("Department"), "text", limit=300),
            field("from", _("From"), "date", Column("since")),
            field("until", _("Until"), "date"),
        ),
        ("organization", "until"),
        "briefcase",
        live=Q(until=None),
    )
    own = (
        field("name", _("Name"), "text", editable=False, icon="user-round", limit=600, width="name"),
        field("honorific", _("Title before the name"), "text", limit=100),
        field("given_name", _("Given name"), "text", icon="user-round", limit=300),
        field("family_name", _("Family name"), "text", icon="user-round", limit=300),
        field(
            "organization",
            _("Organization"),
            "reference",
            Detail(details["employments"], "organization_id"),
            target="organization",
            icon="building-2",
            width="wide",
        ),
        field("title", _("Title"), "text", Detail(details["employments"], "title"), icon="briefcase", limit=300),
        *_flat(details),
        field("birthday", _("Date of birth"), "date", icon="cake"),
        field("language", _("Speaks"), "language", icon="languages"),
        field("description", _("Description"), "long_text", icon="file-text"),
    )
    return Kind(
        key="individual",
        plural="individuals",
        label=_("Person"),
        label_plural=_("People"),
        add_label=_("Add person"),
        model=models.Individual,
        icon="users-round",
        round=True,
        own_fields=(*own, *common_fields()),
        details=details,
        columns=("name", "organization", "title", "email", "phone", "city", "country", "owner", "updated_at"),
        create_fields=(
            "given_name",
            "family_name",
            "email",
            "phone",
            "organization",
            "title",
            "mobile",
            "birthday",
            "language",
            "street",
            "postcode",
            "city",
            "country",
            "description",
        ),
        groups=(
            Group(
                "person",
                _("Person"),
                ("honorific", "given_name", "family_name", "birthday", "language", "number", "description"),
            ),
            Group("care", _("Looked after by"), ("owner", "team", "tags")),
        ),
        settle=individuals.settle,
        word_sources=(EMPLOYERS, *SEARCHED_DETAILS),
    )


def register() -> None:
    """Make both kinds known; called once when the program starts."""
    kinds.register(_organization())
    kinds.register(_individual())
