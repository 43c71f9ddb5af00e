"""Tables of the directory: organizations, individuals, how to reach them, and who works where."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf, Right, Upper
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types.folding import Folded
from closeknit.records.models import Record, Row, one_primary
from closeknit.records.tracking import changes


def last_digits() -> Right:
    """The last nine digits of a telephone number, the same however its country was written."""
    number = Coalesce(NullIf(F("number_e164"), Value("")), F("number"))
    digits = models.Func(
        number, Value("[^0-9]"), Value(""), Value("g"), function="regexp_replace", output_field=models.TextField()
    )
    return Right(digits, 9)


class Status(models.TextChoices):
    """What an organization is to us."""

    PROSPECT = "prospect", _("Prospect")
    CUSTOMER = "customer", _("Customer")
    SUPPLIER = "supplier", _("Supplier")
    PARTNER = "partner", _("Partner")
    MEMBER = "member", _("Member")
    FORMER = "former", _("Former customer")
    COMPETITOR = "competitor", _("Competitor")
    OURS = "ours", _("Our own company")


class Organization(Record):
    """A company, an authority, a club, or a branch of one: a customer's, or our own."""

    record_ptr = models.OneToOneField(
        Record, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="organization"
    )
    legal_name = models.TextField(_("legal name"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=40, null=True, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches")
    industry = models.TextField(_("main business"), null=True, blank=True)
    employees = models.DecimalField(_("employees"), max_digits=21, decimal_places=6, null=True, blank=True)
    description = models.TextField(_("description"), null=True, blank=True)
    name_key = models.TextField(null=True, editable=False)  # the normal form of the name, by which it is known again

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("status"), F("record_ptr"), name="organization_status"),
            models.Index(F("name_key"), name="organization_name_key"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("record_ptr")), name="organization_not_its_own_parent"
            ),
        ]


class Individual(Record):
    """A person, with or without an organization: a customer's, a supplier's, or one of us."""

    record_ptr = models.OneToOneField(
        Record, on_delete=models.CASCADE, parent_link=True, primary_key=True, related_name="individual"
    )
    honorific = models.TextField(_("title before the name"), null=True, blank=True)
    given_name = models.TextField(_("given name"), null=True, blank=True)
    family_name = models.TextField(_("family name"), null=True, blank=True)
    birthday = models.DateField(_("date of birth"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=20, null=True, blank=True)
    description = models.TextField(_("description"), null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="individual"
    )
    name_key = models.TextField(null=True, editable=False)  # the normal form of the name, by which they are known again

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(F("name_key"), name="individual_name_key")]


class Address(Row):
    """Where a record is: of a kind, in the parts that addresses have everywhere."""

    kind = models.CharField(max_length=40, null=True, blank=True)
    street = models.TextField(_("street"), null=True, blank=True)
    city = models.TextField(_("city"), null=True, blank=True)
    region = models.TextField(_("region"), null=True, blank=True)
    postcode = models.CharField(_("postcode"), max_length=40, null=True, blank=True)
    country = models.CharField(_("country"), max_length=2, null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [one_primary("address")]
        indexes: ClassVar[list[Any]] = [
            models.Index(Folded("city"), F("record"), name="address_city_folded"),
            models.Index(
                F("country"), F("record"), name="address_country"
            ),  # lists filtered by a country that few are in
        ]


class Telephone(Row):
    """A telephone number as it was typed, beside what it means (E.164, none when it cannot be understood)."""

    kind = models.CharField(max_length=40, null=True, blank=True)
    number = models.TextField(_("number"))
    number_e164 = models.CharField(max_length=40, null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [one_primary("telephone")]
        indexes: ClassVar[list[Any]] = [
            models.Index(F("number_e164"), condition=~Q(number_e164=None), name="telephone_e164"),
            models.Index(last_digits(), name="telephone_last_digits"),
        ]


class Email(Row):
    """An e-mail address as it was typed."""

    kind = models.CharField(max_length=40, null=True, blank=True)
    address = models.TextField(_("address"))

    class Meta:
        constraints: ClassVar[list[Any]] = [one_primary("email")]
        indexes: ClassVar[list[Any]] = [models.Index(Upper("address"), name="email_address")]


class WebAddress(Row):
    """A web address, and for organizations the domain by which they are known."""

    kind = models.CharField(max_length=40, null=True, blank=True)
    url = models.TextField(_("address"))
    domain = models.GeneratedField(
        expression=models.Func(
            F("url"), template=r"lower(substring(%(expressions)s from '^[a-zA-Z]+://(?:www\.)?([^/:?#]+)'))"
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar[list[Any]] = [one_primary("webaddress")]
        indexes: ClassVar[list[Any]] = [models.Index(F("domain"), name="webaddress_domain")]


class Employment(Row):
    """That an individual works, or worked: as what, from when, until when, and for an organization or on their own."""

    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="employments"
    )
    title = models.TextField(_("title"), null=True, blank=True)
    department = models.TextField(_("department"), null=True, blank=True)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            one_primary("employment"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="employment_ends_after_it_begins",
            ),
        ]


class Today(models.Func):
    """The day on which the database is asked."""

    template = "current_date"
    output_field = models.DateField()
    arity = 0


# An end that lies ahead is not one yet: the one meaning of "works there".
WORKING = Q(until=None) | Q(until__gt=Today())

OrganizationWas = changes(Organization)
IndividualWas = changes(Individual)
AddressWas = changes(Address)
TelephoneWas = changes(Telephone)
EmailWas = changes(Email)
WebAddressWas = changes(WebAddress, exclude=["domain"])
EmploymentWas = changes(Employment)
