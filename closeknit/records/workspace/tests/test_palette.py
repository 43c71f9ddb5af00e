"""The palette offers what somebody may see and do where they are, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closeknit.records.workspace import palette
from closeknit.records.workspace.palette import Asked
from tests.cast import Cast


def lines(cast: Cast, who: str, **asked: Any) -> dict[str, list[str]]:
    found = palette.groups(Asked(**{"q": "", **asked}), cast.actor(who))
    return {group.label: [str(line.label) for line in group.lines] for group in found}


def test_what_was_opened_last_comes_first_but_only_what_is_seen(cast: Cast) -> None:
    theirs, own = cast.organization("Alder"), cast.organization("Birch", by="priya")
    asked = {"recent": (theirs.pk, own.pk, 999_999)}
    assert lines(cast, "tomas", **asked)["Opened last"] == ["Alder", "Birch"]
    assert lines(cast, "priya", **asked)["Opened last"] == ["Birch"]


def test_a_record_offers_what_the_person_may_do_to_it(cast: Cast) -> None:
    alder = cast.organization("Alder")
    assert "Put into the bin" in lines(cast, "tomas", on=alder.address)["Do"]
    assert "Do" not in lines(cast, "priya", on=alder.address)
    assert "Do" not in lines(cast, "tomas", on="/nowhere/")


def test_a_list_offers_verbs_only_for_what_is_ticked(cast: Cast) -> None:
    assert "Do" not in lines(cast, "tomas", on="/organizations/")
    assert "Assign" in lines(cast, "tomas", on="/organizations/", ticked=3)["Do"]


@pytest.mark.parametrize("typed", ["peo", "PÉO"])
def test_lists_are_found_whatever_the_accents_and_the_case(cast: Cast, typed: str) -> None:
    assert lines(cast, "tomas", q=typed)["Lists and views"] == ["People"]


def test_more_records_ask_no_more_queries(cast: Cast) -> None:
    rows = [cast.organization(f"Alder {n}") for n in range(6)]
    counts = []
    for few in (2, 6):
        actor = cast.tomas
        with CaptureQueriesContext(
            connection,
        ) as asked:
            palette.groups(Asked("", recent=tuple(row.pk for row in rows[:few])), actor)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4


def test_the_door_is_for_who_is_signed_in_and_leads_to_the_search_without_script(cast: Cast) -> None:
    assert cast.browser().get("/palette/?q=ald").status_code == 302
    assert cast.browser("tomas").get("/palette/?q=ald")["Location"] == "/search/?q=ald"
    cast.organization("Alder")
    answer = cast.browser("tomas").get("/palette/?q=ald", headers={"HX-Request": "true"})
    assert "Alder" in answer.content.decode()
