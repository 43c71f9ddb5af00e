"""What a page asks of the database: few queries, and as many for sixty rows as for five."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from closeknit.access.models import Share
from closeknit.bench.inside import counted
from closeknit.records import record
from closeknit.timeline import notes
from tests.cast import Cast

MOST = 12


def asked(client: Client, path: str, form: dict[str, str] | None = None) -> int:
    """How many queries a page makes; once before, so that nothing is counted that only the first request does."""
    client.get("/healthz")
    with counted() as queries:
        answer = client.post(path, form, headers={"hx-request": "true"}) if form else client.get(path)
    assert answer.status_code in (200, 302), answer.content[:500]
    return len(queries.asked)


def people(cast: Cast, number: int, company: Any) -> list[Any]:
    return [
        cast.individual(
            "Hannah",
            f"Osei {place}",
            email=f"h{place}@kestrel.example",
            city="York",
            country="GB",
            organization=str(company.pk),
        )
        for place in range(number)
    ]


@pytest.fixture
def company(cast: Cast) -> Any:
    return cast.organization("Kestrel Dairies", city="York", country="GB", email="info@kestrel.example")


LISTS = [
    "/individuals/",
    "/individuals/?sort=-updated_at",
    "/individuals/?country=GB&city=York",
    "/individuals/?q=osei",
    "/individuals/?sort=email&q=osei",
    "/search/?q=osei",
    "/",
]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("who", ["ada", "priya"])
def test_a_list_makes_as_many_queries_for_sixty_rows_as_for_five(cast: Cast, company: Any, path: str, who: str) -> None:
    made = people(cast, 5, company)
    Share.objects.bulk_create(Share(record=one.record_ptr, user=cast.priya_user, by=cast.ada_user) for one in made)
    few = asked(cast.browser(who), path)
    more = people(cast, 55, company)
    Share.objects.bulk_create(Share(record=one.record_ptr, user=cast.priya_user, by=cast.ada_user) for one in more)
    many = asked(cast.browser(who), path)
    assert many <= few + 1, "only the count may come on top, where the rows no longer fit a page"
    assert many <= MOST


@pytest.mark.parametrize("who", ["ada", "priya"])
def test_today_and_a_record_make_few_queries_however_much_is_to_be_done(cast: Cast, company: Any, who: str) -> None:
    one = people(cast, 1, company)[0]
    Share.objects.create(record=one.record_ptr, user=cast.priya_user, by=cast.ada_user)
    for place in range(30):
        cast.make("task", by=who, name=f"Call {place}", about=one.pk, due_on="2026-01-01")
    for path, most in (("/", MOST), (one.record_ptr.address, MOST + 2)):
        assert asked(cast.browser(who), path) <= most, path


def test_a_record_is_shown_by_few_queries_however_long_its_history(cast: Cast, company: Any) -> None:
    one = people(cast, 1, company)[0]
    notes.write(one, "First.", by=cast.tomas)
    short = asked(cast.browser("ada"), one.record_ptr.address)
    for place in range(40):
        notes.write(one, f"Note {place}.", by=cast.tomas)
    record.edit(one, {"phones": [{"number": f"+44 1904 49601{place}"} for place in range(10, 30)]}, by=cast.tomas)
    assert asked(cast.browser("ada"), one.record_ptr.address) <= short <= MOST


def test_the_page_of_an_organization_makes_few_queries_however_many_work_there(cast: Cast, company: Any) -> None:
    people(cast, 3, company)
    few = asked(cast.browser("ada"), company.record_ptr.address)
    people(cast, 40, company)
    assert asked(cast.browser("ada"), company.record_ptr.address) <= few + 1
    assert few < MOST + 4


def test_an_edit_makes_as_many_queries_whatever_the_record_has_behind_it(cast: Cast, company: Any) -> None:
    one = people(cast, 1, company)[0]
    path = f"/individuals/{one.pk}/fact/title/"
    first = asked(cast.browser("ada"), path, {"value": "Buyer", "version": "1"})
    for place in range(20):
        notes.write(one, f"Note {place}.", by=cast.tomas)
    second = asked(cast.browser("ada"), path, {"value": "Head buyer", "version": "2"})
    assert second <= first <= MOST


WHOLE = {
    "given_name": "Hannah",
    "family_name": "Osei",
    "email": "hannah@kestrel.example",
    "phone": "+44 1904 496 0110",
    "organization": "Kestrel Dairies",
    "title": "Buyer",
    "city": "York",
    "country": "GB",
}


def test_a_form_with_everything_makes_as_few_queries_as_one_with_a_name(cast: Cast, company: Any) -> None:
    name = asked(cast.browser("ada"), "/individuals/new/", {"given_name": "Laura"})
    whole = asked(cast.browser("ada"), "/individuals/new/", WHOLE)
    assert whole <= name + 3, "the organization is looked up, our own country too, and all rows come in one statement"
    assert whole <= MOST


def test_a_set_of_rows_is_changed_by_as_many_queries_however_many_they_are(cast: Cast) -> None:
    browser = cast.browser("ada")
    counts = []
    for number in (3, 30):
        phones = [{"number": f"+44 1904 4960{place:03}"} for place in range(number)]
        one = cast.individual("Hannah", f"Osei {number}", phones=phones)
        left = phones[1:]  # every row moves up, and another is the first choice
        form = {
            f"phones-{place}-{key}": text for place, row in enumerate(left) for key, text in (("id", ""), *row.items())
        }
        counts.append(asked(browser, f"/individuals/{one.pk}/fact/phones/", {**form, "version": "1"}))
    assert counts[1] == counts[0] <= MOST
