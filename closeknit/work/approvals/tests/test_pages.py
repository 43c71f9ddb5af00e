"""Pages of approvals: Today, the dialog, the page of a task, the rules."""

from __future__ import annotations

from django.utils import timezone

from closeknit.work.approvals.models import Approval, ApprovalRule, Deputy
from closeknit.work.models import Task
from tests.cast import Cast


def asked(cast: Cast) -> Task:
    given = {"owner": cast.priya_user.pk, "approver": cast.tomas_user.pk}
    task = cast.make("task", "ada", name="Send the quote", **given)
    answer = cast.browser("priya").post(f"/tasks/{task.pk}/act/do/", {"on": "/"}, follow=True)
    assert "waits for approval" in answer.content.decode()
    return Task.objects.get()


def test_today_asks_for_approval_and_one_press_gives_it(cast: Cast) -> None:
    task = asked(cast)
    browser, pk = cast.browser("tomas"), Approval.objects.get().pk
    page = browser.get("/").content.decode()
    part = page[page.index("Waits for your approval") :]
    assert f'action="/approvals/{pk}/approve/"' in part
    assert f'href="/approvals/{pk}/refuse/?on=/"' in part
    assert browser.post(f"/approvals/{pk}/approve/", {"on": "/"})["Location"] == "/"
    assert Task.objects.get(pk=task.pk).status == "done"
    assert b"Waits for your approval" not in browser.get("/").content


def test_a_refusal_is_asked_for_its_reason(cast: Cast) -> None:
    asked(cast)
    browser, pk = cast.browser("tomas"), Approval.objects.get().pk
    assert b"Why" in browser.get(f"/approvals/{pk}/refuse/").content
    assert browser.post(f"/approvals/{pk}/refuse/", {"reason": ""}).status_code == 422
    browser.post(f"/approvals/{pk}/refuse/", {"reason": "Not yet", "on": "//evil.example/"})
    assert Approval.objects.get().reason == "Not yet"
    assert b"Not yet" in cast.browser("priya").get(Task.objects.get().address).content


def test_what_one_does_not_see_is_not_there(cast: Cast) -> None:
    task = asked(cast)
    Task.objects.update(owner=cast.tomas_user, doer=cast.tomas_user)
    pk = Approval.objects.get().pk
    assert cast.browser("omar").post(f"/approvals/{pk}/approve/").status_code == 404
    assert cast.browser("priya").get(f"/approvals/{pk}/refuse/").status_code == 404
    assert cast.browser("ada").post(f"/approvals/{pk}/approve/").status_code == 422
    assert Task.objects.get(pk=task.pk).status == "open"


def test_what_one_asked_for_is_listed_and_withdrawn(cast: Cast) -> None:
    asked(cast)
    browser, pk = cast.browser("priya"), Approval.objects.get().pk
    assert f"/approvals/{pk}/withdraw/" in browser.get("/approvals/").content.decode()
    browser.post(f"/approvals/{pk}/withdraw/")
    assert "You wait for nobody" in browser.get("/approvals/").content.decode()


def test_rules_and_deputies_are_kept_on_a_page(cast: Cast) -> None:
    browser, hat = cast.browser("ada"), cast.tomas_user.hats.get()
    browser.post("/settings/approvals/rules/", {"what": "task", "hat": hat.pk, "limit": "2500.50", "currency": "EUR"})
    assert "2,500.50 EUR" in browser.get("/settings/approvals/").content.decode().replace("\u202f", ",")
    assert browser.post("/settings/approvals/rules/", {"what": "task", "hat": hat.pk, "limit": "x"}).status_code == 422
    today = str(timezone.localdate())
    mine = cast.browser("priya")
    mine.post("/settings/approvals/deputies/", {"deputy": cast.tomas_user.pk, "since": today, "until": today})
    assert Deputy.objects.get().user_id == cast.priya_user.pk
    assert b"Who approves what" not in mine.get("/settings/approvals/").content
    assert mine.post("/settings/approvals/rules/", {}).status_code == 403
    assert mine.post(f"/settings/approvals/rules/{ApprovalRule.objects.get().pk}/remove/").status_code == 403
    browser.post(f"/settings/approvals/rules/{ApprovalRule.objects.get().pk}/remove/")
    mine.post(f"/settings/approvals/deputies/{Deputy.objects.get().pk}/remove/")
    assert not ApprovalRule.objects.exists()
    assert not Deputy.objects.exists()
