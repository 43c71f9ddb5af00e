"""Paths: who of us knows them, how well and since when, and who could introduce us."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from closeknit.catalogue.kinds import kinds
from closeknit.directory import paths
from closeknit.timeline.contacts import contacts, ties
from closeknit.web import listing
from closeknit.web.listing import Listing
from tests.cast import Cast


def met(cast: Cast, subject: Any, by: Any, *days: int, form: str = "call") -> None:
    for day in days:
        moment = timezone.now() - timedelta(days=day)
        contacts.log(subject, {"form": form, "happened_at": moment}, by=by)


def test_who_of_us_knows_somebody_stands_in_the_order_of_the_ties(cast: Cast) -> None:
    kestrel = cast.organization()
    met(cast, kestrel, cast.tomas, 200)
    met(cast, kestrel, cast.ada, 2, 9, 30, form="meeting")
    first, second = ties.of(kestrel.pk)
    assert (first.name, first.contacts, second.name) == (cast.ada.name, 3, "Tomás Ferreira")
    assert first.strength > second.strength
    assert first.since < first.last_at


def test_a_tie_of_one_of_us_is_as_strong_as_the_column_says(cast: Cast) -> None:
    kestrel = cast.organization()
    met(cast, kestrel, cast.tomas, 5, 50, 400)
    (one,) = ties.of(kestrel.pk)
    asked = Listing(kinds["organization"], cast.ada, ("strength",), only=frozenset([kestrel.pk]))
    assert listing.page(asked).rows[0].values == (one.strength,)


def test_who_worked_there_and_is_known_to_us_could_introduce_us(cast: Cast) -> None:
    kestrel = cast.organization()
    gone = cast.individual("Hannah", "Osei", employments=[{"organization": kestrel.pk, "until": "2020-01-31"}])
    cast.individual("Never", "Met", employments=[{"organization": kestrel.pk, "until": "2020-01-31"}])
    met(cast, gone, cast.tomas, 3)
    (one,) = paths.introducers("organization", kestrel.pk, cast.ada)
    assert (one.id, one.last_by) == (gone.pk, "Tomás Ferreira")
    page = cast.browser("ada").get(f"{kestrel.address}?tab=paths").content.decode()
    assert "Nobody of us was in contact" in page
    assert "known to Tomás Ferreira" in page


def test_whom_the_reader_does_not_see_introduces_nobody(cast: Cast) -> None:
    kestrel = cast.organization(owner=cast.priya_user.pk)
    gone = cast.individual("Hannah", "Osei", employments=[{"organization": kestrel.pk, "until": "2020-01-31"}])
    met(cast, gone, cast.tomas, 3)
    assert paths.introducers("organization", kestrel.pk, cast.priya) == []
