"""Makes projects known to the rest; called once when the program starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.timeline.contacts import contacts
from closeknit.work import notices
from closeknit.work.projects import entries, kinds, models, projects, seen


def register() -> None:
    """The kind, its entries, who sees it, and what a contact under it concerns."""
    entries.register()
    kinds.register()
    gate.beside["project"] = seen.beside
    gate.hangs(models.ProjectMember, "record")
    gate.hangs(models.ProjectCounterpart, "record")
    contacts.BESIDE.append(projects.beside)
    contacts.NEAR.append(projects.near)
    notices.register(notices.NoticeKind("project.member", _("{by} took you into this project"), "folder-kanban"))
