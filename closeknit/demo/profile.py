"""What the demonstration's company wants to know beyond what is shipped: a field for its dairies, and one for a single plant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from closeknit.catalogue.kinds import kinds
from closeknit.demo.people import Company
from closeknit.profiles import definitions, segments
from closeknit.records import record

ROLES = {"hannah": "financial_decision_maker", "owen": "influencer", "piet": "user", "laura": "gatekeeper", "sam": "evaluator", "malcolm": "decision_maker"}  # fmt: skip
STANDING: dict[str, dict[str, Any]] = {
    "kestrel": {"sales_territory": "north", "selling_relationship": "buys_from_us", "revenue": {"amount": "61000000", "currency": "GBP"}, "industry_code": "10.51", "employees_remark": "Three plants, so three of everything."},
    "alder": {"sales_territory": "south", "selling_relationship": "in_touch", "industry_code": "10.85"},
}  # fmt: skip
APPROVALS = {"thirsk": 37, "ripon": 212, "selby": -18}  # days until the approval of a plant expires
DAIRIES = {"field": "industry", "op": "contains", "value": "dairy"}


def make(company: Company, cast: dict[str, Any]) -> None:
    """Add the company's fields, then what the characters answer to them and to those that are shipped."""
    kind, by = kinds["organization"], company.actor("ada", 300, "09:20")
    dairies = segments.add(kind, {"name": "Dairies", "filter": DAIRIES}, by=by)
    about = {"label": "Approval expires", "type": "date", "group": "Selling to them", "hint": "Of the plant, by the food authority."}  # fmt: skip
    definitions.add(kind, {**about, "scope": {"segment": dairies.pk}}, by=by)
    silo = {"label": "Silo access code", "type": "text", "group": "Technical", "scope": {"record": cast["ripon"].pk}}
    definitions.add(kind, silo, by=by)
    for key, role in ROLES.items():
        record.edit(cast[key], {"sales_role": role}, by=company.actor("tomas", 290, "17:30"))
    for key, standing in STANDING.items():
        record.edit(cast[key], standing, by=company.actor("tomas", 290, "17:40"))
    for key, days in APPROVALS.items():
        day = (company.past.now + timedelta(days=days)).date().isoformat()
        plant = {"sales_territory": "north", "selling_relationship": "buys_from_us", "approval_expires": day}
        record.edit(cast[key], plant, by=company.actor("jonas", 200, "16:10"))
    record.edit(cast["ripon"], {"silo_access_code": "4711 #"}, by=company.actor("jonas", 120, "08:15"))
