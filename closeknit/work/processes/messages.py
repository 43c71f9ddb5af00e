"""The step that sends a message: a template, to whom the process is about, in the name of who started it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.mail import letters, patterns, vocabulary
from closeknit.mail.models import Edition
from closeknit.work.processes.steps import Go, Moving, Outcome, Part, StepKind, register


def offer() -> None:
    """Make the step known; called once when the program starts."""
    template = Part("template", _("Template"), "choice", required=True, choices=templates)
    register(StepKind("message", _("Send a message"), "mail", send, parts=(template,), check=check))


def templates(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    """The templates for records of a kind, each once."""
    if kind.key not in vocabulary.KINDS:
        return []
    return list({str(one.template_id): one.template.name for one in patterns.current(kind.key)}.items())


def check(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    """Refuse a step without a template of the kind."""
    if kind.key not in vocabulary.KINDS:
        raise Refused(
            now("A message can be sent about people and organizations only."), field="template", code="not_an_option"
        )
    if given.get("template") not in dict(templates(kind, actor)):
        raise Refused(now("Choose the template that is sent."), field="template", code="not_an_option")


def send(moving: Moving) -> Outcome:
    """Write the message into the outbox; it leaves if and only if the process goes on. What is missing leaves the run stuck, saying so."""
    edition = _edition(moving)
    to = letters.recipients(moving.record, moving.by)
    if not to:
        raise Refused(now("No e-mail address is known here."), field="to", code="required")
    given = {"to": to[0].address, "subject": edition.subject, "text": edition.body, "edition": edition.pk}
    letters.write(moving.record, given, by=moving.by)
    return Go()


def _edition(moving: Moving) -> Edition:
    """The newest words of the template, in the language of who started the process where there are such."""
    wanted = str(moving.step.given.get("template"))
    found = [one for one in patterns.current(moving.record.kind) if str(one.template_id) == wanted]
    if not found:
        raise Refused(
            now("The template is not offered any more. Choose another in the process."), field="template", code="gone"
        )
    own = moving.by.language.partition("-")[0]
    return next((one for one in found if one.language.partition("-")[0] == own), found[0])
