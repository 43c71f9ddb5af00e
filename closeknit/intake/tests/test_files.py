"""Files are opened by what they are, streamed with their lines, and refused in one sentence."""

from __future__ import annotations

import gzip
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings as product
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.catalogue import export
from closeknit.catalogue.refusal import Refused
from closeknit.intake import limits, raw
from closeknit.intake.files import Reading, Table, open_table

COUNTED = {  # rows of data by counting them with one's own eyes
    "bad.csv": 3, "bad_skip_lines.csv": 3, "dummy.csv": 1, "dummy.csv.gz": 1, "dummy.tsv": 1, "dummy.xls": 1, "dummy.xlsx": 1, "foo1.csv": 2,
    "iris.csv": 150, "irismeta.csv": 3, "join_a.csv": 3, "join_a_short.csv": 3, "join_short.csv": 2, "mac_newlines.csv": 2, "no_header_row.csv": 1,
    "no_header_row3.csv": 2, "null_byte.csv": 1, "optional_quote_characters.csv": 1, "sheets.xls": 5, "sheets.xlsx": 5, "sniff_limit.csv": 1,
    "sort_ints_nulls.csv": 3, "test.xls": 5, "test.xlsx": 5, "test_empty_columns.csv": 3, "test_geo.csv": 17, "test_header_newline.csv": 1,
    "test_ignore_case.csv": 5, "test_latin1.csv": 2, "test_locale.csv": 1, "test_skip_lines.csv": 1, "test_skip_lines.xls": 5,
    "test_skip_lines.xlsx": 5, "test_utf16_big.csv": 2, "test_utf16_little.csv": 2, "test_utf8.csv": 2, "test_utf8_bom.csv": 2, "testdbf_converted.csv": 8,
}  # fmt: skip
ENCODINGS = {
    "test_latin1.csv": "cp1252", "test_utf16_big.csv": "utf-16", "test_utf16_little.csv": "utf-16", "test_utf8.csv": "utf-8", "test_utf8_bom.csv": "utf-8-sig"
}  # fmt: skip


def write(folder: Path, content: bytes, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def opened(folder: Path, content: bytes, name: str = "people.csv") -> Table:
    return open_table(write(folder, content, name))


def refused(folder: Path, content: bytes, name: str = "people.csv") -> Refused:
    path = write(folder, content, name)
    with pytest.raises(Refused) as caught:
        list(open_table(path).rows())
    assert name in caught.value.sentence or "Line" in caught.value.sentence
    assert caught.value.sentence.count("\n") == 0
    return caught.value


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows()]


# ---------------------------------------------------------------- real files


def test_the_spectrum_of_csv_equals_its_json(test_data: Path) -> None:
    for path in sorted((test_data / "csv-spectrum" / "csvs").glob("*.csv")):
        table = open_table(path)
        found = [dict(zip(table.heads, row, strict=True)) for row in cells(table)]
        expected = json.loads((test_data / "csv-spectrum" / "json" / f"{path.stem}.json").read_text())
        expected = expected if isinstance(expected, list) else [expected]
        if path.stem == "location_coordinates":  # the set itself gives another telephone number in the JSON
            expected[0]["Contact Phone Number"] = "2095257564"
        assert found == expected, path.name


def test_files_of_csvkit_have_their_rows_and_encodings(test_data: Path) -> None:
    for name, count in COUNTED.items():
        table = open_table(test_data / "csv-csvkit" / name)
        assert sum(1 for _row in table.rows()) == count, name
        assert table.encoding == ENCODINGS.get(name, table.encoding), name


def test_workbooks_equal_their_converted_csv(test_data: Path) -> None:
    for name in ("test.xlsx", "test.xls"):
        book = cells(open_table(test_data / "csv-csvkit" / name))
        text = cells(open_table(test_data / "csv-csvkit" / "testxlsx_converted.csv"))
        assert len(book) == len(text)
        for ours, theirs in zip(book, text, strict=True):
            same = [mine.casefold().removesuffix("t00:00:00") for mine in ours]
            assert same == [cell.casefold().removesuffix("t00:00:00") for cell in theirs]


def test_naughty_strings_come_back_byte_for_byte_through_our_own_export(test_data: Path, tmp_path: Path) -> None:
    strings = json.loads((test_data / "text-naughty-strings" / "blns.json").read_text("utf-8"))
    kept = [*(one for one in strings if one), "=1+1", "'=1", "''=1", "'s-Hertogenbosch", "_x005F_", "one\r\ntwo\rthree"]
    rows = [(one, str(place)) for place, one in enumerate(kept)]
    table = opened(tmp_path, b"".join(export.write_csv(["text", "number"], rows)))
    assert (table.heads, cells(table)) == (("text", "number"), rows)
    export.write_xlsx(["text", "number"], rows, tmp_path / "own.xlsx")
    assert [row[0] for row in cells(open_table(tmp_path / "own.xlsx"))] == kept


# ---------------------------------------------------------------- lines, encodings, dialects


def test_a_row_knows_the_line_at_which_it_starts(tmp_path: Path) -> None:
    table = opened(tmp_path, b'name,notes\nAda,"one\ntwo\r\nthree"\n\nBob,short\n')
    assert [(row.line, row.cells[0]) for row in table.rows()] == [(2, "Ada"), (6, "Bob")]


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-8", "Name,Ort\nJörg Müller,Köln\n"),
        ("utf-8-sig", "Name,Ort\nJörg Müller,Köln\n"),
        ("utf-16", "Name,Ort\nJörg Müller,Köln\n"),
        ("utf-16-le", "Name,Ort\nJörg Müller,Köln\n"),
        ("utf-16-be", "Name,Ort\nJörg Müller,Köln\n"),
        ("cp1252", "Name,Ort\nJörg Müller,Köln\nRené Élysée,Genève\nO’Neill – Söhne,€ 5\n"),
        ("cp1250", "Name,Ort\nPaweł Wiśniewski,Łódź\nJiří Dvořák,Plzeň\nZażółć Gęś,Kraków\n"),
        ("cp1251", "Имя,Город\nИван Петров,Москва\nОльга Смирнова,Санкт-Петербург\n"),
        ("koi8_r", "Имя,Город\nИван Петров,Москва\nОльга Смирнова,Санкт-Петербург\n"),
        ("cp850", "Name,Ort\nJörg Müller,Köln\nGrößmann,Straße äöü\n"),
        ("mac_roman", "Name,Ort\nJörg Müller,Köln\nGrößmann,Straße äöü\n"),
        ("cp932", "名前,住所\n株式会社日立製作所,東京都千代田区丸の内\n山田太郎,大阪府大阪市北区梅田のビル\n"),
        ("gb18030", "姓名,城市\n王小明,北京市朝阳区建国门外大街\n李丽,上海市浦东新区世纪大道中国银行\n"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(tmp_path: Path, codec: str, text: str) -> None:
    table = opened(tmp_path, text.encode(codec))
    assert [table.heads, *cells(table)] == [tuple(line.split(",")) for line in text.split("\n") if line]


def test_broken_utf8_is_refused_with_its_line_and_byte(tmp_path: Path) -> None:
    content = "name,city\nJörg,Köln\nZoë,Łódź\n".encode() + b"Bro\xff,x\n"
    found = refused(tmp_path, content)
    assert found.code == "encoding"
    assert "line 4" in found.sentence
    assert f"byte {content.index(0xFF) + 1}" in found.sentence


def test_the_byte_of_a_break_beyond_the_first_piece_is_right(tmp_path: Path) -> None:
    content = b"name,city\n" + "Jörg,Köln\n".encode() * 150_000 + b"Bro\xc3,x\n"
    found = refused(tmp_path, content)
    assert "line 150002" in found.sentence
    assert f"byte {len(content) - 3}" in found.sentence


def test_a_letter_torn_at_the_end_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "name\nJörg Müller\nZo".encode() + b"\xc3").code == "encoding"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, sign: str) -> None:
    rows = [
        ("name", "amount", "remark"),
        ("Ada", "1,5", "good; and | more"),
        ("Bob", "2,25", "bad"),
        ("Cyd", "3,0", "a, b"),
    ]
    text = "\n".join(sign.join(f'"{cell}"' if sign in cell else cell for cell in row) for row in rows)
    table = opened(tmp_path, text.encode())
    assert [table.heads, *cells(table)] == rows


def test_excels_own_line_about_the_delimiter_is_heeded(tmp_path: Path) -> None:
    table = opened(tmp_path, b"sep=;\r\nname;city\r\nAda, Lady;London\r\n")
    assert table.heads == ("name", "city")
    assert [tuple(row) for row in table.rows()] == [(3, ("Ada, Lady", "London"))]


def test_one_column_with_commas_in_it_stays_one_column(tmp_path: Path) -> None:
    assert cells(opened(tmp_path, b"name\nLovelace, Ada\nBabbage, Charles\nTuring\n")) == [
        ("Lovelace, Ada",),
        ("Babbage, Charles",),
        ("Turing",),
    ]


def test_quotes_escaped_by_a_backslash_are_read(tmp_path: Path) -> None:
    assert cells(opened(tmp_path, b'name,city\n"The \\"Best\\" Ltd","Rome"\n"B","C"\n'))[0] == (
        'The "Best" Ltd',
        "Rome",
    )


def test_a_title_above_the_table_is_skipped(tmp_path: Path) -> None:
    table = opened(
        tmp_path, b"Customers of 2026\n\nname,city,email\nAda,London,ada@example.com\nBob,Rome,bob@example.com\n"
    )
    assert table.heads == ("name", "city", "email")
    assert len(cells(table)) == 2


def test_a_file_without_headings_keeps_its_first_row(tmp_path: Path) -> None:
    content = b"Ada Lovelace,ada@example.com\nBob Byron,bob@example.com\n"
    assert opened(tmp_path, content).heads == ()
    assert len(cells(opened(tmp_path, content))) == 2


def test_the_person_has_the_last_word_on_how_a_file_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a;b\nJörg;1\n".encode("cp1252"))
    table = open_table(path, reading=Reading(encoding="cp1252", delimiter=",", has_heads=False))
    assert cells(table) == [("a;b",), ("Jörg;1",)]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "people.csv", "empty"),
        (b"\n\n\r\n", "people.csv", "empty"),
        (b"\xef\xbb\xbf", "people.csv", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "people.csv", "form"),
        (b"%PDF-1.7 something", "people.csv", "form"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "people.csv", "form"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "people.xls", "form"),
        (bytes(range(256)) * 20, "people.csv", "form"),
        (b"name,city\nAda,London\n", "people.docx", "ending"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"rubbish" * 100, "people.xls", "damaged"),
        (b"PK\x03\x04 not really", "people.xlsx", "damaged"),
        (b"\x1f\x8b\x08rubbish", "people.csv.gz", "damaged"),
        (gzip.compress(b"name,city\n" * 100, mtime=0)[:-12], "people.csv.gz", "damaged"),
        (b'name,city\nAda,"London\nBob,Rome\n', "people.csv", "row"),
        (b"name,city\nAda," + b"x" * (limits.CELL + 1) + b"\n", "people.csv", "row"),
        (b",".join(b"h%d" % place for place in range(limits.COLUMNS + 1)) + b"\n", "people.csv", "row"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, content: bytes, name: str, code: str) -> None:
    assert refused(tmp_path, content, name).code == code


def test_a_folder_and_an_absent_file_are_refused(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "folder"), (tmp_path / "gone.csv", "absent")):
        with pytest.raises(Refused) as caught:
            open_table(path)
        assert caught.value.code == code


def test_a_row_beyond_the_limit_is_refused_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 3)
    assert "Line 4" in refused(tmp_path, b"name,city\n" + b"Ada,London\n" * 5).sentence


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, gzip.compress(b"\0" * (64 * limits.MIB)), "bomb.csv.gz").code == "bomb"


# ---------------------------------------------------------------- workbooks


def workbook(path: Path, rows: list[list[object]], sheet: str = "People") -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Empty")
        page = book.add_worksheet(sheet)
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return path


def test_a_workbook_gives_its_first_filled_sheet_with_line_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "p.xlsx", [["name", "number", "rate"], ["Ada", 7, 1.5], ["", "", ""], ["Bob", 1e20, True]]
    )
    table = open_table(path)
    assert (table.sheet, table.sheets, table.heads) == ("People", ("Empty", "People"), ("name", "number", "rate"))
    assert [tuple(row) for row in table.rows()] == [(2, ("Ada", "7", "1.5")), (4, ("Bob", "1e+20", "true"))]


def test_a_packed_workbook_is_read_too(tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", [["name"], ["Ada"]])
    assert cells(opened(tmp_path, gzip.compress(path.read_bytes()), "q.xlsx.gz")) == [("Ada",)]


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", [["name"], ["Ada"]])
    with pytest.raises(Refused, match="no sheet of that name"):
        open_table(path, reading=Reading(sheet="Nobody"))


def bomb(path: Path, source: Path, sheet: bytes) -> Path:
    """A workbook whose sheet has been exchanged."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, sheet if member.filename == "xl/worksheets/sheet2.xml" else old.read(member))
    return path


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    good = workbook(tmp_path / "p.xlsx", [["name"], ["Ada"]])
    evil = bomb(
        tmp_path / "bomb.xlsx", good, b"<worksheet><sheetData>" + b" " * (64 * limits.MIB) + b"</sheetData></worksheet>"
    )
    with pytest.raises(Refused) as caught:
        open_table(evil)
    assert caught.value.code == "memory"


def test_a_bomb_that_lies_about_its_size_hurts_only_the_child(tmp_path: Path) -> None:
    good = workbook(tmp_path / "p.xlsx", [["name"], ["Ada"]])
    row = b'<row><c t="inlineStr"><is><t>' + b"x" * 30 + b"</t></is></c></row>"
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + row * 1_200_000
        + b"</sheetData></worksheet>"
    )
    raw = bomb(tmp_path / "bomb.xlsx", good, sheet).read_bytes()
    evil = write(tmp_path, raw.replace(len(sheet).to_bytes(4, "little"), (1000).to_bytes(4, "little")), "liar.xlsx")
    with pytest.raises(Refused):
        list(open_table(evil).rows())


SHEET = b"""<!DOCTYPE x [%s]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>"""


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    good = workbook(tmp_path / "p.xlsx", [["name"], ["Ada"]])
    entities = b'<!ENTITY e0 "lol">' + b"".join(
        b'<!ENTITY e%d "%s">' % (one, b"&e%d;" % (one - 1) * 10) for one in range(1, 9)
    )
    assert cells(open_table(bomb(tmp_path / "harmless.xlsx", good, SHEET % (b"", b"A &amp; B")))) == [("A & B",)]
    with pytest.raises(Refused, match="damaged"):
        open_table(bomb(tmp_path / "bomb.xlsx", good, SHEET % (entities, b"&e8;")))


def test_a_workbook_that_needs_more_memory_than_allowed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHILD_MEMORY", 64 * limits.MIB)
    assert cells(open_table(workbook(tmp_path / "small.xlsx", [["name"], ["Ada"]]))) == [("Ada",)]
    chance = random.Random(7)
    rows: list[list[object]] = [[chance.randbytes(1500).hex() for _column in range(10)] for _row in range(1_500)]
    with pytest.raises(Refused) as caught:
        list(open_table(workbook(tmp_path / "big.xlsx", rows)).rows())
    assert caught.value.code == "memory"


def test_a_workbook_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHILD_SECONDS", 0)
    with pytest.raises(Refused) as caught:
        # The system looks at the clock now and then only: what is read within one tick of it was never too long.
        list(open_table(workbook(tmp_path / "p.xlsx", [["name"], *[["Ada"]] * 20_000])).rows())
    assert caught.value.code == "time"


# ---------------------------------------------------------------- anything at all


def accounted(path: Path) -> None:
    """A file is either read to its end or refused; nothing else may happen."""
    try:
        for row in open_table(path).rows():
            assert row.line > 0
    except Refused as no:
        assert no.sentence  # noqa: PT017 - both ends are right


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(st.binary(max_size=400), st.text(alphabet="ab1,;|\t\"'\\\n\r\0é", max_size=200).map(str.encode))
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    accounted(write(tmp_path, content))
    accounted(write(tmp_path, gzip.compress(content), "people.csv.gz"))


def test_damaged_workbooks_are_read_or_refused(tmp_path: Path, test_data: Path) -> None:
    chance = random.Random(7)
    for name in ("test.xlsx", "test.xls", "dummy.xlsx") * 6:
        content = bytearray((test_data / "csv-csvkit" / name).read_bytes())
        for _damage in range(chance.randint(1, 40)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        accounted(write(tmp_path, bytes(content[: chance.randint(len(content) // 2, len(content))]), name))


@override_settings()
def test_an_upload_that_breaks_off_leaves_no_draft(tmp_path: Path) -> None:
    product.HOME = tmp_path

    def breaks_off() -> Iterator[bytes]:
        yield b"name\n"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        raw.keep(breaks_off(), "file.csv")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    hash, size = raw.keep([b"name\n"], "file.csv")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [raw.place(hash)]
    assert size == 5
