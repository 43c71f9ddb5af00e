"""A kind of the company's own: every scale that it has sold, with its serial number, its capacity, and where it stands."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from closeknit.catalogue.kinds import Kind, kinds
from closeknit.demo.people import Company
from closeknit.directory.models import Organization
from closeknit.profiles import definitions, own_kinds
from closeknit.records import entries, record
from closeknit.records.many import bulk
from closeknit.records.relationships import relationships
from closeknit.records.relationships import types as relationship_types
from closeknit.records.values import parsed
from closeknit.timeline import notes

SEED = 1907
MODELS = (
    ("Platform", 1500, "BW-P"),
    ("Checkweigher", 6, "BW-C"),
    ("Bench", 30, "BW-B"),
    ("Weighbridge", 60_000, "BW-W"),
)
AT_KESTREL = {"thirsk": (4, 0), "ripon": (4, 0), "selby": (3, 2)}  # platforms and bench scales of each plant
SOLD = 300  # to others
FIELDS: tuple[dict[str, Any], ...] = (
    {"label": "Serial number", "type": "text"},
    {"label": "Model", "type": "choice", "options": [name for name, _most, _sign in MODELS]},
    {"label": "Capacity", "type": "number", "unit": "kg"},
    {"label": "Stands at", "type": "reference", "target": "organization"},
    {"label": "Installed", "type": "date", "group": "Calibration"},
    {"label": "Next calibration", "type": "date", "group": "Calibration"},
)


def make(company: Company, cast: dict[str, Any]) -> None:
    """Add the kind with its fields, Kestrel's scales, and those of every customer that there is already."""
    by, chance = company.actor("ada", 420, "10:30"), random.Random(SEED)
    own_kinds.add({"label": "Scale", "label_plural": "Scales", "icon": "scale"}, by=by)
    for given in FIELDS:
        definitions.add(kinds["scale"], given, by=by)
    site = relationship_types.add("installed at", "weighs with", ["scale"], ["organization"], by=by)
    for plant, (platforms, benches) in AT_KESTREL.items():
        for number in range(platforms + benches):
            given = _scale(company, chance, 0 if number < platforms else 2, cast[plant], 560 - 40 * number)
            made = record.create(kinds["scale"], given, by=company.actor("jonas", 415, "16:00"))
            relationships.relate(made, cast[plant].pk, site.key, by=company.actor("jonas", 415, "16:05"))
            if plant == "ripon" and number == 3:
                notes.write(
                    made, "Drifts towards the end of the shift. Watch it.", by=company.actor("jonas", 318, "15:50")
                )
    _sell(company, chance, kinds["scale"], {one.pk for one in cast.values()})


def _sell(company: Company, chance: random.Random, kind: Kind, besides: set[int]) -> None:
    """The scales of other customers, entered together on one afternoon."""
    customers = list(Organization.objects.filter(status="customer").exclude(pk__in=besides).order_by("pk"))
    if not customers:
        return
    by = company.actor("jonas", 400, "14:00")
    given = [
        _scale(company, chance, chance.randrange(4), chance.choice(customers), chance.randint(20, 690))
        for _ in range(SOLD)
    ]
    drafts = [bulk.draft(kind, parsed(kind, one, by), by=by) for one in given]
    bulk.create(kind, drafts, by=by, entry=entries.write("record.created", by=by, records=[]).pk)


def _scale(company: Company, chance: random.Random, model: int, place: Any, days: int) -> dict[str, Any]:
    name, most, sign = MODELS[model]
    serial = f"{sign}{chance.randint(10_000, 99_999)}"
    today = company.past.now.date()
    return {
        "name": f"{name} scale {serial}",
        "number": serial,
        "serial_number": f"{chance.randint(20, 26)}-{chance.randint(100_000, 999_999)}",
        "model": name.lower(),
        "capacity": most,
        "stands_at": place.pk,
        "installed": (today - timedelta(days=days)).isoformat(),
        "next_calibration": (today + timedelta(days=365 - days % 365 - 3)).isoformat(),
        "owner": company.users["jonas"].pk,
    }
