"""Approvals: who may answer, what follows from the answer, and what stays as evidence."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from closeknit.access.gate import NotAllowed
from closeknit.access.models import Hat
from closeknit.catalogue.refusal import Refused
from closeknit.records import record, undoing
from closeknit.records.models import Entry
from closeknit.work import notices, tasks
from closeknit.work.alerts import promises
from closeknit.work.approvals import approvals, rules
from closeknit.work.approvals.approvals import Asked
from closeknit.work.approvals.models import Approval, ApprovalRule, Deputy, State
from closeknit.work.models import Task
from tests.cast import Cast


def fresh(task: Any) -> Task:
    return Task.objects.get(pk=task.pk)


@pytest.fixture
def asked(cast: Cast) -> Any:
    """A task of Priya's that Tomás approves; she has done it."""
    given = {"owner": cast.priya_user.pk, "approver": cast.tomas_user.pk}
    task = cast.make("task", "ada", name="Send the quote", **given)
    return tasks.do(task, by=cast.priya)


def test_doing_a_task_that_needs_approval_asks_and_only_approval_makes_it_done(cast: Cast, asked: Any) -> None:
    waiting = fresh(asked)
    assert (waiting.status, waiting.asked_at is not None) == ("open", True)
    approval = approvals.answerable(cast.tomas).get()
    assert notices.newest(cast.tomas)[0].sentence == "Priya Nair asks for your approval"
    approvals.approve(asked, approval.pk, by=cast.tomas)
    done = fresh(asked)
    assert (done.status, done.done_by_id, done.done_at) == ("done", cast.priya_user.pk, waiting.asked_at)
    assert cast.history(asked)[-3:] == ["task.asked", "approval.approved", "task.done"]
    assert notices.newest(cast.priya)[0].sentence == "Tomás Ferreira approved this"


def test_a_refusal_needs_a_reason_and_leaves_the_task_to_be_done(cast: Cast, asked: Any) -> None:
    approval = approvals.answerable(cast.tomas).get()
    with pytest.raises(Refused, match="why not"):
        approvals.refuse(asked, approval.pk, "  ", by=cast.tomas)
    approvals.refuse(asked, approval.pk, "The price is missing", by=cast.tomas)
    assert (fresh(asked).status, fresh(asked).asked_at) == ("open", None)
    assert notices.newest(cast.priya)[0].sentence == "Tomás Ferreira refused this: The price is missing"
    assert "The price is missing" in cast.browser("ada").get(asked.address).content.decode()
    tasks.do(asked, by=cast.priya)
    assert approvals.answerable(cast.tomas).count() == 1


def test_nobody_else_answers_and_nobody_twice(cast: Cast, asked: Any) -> None:
    approval = Approval.objects.get()
    for by in (cast.ada, cast.priya):
        with pytest.raises(Refused, match="does not wait"):
            approvals.approve(asked, approval.pk, by=by)
    approvals.approve(asked, approval.pk, by=cast.tomas)
    with pytest.raises(Refused, match="does not wait"):
        approvals.refuse(asked, approval.pk, "No", by=cast.tomas)
    assert Entry.objects.filter(kind="task.done").count() == 1


def test_asking_twice_asks_once(cast: Cast, asked: Any) -> None:
    tasks.do(asked, by=cast.priya)
    assert Approval.objects.count() == 1


def test_who_approves_it_does_it_without_asking(cast: Cast) -> None:
    task = cast.make("task", "ada", name="Call", owner=cast.tomas_user.pk, approver=cast.tomas_user.pk)
    assert tasks.do(task, by=cast.tomas).status == "done"


def test_a_role_approves_and_its_wearers_see_the_task(cast: Cast) -> None:
    own = Hat.objects.get(key="own").pk
    task = cast.make("task", "tomas", name="Secret", approver_hat=own)
    tasks.do(task, by=cast.tomas)
    assert approvals.answerable(cast.priya).get().record_id == task.pk
    assert cast.browser("priya").get(task.address).status_code == 200


def test_who_has_to_do_it_for_another_does_not_choose_who_approves_it(cast: Cast) -> None:
    task = cast.make("task", "ada", name="Call", owner=cast.priya_user.pk, approver=cast.tomas_user.pk)
    with pytest.raises(Refused, match="gave you this"):
        record.edit(task, {"approver": None}, by=cast.priya)
    given = cast.make("task", "ada", name="Visit", team=cast.north.pk, approver=cast.priya_user.pk)
    with pytest.raises(Refused, match="gave you this"):
        record.edit(given, {"approver": cast.tomas_user.pk}, by=cast.tomas)
    assert record.edit(task, {"approver": cast.priya_user.pk}, by=cast.ada).approver_id == cast.priya_user.pk
    with pytest.raises(Refused, match="not both"):
        record.edit(task, {"approver_hat": Hat.objects.get(key="own").pk}, by=cast.ada)


def test_a_deputy_answers_on_their_days_and_the_history_names_both(cast: Cast, asked: Any) -> None:
    today = timezone.localdate()
    rules.appoint(cast.tomas_user.pk, cast.ada_user.pk, str(today), str(today + timedelta(days=3)), by=cast.tomas)
    approvals.approve(asked, Approval.objects.get().pk, by=cast.ada)
    kept = Approval.objects.get()
    assert (kept.answered_by_id, kept.stands_for_id) == (cast.ada_user.pk, cast.tomas_user.pk)
    page = cast.browser("ada").get(asked.address).content.decode()
    assert "approved for Tomás Ferreira" in page


def test_a_deputy_of_other_days_or_of_who_asked_answers_nothing(cast: Cast, asked: Any) -> None:
    today = timezone.localdate()
    Deputy.objects.create(
        user=cast.tomas_user, deputy=cast.ada_user, since=today + timedelta(days=1), until=today + timedelta(days=2)
    )
    assert not approvals.answerable(cast.ada).exists()
    Task.objects.update(approver=None, approver_hat=Hat.objects.get(key="own"))
    Approval.objects.update(of_user=None, of_hat=Hat.objects.get(key="own"))
    Deputy.objects.create(user=cast.priya_user, deputy=cast.ada_user, since=today, until=today)
    assert not approvals.answerable(cast.ada).exists(), "Priya's deputy does not approve what Priya asked for"


@pytest.mark.parametrize(
    ("amount", "currency", "able"),
    [("5000", "EUR", True), ("5000.01", "EUR", False), ("10", "CHF", False), (None, "", True)],
)
def test_a_rule_holds_up_to_its_amount_in_its_currency(
    cast: Cast, amount: str | None, currency: str, able: bool
) -> None:
    rules.add("step", cast.tomas_user.hats.get().pk, "5000", "eur", by=cast.ada)
    asked = Asked("Discount", Decimal(amount) if amount else None, currency)
    approvals.ask(cast.organization(), "step", asked, by=cast.ada)
    assert approvals.answerable(cast.tomas).exists() is able
    assert (notices.unread(cast.tomas) == 1) is able


def test_a_rule_without_limit_holds_for_every_amount_and_not_for_who_asked(cast: Cast) -> None:
    rules.add("step", cast.tomas_user.hats.get().pk, "", "", by=cast.ada)
    kestrel = cast.organization()
    approvals.ask(kestrel, "step", Asked("Discount", Decimal(10**9), "USD"), by=cast.tomas)
    approvals.ask(kestrel, "step", Asked("Rebate", Decimal(10**9), "USD", key="2"), by=cast.ada)
    assert [one.text for one in approvals.answerable(cast.tomas)] == ["Rebate"]
    assert not approvals.answerable(cast.ada).exists()


def test_what_is_dropped_given_or_taken_back_waits_for_nobody(cast: Cast, asked: Any) -> None:
    tasks.drop(asked, "They bought elsewhere", by=cast.ada)
    assert not approvals.answerable(cast.tomas).exists()
    tasks.reopen(asked, by=cast.ada)
    by = cast.priya
    tasks.do(asked, by=by)
    assert approvals.answerable(cast.tomas).count() == 1
    undoing.undo(by.change, by=cast.priya)
    assert not approvals.answerable(cast.tomas).exists()
    tasks.do(asked, by=cast.priya)
    assert approvals.answerable(cast.tomas).count() == 1


def test_what_one_asked_for_oneself_can_be_withdrawn(cast: Cast, asked: Any) -> None:
    approval = Approval.objects.get()
    with pytest.raises(Refused):
        approvals.withdraw(asked, approval.pk, by=cast.ada)
    approvals.withdraw(asked, approval.pk, by=cast.priya)
    assert (fresh(asked).asked_at, Approval.objects.get().state) == (None, State.WITHDRAWN)


def test_a_promise_is_kept_when_it_was_done_in_time_however_late_it_is_approved(cast: Cast, asked: Any) -> None:
    at = timezone.now()
    Task.objects.filter(pk=asked.pk).update(due_at=at, due_by=at, asked_at=at - timedelta(hours=1))
    approvals.approve(asked, Approval.objects.get().pk, by=cast.tomas)
    assert promises.told(cast.ada, promises.period("", ""))[0].counts["kept"] == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("moon", 0, "", ""), "what"),
        (("task", 0, "", ""), "hat"),
        (("task", 1, "much", "EUR"), "limit"),
        (("task", 1, "-1", "EUR"), "limit"),
        (("task", 1, "NaN", "EUR"), "limit"),
        (("task", 1, "5", ""), "currency"),
        (("task", 1, "5", "Euro"), "currency"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(cast: Cast, given: tuple[Any, ...], field: str) -> None:
    what, hat, limit, currency = given
    with pytest.raises(Refused) as refused:
        rules.add(what, Hat.objects.get(key="own").pk if hat else 0, limit, currency, by=cast.ada)
    assert refused.value.field == field
    assert not ApprovalRule.objects.exists()


def test_people_name_deputies_for_themselves_only(cast: Cast) -> None:
    today = str(timezone.localdate())
    for user, deputy, since, until in (
        (cast.priya_user.pk, cast.priya_user.pk, today, today),
        (cast.priya_user.pk, 0, today, today),
        (cast.priya_user.pk, cast.ada_user.pk, "soon", today),
        (cast.priya_user.pk, cast.ada_user.pk, "2020-01-01", "2020-01-02"),
    ):
        with pytest.raises(Refused):
            rules.appoint(user, deputy, since, until, by=cast.priya)
    with pytest.raises(NotAllowed):
        rules.appoint(cast.tomas_user.pk, cast.priya_user.pk, today, today, by=cast.priya)
    made = rules.appoint(cast.priya_user.pk, cast.tomas_user.pk, today, today, by=cast.priya)
    assert [one.pk for one in rules.deputies(cast.tomas)] == [made.pk]
    with pytest.raises(Exception, match=r"^$|Absent"):
        rules.dismiss(made.pk, by=cast.tomas)
    rules.dismiss(made.pk, by=cast.priya)
    assert not Deputy.objects.exists()
