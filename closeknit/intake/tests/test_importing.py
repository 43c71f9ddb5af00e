"""Real files come in whole, a second time change nothing, go out again byte for byte, and can be taken back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.config import commandline
from closeknit.directory.models import Address, Email, Employment, Individual, Organization, Telephone, WebAddress
from closeknit.intake import bringing, imports, taking_back
from closeknit.intake.files import open_table
from closeknit.intake.models import Import, ImportRow, Outcome, State
from closeknit.records import record
from closeknit.records.models import Entry, Record
from tests.cast import Cast

EXCHANGES = {"BER": 7_767, "LSE": 3_391, "JPX": 3_061, "SAO": 1_454}


def upload(client: Any, path: Path, kind: str = "organization") -> Import:
    """Choose a file in the browser, agree to its columns, and let the worker look it through."""
    with path.open("rb") as file:
        answer = client.post("/imports/new/", {"kind": kind, "file": file})
    assert answer.status_code == 302, answer.content[-2000:]
    one = Import.objects.get(pk=int(answer["Location"].strip("/").split("/")[-1]))
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(f"/imports/{one.pk}/columns/").status_code == 302
    assert b"progress" in client.get(f"/imports/{one.pk}/").content
    bringing.propose(one.pk)
    one.refresh_from_db()
    return one


def write(client: Any, one: Import) -> Import:
    """Press the button, and let the worker write."""
    assert client.post(f"/imports/{one.pk}/start/").status_code == 302
    bringing.bring(one.pk)
    one.refresh_from_db()
    return one


def bring(actor: Actor, rows: str | bytes, kind: str = "organization", name: str = "file.csv") -> Import:
    """Bring a small file in without being asked."""
    one = imports.begin(kinds[kind], name, [rows.encode() if isinstance(rows, str) else rows], by=actor)
    imports.look(one, by=actor)
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert one.state == State.PROPOSED, one.error
    imports.start(one, by=actor)
    bringing.bring(one.pk)
    one.refresh_from_db()
    assert one.state == State.DONE, one.error
    return one


def counts(one: Import) -> dict[str, int]:
    return {outcome: one.count(outcome) for outcome in Outcome.values if one.count(outcome)}


# ---------------------------------------------------------------- fifteen thousand companies


def test_fifteen_thousand_companies_come_in_by_command_and_nothing_new_a_second_time_by_browser(
    cast: Cast, test_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [test_data / "companies-listed" / f"{name}.csv.gz" for name in EXCHANGES]
    assert commandline.main(["import", *map(str, files), "--as", "organizations", "--yes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(told) == ["created", "changed", "unchanged", "doubtful", "refused"]
    assert sum(told.values()) == sum(EXCHANGES.values()) == ImportRow.objects.count() == 15_673
    assert told["created"] == Organization.objects.count() > 13_000
    assert told["refused"] == sum(open_cells(path, "name").count("") for path in files)
    assert list(ImportRow.objects.filter(outcome="refused").values_list("reason", flat=True).distinct()) == [
        "“Name” is needed."
    ]

    client = cast.browser("ada")
    for path, rows in zip(files, EXCHANGES.values(), strict=True):
        again = upload(client, path)
        assert (again.state, again.total, sum(counts(again).values())) == (State.PROPOSED, rows, rows)
        assert again.count(Outcome.CREATED) == 0
    assert b"See what will happen" not in client.get(f"/imports/{again.pk}/").content
    write(client, again)
    assert (again.state, again.count(Outcome.CREATED), Organization.objects.count()) == (State.DONE, 0, told["created"])


def open_cells(path: Path, head: str) -> list[str]:
    table = open_table(path)
    place = table.heads.index(head)
    return [row.cells[place] for row in table.rows()]


def test_a_file_comes_in_by_the_browser_as_it_was_proposed_and_can_be_taken_back(cast: Cast, test_data: Path) -> None:
    client = cast.browser("ada")
    proposed = upload(client, test_data / "companies-listed" / "SAO.csv.gz")
    promised = counts(proposed)
    assert Organization.objects.count() == 0
    page = client.get(f"/imports/{proposed.pk}/").content.decode()
    assert f"Import {promised['created'] + promised['changed']:,} rows" in page
    done = write(client, proposed)
    assert (counts(done), sum(promised.values())) == (promised, 1_454)
    assert Organization.objects.filter(binned_at=None).count() == promised["created"]
    one = Organization.objects.get(name="Archer-Daniels-Midland Company")
    assert (one.industry, one.owner_id) == ("Household Products", cast.ada_user.pk)
    assert "isin" not in (one.description or "")  # what nobody understands stays out until somebody says what it is
    assert Address.objects.get(record=one).city == "Chicago"
    assert WebAddress.objects.get(record=one).domain == "adm.com"
    assert cast.history(one) == ["import.brought"]
    assert "chicago" in Record.objects.get(pk=one.pk).search
    assert client.post(f"/imports/{done.pk}/undo/").status_code == 302
    taking_back.run(done.pk)
    done.refresh_from_db()
    assert (done.state, Organization.objects.filter(binned_at=None).count()) == (State.UNDONE, 0)
    assert cast.history(one)[-1] == "import.taken_back"


def test_what_a_proposal_says_of_each_row_is_what_becomes_of_it_batch_after_batch(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "BATCH", 1_000)
    kestrel, rest = cast.organization(), [f"Firm {n},,,\n" for n in range(1_000)]
    told = ["Alder,,,\n", "Alder,York,GB,\n", "Kestrel Dairies,York,GB,Dairy\n"]
    later = ["Alder,Lyon,FR,\n", "Alder,York,GB,\n", "Kestrel Dairies,York,GB,Dairy\n", "Kestrel Dairies,Lyon,FR,\n"]
    content = "name,city,country,industry\n" + "".join([*told, *rest, *later])
    one = imports.begin(kinds["organization"], "file.csv", [content.encode()], by=cast.ada)
    imports.look(one, by=cast.ada)
    bringing.propose(one.pk)
    one.refresh_from_db()
    promised, outcomes = counts(one), list(imports.rows(one).values_list("line", "outcome"))
    written = write(cast.browser("ada"), one)
    assert outcomes == list(imports.rows(written).values_list("line", "outcome"))
    assert (promised, counts(written)) == (counts(written), promised)
    kestrel.refresh_from_db()
    assert (kestrel.industry, kestrel.version) == ("Dairy", 2)


def test_every_cell_of_exported_contacts_arrives(cast: Cast, test_data: Path) -> None:
    for path in sorted((test_data / "contacts-csv-exports").glob("*.csv")):
        one = bring(cast.ada, path.read_bytes(), "individual", path.name)
        table = open_table(path)
        refused = set(imports.rows(one, Outcome.REFUSED).values_list("line", flat=True))
        assert (not refused) == (path.name != "NoHeader.csv")
        for row in table.rows():
            have = everything(one, row.line) if row.line not in refused else row.cells
            for head, cell in zip(table.heads or ("",) * len(row.cells), row.cells, strict=False):
                missing = [part for part in flat(cell).split() if part not in flat(" ".join(have))]
                assert not missing, (path.name, head, cell)
        Import.objects.all().update(entry=None)
        Record.objects.all().delete()


def flat(text: str) -> str:
    return text.casefold().replace("/", " ").replace("*", " ").replace("http:", " ").replace("\r", "\n")


def everything(one: Import, line: int) -> list[str]:
    """All that was written of a row, as texts; what is kept in another form counts in the form of the file."""
    pk = ImportRow.objects.get(of=one, line=line).record_id
    person = Individual.objects.get(pk=pk)
    found: list[Any] = [
        person.given_name,
        person.family_name,
        person.honorific,
        person.language,
        person.description,
        *person.tags,
    ]
    if person.birthday:
        found += [
            person.birthday,
            *(
                f"{person.birthday:%Y}",
                str(person.birthday.month),
                str(person.birthday.day),
                f"{person.birthday:%m %d}",
            ),
        ]
    for model, names in (
        (Email, ("address", "kind")),
        (Telephone, ("number", "kind")),
        (WebAddress, ("url", "kind")),
        (Address, ("street", "city", "region", "postcode", "country", "kind")),
        (Employment, ("organization__name", "title", "department")),
    ):
        found += [value for row in model.objects.filter(record=pk).values_list(*names) for value in row]
    texts = [str(value) for value in found if value is not None]
    country = {
        "DE": "germany deutschland brd",
        "work": "business",
        "home": "private privat",
        "mobile": "mobil",
        "fax": "home fax homefax work fax workfax",
        "main": "main",
    }
    return [*texts, *(country.get(text, "") for text in texts)]


def test_naughty_strings_come_in_and_go_out_byte_for_byte(cast: Cast, test_data: Path) -> None:
    strings = json.loads((test_data / "text-naughty-strings" / "blns.json").read_text("utf-8"))
    kept = [one for one in dict.fromkeys(strings) if one.strip(" ") and len(one) <= 300]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("name",), *((one,) for one in kept)])
    one = bring(cast.ada, "\ufeff" + text.getvalue())
    refused = list(imports.rows(one, Outcome.REFUSED).values_list("cells", "reason"))
    assert one.count(Outcome.CREATED) + len(refused) == len(kept), counts(one)
    assert [cells for cells, reason in refused if "NUL" not in reason and "half a character" not in reason] == []
    there = set(kept) - {cells[0] for cells, _reason in refused}
    assert set(Organization.objects.values_list("name", flat=True)) == there
    answer = cast.browser("ada").get("/organizations/export.csv?column=name")
    out = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline="")))  # type: ignore[attr-defined]
    again = bring(
        cast.ada, b"\xef\xbb\xbf" + b"".join(cast.browser("ada").get("/organizations/export.csv").streaming_content)[3:]
    )  # type: ignore[attr-defined]
    assert (counts(again), len(out)) == ({"unchanged": len(there)}, len(there) + 1)


# ---------------------------------------------------------------- rules


def test_our_own_export_read_back_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    kestrel = cast.organization(
        phone="+44 1904 496 0110", city="York", country="GB", employees="420", tags="dairy, big"
    )
    cast.individual(
        email="h.osei@kestrel.example",
        organization=kestrel,
        title="Director",
        mobile="07700 900 123",
        birthday="1980-02-29",
        description="Two\nlines",
    )
    for kind, form in (("organizations", "csv"), ("individuals", "xlsx")):
        path = tmp_path / f"{kind}.{form}"
        assert commandline.main(["export", kind, "--format", form, "--to", str(path)]) == 0
        one = bring(cast.ada, path.read_bytes(), kind.removesuffix("s"), path.name)
        assert counts(one) == {"unchanged": 1}, ImportRow.objects.filter(of=one).values()
    assert set(Record.objects.values_list("version", flat=True)) == {1}


def test_a_changed_export_changes_that_and_taking_it_back_leaves_later_edits(cast: Cast) -> None:
    kestrel = cast.organization(industry="Dairy", employees="420")
    rows = f"id,name,industry,employees,legal_name\r\n{kestrel.pk},Kestrel Dairies,Cheese,500,Kestrel Dairies Ltd\r\n"
    one = bring(cast.ada, rows)
    assert counts(one) == {"changed": 1}
    kestrel.refresh_from_db()
    assert (kestrel.industry, kestrel.employees, kestrel.legal_name, kestrel.version) == (
        "Cheese",
        500,
        "Kestrel Dairies Ltd",
        2,
    )
    assert cast.history(kestrel) == ["record.created", "import.changed"]
    record.edit(kestrel, {"industry": "Ice cream"}, by=cast.tomas)
    imports.take_back(one, by=cast.ada)
    taking_back.run(one.pk)
    kestrel.refresh_from_db()
    assert (kestrel.industry, kestrel.employees, kestrel.legal_name) == ("Ice cream", 420, None)
    assert ImportRow.objects.get(of=one).reason == "Edited since; what was edited stays."


def test_taking_an_import_back_bins_what_it_made_but_for_what_people_worked_on_since(cast: Cast) -> None:
    rows = "given name,family name,e-mail,company\nAda,Byron,ada@alder.example,Alder Foods\nSam,Lee,sam@alder.example,Alder Foods\n"
    one = bring(cast.ada, rows, "individual")
    assert (counts(one), one.counts["beside"]) == ({"created": 2}, 1)
    sam = Individual.objects.get(family_name="Lee")
    record.edit(sam, {"language": "en"}, by=cast.tomas)
    imports.take_back(one, by=cast.ada)
    taking_back.run(one.pk)
    assert list(Individual.objects.filter(binned_at=None).values_list("family_name", flat=True)) == ["Lee"]
    assert Organization.objects.filter(binned_at=None).count() == 1  # Sam still works there


def test_one_row_can_be_taken_back(cast: Cast) -> None:
    one = bring(cast.ada, "name,city\nAlder Foods,York\nBirch Foods,Leeds\n")
    taking_back.one_row(one, 2, by=cast.ada)
    assert list(Organization.objects.filter(binned_at=None).values_list("name", flat=True)) == ["Birch Foods"]


def test_rows_of_one_file_that_are_the_same_become_one(cast: Cast) -> None:
    rows = "name,city,website,phone\nAlder Foods Ltd,York,alder.example,\nALDER FOODS,York,,+44 1904 496011\nAlder Foods Ltd,York,alder.example,\n"
    one = bring(cast.ada, rows)
    assert counts(one) == {"created": 1, "changed": 1, "unchanged": 1}
    alder = Organization.objects.get()
    assert (alder.name, alder.version, Telephone.objects.get(record=alder).number) == (
        "Alder Foods Ltd",
        1,
        "+44 1904 496011",
    )
    assert set(ImportRow.objects.values_list("record_id", flat=True)) == {alder.pk}


def test_what_only_looks_alike_waits_for_an_answer(cast: Cast) -> None:
    hannah = cast.individual(email="h.osei@kestrel.example", organization=cast.organization())
    client = cast.browser("ada")
    one = imports.begin(
        kinds["individual"],
        "fair.csv",
        [b"name,company\nHannah Osei,Alder Foods\nHannah Osei,Birch Foods\n"],
        by=cast.ada,
    )
    imports.look(one, by=cast.ada)
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert counts(one) == {"doubtful": 2}
    assert client.post(f"/imports/{one.pk}/rows/2/answer/{hannah.pk}/").status_code == 302
    assert client.post(f"/imports/{one.pk}/rows/3/answer/0/").status_code == 302
    assert client.post(f"/imports/{one.pk}/rows/3/answer/{hannah.pk + 1000}/").status_code == 404
    page = client.get(f"/imports/{one.pk}/").content.decode()
    assert "You say: the same." in page
    assert "Import 2 rows" in page
    write(client, one)
    assert counts(one) == {"changed": 1, "created": 1}
    assert Employment.objects.filter(record=hannah).count() == 2


def test_what_lies_in_the_bin_is_asked_about_not_revived(cast: Cast) -> None:
    kestrel = cast.organization()
    record.discard(kestrel, by=cast.tomas)
    one = bring(cast.ada, "name\nKestrel Dairies\n")
    assert counts(one) == {"doubtful": 1}
    assert Organization.objects.get().binned_at is not None


def test_a_bad_only_email_refuses_the_row_and_tells_line_column_and_reason(cast: Cast) -> None:
    rows = 'Name,E-mail,Country\nGiulia Ferrari,"g.ferrari@valdenza,example",Italy\n,post@nordlys.example,\nPiet de Vries,piet@kestrel.example,Atlantis\n'
    one = bring(cast.ada, rows, "individual")
    assert counts(one) == {"created": 1, "refused": 2}
    refused = list(imports.rows(one, Outcome.REFUSED).values_list("line", "column", "cells"))
    assert refused[0] == (2, "E-mail", ["Giulia Ferrari", "g.ferrari@valdenza,example", "Italy"])
    assert "Country: Atlantis" in (Individual.objects.get().description or "")
    answer = cast.browser("ada").get(f"/imports/{one.pk}/refused.csv")
    back = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert back[0] == ["Name", "E-mail", "Country", "Line", "Column", "Reason"]
    assert back[1][:5] == ["Giulia Ferrari", "g.ferrari@valdenza,example", "Italy", "2", "E-mail"]
    assert len(back) == 3


def test_a_field_over_its_limit_refuses_its_row_only(cast: Cast) -> None:
    one = bring(cast.ada, f"name,city\n{'x' * 301},York\nAlder Foods,Leeds\n")
    assert counts(one) == {"created": 1, "refused": 1}
    assert "at most 300 characters" in imports.rows(one, Outcome.REFUSED).get().reason


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(99), "holds no table"),
        ("broken.csv", "name\nKäse\n".encode() + b"\xff\xfe\x00broken\x00\x00\x01\x02" * 9, ""),
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n\n", "is empty"),
        ("heads.csv", b"name,city\n", "headings but no rows"),
        ("commas.csv", b"name,city\n,\n , \n", "headings but no rows"),
        ("notes.docx", b"name\nAlder\n", "ending"),
    ],
)
def test_a_file_that_is_none_gets_one_sentence_and_writes_nothing(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert commandline.main(["import", str(path), "--as", "organizations", "--yes"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert says in said.err
    with path.open("rb") as file:
        answer = cast.browser("ada").post("/imports/new/", {"kind": "organization", "file": file})
    assert answer.status_code == 422
    assert (Record.objects.count(), Import.objects.count()) == (0, 0)


# ---------------------------------------------------------------- rights


def test_who_may_not_import_is_refused_everywhere(cast: Cast) -> None:
    one = bring(cast.ada, "name\nAlder Foods\n")
    before = Record.objects.count(), Import.objects.count(), Entry.objects.count()
    for who in ("priya", "omar"):
        client = cast.browser(who)
        assert client.get("/imports/").status_code == client.get("/imports/new/").status_code == 403
        assert client.post("/imports/new/", {"kind": "organization"}).status_code == 403
        for path in ("", "progress/", "columns/", "refused.csv", "rows/created/"):
            assert client.get(f"/imports/{one.pk}/{path}").status_code == 404
        for path in ("start/", "stop/", "discard/", "undo/", "columns/", "rows/2/undo/", "rows/2/answer/0/"):
            assert client.post(f"/imports/{one.pk}/{path}").status_code == 404
    assert cast.browser("tomas").get(f"/imports/{one.pk}/").status_code == 404  # another's
    assert (Record.objects.count(), Import.objects.count(), Entry.objects.count()) == before


def test_records_that_one_may_not_see_are_not_given_away(cast: Cast) -> None:
    cast.organization(name="Kestrel Dairies", by="ada", number="K-1", url="kestrel.example")
    grant(cast, "import")
    one = bring(cast.priya, "name,number,website\nKestrel Dairies,K-1,kestrel.example\n")
    assert counts(one) == {"created": 1}
    assert Organization.objects.filter(owner=cast.priya_user, team=cast.north).count() == 1
    again = bring(cast.priya, "name,number,website\nKestrel Dairies,K-1,kestrel.example\n")
    assert counts(again) == {"unchanged": 1}


def grant(cast: Cast, verb: str) -> None:
    hat = cast.priya_user.hats.get()
    hat.grants.create(kind="*", verb=verb, reach="own")


def test_seen_but_not_editable_is_refused_by_name(cast: Cast) -> None:
    cast.organization(by="ada")
    grant(cast, "import")
    cast.priya_user.hats.get().grants.create(kind="*", verb="see", reach="all")
    one = bring(cast.priya, "name,industry\nKestrel Dairies,Cheese\n")
    assert counts(one) == {"refused": 1}
    assert "which you may not change" in ImportRow.objects.get().reason


def test_files_are_brought_in_for_the_kinds_that_say_so(cast: Cast) -> None:
    assert [kind.key for kind in imports.kinds_for(cast.ada)][:2] == ["organization", "individual"]
    kinds["individual"].imported = False
    try:
        assert kinds["individual"] not in imports.kinds_for(cast.ada)
    finally:
        kinds["individual"].imported = True


# ---------------------------------------------------------------- cost


def test_a_batch_costs_the_same_number_of_statements_however_many_rows_it_has(cast: Cast) -> None:
    def statements(rows: int, mark: str) -> int:
        content = "name,city,e-mail,phone\n" + "".join(
            f"{mark} {n},York,{mark}{n}@x{n}.example,+44 1904 {len(mark)}{n:05}\n" for n in range(rows)
        )
        with CaptureQueriesContext(connection) as asked:
            bring(cast.ada, content)
        return sum(not str(one["sql"]).startswith("analyze") for one in asked)  # statistics depend on what was there

    few, many = statements(5, "Alder"), statements(300, "Hornbeam")
    assert many <= few + 3, (few, many)
    assert many < 100


def test_a_new_position_is_set_and_nobody_is_made_for_rows_that_wait(cast: Cast) -> None:
    kestrel = cast.organization()
    ruth = cast.individual("Ruth", "Adeyemi", email="r@x.example", organization=kestrel, title="Plant manager")
    cast.individual(organization=kestrel)
    rows = "name,company,e-mail,position\nRuth Adeyemi,Kestrel Dairies,r@x.example,Director\nHannah Osei,Alder Foods,,\n,Nordlys,,\n"
    one = bring(cast.ada, rows, "individual")
    assert counts(one) == {"changed": 1, "doubtful": 1, "refused": 1}
    assert Employment.objects.get(record=ruth).title == "Director"
    assert (Organization.objects.count(), one.counts["beside"]) == (1, 0)
    imports.take_back(one, by=cast.ada)
    taking_back.run(one.pk)
    assert Employment.objects.get(record=ruth).title == "Plant manager"


def test_an_import_that_was_stopped_goes_on_where_it_stood(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "BATCH", 1_000)
    client = cast.browser("ada")
    one = imports.begin(
        kinds["organization"], "many.csv", [b"name\n" + b"".join(b"Firm %d\n" % n for n in range(1_500))], by=cast.ada
    )
    imports.look(one, by=cast.ada)
    bringing.propose(one.pk)
    client.post(f"/imports/{one.pk}/start/")
    assert not bringing.bring(one.pk, seconds=0.001)  # one batch, then it makes room for others
    assert client.post(f"/imports/{one.pk}/stop/").status_code == 302
    assert bringing.bring(one.pk)
    assert Organization.objects.count() == 1_000
    assert b"Stopped in the middle" in client.get(f"/imports/{one.pk}/").content
    write(client, one)
    assert (one.state, counts(one), Organization.objects.count()) == (State.DONE, {"created": 1_500}, 1_500)


def test_a_column_that_nobody_understands_stays_out_until_somebody_says_what_it_is(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("name,quux\nAlder Foods,blue\n")
    client = cast.browser("ada")
    with path.open("rb") as file:
        address = client.post("/imports/new/", {"kind": "organization", "file": file})["Location"]
    one = Import.objects.get()
    assert [match.slot for match in imports.matches_of(one)] == ["name", ""]
    page = client.get(address).content.decode()
    assert "1 column is left out" in page
    assert "Left out. No field has this name." in " ".join(page.split())
    kept = client.post(f"{address}columns/", {"column-0": "name", "column-1": "", "keep_rest": "yes"})
    assert b'<option value="remarks" selected>' in kept.content
    assert b"is left out" not in kept.content
    client.post(f"{address}columns/", {"column-0": "name", "column-1": "remarks"})
    bringing.propose(one.pk)
    one.refresh_from_db()
    write(client, one)
    assert Organization.objects.get().description == "quux: blue"


def test_the_columns_can_be_chosen_by_hand_and_the_file_thrown_away(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("firm,other,third\nAlder Foods,Cheese,x\n")
    client = cast.browser("ada")
    with path.open("rb") as file:
        address = client.post("/imports/new/", {"kind": "organization", "file": file})["Location"]
    twice = client.post(f"{address}columns/", {"column-0": "name", "column-1": "name", "column-2": ""})
    assert (twice.status_code, b"Two columns cannot both become this" in twice.content) == (422, True)
    assert client.post(f"{address}columns/", {"column-0": "secret"}).status_code == 422
    assert (
        client.post(f"{address}columns/", {"column-0": "name", "column-1": "industry", "column-2": ""}).status_code
        == 302
    )
    one = Import.objects.get()
    bringing.propose(one.pk)
    write(client, one)
    alder = Organization.objects.get()
    assert (alder.name, alder.industry, alder.description) == ("Alder Foods", "Cheese", None)
    assert client.post(f"{address}discard/").status_code == 409  # it has written: it can be taken back
    with path.open("rb") as file:
        address = client.post("/imports/new/", {"kind": "organization", "file": file})["Location"]
    assert client.post(f"{address}discard/").status_code == 302
    assert Import.objects.count() == 1
