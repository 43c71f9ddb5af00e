"""Pages of records, asked as a browser asks."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from closeknit.access.models import Hat, Share
from closeknit.directory.models import Organization
from closeknit.records.models import Record
from tests.cast import Cast

HTMX = {"HX-Request": "true"}


@pytest.fixture
def tomas(cast: Cast) -> Client:
    return cast.browser("tomas")


def test_a_list_shows_names_and_leads_to_pages(cast: Cast, tomas: Client) -> None:
    made = cast.organization(city="York")
    answer = tomas.get("/organizations/")
    assert answer.status_code == 200
    assert f'href="{made.address}"' in answer.content.decode()


def test_a_filter_in_the_address_narrows_the_list_and_reads_as_a_sentence(cast: Cast, tomas: Client) -> None:
    cast.organization("Kestrel Dairies", city="York", status="customer")
    cast.organization("Alder Foods", city="Leeds", status="prospect")
    text = tomas.get("/organizations/?city=york&status=customer").content.decode()
    assert "Kestrel Dairies" in text
    assert "Alder Foods" not in text
    assert "Customer" in text


@pytest.mark.parametrize(
    "query",
    [
        "nothing=1",
        "name__resembles=x",
        "filter={",
        "sort=nothing",
        "after=xyz",
        "employees__gte=many",
        'filter={"not":{}}',
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(cast: Cast, tomas: Client, query: str) -> None:
    answer = tomas.get(f"/organizations/?{query}")
    assert answer.status_code == 422
    assert "Nothing was changed." in answer.content.decode()


def test_scrolling_meets_every_row_once(cast: Cast, tomas: Client) -> None:
    names = {f"Company {number:03}" for number in range(120)}
    for name in names:
        cast.organization(name)
    met: list[str] = []
    url = "/organizations/?sort=-name"
    while url:
        answer = tomas.get(url, headers=HTMX if "after" in url else {})
        rows = [row.name for row in answer.context["rows"]]
        met += rows
        url = answer.context["next_url"]
    assert met == sorted(names, reverse=True)


def test_a_value_is_changed_where_it_stands(cast: Cast, tomas: Client) -> None:
    made = cast.organization(status="prospect")
    url = f"/organizations/{made.pk}/fact/status/"
    assert 'name="version"' in tomas.get(url, headers=HTMX).content.decode()
    answer = tomas.post(url, {"value": "customer", "version": made.version}, headers=HTMX)
    assert answer.status_code == 200
    assert "/undo/" in answer.content.decode()
    assert Organization.objects.get(pk=made.pk).status == "customer"


def test_a_bad_value_is_refused_beside_its_field(cast: Cast, tomas: Client) -> None:
    made = cast.organization(employees="10")
    answer = tomas.post(
        f"/organizations/{made.pk}/fact/employees/", {"value": "many", "version": made.version}, headers=HTMX
    )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert 'value="many"' in answer.content.decode()
    assert Organization.objects.get(pk=made.pk).employees == 10


def test_two_who_edit_at_once_both_learn_of_it(cast: Cast, tomas: Client) -> None:
    made = cast.organization(status="prospect")
    url = f"/organizations/{made.pk}/fact/status/"
    cast.browser("ada").post(url, {"value": "supplier", "version": made.version}, headers=HTMX)
    answer = tomas.post(url, {"value": "customer", "version": made.version}, headers=HTMX)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Ada" in said
    assert "Supplier" in said
    assert Organization.objects.get(pk=made.pk).status == "supplier"
    mine = {name: re.search(rf'name="{name}" value="(\w+)"', said).group(1) for name in ("version", "was")}  # type: ignore[union-attr]
    assert tomas.post(url, {"value": "customer", **mine}, headers=HTMX).status_code == 200  # one press on "Use mine"
    assert Organization.objects.get(pk=made.pk).status == "customer"


def test_two_who_edit_different_values_do_not_meet(cast: Cast, tomas: Client) -> None:
    made = cast.organization(status="prospect", city="Leeds")
    url = f"/organizations/{made.pk}/fact/status/"
    was = re.search(r'name="was" value="(\w+)"', tomas.get(url, headers=HTMX).content.decode()).group(1)  # type: ignore[union-attr]
    ada = cast.browser("ada")
    ada.post(f"/organizations/{made.pk}/fact/employees/", {"value": "40", "version": made.version}, headers=HTMX)
    answer = tomas.post(url, {"value": "customer", "version": made.version, "was": was}, headers=HTMX)
    assert answer.status_code == 200
    ada.post(url, {"value": "supplier", "version": made.version + 2}, headers=HTMX)
    late = tomas.post(url, {"value": "former", "version": made.version, "was": was}, headers=HTMX)
    assert late.status_code == 409
    now = Organization.objects.get(pk=made.pk)
    assert (now.status, now.employees) == ("supplier", 40)


def test_several_details_are_changed_in_one_form(cast: Cast, tomas: Client) -> None:
    made = cast.organization(email="info@kestrel.example")
    form = {
        "version": made.version,
        "emails-primary": "1",
        "emails-0-id": "",
        "emails-0-address": "a@kestrel.example",
        "emails-0-kind": "",
        "emails-1-id": "",
        "emails-1-address": "b@kestrel.example",
        "emails-1-kind": "work",
        "emails-2-id": "",
        "emails-2-address": "",
        "emails-2-kind": "",
    }
    answer = tomas.post(f"/organizations/{made.pk}/fact/emails/", form, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.index("b@kestrel.example") < text.index("a@kestrel.example")
    assert "info@kestrel.example" not in text


def test_the_same_form_sent_twice_makes_one_record(cast: Cast, tomas: Client) -> None:
    form = {"name": "Kestrel Dairies", "idempotency": str(uuid.uuid4())}
    first, second = (tomas.post("/organizations/new/", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Record.objects.count() == 1


def test_a_form_with_mistakes_keeps_what_was_typed(cast: Cast, tomas: Client) -> None:
    answer = tomas.post("/organizations/new/", {"name": "", "email": "not an address", "city": "York"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("aria-invalid") == 1
    assert 'value="not an address"' in text
    assert 'value="York"' in text
    assert not Record.objects.exists()


def test_an_organization_that_is_not_there_is_offered_to_be_added_with_its_person(cast: Cast, tomas: Client) -> None:
    person = {"given_name": "Hannah", "family_name": "Osei", "organization": "Alder Foods", "title": "Director"}
    answer = tomas.post("/individuals/new/", {**person, "email": "not an address"})
    assert answer.status_code == 422
    assert "Add organization “Alder Foods”" in answer.content.decode()
    key = answer.context["idempotency"]
    answer = tomas.post("/individuals/new/", {**person, "email": "wrong", "add": "organization", "idempotency": key})
    assert "“Alder Foods” is added with it." in answer.content.decode()
    assert not Record.objects.exists()
    for _again in range(2):
        made = tomas.post("/individuals/new/", {**person, "add": "organization", "idempotency": key})
        assert made["Location"].startswith("/individuals/")
    assert sorted(Record.objects.values_list("kind", "name")) == [
        ("individual", "Hannah Osei"),
        ("organization", "Alder Foods"),
    ]
    undo = tomas.get(made["Location"]).context["shell"]["undo"]
    tomas.post(undo["url"], {"next": "/individuals/"})
    assert not Record.objects.filter(binned_at=None).exists()


def test_what_is_there_twice_or_may_not_be_added_is_not_offered(cast: Cast, tomas: Client) -> None:
    cast.organization("Alder Foods")
    cast.organization("Alder Foods")
    person = {"family_name": "Osei", "organization": "Alder Foods"}
    for extra in ({}, {"add": "organization"}):
        answer = tomas.post("/individuals/new/", {**person, **extra})
        assert answer.status_code == 422
        assert "there are several named" in answer.content.decode()
        assert "Add organization “" not in answer.content.decode()
    hat = Hat.objects.create(key="people", name="People only", classes=["plain"])
    for verb in ("see", "create"):
        hat.grants.create(kind="individual", verb=verb, reach="all")
    cast.tomas_user.hats.set([hat])
    answer = tomas.post("/individuals/new/", {"family_name": "Osei", "organization": "Birch", "add": "organization"})
    assert (answer.status_code, "Add organization “" in answer.content.decode()) == (422, False)
    assert "there is no “Birch” here" in answer.content.decode()
    assert Record.objects.count() == 2


def test_undo_from_the_bar_takes_the_change_back(cast: Cast, tomas: Client) -> None:
    made = cast.organization(status="prospect")
    tomas.post(f"/organizations/{made.pk}/fact/status/", {"value": "customer", "version": made.version})
    shown = tomas.get(made.address)
    undo = shown.context["shell"]["undo"]
    assert f'action="{undo["url"]}"' in shown.content.decode()
    answer = tomas.post(undo["url"], {"next": made.address})
    assert answer.headers["Location"] == made.address
    assert Organization.objects.get(pk=made.pk).status == "prospect"


def test_the_bin_shows_what_was_put_into_it_and_gives_it_back(cast: Cast, tomas: Client) -> None:
    made = cast.organization()
    tomas.post(f"/organizations/{made.pk}/bin/")
    assert tomas.get("/organizations/").context["rows"] == []
    assert tomas.get("/bin/").context["rows"][0]["restore_url"] == f"/organizations/{made.pk}/restore/"
    assert "in the bin" in tomas.get(made.address).content.decode()
    tomas.post(f"/organizations/{made.pk}/restore/")
    assert [row.name for row in tomas.get("/organizations/").context["rows"]] == ["Kestrel Dairies"]


@pytest.mark.parametrize(
    "words",
    [
        "ke",
        "kestrel",
        "KESTREL dairies",
        "dairies kest",
        "info@kestrel.example",
        "+44 1904 496 0110",
        "york",
        "késtrel",
    ],
)
def test_search_finds_by_any_part(cast: Cast, tomas: Client, words: str) -> None:
    made = cast.organization(email="info@kestrel.example", phone="+44 1904 496 0110", city="York")
    answers = tomas.get("/search/", {"q": words}).context["answers"]
    assert [one["id"] for one in answers] == [made.pk]


def test_search_of_signs_finds_nothing_and_breaks_nothing(cast: Cast, tomas: Client) -> None:
    cast.organization()
    for words in ("%", "_", "\\", "%%%%", "____", "'; drop table", "\x00", "a\x00b", "🙂", "\\%_" * 40):
        assert tomas.get("/search/", {"q": words}).status_code == 200


def test_a_wrong_slug_leads_to_the_right_one(cast: Cast, tomas: Client) -> None:
    made = cast.organization()
    assert tomas.get(f"/organizations/{made.pk}-old-name/").headers["Location"] == made.address
    assert tomas.get(f"/individuals/{made.pk}-old-name/").status_code == 404
    assert tomas.get("/organizations/99999999999999999999999/").status_code == 404


def test_an_exported_list_holds_every_row_that_is_seen(cast: Cast, tomas: Client) -> None:
    cast.organization("=cmd()", city="York")
    cast.organization("Alder Foods", city="Leeds")
    text = b"".join(tomas.get("/organizations/export.csv?city=York&column=city").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "id,name,city"
    assert "'=cmd()" in text
    assert "Alder" not in text


def test_an_address_is_edited_with_the_controls_of_its_parts(cast: Cast, tomas: Client) -> None:
    made = cast.organization(city="York", country="GB", email="info@kestrel.example")
    text = tomas.get(f"/organizations/{made.pk}/fact/addresses/", headers=HTMX).content.decode()
    assert '<option value="GB" selected>United Kingdom</option>' in text
    assert 'type="email"' in tomas.get(f"/organizations/{made.pk}/fact/email/", headers=HTMX).content.decode()


def test_whoever_was_slower_sees_what_the_other_wrote(cast: Cast, tomas: Client) -> None:
    made = cast.organization(status="prospect")
    cast.browser("ada").post(f"/organizations/{made.pk}/fact/status/", {"value": "supplier", "version": made.version})
    answer = tomas.post(
        f"/organizations/{made.pk}/fact/status/", {"value": "customer", "version": made.version}, headers=HTMX
    )
    assert f'name="version" value="{made.version + 1}"' in answer.content.decode()


def test_a_whole_address_finds_whose_it_is_among_many_alike(cast: Cast, tomas: Client) -> None:
    for number in range(30):
        cast.organization(f"Company {number:02}", email=f"info@c{number}.example")
    answers = tomas.get("/search/", {"q": "info@c27.example"}).context["answers"]
    assert answers[0]["name"] == "Company 27"


def test_a_name_that_begins_so_is_never_lost_among_others(cast: Cast, tomas: Client) -> None:
    for number in range(210):
        cast.organization(f"Company {number:03}", city="Yorkton")
    cast.organization("Yorkton Mills")
    assert tomas.get("/search/", {"q": "yorkton"}).context["answers"][0]["name"] == "Yorkton Mills"


def test_people_are_found_by_where_they_work(cast: Cast, tomas: Client) -> None:
    company = cast.organization("Kestrel Dairies")
    cast.individual("Hannah", "Osei", organization=company.pk)
    cast.individual("Piet", "de Vries", employments=[{"organization": company.pk, "until": "2020-01-31"}])
    names = [one["name"] for one in tomas.get("/search/", {"q": "kestrel"}).context["answers"]]
    assert names == ["Kestrel Dairies", "Hannah Osei"]
    assert [one["name"] for one in tomas.get("/search/", {"q": "osei kestrel"}).context["answers"]] == ["Hannah Osei"]


def test_a_hidden_employer_is_no_way_to_find_somebody(cast: Cast) -> None:
    company = cast.organization("Quagga Works")
    cast.individual("Hannah", "Osei", organization=company.pk, owner=cast.priya_user.pk)
    priya = cast.browser("priya")
    assert [one["name"] for one in priya.get("/search/", {"q": "hannah"}).context["answers"]] == ["Hannah Osei"]
    for words in ("quagga", "hannah quagga"):
        assert priya.get("/search/", {"q": words}).context["answers"] == []


def test_nobody_is_offered_what_they_would_be_refused(cast: Cast) -> None:
    made = cast.organization()
    Share.objects.create(record_id=made.pk, user=cast.priya_user, by=cast.ada_user)
    shown = cast.browser("priya").get(made.address)
    assert [verb["url"] for verb in shown.context["verbs"]] == [
        f"/organizations/{made.pk}/{word}/" for word in ("changes", "pin", "alert")
    ]
    assert shown.context["composer"] is None
    assert "/undo/" not in shown.content.decode()
    assert "data-edit" not in shown.content.decode()


def test_one_row_of_a_list_is_given_again_whether_it_fits_or_not(cast: Cast, tomas: Client) -> None:
    made = cast.organization(city="Leeds")
    cast.organization("Alder Foods")
    url = "/organizations/?city__is=York&column=city"
    row = tomas.get(f"{url}&row={made.pk}", headers=HTMX).content.decode()
    assert (row.count("data-row"), "Leeds" in row) == (1, True)
    assert "data-row" not in cast.browser("priya").get(f"{url}&row={made.pk}", headers=HTMX).content.decode()
    assert "data-row" not in tomas.get(f"{url}&row=x", headers=HTMX).content.decode()
