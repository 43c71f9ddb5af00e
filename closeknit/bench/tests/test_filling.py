"""A bench company is of the size that was asked for, the same for the same seed, and never in the place of a real one."""

from __future__ import annotations

import pytest
from django.core.management import CommandError
from django.db import connection

from closeknit.access.actors import of_user
from closeknit.access.models import Share, User
from closeknit.bench import fill, people
from closeknit.bench.asked import EVERYBODYS, everything
from closeknit.bench.sizes import SIZES
from closeknit.directory import names
from closeknit.directory.models import Address, Employment, Individual, Organization
from closeknit.records import search
from closeknit.records.models import Entry, Record, Tie

SIZE = SIZES["XS"]


def quiet(line: str) -> None:
    """Progress is for terminals."""


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def structure() -> list[tuple[object, ...]]:
    """Every index and every constraint, as the database describes it."""
    indexes = rows("select indexdef from pg_indexes where schemaname = 'public' order by 1")
    return indexes + rows(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated from pg_constraint order by 1, 2"
    )


@pytest.mark.django_db(transaction=True)
def test_a_company_has_the_size_asked_for_and_the_tables_are_as_they_were() -> None:
    before = structure()
    fill.fill(SIZE, seed=1, again=False, tell=quiet)
    assert structure() == before
    assert (Organization.objects.count(), Individual.objects.count(), Entry.objects.count()) == (200, 1_000, 5_000)
    assert Tie.objects.count() > 9_000
    assert Employment.objects.filter(until=None).count() > 900
    assert set(people.PERSONAS) <= {email.partition("@")[0] for email in User.objects.values_list("email", flat=True)}
    assert Share.objects.filter(user_id=people.persona_id(people.NARROW)).count() == 4
    assert Record.objects.filter(search__contains=EVERYBODYS.lower()).count() == SIZE.records
    assert Record.objects.exclude(profile={}).count() == SIZE.individuals
    assert Address.objects.filter(country="DE").count() > 300
    for one in (*Organization.objects.all(), *Individual.objects.all()):
        assert one.name_key == (names.organization_key if one.kind == "organization" else names.person_key)(one.name)
    assert Individual.objects.create(kind="individual", name="The next").pk == SIZE.records + 1

    sought = list(Record.objects.order_by("pk").values_list("words", flat=True)[:300])
    Record.objects.update(words="")
    search.refresh(Record.objects.values_list("pk", flat=True))
    assert list(Record.objects.order_by("pk").values_list("words", flat=True)[:300]) == sought

    assert len(list(everything())) > 100
    nobody = of_user(people.persona_id(people.NOTHING))
    assert not Record.objects.filter(owner_id=nobody.user_id).exists()


@pytest.mark.django_db(transaction=True)
def test_a_seed_gives_the_same_company_again_and_another_gives_another() -> None:
    told = []
    for seed in (1, 1, 2):
        fill.fill(SIZE, seed=seed, again=True, tell=quiet)
        told.append(
            rows(
                "select md5(string_agg(name || coalesce(owner_id, 0) || words || updated_at, ',' order by id)) from records_record"
            )
        )
    assert told[0] == told[1] != told[2]


def test_a_company_is_never_overwritten(cast: object) -> None:
    with pytest.raises(CommandError, match="holds a company"):
        fill.fill(SIZE, seed=1, again=True, tell=quiet)


@pytest.mark.django_db
def test_the_benchs_own_company_is_made_anew_only_when_told_so() -> None:
    User.objects.create(email=people.address(people.ADMINISTRATOR), name="Administrator", password="!")
    with pytest.raises(CommandError, match="--yes"):
        fill.fill(SIZE, seed=1, again=False, tell=quiet)
