"""A process: drawn, changed, published as a numbered edition, retired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused, RefusedTogether, opening
from closeknit.catalogue.kinds import Kind
from closeknit.work.processes import checks, designs, starts
from closeknit.work.processes.models import Edition, Process

LONGEST = 80


@opening(_("Draw a process"), to="shape")
def add(kind: Kind, given: Mapping[str, Any], *, by: Actor) -> Process:
    """Begin to draw a process for a kind of record, from `name` and perhaps a `design`. Nothing starts before it is published."""
    if by.user_id is None:
        raise gate.NotAllowed(now("A process is somebody's: sign in."))
    process = Process(kind=kind.key, owner_id=by.user_id, name=_name(given.get("name"), None))
    process.draft = designs.written(designs.read(given.get("design") or {}))
    process.save()
    return process


@opening(_("Change a process"), to="shape")
def change(kind: Kind, pk: int, given: Mapping[str, Any], *, by: Actor, version: int | None = None) -> Process:
    """Change what is drawn, its `name` or its `design`; what is under way goes on as it began. Raises Refused where somebody else drew meanwhile."""
    process = find(kind, pk)
    if version is not None and process.version != version:
        sentence = now("Somebody else changed this process meanwhile. Look at it, then change it again.")
        raise Refused(sentence, field="version", code="conflict")
    if "name" in given:
        process.name, process.shipped = _name(given["name"], process), ""
    if "design" in given:
        process.name, process.shipped = str(process), ""
        process.draft = designs.written(designs.read(given["design"]))
    process.version += 1
    process.save(update_fields=["name", "shipped", "draft", "version"])
    return process


@opening(_("Publish a process"), to="shape")
def publish(kind: Kind, pk: int, *, by: Actor) -> Process:
    """Put what is drawn in force as the next edition: it starts from now on, as its publisher where it starts by itself.

    Raises RefusedTogether with all that cannot be carried out.
    """
    process = find(kind, pk)
    design = designs.read(process.draft)
    if wrong := checks.problems(design, kind, by):
        raise RefusedTogether([Refused(one.sentence, field=one.at or "design", code="unready") for one in wrong])
    before = designs.read(process.edition.design) if process.edition else designs.Design()
    if process.edition is None or process.edition.design != process.draft:
        last = Edition.objects.filter(process=process).aggregate(last=Max("number"))["last"] or 0
        process.edition = Edition.objects.create(process=process, number=last + 1, design=process.draft, published_by_id=by.user_id)  # fmt: skip
    if by.user_id is not None:
        process.owner_id = by.user_id
    starts.arm(process, design, before)
    process.save(update_fields=["edition", "owner", "armed_at", "forms", "next_at"])
    return process


@opening(_("Retire a process"), to="shape")
def retire(kind: Kind, pk: int, *, by: Actor) -> Process:
    """Start a process no more; what is under way goes on to its end."""
    process = find(kind, pk)
    process.retired_at, process.armed_at, process.next_at, process.forms = Now(), None, None, []
    process.save(update_fields=["retired_at", "armed_at", "next_at", "forms"])
    return process


@opening(_("Take up a process again"), to="shape")
def reinstate(kind: Kind, pk: int, *, by: Actor) -> Process:
    """Bring a retired process back as it is drawn; it starts again once it is published."""
    process = Process.objects.select_for_update().filter(kind=kind.key, pk=pk, retired_at__isnull=False).first()
    if process is None:
        raise gate.Absent
    _name(str(process), process)
    process.retired_at, process.edition = None, None
    process.save(update_fields=["retired_at", "edition"])
    return process


def find(kind: Kind, pk: int) -> Process:
    """The process of a kind with this id that is not retired, locked. Raises Absent."""
    process = Process.objects.select_for_update().filter(kind=kind.key, pk=pk, retired_at=None).first()
    if process is None:
        raise gate.Absent
    return process


def _name(given: object, process: Process | None) -> str:
    name = " ".join(given.split()) if isinstance(given, str) else ""
    if not 0 < len(name) <= LONGEST or "\x00" in name:
        sentence = now("Give the process a name of 1 to %(most)d characters.")
        raise Refused(sentence % {"most": LONGEST}, field="name", code="required")
    others = Process.objects.filter(name__iexact=name, retired_at=None)
    if (others.exclude(pk=process.pk) if process else others).exists():
        raise Refused(now("There is a process of this name already."), field="name", code="taken")
    return name
