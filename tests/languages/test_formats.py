"""A number, an amount and a day read the same in a list and on a page, as each person's language writes them, and are understood as typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from closeknit.catalogue.kinds import kinds
from closeknit.profiles import definitions
from closeknit.records.models import Record
from tests.cast import Cast

HTMX = {"HX-Request": "true"}
FIELDS = {"Turnover": "money", "Approved": "date", "Share": "percent", "Seen": "moment"}
READ = {
    "en": {"employees": "1,234", "turnover": "EUR\xa01,234,567.50", "approved": "Mar 4, 2026", "share": "12.5%", "seen": "Mar 4, 2026, 7:30\u202fPM"},
    "de": {"employees": "1.234", "turnover": "1.234.567,50\xa0€", "approved": "04.03.2026", "share": "12,5\xa0%", "seen": "04.03.2026, 19:30"},
    "fr": {"employees": "1\u202f234", "turnover": "1\u202f234\u202f567,50\xa0€", "approved": "4 mars 2026", "share": "12,5\xa0%", "seen": "4 mars 2026, 19:30"},
    "es": {"employees": "1.234", "turnover": "1.234.567,50\xa0€", "approved": "4 mar 2026", "share": "12,5\xa0%", "seen": "4 mar 2026, 19:30"},
}  # fmt: skip
TYPED = {
    "en": {"employees": "2,345", "turnover": "9,876.25 EUR", "approved": "Dec 31, 2026", "share": "7.5"},
    "de": {"employees": "2.345", "turnover": "9.876,25 EUR", "approved": "31.12.2026", "share": "7,5"},
    "fr": {"employees": "2 345", "turnover": "9 876,25 EUR", "approved": "31 déc. 2026", "share": "7,5"},
    "es": {"employees": "2.345", "turnover": "9.876,25 EUR", "approved": "31 dic 2026", "share": "7,5"},
}
MEANT = {"employees": 2345, "turnover": (Decimal("9876.25"), "EUR"), "approved": date(2026, 12, 31), "share": Decimal("7.5")}  # fmt: skip


@pytest.fixture
def made(cast: Cast) -> Any:
    """An organization with a value of each type, given in the machine's own writing."""
    for label, type_ in FIELDS.items():
        definitions.add(kinds["organization"], {"label": label, "type": type_}, by=cast.ada)
    turnover = {"amount": "1234567.50", "currency": "EUR"}
    return cast.organization(employees=1234, turnover=turnover, approved="2026-03-04", share="12.5", seen="2026-03-04T18:30:00Z")  # fmt: skip


def browser(cast: Cast, language: str) -> Client:
    type(cast.tomas_user).objects.filter(pk=cast.tomas_user.pk).update(language=language, zone="Europe/Berlin")
    return cast.browser("tomas")


def page(client: Client, language: str, url: str) -> str:
    with translation.override(language):  # and sets back what the middleware leaves
        answer = client.get(url, headers=HTMX if "/fact/" in url else {}, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize("language", sorted(READ))
def test_a_list_and_a_page_read_as_the_language_writes(language: str, cast: Cast, made: Any) -> None:
    client = browser(cast, language)
    columns = "&".join(f"column={key}" for key in READ[language])
    listed = page(client, language, f"/organizations/?column=name&{columns}")
    shown = page(client, language, f"/organizations/{made.pk}/")
    for key, text in READ[language].items():
        assert text in listed, (key, "list")
        assert text in shown, (key, "page")


@pytest.mark.parametrize("language", sorted(TYPED))
def test_a_control_takes_what_the_language_writes_and_gives_back_what_it_was_given(
    language: str, cast: Cast, made: Any
) -> None:
    client = browser(cast, language)
    for key, typed in TYPED[language].items():
        url = f"/organizations/{made.pk}/fact/{key}/"
        made.refresh_from_db()
        before = made.version
        again = control(page(client, language, url))
        assert post(client, language, url, again, before) == before, f"{key}: saved as it was, it is no change"
        assert post(client, language, url, typed, before) == before + 1, key
        field = kinds["organization"].fields[key]
        with translation.override(language):
            now = field.type.parse(control(page(client, language, url)), field)
        assert now == MEANT[key] or (now.amount, now.currency) == MEANT[key], key


def control(form: str) -> str:
    """What stands in the control of a form that edits one value."""
    tag = next(each for each in form.split("<input")[1:] if 'name="value"' in each.partition(">")[0])
    return tag.partition(' value="')[2].partition('"')[0]


def post(client: Client, language: str, url: str, value: str, version: int) -> int:
    """Save a value; the version of the record afterwards."""
    with translation.override(language):
        answer = client.post(url, {"value": value, "version": version}, headers=HTMX)
    assert answer.status_code in (200, 204), answer.content.decode()
    return Record.objects.get(pk=int(url.split("/")[2])).version
