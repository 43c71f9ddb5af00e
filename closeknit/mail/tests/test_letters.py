"""Letters: written where one is, with templates that say only what their writer may see, told to all whom they concern, held, stopped."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.access import gate
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Employment
from closeknit.mail import addresses, letters, outbox, patterns, sending, vocabulary, wording
from closeknit.mail.models import Account, Edition, Message
from closeknit.mail.patterns import Given
from closeknit.records import files
from tests.cast import Cast

BODY = "Dear {{ given_name | friends }},\n\n**thank you** from {{ our.name | all of us }}.\n\n{{ sender.signature }}"
THANKS = Given("Thanks", "individual", "en", "Thank you, {{ name }}", BODY)


@pytest.fixture
def mailbox(db: None) -> Account:
    return Account.objects.create(pk=1, way="mailbox", from_address="office@brightwell.example")


@pytest.fixture
def hannah(cast: Cast, mailbox: Account) -> Any:
    kestrel = cast.organization()
    return cast.individual(
        emails=[{"address": "hannah@kestrel.example"}], employments=[{"organization": kestrel.pk, "title": "Buyer"}]
    )


def text(response: Any) -> str:
    return str(response.content.decode())


def letter(**more: Any) -> dict[str, Any]:
    return {"to": "hannah@kestrel.example", "subject": "Filters", "text": "They *arrive* tomorrow.", **more}


def test_a_letter_is_told_to_all_whom_it_concerns_and_leaves_after_ten_seconds(cast: Cast, hannah: Any) -> None:
    made = letters.write(hannah, letter(), by=cast.tomas)
    kestrel = Employment.objects.get().organization
    assert cast.history(hannah)[-1] == cast.history(kestrel)[-1] == "mail.written"
    assert (made.to_name, made.from_name, made.reply_to) == (hannah.name, "Tomás Ferreira", "tomas@brightwell.example")
    assert "<em>arrive</em>" in made.html
    assert sending.run() == 0
    Message.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert sending.run() == 1


def test_it_is_written_in_the_browser_once_and_stopped_there(cast: Cast, hannah: Any) -> None:
    tomas = cast.browser("tomas")
    url = f"/individuals/{hannah.pk}/mail/"
    assert "hannah@kestrel.example" in text(tomas.get(url))
    sent = {**letter(), "idempotency": "7b0f5b1c-4f0a-4f6b-9f57-0d6f1f2a3b4c"}
    for _twice in range(2):
        page = tomas.post(url, sent, follow=True)
    made = Message.objects.get()
    assert "wrote an e-mail: Filters" in text(page)
    assert "The e-mail leaves in ten seconds." in text(page)
    tomas.post(f"/mail/{made.pk}/stop/")
    made.refresh_from_db()
    assert made.state == "stopped"
    assert cast.history(hannah)[-1] == "mail.stopped"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": "stranger@elsewhere.example"}, "to"),
        ({"subject": "A\r\nBcc: all@kestrel.example"}, "subject"),
        ({"subject": " "}, "subject"),
        ({"text": ""}, "text"),
        ({"text": "Dear {{ salary }}"}, "text"),
        ({"text": "Dear {{ number }}"}, "text"),
        ({"text": "Dear {{ given_name"}, "text"),
        ({"text": "[here](https://x.example/{{ given_name }})"}, "text"),
        ({"files": ["99999"]}, "files"),
    ],
)
def test_what_cannot_be_sent_is_refused_at_its_field_and_nothing_is_written(
    cast: Cast, hannah: Any, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as raised:
        letters.write(hannah, letter(**change), by=cast.tomas)
    assert raised.value.field == field
    assert not Message.objects.exists()
    assert "mail.written" not in cast.history(hannah)


def test_nothing_is_written_to_who_asked_for_that(cast: Cast, hannah: Any) -> None:
    addresses.suppress("Hannah@kestrel.example", by=cast.ada)
    with pytest.raises(Refused, match="asked not to be written to"):
        letters.write(hannah, letter(), by=cast.tomas)


def test_without_a_way_for_mail_the_page_says_so(cast: Cast, hannah: Any) -> None:
    Account.objects.all().delete()
    assert "No mail server is set up yet" in text(cast.browser("tomas").get(f"/individuals/{hannah.pk}/mail/"))
    with pytest.raises(Refused, match="No mail server"):
        letters.write(hannah, letter(), by=cast.tomas)


def test_who_does_not_see_somebody_cannot_write_to_them(cast: Cast, hannah: Any) -> None:
    assert cast.browser("priya").get(f"/individuals/{hannah.pk}/mail/").status_code == 404
    with pytest.raises(gate.Absent):
        letters.write(hannah, letter(), by=cast.priya)


def test_at_an_organization_its_people_are_written_to_and_the_letter_is_theirs(cast: Cast, hannah: Any) -> None:
    kestrel = Employment.objects.get().organization
    made = letters.write(kestrel, letter(), by=cast.tomas)
    assert made.record_id == hannah.pk
    assert cast.history(hannah)[-1] == "mail.written"


# ------------------------------------------------------------------------------------------------ templates


def test_a_template_is_made_previewed_and_used_in_the_browser(cast: Cast, hannah: Any) -> None:
    ada, tomas = cast.browser("ada"), cast.browser("tomas")
    form = {"name": "Thanks", "kind": "individual", "language": "en", "subject": THANKS.subject, "text": BODY}
    preview = text(ada.post("/settings/mail/templates/new/", {**form, "preview": "1", "with": str(hannah.pk)}))
    assert "Dear Hannah" in preview
    assert "Thank you, Hannah Osei" in preview
    ada.post("/settings/mail/templates/new/", form)
    edition = Edition.objects.get()
    page = text(tomas.get(f"/individuals/{hannah.pk}/mail/?edition={edition.pk}"))
    assert "Dear Hannah,\n\n**thank you** from all of us.\n\nTomás Ferreira" in page
    made = letters.write(hannah, letter(edition=str(edition.pk)), by=cast.tomas)
    assert made.edition == edition


def test_a_change_makes_an_edition_and_a_language_has_its_own(cast: Cast, hannah: Any) -> None:
    first = patterns.keep(None, THANKS, by=cast.ada)
    template = first.template
    patterns.keep(template, Given("Thanks", "individual", "en", "Thanks", "Thanks"), by=cast.ada)
    patterns.keep(template, Given("Thanks", "individual", "de", "Danke", "Danke"), by=cast.ada)
    assert [(one.language, one.number, one.subject) for one in patterns.current("individual")] == [("de", 1, "Danke"), ("en", 2, "Thanks")]  # fmt: skip
    patterns.retire(template.pk, by=cast.ada)
    assert patterns.current("individual") == []
    with pytest.raises(gate.NotAllowed):
        patterns.keep(None, THANKS, by=cast.tomas)


def test_a_missing_value_has_something_in_its_place_or_is_refused(cast: Cast, hannah: Any) -> None:
    known = {"given_name": "Given name"}
    kept = wording.compiled("Hello", "Dear {{ given_name | friends }}", known)
    assert kept.fill({}).text == "Dear friends"
    bare = wording.compiled("Hello", "Dear {{ given_name }}", known)
    with pytest.raises(Refused, match="“Given name” is empty here"):
        bare.fill({}, known)


def test_what_is_filled_in_is_never_markup(cast: Cast) -> None:
    source = wording.compiled("Hi {{ name }}", "Dear {{ name }},\n\n{{ name }}", ["name"])
    filled = source.fill({"name": "<script>x</script> **b** [c](https://evil.example)"})
    assert "<script>" not in filled.html
    assert "<a " not in filled.html
    assert "<strong>" not in filled.html


@pytest.mark.parametrize(
    "bad",
    ["<script>alert(1)</script>", "<img src=x onerror=y>", "[x](javascript:alert(1))", "![p](https://t.example/p.png)"],
)
def test_html_that_people_type_does_not_run_and_fetches_nothing(bad: str) -> None:
    html = wording.html_of(bad)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_fields_that_the_writer_may_not_see_are_no_words_of_theirs(cast: Cast, hannah: Any) -> None:
    individual = kinds["individual"]
    open_only = replace(cast.priya, classes=frozenset({"open"}))
    for key in vocabulary.labels(individual, open_only):
        one = individual.fields.get(key)
        assert one is None or one.sensitivity == "open"
    secret = [key for key, one in individual.fields.items() if one.sensitivity != "open"]
    assert not set(secret) & set(vocabulary.labels(individual, cast.ada))


@given(st.text(alphabet="{}| a.given_name\n*[]()<>\ue000\ue0010", max_size=80))
@settings(max_examples=150, deadline=None)
def test_of_any_source_only_listed_values_come_out(source: str) -> None:
    try:
        made = wording.compiled("Hello", source, ["given_name"])
    except Refused:
        return
    filled = made.fill({"given_name": "Hannah"})
    assert not set("\ue000\ue001") & set(filled.text + filled.html)
    assert "{{" not in filled.text


def test_a_letter_takes_files_of_its_page_along(cast: Cast, hannah: Any) -> None:
    attached = files.attach(hannah, files.keep(io.BytesIO(b"words")), "plan.txt", by=cast.tomas)
    made = letters.write(hannah, letter(files=[str(attached.pk)]), by=cast.tomas)
    assert made.attachments == [{"name": "plan.txt", "hash": attached.hash, "size": 5}]
    Message.objects.update(due_at=timezone.now())
    assert sending.run() == 1
    assert outbox.stop(made.pk) is False


def test_a_long_letter_is_folded_in_the_history(cast: Cast, hannah: Any) -> None:
    letters.write(hannah, letter(text="A <long> story. " * 100), by=cast.tomas)
    page = text(cast.browser("tomas").get(hannah.address))
    assert '<details class="entry-text entry-fold" dir="auto"><summary>A &lt;long&gt; story.' in page
