"""One's own settings: language and time zone on every page, the company's where nothing is chosen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from closeknit.access import people, preferences
from closeknit.access.models import User
from closeknit.catalogue.refusal import RefusedTogether
from closeknit.records.models import Tie
from closeknit.timeline import notes
from tests.cast import Cast


def written_at_noon(cast: Cast) -> str:
    """The address of a record with a note that was written at noon, UTC, long ago."""
    made = cast.organization(by="tomas")
    notes.write(made, "A word", by=cast.tomas)
    Tie.objects.update(happened_at=datetime(2024, 3, 5, 12, 0, tzinfo=UTC))
    return f"/organizations/{made.pk}-kestrel-dairies/"


def test_what_one_chooses_counts_on_every_page(cast: Cast, settings: Any) -> None:
    settings.TIME_ZONE = "UTC"
    address = written_at_noon(cast)
    browser = cast.browser("tomas")
    assert "12:00" in browser.get(address).content.decode()
    given = {"language": "de", "zone": "Asia/Tokyo", "theme": "dark", "density": "compact"}
    saved = browser.post("/settings/mine/", given, follow=True)
    page = browser.get(address).content.decode()
    assert saved.status_code == 200
    assert '<html lang="de"' in page
    assert "21:00" in page
    assert 'data-theme="dark"' in page
    assert 'data-density="compact"' in page
    assert '<html lang="de"' in browser.get("/search/?q=x").content.decode()
    assert '<html lang="en"' in cast.browser("ada").get("/").content.decode()


def test_nothing_chosen_is_the_companys(cast: Cast, settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    browser = cast.browser("tomas")
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-gb"
    assert cast.tomas_user.language == ""
    assert '<html lang="de"' in browser.get("/").content.decode()
    browser.post("/settings/mine/", {"language": "en-gb", "zone": "Europe/Berlin", "theme": "light"})
    page = browser.post("/settings/mine/", {"language": "", "zone": "", "theme": "", "density": ""}, follow=True)
    assert '<html lang="de"' in page.content.decode()
    assert "data-theme" not in page.content.decode()
    assert User.objects.get(pk=cast.tomas_user.pk).zone == ""


def test_who_is_added_takes_the_companys_language_until_they_choose(cast: Cast) -> None:
    assert people.add("Ife", "ife@brightwell.example", wearing=[], by=cast.ada).language == ""


@pytest.mark.parametrize(
    ("language", "zone", "field"),
    [("xx", "", "language"), ("", "Mars/Base", "zone"), ("", "../etc/passwd", "zone"), ("\x00", "", "language")],
)
def test_what_is_not_offered_is_refused(cast: Cast, language: str, zone: str, field: str) -> None:
    with pytest.raises(RefusedTogether) as caught:
        preferences.choose(language, zone, by=cast.tomas)
    assert [one.field for one in caught.value.refusals] == [field]
    answer = cast.browser("tomas").post("/settings/mine/", {"language": language, "zone": zone})
    assert answer.status_code == 422


def test_a_look_that_is_not_offered_is_not_kept(cast: Cast) -> None:
    answer = cast.browser("tomas").post("/settings/mine/", {"theme": 'x"; evil', "density": "evil"})
    assert "theme" not in answer.cookies
    assert "density" not in answer.cookies


def test_every_zone_that_is_offered_can_be_chosen(cast: Cast) -> None:
    offered = preferences.zones()
    assert {"UTC", "Europe/London", "America/Argentina/Buenos_Aires"} <= set(offered)
    preferences.choose("", offered[-1], by=cast.tomas)
    assert cast.tomas.zone == offered[-1]
