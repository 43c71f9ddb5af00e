"""Has left, through its page and its endpoint."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from closeknit.access import tokens
from closeknit.directory import leaving
from closeknit.directory.models import Employment, Individual
from closeknit.records import record
from closeknit.records.models import Entry
from closeknit.records.relationships import relationships
from tests.cast import Cast


@pytest.fixture
def kestrel(cast: Cast) -> Any:
    return cast.organization("Kestrel Dairies")


@pytest.fixture
def hannah(cast: Cast, kestrel: Any) -> Any:
    return cast.individual(
        employments=[{"organization": kestrel.pk, "title": "Finance director", "from": "2020-01-01"}]
    )


def over(person: Any) -> list[bool]:
    rows = Employment.objects.filter(record_id=person.pk).order_by("id")
    return [one.until is not None for one in rows]


def form(person: Any, **more: str) -> dict[str, str]:
    post = leaving.posts(person.pk)[0]
    today = timezone.localdate().isoformat()
    return {
        "version": str(person.version),
        "employment": str(post.pk),
        "last_day": today,
        "idempotency": str(uuid4()),
        **more,
    }


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def api(cast: Cast, method: str, path: str, sent: Any = None, **headers: str) -> Any:
    key = {"Authorization": f"Bearer {tokens.issue(cast.tomas_user, 'test')}", **headers}
    content = "" if sent is None else json.dumps(sent)
    return Client().generic(method, f"/api/v1{path}", content, "application/json", headers=key)


def test_the_form_proposes_and_shows_what_it_touches(cast: Cast, hannah: Any, kestrel: Any) -> None:
    sam = cast.individual("Sam", "Whitlock", organization=str(kestrel.pk), title="Finance director")
    relationships.relate(sam, hannah.pk, "reports_to", by=cast.tomas)
    page = cast.browser("tomas").get(f"/individuals/{hannah.pk}/has-left/")
    assert "Sam Whitlock is proposed: the same title there." in text(page)
    assert 'value="ends" selected' in page.content.decode()


def test_who_is_proposed_for_one_post_does_not_stay_for_another(cast: Cast, kestrel: Any) -> None:
    mill = cast.organization("Birch Mill")
    jobs = [{"organization": one.pk, "title": "Buyer", "from": "2020-01-01"} for one in (kestrel, mill)]
    hannah = cast.individual(employments=jobs)
    cast.individual("Sam", "Whitlock", organization=str(kestrel.pk), title="Buyer")
    there = {one.organization_id: str(one.pk) for one in leaving.posts(hannah.pk)}
    url, browser = f"/individuals/{hannah.pk}/has-left/", cast.browser("tomas")

    def successor(post: Any, **typed: str) -> str:
        page = browser.get(url, {"employment": there[post.pk], **typed}).content.decode()
        control = re.search(r'<input[^>]*name="successor"[^>]*>', page)
        assert control
        return "".join(re.findall(r'value="([^"]*)"', control[0]))

    assert successor(kestrel) == "Sam Whitlock"
    assert successor(mill, successor="Sam Whitlock", proposed="Sam Whitlock") == ""
    assert successor(kestrel, successor="", proposed="") == "Sam Whitlock"
    assert successor(mill, successor="Jo Reed", proposed="Sam Whitlock") == "Jo Reed"
    assert successor(kestrel, successor="", proposed="Sam Whitlock") == ""


def test_the_page_of_the_person_and_of_the_organization_lead_there(cast: Cast, hannah: Any, kestrel: Any) -> None:
    browser = cast.browser("tomas")
    link = f"/individuals/{hannah.pk}/has-left/?at={kestrel.pk}"
    assert link in browser.get(hannah.address).content.decode()
    assert link in browser.get(f"{kestrel.address}?tab=people").content.decode()


def test_sent_twice_it_is_noted_once_and_undone_by_the_bar(cast: Cast, hannah: Any, kestrel: Any) -> None:
    browser, sent = cast.browser("tomas"), form(hannah, new_employer="Alder Foods", add="new_employer")
    for _time in range(2):
        answer = browser.post(f"/individuals/{hannah.pk}/has-left/", sent, follow=True)
        assert "“Hannah Osei” has left" in text(answer)
    assert over(hannah) == [True, False]
    assert cast.history(hannah).count("individual.left") == 1
    browser.post(f"/undo/{Entry.objects.get(kind='individual.left').change}/")
    assert over(hannah) == [False]


def test_a_name_that_nobody_has_is_offered_to_be_added(cast: Cast, hannah: Any) -> None:
    answer = cast.browser("tomas").post(f"/individuals/{hannah.pk}/has-left/", form(hannah, successor="Sam Whitlock"))
    assert answer.status_code == 422
    assert "Add person “Sam Whitlock”" in text(answer)
    assert not Individual.objects.filter(name="Sam Whitlock").exists()


def test_somebody_quicker_is_told_and_the_second_try_counts(cast: Cast, hannah: Any) -> None:
    sent = form(hannah)
    fresh = record.edit(hannah, {"language": "nl"}, by=cast.ada)
    browser = cast.browser("tomas")
    answer = browser.post(f"/individuals/{hannah.pk}/has-left/", sent)
    assert (answer.status_code, "Somebody else changed this meanwhile" in text(answer)) == (409, True)
    assert f'name="version" value="{fresh.version}"' in answer.content.decode()
    browser.post(f"/individuals/{hannah.pk}/has-left/", {**sent, "version": str(fresh.version)})
    assert over(hannah) == [True]


def test_an_organization_that_is_not_seen_is_not_named(cast: Cast, kestrel: Any) -> None:
    mine = cast.individual("Mine", "Own", owner=cast.priya_user.pk, organization=str(kestrel.pk))
    page = text(cast.browser("priya").get(f"/individuals/{mine.pk}/has-left/"))
    assert "Kestrel" not in page
    assert "an organization that you may not see" in page


def test_former_people_stand_folded_and_the_person_tells_what_happened_there(
    cast: Cast, hannah: Any, kestrel: Any
) -> None:
    browser = cast.browser("tomas")
    browser.post(f"/individuals/{hannah.pk}/has-left/", form(hannah))
    assert "1 thing happened there" in text(browser.get(hannah.address))
    people = browser.get(f"{kestrel.address}?tab=people").content.decode()
    assert "Hannah Osei" in people.split("Worked here")[1]
    assert (
        "Hannah Osei"
        not in text(browser.get("/individuals/?organization=Kestrel+Dairies")).split("Nothing fits")[0][-200:]
    )


def test_a_filter_asks_for_former_employers(cast: Cast, hannah: Any, kestrel: Any) -> None:
    cast.browser("tomas").post(f"/individuals/{hannah.pk}/has-left/", form(hannah))
    ever = {"related": "employments.organization", "where": {"field": "name", "op": "is", "value": "Kestrel Dairies"}}
    now = {"field": "organization", "op": "is", "value": "Kestrel Dairies"}
    for asked, expected in ((ever, ["Hannah Osei"]), (now, [])):
        found = api(cast, "GET", f"/individuals?filter={quote(json.dumps(asked))}").json()["items"]
        assert [one["name"] for one in found] == expected


def test_a_program_notes_it_once_under_its_key(cast: Cast, hannah: Any) -> None:
    sent = {"last_day": "2026-01-31", "new_employer": "Alder Foods"}
    first, second = (
        api(cast, "POST", f"/individuals/{hannah.pk}/has-left", sent, **{"Idempotency-Key": "one"}) for _time in "ab"
    )
    assert (first.status_code, first.json()) == (200, second.json())
    assert over(hannah) == [True, False]


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({}, "last_day"),
        ({"last_day": "soon"}, "last_day"),
        ({"last_day": "2026-01-31", "successor": True}, "successor"),
        ({"last_day": "2026-01-31", "choices": {"a": 1}}, "choices"),
        ({"last_day": "2026-01-31", "who": 1}, "who"),
    ],
)
def test_a_program_is_told_what_is_wrong(cast: Cast, hannah: Any, sent: dict[str, Any], name: str) -> None:
    answer = api(cast, "POST", f"/individuals/{hannah.pk}/has-left", sent)
    assert (answer.status_code, name in answer.content.decode()) == (422, True)
    assert over(hannah) == [False]


def test_a_proposal_for_one_post_is_not_taken_for_another_where_no_script_exchanged_it(
    cast: Cast, kestrel: Any
) -> None:
    mill = cast.organization("Birch Mill")
    hannah = cast.individual(employments=[{"organization": one.pk, "title": "Buyer"} for one in (kestrel, mill)])
    cast.individual("Sam", "Whitlock", organization=str(kestrel.pk), title="Buyer")
    there = {one.organization_id: str(one.pk) for one in leaving.posts(hannah.pk)}
    proposal = {"successor": "Sam Whitlock", "proposed": "Sam Whitlock", "proposed_for": there[kestrel.pk]}
    url, browser = f"/individuals/{hannah.pk}/has-left/", cast.browser("tomas")
    answer = browser.post(url, form(hannah, employment=there[mill.pk], **proposal))
    assert answer.status_code == 422
    assert "proposed for another post" in text(answer)
    assert 'value="Sam Whitlock"' not in answer.content.decode()
    again = form(hannah, employment=there[mill.pk], **proposal) | {"successor": "", "proposed": "", "proposed_for": there[mill.pk]}  # fmt: skip
    assert browser.post(url, again).status_code == 302
    assert sum(over(hannah)) == 1
