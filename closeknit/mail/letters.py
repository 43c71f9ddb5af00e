"""A letter: written on the page of a person or an organization, told in the history of all it concerns, and held for ten seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.directory import employments
from closeknit.directory.models import Email
from closeknit.mail import accounts, addresses, building, outbox, vocabulary, wording
from closeknit.mail.entries import WRITTEN
from closeknit.mail.models import Edition, Message
from closeknit.mail.outbox import HOLD, Draft
from closeknit.mail.wording import Filled
from closeknit.records import entries, files
from closeknit.records.models import Attachment, Entry, Record
from closeknit.timeline.contacts import contacts

NEAR = 30  # people of an organization who are offered
MOST_BYTES = 20 * 1024 * 1024  # of all files of a letter; more is refused by most mail servers


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address to which somebody can write here, and whose it is."""

    address: str
    name: str
    record: int


def recipients(record: Any, actor: Actor) -> list[Recipient]:
    """The addresses of a record, then of who works there, of what the actor sees."""
    known = {record.pk: record.name}
    if record.kind == "organization":
        known |= {one.id: one.name for one in employments.of_organization(record.pk, actor, NEAR, now_only=True)}
    rows = gate.rows(Email, actor).filter(record_id__in=known).order_by("-primary", "position", "pk")
    place = {pk: index for index, pk in enumerate(known)}
    found = sorted(rows.values_list("record_id", "address"), key=lambda row: place[row[0]])
    return [Recipient(address, known[pk], pk) for pk, address in found]


@verb(_("Write an e-mail"), to="note", word="letters")
def write(record: Any, given: Mapping[str, Any], *, by: Actor) -> Message:
    """Write an e-mail: `to` is one of the addresses known here, `subject`, `text`; perhaps `files`, ids of the record's, and `edition`.

    It waits ten seconds, in which it can be stopped. Raises Refused.
    """
    account = accounts.current()
    if not account.ready:
        raise Refused(now("No mail server is set up yet. An administrator does that under Mail."), code="not_set_up")
    whom = _whom(record, str(given.get("to", "")), by)
    filled = _filled(record, str(given.get("subject", "")), str(given.get("text", "")), by)
    attached = _attached(record, given.get("files", ()), by)
    concerns = _concerned([whom.record, record.pk])
    data = {"subject": filled.subject, "text": filled.text, "record": whom.record}
    entry = entries.write(WRITTEN, by=by, records=concerns, data=data)
    draft = Draft(
        whom.address, filled.subject, filled.text, filled.html, to_name=_name_of(whom), from_name=by.name, reply_to=by.email,
        by=by.user_id, record=whom.record, entry=entry.pk, edition=_edition(given.get("edition")), hold=HOLD, attachments=attached,
    )  # fmt: skip
    return outbox.write([draft])[0]


def write_once(record: Any, given: Mapping[str, Any], *, by: Actor, key: UUID) -> Message:
    """Write it under the key of a form: the same sent again is the letter that is there."""

    def again(entry: Entry) -> Message:
        return Message.objects.get(entry=entry)

    return entries.once(key, WRITTEN, by, lambda actor: write(record, given, by=actor), again)


def begun(record: Any, edition: Edition, actor: Actor) -> tuple[str, str, str]:
    """Subject and text of a template for this record, and what is missing in it; then its places stand as they are."""
    try:
        filled = _filled(record, edition.subject, edition.body, actor)
    except Refused as refused:
        return edition.subject, edition.body, refused.sentence
    return filled.subject, filled.text, ""


def _whom(record: Any, address: str, by: Actor) -> Recipient:
    found = next((one for one in recipients(record, by) if one.address == address), None)
    if found is None:
        raise Refused(now("Choose one of the addresses that are known here."), field="to", code="not_an_option")
    addresses.checked(found.address)
    addresses.refuse_suppressed(found.address)
    return found


def _name_of(whom: Recipient) -> str:
    """The name as it stands in a header; a name that cannot stand there is left out."""
    return whom.name if whom.name.isprintable() and len(whom.name) < 200 else ""


def _filled(record: Any, subject: str, text: str, by: Actor) -> Filled:
    kind: Kind = kinds[record.kind]
    if not text.strip():
        raise Refused(now("Write what the e-mail says."), field="text", code="required")
    if not subject.strip():
        raise Refused(now("Say what it is about."), field="subject", code="required")
    known = vocabulary.labels(kind, by)
    source = wording.compiled(building.one_line(subject, "subject"), text, known)
    filled = source.fill(vocabulary.values(record, kind, by, source.keys), known)
    building.one_line(filled.subject, "subject")
    return filled


def _attached(record: Any, wanted: Any, by: Actor) -> list[dict[str, Any]]:
    ids = {int(one) for one in wanted if str(one).isascii() and str(one).isdigit()} if isinstance(wanted, list | tuple) else set()  # fmt: skip
    rows = list(gate.rows(Attachment, by).filter(record_id=record.pk, pk__in=ids))
    if len(rows) != len(ids):
        raise Refused(now("Choose from the files of this page."), field="files", code="not_an_option")
    if sum(one.size for one in rows) > MOST_BYTES:
        raise Refused(now("All files together may have up to %(most)d MB.") % {"most": MOST_BYTES // 2**20}, field="files", code="too_big")  # fmt: skip
    return [{"name": one.name, "hash": one.hash, "size": one.size} for one in rows]


def offered_files(record: Any, actor: Actor) -> list[Attachment]:
    """The files of a record that can go with a letter."""
    return list(files.of(record, actor)[:50])


def _edition(given: Any) -> int | None:
    number = str(given or "")
    found = (
        Edition.objects.filter(pk=int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
    )
    return found.values_list("pk", flat=True).first() if found is not None else None


def _concerned(named: list[int]) -> list[int]:
    """All that a letter concerns: to whom it goes, where it was written, and for whom they work today."""
    by_kind: dict[str, list[int]] = {}
    for kind, pk in Record.objects.filter(pk__in=named).values_list("kind", "pk"):
        by_kind.setdefault(kind, []).append(pk)
    beside = [pk for one in contacts.BESIDE for pk in one(by_kind, timezone.localdate())]
    return list(dict.fromkeys([*named, *beside]))
