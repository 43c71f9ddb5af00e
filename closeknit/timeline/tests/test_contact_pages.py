"""The pages of contacts: logged from wherever one is, corrected, withdrawn."""

from __future__ import annotations

import re
from typing import Any

from closeknit.timeline.models import ContactPoint
from tests.cast import Cast

HTMX = {"HX-Request": "true"}


def there(cast: Cast) -> tuple[Any, Any]:
    kestrel = cast.organization()
    return kestrel, cast.individual(employments=[{"organization": kestrel.pk, "primary": True}])


def test_on_a_page_of_a_person_a_contact_is_with_them(cast: Cast) -> None:
    kestrel, hannah = there(cast)
    browser = cast.browser("tomas")
    shown = browser.get("/contacts/log/", {"on": hannah.address}, headers=HTMX).content.decode()
    assert "Hannah Osei" in shown
    assert "data-timer" in shown
    key = re.findall(r'name="idempotency" value="([^"]+)"', shown)[0]
    form = {
        "on": hannah.address,
        "form": "call",
        "direction": "out",
        "duration": "3 min",
        "text": "Agreed",
        "idempotency": key,
    }
    for _again in range(2):
        assert browser.post("/contacts/log/", form).url == hannah.address  # type: ignore[attr-defined]
    made = ContactPoint.objects.get()
    assert (made.record_id, made.concerns, made.seconds) == (hannah.pk, [hannah.pk, kestrel.pk], 180)
    page = browser.get(hannah.address).content.decode()
    assert "Agreed" in page
    assert ", 3 min" in page
    assert f"/contacts/{made.pk}/" in page
    assert "Call logged." in page


def test_at_an_organization_its_people_are_offered(cast: Cast) -> None:
    kestrel, hannah = there(cast)
    browser = cast.browser("tomas")
    shown = browser.get("/contacts/log/", {"on": kestrel.address}, headers=HTMX).content.decode()
    assert f'name="near" value="{hannah.pk}"' in shown
    browser.post("/contacts/log/", {"on": kestrel.address, "form": "meeting", "near": [hannah.pk]})
    made = ContactPoint.objects.get()
    assert (made.record_id, made.concerns) == (kestrel.pk, [kestrel.pk, hannah.pk])


def test_where_nobody_is_looked_at_somebody_is_named(cast: Cast) -> None:
    _kestrel, hannah = there(cast)
    browser = cast.browser("tomas")
    refused = browser.post("/contacts/log/", {"on": "/", "form": "call", "text": "Who was it"})
    assert refused.status_code == 422
    assert "Say with whom it was." in refused.content.decode()
    assert "Who was it" in refused.content.decode()
    assert browser.post("/contacts/log/", {"on": "/", "form": "call", "with": "Hannah Osei"}).status_code == 302
    assert ContactPoint.objects.get().record_id == hannah.pk


def test_what_was_refused_stays_in_the_form(cast: Cast) -> None:
    _kestrel, hannah = there(cast)
    form = {"on": hannah.address, "form": "call", "duration": "for ever", "text": "Long talk"}
    answer = cast.browser("tomas").post("/contacts/log/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "for ever" in page
    assert "Long talk" in page
    assert "Say how long it took" in page
    assert not ContactPoint.objects.exists()


def test_a_contact_is_corrected_and_withdrawn_in_its_dialog(cast: Cast) -> None:
    _kestrel, hannah = there(cast)
    browser = cast.browser("tomas")
    browser.post("/contacts/log/", {"on": hannah.address, "form": "call", "duration": "3 min", "text": "Agred"})
    url = f"/individuals/{hannah.pk}/contacts/{ContactPoint.objects.get().pk}/"
    shown = browser.get(url, headers=HTMX).content.decode()
    assert "Agred" in shown
    assert 'value="3 min"' in shown
    when = re.findall(r'type="datetime-local" name="happened_at" value="([^"]+)"', shown)[0]
    form = {"text": "Agreed", "duration": "4 min", "direction": "in", "happened_at": when}
    then = ContactPoint.objects.get().happened_at
    assert browser.post(url, form).status_code == 302
    made = ContactPoint.objects.get()
    assert (made.text, made.seconds, made.direction) == ("Agreed", 240, "in")
    assert made.happened_at == then
    assert browser.post(f"{url}withdraw/").status_code == 302
    assert not ContactPoint.objects.exists()
    assert browser.get(url).status_code == 404


def test_what_a_contact_gives_rise_to_is_refused_with_it(cast: Cast) -> None:
    _kestrel, hannah = there(cast)
    form = {"on": hannah.address, "form": "call", "start-task": "!high tomorrow"}
    answer = cast.browser("tomas").post("/contacts/log/", form)
    assert answer.status_code == 422
    assert not ContactPoint.objects.exists()


def test_the_history_shows_contacts_alone_when_asked(cast: Cast) -> None:
    _kestrel, hannah = there(cast)
    browser = cast.browser("tomas")
    browser.post(f"/individuals/{hannah.pk}/note/", {"text": "A note"})
    browser.post("/contacts/log/", {"on": hannah.address, "form": "letter", "text": "A letter"})
    page = browser.get(f"/individuals/{hannah.pk}/timeline/", {"group": "contacts"}, headers=HTMX).content.decode()
    assert "A letter" in page
    assert "A note" not in page


def test_who_does_not_see_somebody_logs_and_corrects_nothing(cast: Cast) -> None:
    _kestrel, hannah = there(cast)
    answer = cast.browser("omar").post("/contacts/log/", {"on": hannah.address, "with": "Hannah Osei"})
    assert answer.status_code == 422
    assert not ContactPoint.objects.exists()
    cast.browser("tomas").post("/contacts/log/", {"on": hannah.address, "form": "call"})
    url = f"/individuals/{hannah.pk}/contacts/{ContactPoint.objects.get().pk}/"
    assert cast.browser("priya").get(url).status_code == 404
    assert cast.browser("priya").post(f"{url}withdraw/").status_code == 404
