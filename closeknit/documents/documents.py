"""A document: filed with its file and with what it concerns, in one change; called as its file is, where nobody says otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.prepared import number, prepared
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import kinds
from closeknit.documents.models import Document
from closeknit.records import files, record
from closeknit.records.files import Kept
from closeknit.records.models import Attachment, Relationship
from closeknit.records.relationships import relationships
from closeknit.records.relationships.relationships import Today
from closeknit.records.relationships.types import Type

CONCERNS = Type("concerns", _("concerns"), _("is documented by"), ("document",), ())
LASTING = Q(until=None) | Q(until__gt=Today())
ENDING = re.compile(
    r"\.(?=[0-9]*[A-Za-z])[0-9A-Za-z]{1,5}$"
)  # of a file: ".pdf" and ".7z", but not the ".2" of "Plan 1.2"
JOINTS = re.compile(
    r"[_\s]+|(?<!\d)-|-(?!\d)"
)  # what stands for a blank in the name of a file; days keep their hyphens
LONGEST = 300

type Filed = tuple[Kept, str]


@dataclass(frozen=True, slots=True)
class About:
    """A document that concerns some record, with its newest file, where it has one."""

    id: int
    name: str
    status: str | None
    dated: date | None
    valid_until: date | None
    file: int | None
    file_name: str | None


def called(file: str) -> str:
    """What a document is probably called whose file has this name: "service-contract_2026.pdf" is "Service contract 2026"."""
    words = " ".join(JOINTS.sub(" ", ENDING.sub("", file)).split())
    return (words[:1].upper() + words[1:])[:LONGEST]


def with_it(file: Filed | None, concerns: int | None) -> Callable[[Any, Actor], None]:
    """What is done with a new document in the change that makes it: its first file attached, and what it concerns tied to it."""

    def act(made: Any, by: Actor) -> None:
        if file is not None:
            kept, name = file
            files.attach(made, kept, name, by=by)
        if concerns is not None:
            relationships.relate(made, concerns, CONCERNS.key, by=by)

    return act


def add(given: Mapping[str, Any], *, by: Actor, file: Filed | None = None, concerns: int | None = None) -> Any:
    """File a document: its fields, its first file as (bytes in the store, name), and the id of what it concerns. Raises Refused."""
    with transaction.atomic():
        made = record.create(kinds["document"], given, by=by)
        with_it(file, concerns)(made, by)
        return made


def settle(document: Any, changed: frozenset[str]) -> None:
    """Refuse a document that is no longer valid before its own date."""
    if not changed & {"dated", "valid_until"} or document.dated is None or document.valid_until is None:
        return
    if document.valid_until < document.dated:
        sentence = now("A document is not valid only until before its own date: look at both dates.")
        raise Refused(sentence, field="valid_until", code="ends_early")


def about(pk: int, actor: Actor, limit: int) -> list[About]:
    """Of the documents that concern a record those that the actor sees, the latest first. One query."""
    return [About(*row) for row in _about(actor, limit, record=pk)]


@prepared
def _about(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    ties = Relationship.objects.filter(LASTING, type=CONCERNS.key, other_id=number("record"))
    seen = gate.rows(Document, actor).filter(Exists(ties.filter(record_id=OuterRef("pk"))))
    newest = Attachment.objects.filter(record_id=OuterRef("pk")).order_by("-pk")
    file = {f"file_{name}": Subquery(newest.values(name)[:1]) for name in ("pk", "name")}
    latest = seen.order_by(F("dated").desc(nulls_last=True), "-pk")
    return latest.annotate(**file).values_list("pk", "name", "status", "dated", "valid_until", *file)[:limit]
