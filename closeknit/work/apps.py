"""Work: tasks, how they recur, what is due."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    """Registers the kind, its entries, and who sees a task."""

    name = "closeknit.work"

    def ready(self) -> None:
        from closeknit.access import gate
        from closeknit.records import pages
        from closeknit.web import keys, shell
        from closeknit.work import entries, kinds, models, notices, panels, reminders, seen, started, upcoming
        from closeknit.work.alerts import registration as alerts
        from closeknit.work.approvals import registration as approvals
        from closeknit.work.calendars import registration as calendars
        from closeknit.work.digests import registration as digests
        from closeknit.work.hours.hours import RIGHT
        from closeknit.work.processes import register as processes
        from closeknit.work.projects import panels as project_panels
        from closeknit.work.projects import registration as projects
        from closeknit.work.watches import registration as watches

        entries.register()
        panels.register()
        reminders.register()
        upcoming.register()
        started.register()
        processes.register()
        notices.register(notices.NoticeKind("task.given", _("{by} gave you this"), "user-round-check"))
        shell.rung_at("notices")
        keys.register(keys.EVERYWHERE, keys.Key(_("Add a task"), ("T",), "add-task", "t", "task_quick"))
        keys.register(
            _("On tasks"),
            keys.Key(_("Done"), ("X",), "press-do", "x"),
            keys.Key(_("Move to tomorrow"), ("D",), "press-tomorrow", "d"),
            keys.Key(_("Give away"), ("A",), "press-give", "a"),
            keys.Key(_("Drop, saying why"), ("Q",), "press-drop", "q"),
            where="[data-press]",
        )
        kinds.register()
        gate.beside["task"] = seen.beside
        gate.hangs(models.Step, "record")
        gate.hangs(models.Notice, "record")
        alerts.register()
        approvals.register()
        watches.register()
        digests.register()
        pages.FURTHER_VERBS.append(("watch", _("Set alert"), "eye"))
        shell.register(shell.Place(_("Your alerts"), "watches", "eye", shell.somewhere("see"), "foot"))
        may = shell.Place(
            _("Working rules"),
            "hours",
            "clock",
            lambda actor: actor.may(RIGHT, "manage"),
            shell.SETTINGS,
            _("Business hours, whom alerts go to, and who approves."),
        )
        shell.register(may)
        sees = shell.Place(
            _("Nothing forgotten"), "forgotten", "shield-check", lambda actor: actor.may("task", "see"), "overview"
        )
        shell.register(sees)
        projects.register()
        project_panels.register()
        calendars.register()
