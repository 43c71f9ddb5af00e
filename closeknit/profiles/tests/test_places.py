"""Places: given by use, taken from fields that do without, filled batch by batch; until then a field is sorted as it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob

from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.profiles import definitions, places
from closeknit.profiles.models import Definition, Use
from closeknit.records import record
from closeknit.web.listing import Listing, Sort, page
from tests.cast import Cast

KIND = kinds["organization"]


@pytest.fixture
def seven(cast: Cast) -> Cast:
    """Seven numbers, of which the last has no place, and three organizations that say it."""
    for number in range(7):
        definitions.add(KIND, {"label": f"Number {number}", "type": "number"}, by=cast.ada)
    for name, value in (("Alder", 3), ("Kestrel", 1), ("Pike", 2)):
        cast.organization(name, number_6=value, number_0=value * 10)
    cast.organization("Heron")
    return cast


def last() -> Definition:
    return Definition.objects.get(key="number_6")


def ordered(cast: Cast, **more: Any) -> list[str]:
    tree = filters.read({"field": "number_6", "op": "gte", "value": 2}) if more.get("asked") else filters.EVERYTHING
    return [row.name for row in page(Listing(KIND, cast.tomas, ("name",), Sort.read("-number_6"), tree)).rows]


def filled(definition: Definition, most: int = 2) -> int:
    """Fill its place a few records at a time; in how many steps."""
    steps = 1
    while not places.step(definition.pk, most):
        steps += 1
    return steps


def column(name: str) -> dict[str, Any]:
    """What stands in a place, by the name of the record."""
    with connection.cursor() as cursor:
        cursor.execute(f"select name, {name} from records_record where {name} is not null")
        return dict(cursor.fetchall())


def test_a_field_without_a_place_is_sorted_and_filtered_as_it_stands(seven: Cast) -> None:
    assert last().place == ""
    assert ordered(seven)[:3] == ["Alder", "Pike", "Kestrel"]
    assert ordered(seven, asked=True) == ["Alder", "Pike"]


def test_the_place_of_a_retired_field_goes_to_one_that_is_sorted_by(seven: Cast) -> None:
    definitions.retire(KIND, "number_0", by=seven.ada)
    freed = Definition.objects.get(key="number_0").place
    assert column(freed) == {"Alder": 30, "Kestrel": 10, "Pike": 20}
    places.give(last().pk, least=2)
    assert (last().place, last().filling, last().sorted_in) == (freed, True, "")
    assert Definition.objects.get(key="number_0").place == ""
    assert ordered(seven)[:3] == ["Alder", "Pike", "Kestrel"]  # what stands there is not read yet
    record.edit(KIND.model._default_manager.get(name="Heron"), {"number_6": 9}, by=seven.tomas)
    assert filled(last()) > 2
    assert column(freed) == {"Alder": 3, "Kestrel": 1, "Pike": 2, "Heron": 9}
    assert (last().sorted_in, ordered(seven)[:2]) == (freed, ["Heron", "Alder"])
    assert ordered(seven, asked=True) == ["Heron", "Alder", "Pike"]


def test_filling_a_place_is_no_change_of_a_record(seven: Cast) -> None:
    alder = KIND.model._default_manager.get(name="Alder")
    before = (alder.version, alder.updated_at, seven.history(alder))
    places.give(last().pk, least=2)
    filled(last())
    alder.refresh_from_db()
    assert (alder.version, alder.updated_at, seven.history(alder)) == before


def test_nobody_loses_a_place_by_which_somebody_sorts(seven: Cast) -> None:
    places.note(Definition.objects.values_list("pk", flat=True))
    places.give(last().pk, least=2)
    assert last().place == ""
    long_ago = Use.objects.filter(definition__key="number_3")
    long_ago.update(asked_at=Now() - places.IDLE - timedelta(days=1))
    places.give(last().pk, least=2)
    assert last().place == "n4"
    assert Definition.objects.get(key="number_3").place == ""


def test_few_records_take_no_place_away_but_have_one_that_is_free(seven: Cast) -> None:
    definitions.retire(KIND, "number_0", by=seven.ada)
    places.give(last().pk)
    assert last().place == ""
    Definition.objects.filter(key="number_0").update(place="")
    places.give(last().pk)
    assert last().place == "n1"


def test_a_place_is_not_filled_while_others_may_write_into_it(seven: Cast) -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("begin; select 1")
        places.give(last().pk, least=2)
        assert not places.fill(last().pk, 1)
        assert (last().filling, places.settled(last().pk)) == (True, False)
        cursor.execute("rollback")
    other.close()
    with connection.cursor() as cursor:  # within a transaction what others do stays as it was seen first
        cursor.execute("select pg_stat_clear_snapshot()")
    assert places.fill(last().pk, 30)
    assert last().sorted_in


def test_a_reinstated_field_without_its_place_gets_one_by_use(seven: Cast) -> None:
    definitions.retire(KIND, "number_0", by=seven.ada)
    places.give(last().pk, least=2)
    filled(last())
    first = Definition.objects.get(key="number_0")
    definitions.reinstate(KIND, first.pk, by=seven.ada)
    rows = page(Listing(KIND, seven.tomas, ("name",), Sort.read("-number_0"))).rows
    assert [row.name for row in rows][:3] == ["Alder", "Pike", "Kestrel"]
    places.give(first.pk, least=2)
    first.refresh_from_db()
    assert first.place == "n2"
    assert first.filling


def test_sorting_on_a_page_tells_that_a_place_is_wanted(seven: Cast) -> None:
    browser, jobs = seven.browser("tomas"), ProcrastinateJob.objects.filter(task_name="profiles.place")
    for _time in range(2):
        assert browser.get("/organizations/?sort=-number_6").status_code == 200
    assert [job.args for job in jobs] == [{"definition": last().pk}]
    browser.get("/organizations/?number_1__gte=2")
    assert {one.definition.key for one in Use.objects.select_related("definition")} == {"number_1", "number_6"}
    assert jobs.count() == 1  # the other has a place
