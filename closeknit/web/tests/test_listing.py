"""The listing: its statements are composed once and kept, and still everybody reads their own rows, in order, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from closeknit.access.actors import Actor
from closeknit.access.models import Grant, Share
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.web.listing import Listing, Sort, count, page
from tests.cast import Cast

KIND = kinds["organization"]
CITIES = ("York", "", "Leeds", "Bath", "", "Ärhus", "York")


def fill(cast: Cast, by: str = "tomas") -> None:
    for place, city in enumerate(CITIES):
        cast.organization(f"{by} {place}", by=by, city=city)


def asked(actor: Actor, sort: str = "name", tree: filters.Filter = filters.EVERYTHING) -> Listing:
    return Listing(KIND, actor, ("name", "city", "owner", "updated_at"), Sort.read(sort), tree)


def names(listing: Listing, each: int = 50) -> list[str]:
    """The names on all pages of that many rows."""
    found, after = [], ""
    while True:
        part = page(listing, after, each)
        found += [row.name for row in part.rows]
        if part.after is None:
            return found
        after = part.after


@pytest.mark.parametrize(
    "sort", ["name", "-name", "city", "-city", "updated_at", "-updated_at", "legal_name", "-legal_name"]
)
@pytest.mark.parametrize("who", ["tomas", "priya"])
def test_pages_of_two_show_what_one_page_shows(cast: Cast, who: str, sort: str) -> None:
    fill(cast, who)
    listing = asked(cast.actor(who), sort)
    assert len(set(names(listing))) == len(CITIES)
    assert names(listing, 2) == names(listing)


@pytest.mark.parametrize("sort", ["name", "-name", "city", "-city", "updated_at"])
def test_a_kept_statement_reads_what_a_filter_that_keeps_everything_reads(cast: Cast, sort: str) -> None:
    fill(cast)
    everything = filters.Not(filters.Where("name", filters.Operator.IS, "nobody"))
    actor = cast.tomas
    assert names(asked(actor, sort), 3) == names(asked(actor, sort, everything), 3)


def test_the_same_list_shows_everybody_their_own_rows(cast: Cast) -> None:
    fill(cast, "tomas")
    cast.organization("Priya's", by="priya")
    for _time in range(2):
        assert len(names(asked(cast.ada))) == len(CITIES) + 1
        assert names(asked(cast.priya)) == ["Priya's"]
        assert names(asked(cast.omar)) == []
        assert [count(asked(cast.actor(who)))[0] for who in ("ada", "priya", "omar")] == [len(CITIES) + 1, 1, 0]


def test_a_right_that_is_taken_away_is_gone_at_once(cast: Cast) -> None:
    fill(cast, "tomas")
    assert len(names(asked(cast.tomas))) == len(CITIES)
    Grant.objects.filter(hat__in=cast.tomas_user.hats.all(), verb="see").update(reach="own")
    cast.organization("Ada's", by="ada")
    assert "Ada's" not in names(asked(cast.tomas))
    assert count(asked(cast.tomas))[0] == len(CITIES)


def test_columns_and_sorts_that_were_asked_before_are_not_mixed_up(cast: Cast) -> None:
    cast.organization(city="York", country="GB")
    for _time in range(2):
        shown = [
            page(Listing(KIND, cast.tomas, columns)).rows[0].values for columns in (("city", "country"), ("country",))
        ]
        assert [[str(value) for value in values] for values in shown] == [["York", "GB"], ["GB"]]


@pytest.mark.parametrize("sort", ["name", "-name", "-updated_at", "city"])
def test_who_has_more_shares_than_are_carried_reads_these_and_no_others(cast: Cast, sort: str) -> None:
    fill(cast, "tomas")
    lent = [cast.organization(f"Lent {place}", by="tomas", city=city) for place, city in enumerate(("York", "Bath"))]
    over = cast.organization("Lent once", by="tomas", city="York")
    for one, until in ((lent[0], None), (lent[1], now() + timedelta(days=1)), (over, now() - timedelta(days=1))):
        Share.objects.create(record_id=one.pk, user=cast.priya_user, until=until, by=cast.tomas_user)
    many = replace(cast.priya, shared=None, shared_edit=None)
    assert sorted(names(asked(many, sort), 1)) == ["Lent 0", "Lent 1"]
    in_york = filters.Where("city", filters.Operator.IS, "York")
    assert names(asked(many, sort, in_york)) == ["Lent 0"]
    assert count(asked(many, sort, in_york)) == (1, True)
