"""The one test that every type must pass, run unasked on each one that registers itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.apps.registry import Apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import F, JSONField
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from closeknit.catalogue import export, profile_keys
from closeknit.catalogue.fields import Field, field
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.tests.samples import OPTIONS, SAMPLES, Samples, folded
from closeknit.catalogue.types import TYPES, Operator, Type, discover

discover()

NEED_ROWS = {"reference", "team", "user"}  # tested where their rows live
KEYS = sorted(TYPES.keys() - NEED_ROWS)
LANGUAGES = ("en", "de")
PROFILE_KEY = 7


@pytest.fixture(autouse=True)
def _berlin() -> Iterator[None]:
    with timezone.override("Europe/Berlin"), translation.override("en"):
        yield


@pytest.fixture(params=KEYS)
def kind(request: pytest.FixtureRequest) -> Type:
    return TYPES[request.param]


@pytest.fixture
def samples(kind: Type) -> Samples:
    assert kind.key in SAMPLES, f"add samples of {kind.key} to samples.py"
    return SAMPLES[kind.key]


def of(kind: Type, **more: Any) -> Field:
    samples = SAMPLES[kind.key]
    return field(
        "size", "Size", kind.key, options=OPTIONS, unit=samples.unit, many=kind.key in ("choices", "tags"), **more
    )


def values(samples: Samples) -> list[Any]:
    distinct: list[Any] = []
    for _typed, value in samples.good:
        if value not in distinct:
            distinct.append(value)
    return distinct


# ---------------------------------------------------------------- reading and writing


def test_what_is_typed_becomes_the_value(kind: Type, samples: Samples) -> None:
    for typed, value in samples.good:
        assert kind.parse(typed, of(kind)) == value, typed
        assert type(kind.parse(typed, of(kind))) is type(value)


def test_nothing_is_nothing(kind: Type) -> None:
    assert kind.parse("", of(kind)) is None
    assert kind.parse(None, of(kind)) is None
    assert kind.joined(kind.split(None)) is None
    assert kind.loaded(kind.stored(None)) is None
    assert (kind.shown(None, of(kind)), kind.exported(None, of(kind)), kind.cell(None, of(kind))) == ("", "", "")


def test_a_value_that_is_parsed_comes_back_as_it_is(kind: Type, samples: Samples) -> None:
    for value in values(samples):
        assert kind.parse(value, of(kind)) == value


def test_json_keeps_the_value(kind: Type, samples: Samples) -> None:
    for value in values(samples):
        sent = json.loads(json.dumps(kind.stored(value)))
        assert kind.loaded(sent) == value
        assert kind.parse(sent, of(kind)) == value


def test_columns_keep_the_value(kind: Type, samples: Samples) -> None:
    for value in values(samples):
        assert len(kind.split(value)) == len(kind.columns)
        assert kind.joined(kind.split(value)) == value


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_a_file_is_read_back_in_every_language(kind: Type, samples: Samples, language: str) -> None:
    found, size = values(samples), of(kind)
    with translation.override(language):
        blocks = b"".join(export.write_csv(["Size", "End"], ([kind.exported(value, size), "x"] for value in found)))
        rows = list(csv.reader(io.StringIO(blocks[3:].decode(), newline="")))[1:]
        assert [kind.parse(export.read_back(row[0]), size) for row in rows] == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_a_workbook_is_read_back_in_every_language(kind: Type, samples: Samples, language: str) -> None:
    found, size, file = values(samples), of(kind), io.BytesIO()
    with translation.override(language):
        export.write_xlsx(["Size", "End"], ([kind.spreadsheet(value, size), "x"] for value in found), file)
        file.seek(0)
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]
        cells = [export.read_back_cell(row[0]) if isinstance(row[0], str) else row[0] for row in rows]
        assert [kind.parse(cell, size) for cell in cells] == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_sends_the_value_back(kind: Type, samples: Samples, language: str) -> None:
    with translation.override(language):
        for value in values(samples):
            html = kind.control(value, of(kind), {"name": "size", "id": "id_size"})
            assert "<script" not in html
            assert 'id="id_size"' in html
            sent = Sent(html).values
            assert kind.parse(sent if kind.key == "choices" else sent[-1], of(kind)) == value
        assert (
            kind.parse(
                (Sent(kind.control(None, of(kind), {"name": "size", "id": "id_size"})).values or [""])[-1], of(kind)
            )
            is None
        )


class Sent(HTMLParser):
    """What a browser would send for the field of a control."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: list[str] = []
        self.area: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: text or "" for name, text in attrs}
        if tag == "textarea":
            self.area = []
        elif (tag == "input" and (told.get("type") != "checkbox" or "checked" in told)) or (
            tag == "option" and "selected" in told
        ):
            self.values.append(told["value"])

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            self.values.append("".join(self.area).removeprefix("\n"))
            self.area = None


def test_people_read_it_in_their_language(kind: Type, samples: Samples) -> None:
    value, english, german = samples.shown
    for language, expected in (("en", english), ("de", german)):
        with translation.override(language):
            assert kind.shown(value, of(kind)).replace("\N{NO-BREAK SPACE}", " ") == expected.replace(
                "\N{NO-BREAK SPACE}", " "
            )


def test_cells_and_controls_are_escaped(kind: Type) -> None:
    evil = "\"><script>alert('x')</script>"
    value = {
        "phone": lambda: SAMPLES["phone"].good[0][1].__class__(evil, evil),
        "choices": lambda: (evil,),
        "tags": lambda: (evil,),
    }
    number = kind.key in ("number", "money", "percent", "duration", "date", "moment", "yes_no")
    given = SAMPLES[kind.key].good[0][1] if number else value.get(kind.key, lambda: evil)()
    size = of(kind)
    assert "<script" not in kind.cell(given, size) + kind.control(given, size, {"name": "size", "id": evil})


def test_what_cannot_be_understood_is_refused_in_one_sentence(kind: Type, samples: Samples) -> None:
    for bad in samples.bad:
        with pytest.raises(Refused) as caught:
            kind.parse(bad, of(kind))
        sentence = caught.value.sentence
        assert caught.value.field == "size", bad
        assert caught.value.code != "refused", bad
        assert "Size" in sentence
        assert sentence.endswith(".")
        assert not {". ", "!"} & {
            sentence[place : place + size] for place in range(len(sentence)) for size in (1, 2)
        }, sentence


def test_the_description_says_what_is_stored(kind: Type, samples: Samples) -> None:
    json.dumps(kind.schema(of(kind)))


# ---------------------------------------------------------------- the database


@pytest.fixture
def table(kind: Type, samples: Samples, db: None) -> type[models.Model]:
    """A table with a column of the type, a profile with the same value, and a row for each sample and for nothing."""
    columns: dict[str, Any] = {
        "value": samples.column(),
        **{"value" + suffix: models.TextField(null=True) for suffix in kind.columns[1:]},
    }
    meta = type("Meta", (), {"app_label": "catalogue", "apps": Apps(), "db_table": "tried_" + kind.key})
    made = type(
        "Tried",
        (models.Model,),
        {
            "__module__": __name__,
            "Meta": meta,
            "profile": JSONField(default=dict),
            "place": models.IntegerField(),
            **columns,
        },
    )
    with connection.schema_editor() as editor:
        editor.create_model(made)
    for place, value in enumerate([*values(samples), None]):
        parts = dict(zip(("value" + suffix for suffix in kind.columns), kind.split(value), strict=True))
        made._default_manager.create(
            place=place, profile={} if value is None else {str(PROFILE_KEY): kind.stored(value)}, **parts
        )
    return made


def test_the_database_keeps_the_value(kind: Type, samples: Samples, table: type[models.Model]) -> None:
    names = ["value" + suffix for suffix in kind.columns]
    kept = [kind.joined(row) for row in table._default_manager.order_by("place").values_list(*names)]
    assert kept == [*values(samples), None]


@pytest.mark.parametrize("kind", [key for key in KEYS if TYPES[key].sortable], indirect=True)
def test_the_database_sorts_as_python_does(kind: Type, samples: Samples, table: type[models.Model]) -> None:
    order = samples.order or samples.key
    rows = table._default_manager.exclude(place=len(values(samples))).order_by(
        kind.sorted_by(F("value"), of(kind)), "place"
    )
    found = values(samples)
    assert [row.place for row in rows] == sorted(range(len(found)), key=lambda place: (order(found[place]), place))


def homes(kind: Type) -> dict[str, list[Any]]:
    """The expressions of the value as a column, and as a key of a profile."""
    kept: dict[str, list[Any]] = {"column": [F("value" + suffix) for suffix in kind.columns]}
    if kind.key != "tags":  # they live in a table of their own
        kept["profile"] = profile_keys.expressions(PROFILE_KEY, kind, many=of(kind).many)
    return kept


def expected(operator: Operator, samples: Samples, row: Any, asked: Any) -> bool:
    """The plain Python model of an operator on one row."""
    if operator is Operator.EMPTY:
        return row is None
    if operator is Operator.IS_NOT:
        return row is None or not samples.is_same(row, asked)
    if row is None:
        return False
    same, less, more = samples.is_same(row, asked), samples.less, lambda one, other: samples.less(other, one)
    match operator:
        case Operator.IS | Operator.IN | Operator.WITHIN | Operator.BETWEEN | Operator.CONTAINS:
            return same
        case Operator.LT:
            return less(row, asked)
        case Operator.LTE:
            return same or less(row, asked)
        case Operator.GT:
            return more(row, asked)
        case Operator.GTE:
            return same or more(row, asked)
    return True


def places(table: type[models.Model], condition: Any) -> set[int]:
    return set(table._default_manager.filter(condition).values_list("place", flat=True))


SPOKEN = {Operator.CONTAINS, Operator.STARTS}


def test_every_operator_finds_what_python_finds(kind: Type, samples: Samples, table: type[models.Model]) -> None:
    rows, size = [*values(samples), None], of(kind)
    for home, (expression, *beside) in homes(kind).items():
        for operator in kind.operators:
            if operator in SPOKEN and kind.key != "choices":
                continue
            for asked in values(samples):
                for given_ in (asked, samples.words(asked)):
                    if operator is Operator.WITHIN and (kind.key == "moment" or not isinstance(given_, str)):
                        continue
                    sent = {Operator.IN: [given_], Operator.BETWEEN: [given_, given_]}.get(operator, given_)
                    found = places(table, kind.condition(operator, expression, sent, size, beside=beside))
                    wanted = {place for place, row in enumerate(rows) if expected(operator, samples, row, asked)}
                    assert found == wanted, (home, operator, given_)


def test_parts_of_words_are_found_as_they_are_typed(kind: Type, samples: Samples, table: type[models.Model]) -> None:
    for expression, *beside in homes(kind).values():
        for piece in samples.pieces:
            for operator, fits in ((Operator.CONTAINS, str.__contains__), (Operator.STARTS, str.startswith)):
                found = places(table, kind.condition(operator, expression, piece, of(kind), beside=beside))
                looked_for = f"https://{piece}" if kind.key == "url" and operator is Operator.STARTS else piece
                wanted = {
                    place for place, value in enumerate(values(samples)) if fits(folded(value), folded(looked_for))
                }
                assert found == wanted, (operator, piece)


def test_an_operator_that_the_type_does_not_have_is_refused(kind: Type) -> None:
    for operator in set(Operator) - set(kind.operators):
        with pytest.raises(Refused, match="cannot be filtered"):
            kind.condition(operator, F("value"), "x", of(kind))


# ---------------------------------------------------------------- anything at all

ANYTHING = st.text(max_size=40) | st.text(
    st.sampled_from("0123456789.,-+ €$kmEUR/:T<>&@=%;'\x00٣，今年days lastnext"), max_size=24
)


@settings(max_examples=150, deadline=None)
@given(text=ANYTHING, language=st.sampled_from(LANGUAGES))
def test_any_text_is_read_or_refused_and_what_is_read_comes_back(text: str, language: str) -> None:
    with timezone.override("Europe/Berlin"), translation.override(language):
        for key in KEYS:
            kind, size = TYPES[key], of(TYPES[key])
            try:
                value = kind.parse(text, size)
            except Refused:
                continue
            assert kind.loaded(json.loads(json.dumps(kind.stored(value)))) == value
            assert kind.parse(export.read_back(export.guarded(kind.exported(value, size))), size) == value
            assert kind.parse(kind.typed(value, size), size) == value
            assert isinstance(kind.shown(value, size), str)
            assert "<script" not in kind.cell(value, size)


@settings(max_examples=80, deadline=None)
@given(text=ANYTHING, language=st.sampled_from(LANGUAGES))
def test_any_text_makes_a_condition_or_is_refused(text: str, language: str) -> None:
    with timezone.override("Europe/Berlin"), translation.override(language):
        for key in KEYS:
            kind = TYPES[key]
            for operator in kind.operators:
                for given_ in (text, [text], [text, text], {"amount": text}, None, 5, True):
                    with suppress(Refused):
                        assert (
                            kind.condition(
                                operator, F("value"), given_, of(kind), beside=[F("more")] * (len(kind.columns) - 1)
                            )
                            is not None
                        )


@pytest.mark.data
def test_the_big_list_of_naughty_strings_is_kept_byte_for_byte_and_breaks_no_type(test_data: Path, db: None) -> None:
    texts = [text for text in json.loads((test_data / "text-naughty-strings" / "blns.json").read_text()) if text]
    with connection.cursor() as cursor:
        for text in texts:
            for key in ("text", "long_text"):
                kept = TYPES[key].parse(text, of(TYPES[key]))
                cursor.execute("SELECT %s::text", [kept])
                assert cursor.fetchone()[0] == text
            for key in KEYS:
                try:
                    value = TYPES[key].parse(text, of(TYPES[key]))
                except Refused:
                    continue
                assert "<script" not in TYPES[key].cell(value, of(TYPES[key])).lower()


@pytest.mark.data
@pytest.mark.parametrize("key", ["text", "email", "phone", "url"])
def test_the_big_list_of_naughty_strings_can_be_looked_for(key: str, test_data: Path, db: None) -> None:
    texts = [text for text in json.loads((test_data / "text-naughty-strings" / "blns.json").read_text()) if text]
    kind, rows = TYPES[key], ContentType.objects.order_by("pk")
    for text in texts:
        for operator in (Operator.IS, Operator.CONTAINS, Operator.STARTS):
            with suppress(Refused):
                assert not rows.filter(
                    models.Q(kind.condition(operator, F("app_label"), text, of(kind))), model=""
                ).exists()
