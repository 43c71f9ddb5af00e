"""The fields that organizations and people are shipped with, beside those that have columns: main business, description, employees."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from closeknit.profiles.shipped import Heading, Shipped, register

SALES_ROLE = "sales_role"  # the key by which the map of an organization finds what somebody decides

ORGANIZATION = (
    Heading(
        _("Selling to them"),
        (
            Shipped(
                "sales_territory",
                _("Sales territory"),
                "choice",
                ((_("North"), ""), (_("East"), ""), (_("South"), ""), (_("West"), "")),
            ),
            Shipped(
                "selling_relationship",
                _("Where we stand"),
                "choice",
                (
                    (_("Not approached yet"), "plain"),
                    (_("In touch"), "accent"),
                    (_("Evaluates us"), "warn"),
                    (_("Buys from us"), "good"),
                    (_("Bought from us once"), "plain"),
                    (_("Buys elsewhere"), "bad"),
                ),
            ),
            Shipped("revenue", _("Revenue"), "money", hint=_("Of a year.")),
            Shipped("employees_remark", _("Employees tell us"), "long_text", hint=_("Whether so many make a good customer.")),
            Shipped("revenue_remark", _("Revenue tells us"), "long_text", hint=_("Whether so much makes a good customer.")),
            Shipped("industry_code", _("Industry code"), "text", hint=_("SIC or NACE, as in 10.51.")),
        ),
    ),
    Heading(_("Technical"), (Shipped("internet_provider", _("Internet provider"), "text"),), folded=True),
)  # fmt: skip

INDIVIDUAL = (
    Heading(
        _("Selling to them"),
        (
            Shipped(
                SALES_ROLE,
                _("Sales role"),
                "choice",
                (
                    (_("Financial decision maker"), "good"),
                    (_("Decision maker"), "good"),
                    (_("Champion"), "accent"),
                    (_("Influencer"), "accent"),
                    (_("Evaluator"), "warn"),
                    (_("User"), "plain"),
                    (_("Gatekeeper"), "warn"),
                ),
                hint=_("What they usually decide; each opportunity may say otherwise."),
            ),
        ),
    ),
)


def announce() -> None:
    """Say what both kinds are shipped with."""
    register("organization", ORGANIZATION)
    register("individual", INDIVIDUAL)
