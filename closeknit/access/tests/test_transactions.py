"""The end of a request's transaction: what only it saw is a sentence, and nothing of the request stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from closeknit.access import tokens
from closeknit.records.models import Record
from tests.cast import Cast

# Asked at the end of the transaction, as the foreign keys are: what a row points to was taken away by somebody else.
RULE = """
create function never_at_last() returns trigger language plpgsql as $$
begin
  raise exception 'gone' using errcode = '{state}', constraint = 'owner_is_there';
end $$;
create constraint trigger never_at_last after update on records_record deferrable initially deferred
  for each row execute function never_at_last()
"""


@pytest.fixture
def place(transactional_db: None) -> Cast:
    """The cast, where transactions are real."""
    with transaction.atomic():
        return Cast()


@pytest.fixture(params=["23503"])
def rule(request: pytest.FixtureRequest, place: Cast) -> Iterator[None]:
    """A rule that the database asks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(RULE.format(state=request.param))
    yield
    with connection.cursor() as cursor:
        cursor.execute("drop function never_at_last() cascade")


def test_a_page_says_what_the_end_of_the_transaction_saw(place: Cast, rule: None) -> None:
    with transaction.atomic():
        made = place.organization()
    browser = place.browser("tomas")
    answer = browser.post(f"/organizations/{made.pk}/fact/number/", {"value": "7", "version": made.version})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "This contradicts a rule that always holds (owner_is_there)." in said
    assert "Tomás Ferreira" in said
    assert "/undo/" not in said, "it offers to take back what never was"
    assert answer["Cache-Control"] == "private, no-store"
    assert Record.objects.get(pk=made.pk).version == made.version
    assert "/undo/" not in browser.get("/organizations/").content.decode()


def test_the_api_says_it_as_a_problem(place: Cast, rule: None) -> None:
    with transaction.atomic():
        made = place.organization()
        key = tokens.issue(place.tomas_user, "A program")
    answer = place.browser().patch(
        f"/api/v1/organizations/{made.pk}",
        {"number": "7"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "contradiction"
    assert answer["Content-Type"] == "application/problem+json"
    assert Record.objects.get(pk=made.pk).number is None


@pytest.mark.parametrize("rule", ["40001"], indirect=True)
def test_writers_who_crossed_at_the_end_may_send_it_again(place: Cast, rule: None) -> None:
    with transaction.atomic():
        made = place.organization()
    answer = place.browser("tomas").post(f"/organizations/{made.pk}/bin/")
    assert answer.status_code == 409
    assert "Send it again." in answer.content.decode()


@pytest.mark.parametrize("rule", ["XX000"], indirect=True)
def test_a_fault_of_ours_is_no_refusal(place: Cast, rule: None) -> None:
    with transaction.atomic():
        made = place.organization()
    browser = place.browser("tomas")
    browser.raise_request_exception = False
    assert browser.post(f"/organizations/{made.pk}/bin/").status_code == 500
    assert Record.objects.get(pk=made.pk).binned_at is None
