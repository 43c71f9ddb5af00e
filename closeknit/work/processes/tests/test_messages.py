"""The step that sends a message: written with the run's move, once, and stuck with a sentence where something is missing."""

from __future__ import annotations

from typing import Any

import pytest

from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.mail import patterns
from closeknit.mail.models import Account, Message
from closeknit.mail.patterns import Given
from closeknit.work.processes import processes, runs
from closeknit.work.processes.models import Process, Run
from tests.cast import Cast


@pytest.fixture
def template(cast: Cast) -> str:
    Account.objects.create(pk=1, way="mailbox", from_address="office@brightwell.example")
    words = Given("Welcome", "organization", "en", "Welcome, {{ name }}", "Good morning.\n\n{{ sender.name }}")
    return str(patterns.keep(None, words, by=cast.ada).template_id)


def published(cast: Cast, template: str) -> Process:
    steps: list[dict[str, Any]] = [
        {"key": "greet", "kind": "message", "label": "Greet", "given": {"template": template}, "goes": {}},
        {"key": "stop", "kind": "end", "label": "Stop", "given": {}, "goes": {}},
    ]
    kind = kinds["organization"]
    drawn = processes.add(kind, {"name": "Welcome", "design": {"steps": steps, "starts": {}}}, by=cast.ada)
    return processes.publish(kind, drawn.pk, by=cast.ada)


def test_a_process_writes_to_whom_it_is_about_in_the_name_of_who_started_it(cast: Cast, template: str) -> None:
    kestrel = cast.organization(emails=[{"address": "office@kestrel.example"}])
    run = runs.start(kestrel, published(cast, template).pk, by=cast.tomas)
    made = Message.objects.get()
    assert (made.to_address, made.subject) == ("office@kestrel.example", "Welcome, Kestrel Dairies")
    assert made.text == "Good morning.\n\nTomás Ferreira"
    assert Run.objects.get(pk=run.pk).state == "done"
    assert "mail.written" in cast.history(kestrel)


def test_without_an_address_it_stands_still_and_says_why(cast: Cast, template: str) -> None:
    run = runs.start(cast.organization(), published(cast, template).pk, by=cast.tomas)
    assert not Message.objects.exists()
    assert Run.objects.get(pk=run.pk).state != "done"


def test_a_step_without_a_template_is_not_published(cast: Cast, template: str) -> None:
    with pytest.raises(Refused):
        published(cast, "99999")
