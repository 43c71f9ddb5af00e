"""Work: tasks, how they recur, what is due."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Registers the kind, its entries, and who sees a task."""

    name = "closeknit.work"

    def ready(self) -> None:
        from closeknit.access import gate
        from closeknit.work import entries, kinds, models, seen

        entries.register()
        kinds.register()
        gate.beside["task"] = seen.beside
        gate.hangs(models.Step, "record")
        gate.hangs(models.Notice, "record")
