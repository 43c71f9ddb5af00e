"""Marks: what icons, faces, references and dates look like, and that nothing typed by people becomes markup."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from closeknit.web import marks

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english_in_london():
    with translation.override("en"), timezone.override("Europe/London"):
        yield


@pytest.mark.parametrize(
    ("name", "kind", "letters"),
    [
        ("Łukasz Żółć", "person", "ŁŻ"),
        ("Jan van der Velde", "person", "JV"),
        ("Patrick O'Dwyer", "person", "PO"),
        ("王小明", "person", "王"),
        ("فاطمة الزهراء", "person", "ف"),
        ("Kestrel Dairies", "organization", "K"),
        ("Cher", "person", "C"),
        ("(Ana) Silva", "person", "AS"),
        ("!!! ???", "person", "?"),
        ("", "person", "?"),
    ],
)
def test_initials_stand_for_a_name_in_any_script(name: str, kind: str, letters: str) -> None:
    assert marks.initials(name, kind) == letters


def test_a_record_keeps_its_tint() -> None:
    assert [marks.tint(key) for key in (1, 2, "1")] == [marks.tint("1"), marks.tint("2"), marks.tint(1)]
    assert {marks.tint(key) for key in range(200)} == {1, 2, 3, 4, 5, 6}


def test_a_reference_escapes_what_people_typed() -> None:
    html = marks.ref('/x/?a="b"', "<script>alert(1)</script>", 7)
    assert "<script>" not in html
    assert 'href="/x/?a=&quot;b&quot;"' in html


def test_a_chip_keeps_what_is_safe_and_escapes_the_rest() -> None:
    assert "<b>" not in marks.chip("<b>")
    assert "<b>" in marks.chip(SafeString("<b>x</b>"))


def test_a_face_is_round_for_a_person_and_square_for_a_thing() -> None:
    assert "data-kind" not in marks.face("Ada", 1, "person")
    assert 'data-kind="thing"' in marks.face("Kestrel", 1, "thing")


def test_what_has_no_letter_of_its_own_shows_the_sign_of_its_kind() -> None:
    assert "face" not in marks.ref("/scales/1/", "Bench scale", 1, "")
    assert 'data-icon="scale"' in marks.face("Bench scale BW-B10514", 1, "scale")


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=40), "16:20"),
        (timedelta(hours=24, minutes=40), "yesterday 16:20"),
        (timedelta(days=-1), "tomorrow 17:00"),
        (timedelta(days=5), "Thursday 17:00"),
        (timedelta(days=30), "25 October"),
        (timedelta(days=400), "20 October 2025"),
    ],
)
def test_a_moment_is_said_as_people_say_it(ago: timedelta, words: str) -> None:
    html = marks.said(NOW - ago, now=NOW)
    assert f">{words}</time>" in html


def test_a_moment_is_exact_on_hover_and_in_the_person_s_zone() -> None:
    with timezone.override("Asia/Tokyo"):
        html = marks.said(datetime(2026, 11, 24, 16, 20, tzinfo=UTC), now=NOW)
    assert 'datetime="2026-11-25T01:20:00+09:00"' in html
    assert "JST" in html
    assert ">01:20<" in html


def test_a_whole_day_stays_a_day_in_every_zone() -> None:
    with timezone.override("Pacific/Kiritimati"):
        assert 'datetime="2026-11-24"' in marks.said(date(2026, 11, 24), now=NOW)


def test_nothing_is_said_of_no_moment() -> None:
    assert marks.said(None) == ""


@pytest.mark.parametrize(
    ("day", "head"),
    [(date(2026, 11, 24), "Today"), (date(2026, 11, 23), "Yesterday"), (date(2026, 11, 19), "Thursday 19 November")],
)
def test_a_day_heads_its_part_of_the_history(day: date, head: str) -> None:
    assert marks.day_head(day, now=NOW) == head


@pytest.mark.parametrize(("days", "words"), [(1, "1 day ago"), (31, "31 days ago"), (430, "14 months ago")])
def test_age_is_told_in_the_fitting_unit(days: int, words: str) -> None:
    assert marks.ago(NOW - timedelta(days=days), now=NOW) == words


def test_a_row_of_a_list_names_its_record_to_everybody() -> None:
    class Row:
        id = 7
        name = 'Ada "the first"'
        cells = (SafeString("<a>Ada</a>"), SafeString("York"))

    html = marks.table_rows([Row()], [' class="col-name"', ' class="col-wide"'])
    assert 'aria-label="Select Ada &quot;the first&quot;"' in html
    assert '<th scope="row" class="col-name"><a>Ada</a></th><td class="col-wide">York</td>' in html
