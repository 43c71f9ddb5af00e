"""The actor of a transaction: whose change it is, told to the database, which writes it beside every row."""

from __future__ import annotations

import pytest
from django.db import connection

from closeknit.access import actors
from closeknit.access.actors import Actor, system
from closeknit.records.models import Record
from tests.cast import Cast


def declared() -> tuple[str, str]:
    """Whose change this transaction is, as the database knows."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.actor', true), current_setting('app.change', true)")
        actor, change = cursor.fetchone()
    return str(actor), str(change)


@pytest.mark.parametrize("who", ["tomas", "system"])
def test_what_is_written_carries_who_acts_and_in_which_change(cast: Cast, who: str) -> None:
    by: Actor = system("to try it") if who == "system" else actors.of_user(cast.tomas_user.pk)
    with actors.acting(by):
        made = Record.objects.create(kind="organization", name="Written")
        made.refresh_from_db()
        assert declared() == (str(by.user_id or ""), str(by.change))
    assert (made.created_by_id, made.made_in) == (by.user_id, by.change)


def test_each_beginning_is_a_change_of_its_own(cast: Cast) -> None:
    first = cast.tomas
    with actors.acting(first.anew()) as second:
        assert second.change != first.change
        assert declared()[1] == str(second.change)
