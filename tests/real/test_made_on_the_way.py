"""Tables of other systems come in with fields and kinds made on the way, and every cell that holds something is somewhere."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.intake import bringing, imports
from closeknit.intake.headings import is_known
from closeknit.intake.models import Outcome, State
from closeknit.profiles import definitions, own_kinds
from closeknit.records.many import exports
from tests.cast import Cast

# Each table, the kind that it becomes, the column that becomes the name, and the names of a kind that is made for it.
TABLES = (
    ("crm-b2b-pipeline/accounts.csv", "organization", "account", None),
    ("crm-b2b-pipeline/products.csv", "catalogue_item", "product", ("Catalogue item", "Catalogue items")),
    ("crm-hubspot-export/company_data.csv", "organization", "property_name", None),
    ("crm-hubspot-export/deal_data.csv", "sale", "property_dealname", ("Sale", "Sales")),
    ("crm-hubspot-export/ticket_data.csv", "service_case", "property_subject", ("Service case", "Service cases")),
)
COUNTRIES = {"United States": ("US",), "United Kingdom": ("GB",), "Australia": ("AU",), "Canada": ("CA",)}


def table(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    return heads, rows


def shaped(kind: Kind, heads: list[str], name: str, by: Actor) -> list[str]:
    """Make a field for each heading that the product does not know; gives the headings with the name's own."""
    for head in heads:
        if head != name and not (kind.key == "organization" and is_known(head)):
            definitions.add(kind, {"label": head.replace("_", " ").strip(), "type": "text"}, by=by)
    return ["Name" if head == name else head.replace("_", " ").strip() for head in heads]


@pytest.mark.parametrize(("file", "key", "name", "made"), TABLES, ids=[one[0].partition("/")[2] for one in TABLES])
def test_every_cell_is_somewhere(
    cast: Cast, test_data: Path, file: str, key: str, name: str, made: tuple[str, str] | None
) -> None:
    if made:
        own_kinds.add({"label": made[0], "label_plural": made[1]}, by=cast.ada)
    heads, rows = table(test_data / file)
    kind = kinds[key]
    written = [shaped(kind, heads, name, cast.ada), *rows]
    kind = kinds[key]
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in written)
    by = cast.ada
    one = imports.begin(kind, "table.csv", [text.encode()], by=by)
    imports.look(one, by=by)
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert one.state == State.PROPOSED, one.error
    imports.start(one, by=by)
    bringing.bring(one.pk)
    one.refresh_from_db()
    counted = {outcome: one.count(outcome) for outcome in Outcome.values}
    text = b"".join(exports.csv(exports.everything(kind, cast.ada))).decode("utf-8-sig")
    out = [" ".join(" ".join(row).split()) for row in csv.reader(io.StringIO(text))]
    cells = sum(bool(cell.strip()) for row in rows for cell in row)
    lost = [cell for row in rows for cell in nearest(row, out)]
    print(f"{file}: {(cells - len(lost)) / cells:.1%} of {cells} cells are somewhere, {counted}")
    assert not lost
    assert counted[Outcome.CREATED] == len(rows)


def nearest(row: list[str], out: list[str]) -> list[str]:
    """The cells of a row that the record most like it does not hold, as they were written or as the product writes them."""
    return min(([cell for cell in row if not any(way in one for way in ways(cell))] for one in out), key=len)


def ways(cell: str) -> list[str]:
    """A cell as it is written: itself, a whole number without its ".0", a country by its code."""
    plain = " ".join(cell.split())
    return [plain, *([plain.removesuffix(".0")] if plain.endswith(".0") else []), *COUNTRIES.get(plain, ())]
