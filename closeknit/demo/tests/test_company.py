"""The demonstration: made once, the same for the same seed, and open to one click on its own machine only."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.test import Client
from django.utils import timezone

from closeknit.access import actors, gate
from closeknit.access.models import User
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.demo import company, fair, names, papers, people
from closeknit.demo.lands.all import LANDS
from closeknit.directory.models import Employment, Individual, Organization, Telephone
from closeknit.documents import documents
from closeknit.documents.models import Document
from closeknit.intake import bringing, imports
from closeknit.records import extents, files, undoing
from closeknit.records.models import Entry, Record
from closeknit.web.listing import Listing, Sort, count
from closeknit.work.projects import progress, projects
from closeknit.work.projects.models import Project
from tests import kept

BE = "/demo/be/"


@pytest.fixture(scope="module")
def once() -> tuple[list[str], list[kept.Table]]:
    """The lines that were given and the tables, once a company was made in this process."""
    return [], []


@pytest.fixture
def made(db: None, once: tuple[list[str], list[kept.Table]]) -> list[str]:
    lines, tables = once
    if tables:
        kept.put_back(tables)
    else:
        lines += company.make(crowd=False)
        tables += kept.keep()
    return lines


def test_the_characters_are_there_and_a_second_time_makes_nothing(made: list[str]) -> None:
    before = Record.objects.count()
    assert len(made) == 6
    assert company.make(crowd=False) == []
    assert Record.objects.count() == before
    assert Organization.objects.filter(parent__name="Kestrel Dairies").count() == 3
    assert Organization.objects.filter(status="ours").count() == 3
    assert Individual.objects.exclude(user=None).count() == User.objects.count() == 6
    assert Employment.objects.filter(
        record__name="Hannah Osei", organization__name="Kestrel Dairies", until=None
    ).exists()


def test_the_company_has_a_kind_of_its_own_at_kestrels_plants(made: list[str]) -> None:
    by = actors.of_user(User.objects.get(email="tomas@closeknit.example").pk)
    kind = kinds["scale"]
    assert gate.rows(kind.model, by).count() == 13
    thirsk = Organization.objects.get(name="Kestrel Dairies Thirsk")
    wanted = filters.read(
        {
            "all": [
                {"field": "stands_at", "op": "is", "value": thirsk.pk},
                {"field": "capacity", "op": "gte", "value": 1500},
            ]
        }
    )
    assert count(Listing(kind, by, ("name",), Sort(), wanted)) == (4, True)


def test_the_past_lies_in_the_past_and_in_order(made: list[str]) -> None:
    now = timezone.now()
    assert not Entry.objects.filter(happened_at__gt=now).exists()
    assert Entry.objects.filter(happened_at__lt=now - timedelta(days=700)).exists()
    for kestrel in Record.objects.filter(name__in=["Kestrel Dairies", "Malcolm Reeve", "Alder Foods"]):
        first = Entry.objects.filter(records=kestrel).order_by("happened_at", "pk").first()
        assert first is not None
        assert (first.kind, first.happened_at) == ("record.created", kestrel.created_at)


def test_a_change_of_the_past_can_be_taken_back(made: list[str]) -> None:
    kestrel = Organization.objects.get(name="Kestrel Dairies")
    entry = Entry.objects.get(records=kestrel, data__changes__0__field="employees")
    by = actors.of_user(User.objects.get(email="tomas@closeknit.example").pk)
    actors.declare(by)
    assert entry.change
    undoing.undo(entry.change, by=by)
    fresh = Organization.objects.get(pk=kestrel.pk)
    assert (fresh.employees, fresh.created_at) == (397, kestrel.created_at)


def test_numbers_are_understood_in_the_country_of_the_company(made: list[str]) -> None:
    assert Telephone.objects.get(record__name="Piet de Vries").number_e164 == "+447700900533"


def test_the_crowd_is_the_same_for_the_same_seed() -> None:
    def firms() -> list[tuple[str, str, str]]:
        dice, taken = random.Random(7), set[str]()
        return [firm for land in LANDS for firm in names.firms(land, dice, taken)]

    first = firms()
    assert first == firms()
    assert len({domain for _name, domain, _trade in first}) == len(first) == sum(land.organizations for land in LANDS)
    assert all(domain.endswith(".example") and domain[0] != "." for _name, domain, _trade in first)
    assert fair.csv() == fair.csv()
    assert len(fair.csv().splitlines()) == 61


def test_the_list_from_the_fair_meets_whom_the_story_says(made: list[str]) -> None:
    ada = actors.of_user(User.objects.get(email="ada@closeknit.example").pk)
    with actors.acting(ada.anew()) as by, bringing.as_person(by):
        one = imports.begin(kinds["individual"], "fair-hanover.csv", [fair.csv().encode()], by=by)
        imports.look(one, by=by)
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert [one.count(each) for each in ("created", "changed", "doubtful", "refused")] == [44, 9, 4, 3]


@pytest.mark.parametrize(
    ("demonstration", "surroundings", "status"),
    [
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}, 302),
        (True, {"REMOTE_ADDR": "::1", "HTTP_HOST": "localhost"}, 302),
        (False, {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}, 404),
        (True, {"REMOTE_ADDR": "203.0.113.9", "HTTP_HOST": "127.0.0.1:8000"}, 404),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 404),
    ],
)
def test_one_click_signs_in_on_this_machine_only(
    made: list[str], settings: Any, demonstration: bool, surroundings: dict[str, str], status: int
) -> None:
    settings.DEMO = demonstration
    client = Client(**surroundings)  # type: ignore[arg-type]
    offered = b"demo/be" in client.get("/sign-in/").content
    assert client.post(BE, {"as": "tomas"}).status_code == status
    assert offered is (status == 302)
    assert ("_auth_user_id" in client.session) is (status == 302)


def test_one_click_is_for_the_four_who_are_offered_and_needs_the_form(made: list[str], settings: Any) -> None:
    settings.DEMO = True
    client = Client(enforce_csrf_checks=True)
    assert client.post(BE, {"as": "tomas"}, REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost").status_code == 403
    for who in ("mireille", "nobody", ""):
        assert Client().post(BE, {"as": who}, REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost").status_code == 404
    assert client.get(BE, REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost").status_code == 405


def test_no_password_by_chance_is_refused_as_like_an_address() -> None:
    for one in people.COLLEAGUES:
        user = User(name=one.name, email=one.email)
        for _attempt in range(200):
            validate_password(people.password(), user)


def test_the_company_has_shaped_its_fields(made: list[str]) -> None:
    by = actors.of_user(User.objects.get(email="ada@closeknit.example").pk)
    actors.declare(by)
    organizations, individuals = kinds["organization"], kinds["individual"]
    ripon = Organization.objects.get(name="Kestrel Dairies Ripon")
    asked = ["approval_expires", "silo_access_code", "sales_territory"]
    assert extents.describing(organizations, ripon.pk, asked) == set(asked)
    selby = Organization.objects.get(name="Kestrel Dairies Selby")
    assert extents.describing(organizations, selby.pk, asked) == {"approval_expires", "sales_territory"}
    alder = Organization.objects.get(name="Alder Foods")
    assert extents.describing(organizations, alder.pk, asked) == {"sales_territory"}
    role = filters.condition(filters.read({"field": "sales_role", "op": "is", "value": "gatekeeper"}), gate.Readable(individuals, by))  # fmt: skip
    assert [one.name for one in gate.rows(Individual, by).filter(role)] == ["Laura Finch"]


def test_kestrel_has_documents_with_earlier_versions(made: list[str]) -> None:
    kestrel = Organization.objects.get(name="Kestrel Dairies")
    tomas = actors.of_user(User.objects.get(email="tomas@closeknit.example").pk)
    found = documents.about(kestrel.pk, tomas, 10)
    assert [one.name for one in found] == [
        "Minutes of the service review",
        "Layout of the weighing line",
        "Service contract Kestrel Dairies",
    ]
    contract = found[-1]
    versions = files.of(Document.objects.get(pk=contract.id), tomas)
    assert [one.name for one in versions] == ["service-contract.pdf", "service-contract-draft.pdf"]
    assert versions[1].created_at < versions[0].created_at < timezone.now() - timedelta(days=300)
    assert papers.pdf(["A (b)"]).startswith(b"%PDF-1.4")


def test_eight_of_eleven_steps_of_the_line_in_thirsk_are_done_and_piet_is_in_it(made: list[str]) -> None:
    line = Project.objects.get(name="Second line in Thirsk")
    jonas = actors.of_user(User.objects.get(email="jonas@closeknit.example").pk)
    found = progress.of(line.pk, jonas)
    assert (found.done, found.all, found.late) == (8, 11, 1)
    assert line.owner_id == jonas.user_id
    theirs = [one["individual"].id for one in projects.lines(line, "counterparts")]
    assert "Piet de Vries" in Individual.objects.filter(pk__in=theirs).values_list("name", flat=True)
