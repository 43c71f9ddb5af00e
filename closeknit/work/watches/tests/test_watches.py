"""Set alerts: what they hear of, whom they tell, and that rights are asked when they speak and when it is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from closeknit.access import gate
from closeknit.access.gate import Absent
from closeknit.access.models import Hat
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions
from closeknit.records import record
from closeknit.records.models import Record
from closeknit.records.workspace import saved_views
from closeknit.timeline import notes
from closeknit.work import notices
from closeknit.work.alerts.models import Lead
from closeknit.work.models import Notice
from closeknit.work.watches import hearing, watches
from closeknit.work.watches.models import Heard, Watch
from tests.cast import Cast


def told(who: Any) -> list[str]:
    while hearing.hear():
        pass
    return [one.sentence for one in notices.newest(who)]


def view(cast: Cast, address: str = "city=York", kind: str = "organization") -> Any:
    return saved_views.add(kinds[kind], {"name": "In York", "address": address}, by=cast.tomas)


def on_view(cast: Cast, by: Any, value: str = "York") -> Watch:
    tree = filters.read({"field": "city", "op": "is", "value": value})
    return watches.set_on_view(view(cast), "me", tree, by=by)


def york(cast: Cast, name: str = "Alder") -> Any:
    return cast.organization(name, "ada", addresses=[{"city": "York", "country": "GB"}])


def test_a_field_that_changes_is_told_once_and_not_to_who_changed_it(cast: Cast) -> None:
    kestrel = cast.organization()
    watches.set_alert(kestrel, "field-status", by=cast.tomas)
    record.edit(kestrel, {"legal_name": "Kestrel Dairies Ltd"}, by=cast.ada)
    assert told(cast.tomas) == []
    record.edit(kestrel, {"status": "customer"}, by=cast.ada)
    assert told(cast.tomas) == ["Status changed"]
    assert told(cast.tomas) == ["Status changed"]
    record.edit(kestrel, {"status": "prospect"}, by=cast.tomas)
    assert len(told(cast.tomas)) == 1
    assert not Heard.objects.exists()


def test_an_entry_of_the_wanted_sort_is_told(cast: Cast) -> None:
    kestrel = cast.organization()
    watches.set_alert(kestrel, "entry-notes", by=cast.tomas)
    record.edit(kestrel, {"legal_name": "Kestrel Dairies Ltd"}, by=cast.ada)
    assert told(cast.tomas) == []
    notes.write(kestrel, "They move house", by=cast.ada)
    assert told(cast.tomas) == ["Something was written down here"]


def test_what_is_rolled_back_is_heard_by_nobody(cast: Cast) -> None:
    kestrel = cast.organization()
    watches.set_alert(kestrel, "entry-", by=cast.tomas)
    with transaction.atomic():
        notes.write(kestrel, "They move house", by=cast.ada)
        transaction.set_rollback(True)
    assert told(cast.tomas) == []


def test_a_killed_run_is_repeated_and_tells_nothing_twice(cast: Cast) -> None:
    kestrel = cast.organization()
    watches.set_alert(kestrel, "entry-", by=cast.tomas)
    notes.write(kestrel, "They move house", by=cast.ada)
    heard = list(Heard.objects.values())
    hearing.hear()
    Heard.objects.bulk_create(Heard(**one) for one in heard)
    assert len(told(cast.tomas)) == 1


def test_who_may_not_see_it_any_more_is_not_told(cast: Cast) -> None:
    mine = cast.make("organization", "ada", name="Alder", owner=cast.priya_user.pk)
    watches.set_alert(mine, "entry-", by=cast.priya)
    record.edit(mine, {"owner": cast.tomas_user.pk}, by=cast.ada)
    notes.write(mine, "Secret", by=cast.ada)
    assert told(cast.priya) == []
    assert Notice.objects.count() == 0
    with pytest.raises(Absent):
        watches.set_alert(mine, "entry-", by=cast.priya)
    assert watches.of(cast.priya) == []


def test_a_field_that_one_may_not_see_is_not_told(cast: Cast) -> None:
    kestrel = cast.organization()
    watches.set_alert(kestrel, "field-status", by=cast.tomas)
    Watch.objects.update(field="hidden")
    record.edit(kestrel, {"status": "customer"}, by=cast.ada)
    assert told(cast.tomas) == []
    with pytest.raises(Refused):
        watches.set_alert(kestrel, "field-hidden", by=cast.tomas)


def test_who_leads_the_team_is_told_instead(cast: Cast) -> None:
    cast.tomas_user.teams.add(cast.north)
    Lead.objects.create(team=cast.north, user=cast.ada_user)
    kestrel = cast.organization()
    watches.set_alert(kestrel, "entry-", tell="lead", by=cast.tomas)
    notes.write(kestrel, "They move house", by=cast.tomas)
    assert told(cast.ada) == ["Something was written down here"]
    assert told(cast.tomas) == []


def test_quiet_is_told_once_for_each_silence(cast: Cast) -> None:
    kestrel = cast.organization()
    watches.set_alert(kestrel, "quiet", 14, by=cast.tomas)
    now = timezone.now()
    for days in (0, 13, 15, 16, 40, 2):
        hearing.listen(now + timedelta(days=days))
    assert told(cast.tomas) == ["Nothing has happened here for 14 days"]
    notes.write(kestrel, "They called", by=cast.ada)
    hearing.listen(now + timedelta(days=13, hours=1))
    assert len(told(cast.tomas)) == 1
    hearing.listen(now + timedelta(days=90))
    assert len(told(cast.tomas)) == 2


def test_what_comes_to_fit_a_view_is_told_once_for_each_coming(cast: Cast) -> None:
    york(cast, "There before")
    on_view(cast, cast.tomas)
    kestrel = york(cast, "Kestrel")
    assert told(cast.tomas) == ["This has come to fit the view “In York”"]
    notes.write(kestrel, "Still there", by=cast.ada)
    assert len(told(cast.tomas)) == 1
    record.edit(kestrel, {"addresses": [{"city": "Leeds", "country": "GB"}]}, by=cast.ada)
    assert len(told(cast.tomas)) == 1
    record.edit(kestrel, {"addresses": [{"city": "York", "country": "GB"}]}, by=cast.ada)
    assert len(told(cast.tomas)) == 2


def test_a_view_is_asked_with_the_eyes_of_who_set_the_alert(cast: Cast) -> None:
    saved = view(cast)
    tree = filters.read({"field": "city", "op": "is", "value": "York"})
    saved.everybody = True
    saved.save()
    watches.set_on_view(saved, "me", tree, by=cast.priya)
    york(cast)
    assert told(cast.priya) == []
    assert Notice.objects.count() == 0


def test_what_came_to_fit_while_the_alert_was_written_is_told(cast: Cast) -> None:
    watch = on_view(cast, cast.tomas)
    Watch.objects.update(armed_at=None)
    york(cast)
    Watch.objects.update(armed_at=timezone.now())
    hearing.judge_all(watch.pk)
    assert len(told(cast.tomas)) == 1


def test_an_alert_of_who_left_tells_nobody(cast: Cast) -> None:
    on_view(cast, cast.tomas)
    cast.tomas_user.is_active = False
    cast.tomas_user.save()
    york(cast)
    assert hearing.hear()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("what", "days", "tell"),
    [
        ("", 0, "me"),
        ("field-", 0, "me"),
        ("quiet", 0, "me"),
        ("quiet", 9_999, "me"),
        ("fits", 0, "me"),
        ("entry-x", 0, "me"),
        ("entry-", 0, "all"),
    ],
)
def test_what_cannot_be_heard_of_is_refused(cast: Cast, what: str, days: int, tell: str) -> None:
    with pytest.raises(Refused):
        watches.set_alert(cast.organization(), what, days, tell, by=cast.tomas)
    assert not Watch.objects.exists()


def test_the_same_alert_is_set_once(cast: Cast) -> None:
    kestrel = cast.organization()
    watches.set_alert(kestrel, "entry-", by=cast.tomas)
    with pytest.raises(Refused, match="already"):
        watches.set_alert(kestrel, "entry-", by=cast.tomas)
    on_view(cast, cast.tomas)
    with pytest.raises(Refused, match="already"):
        on_view(cast, cast.tomas)
    with pytest.raises(Refused, match="every record"):
        watches.set_on_view(view(cast), "me", filters.EVERYTHING, by=cast.tomas)


def test_a_view_of_very_many_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watches, "MOST_FITTING", 1)
    york(cast, "One")
    york(cast, "Two")
    with pytest.raises(Refused, match="fewer"):
        on_view(cast, cast.tomas)


def test_pages_set_show_and_take_away(cast: Cast) -> None:
    kestrel, browser = cast.organization(), cast.browser("tomas")
    address = f"/organizations/{kestrel.pk}/alert/"
    assert address in browser.get(kestrel.address).content.decode()
    assert b"A field changes" in browser.get(address).content
    assert browser.post(address, {"what": "quiet", "days": "0", "tell": "me"}).status_code == 422
    assert browser.post(address, {"what": "quiet", "days": "14", "tell": "me"})["Location"] == kestrel.address
    assert b"nothing happens for 14 days" in browser.get(address).content
    saved = view(cast)
    assert browser.post("/alerts/", {"view": saved.pk, "tell": "me"}).status_code == 302
    page = browser.get("/alerts/").content.decode()
    assert "In York" in page
    assert "Kestrel Dairies" in page
    assert browser.post("/alerts/", {"view": "0", "tell": "me"}).status_code == 422
    pk = Watch.objects.get(on="quiet").pk
    assert cast.browser("ada").post(f"/alerts/{pk}/remove/").status_code == 404
    browser.post(f"/alerts/{pk}/remove/")
    assert not Watch.objects.filter(pk=pk).exists()


def test_a_record_that_is_hidden_has_no_dialog(cast: Cast) -> None:
    hidden = cast.organization("Hidden Valley")
    assert cast.browser("priya").get(f"/organizations/{hidden.pk}/alert/").status_code == 404


def test_who_leads_the_team_does_not_learn_what_a_field_says_that_they_may_not_see(cast: Cast) -> None:
    Hat.objects.filter(key="full").update(classes=["open", "confidential"])
    narrow = Hat.objects.create(key="narrow", name="Narrow", classes=[])
    narrow.grants.create(kind="organization", verb="see", reach="all")
    cast.tomas_user.teams.add(cast.north)
    cast.priya_user.hats.set([narrow])
    Lead.objects.create(team=cast.north, user=cast.priya_user)
    hidden = {"label": "Rating", "type": "number", "sensitivity": "confidential"}
    definitions.add(kinds["organization"], hidden, by=cast.ada)
    tree = filters.read({"field": "rating", "op": "is", "value": "9"})
    watches.set_on_view(view(cast), "lead", tree, by=cast.tomas)
    made = cast.organization("Alder", "ada", rating="9")
    assert gate.rows(Record, cast.priya).filter(pk=made.pk).exists()
    assert told(cast.tomas) == []
    assert not Notice.objects.filter(user=cast.priya_user).exists()
