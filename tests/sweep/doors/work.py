"""Doors of documents, tasks, imports and the demonstration."""

from __future__ import annotations

from tests.sweep.doors.door import WRONG_STATE, Door, a_file, a_table, an_invitation, page, send, the_record

DOORS: dict[str, Door] = {}
# Documents: filed by whoever may add one; what is not seen cannot be named as what it concerns.
FILES = ("kind:document.create",)
DOORS["document_add"] = Door(
    (page(FILES), page(FILES, "concerns=1"), send(FILES, lambda s: {"name": "Drawing", "file": a_file()}))
)

# Tasks: added in one line by whoever may add one; done, given and dropped by whoever may change it, which test_tasks_seen tries.
DOORS |= {
    "task_quick": Door(
        (
            page(("kind:task.create",)),
            page(("kind:task.create",), "line=call+tomorrow+%40Priya&on=/organizations/1/"),
            send(("kind:task.create",), lambda s: {"line": "call tomorrow every month", "on": "/"}),
        )
    ),
    "notices": Door((page(("signed-in",)), page(("signed-in",), "count"), page(("signed-in",), "latest"))),
    "notice_settings": Door((page(("signed-in",)), send(("signed-in",), lambda s: {"kind-task.given": "bell"}))),
    "notices_read": Door((send(("signed-in",)),)),
    "notice": Door((send(("nobodys",)),), words=lambda s: {"notice": 0}),
    "task_give": Door((page(("nobodys",)), send(("nobodys",))), words=lambda s: {"pk": 0}),
    "task_drop": Door((page(("nobodys",)), send(("nobodys",))), words=lambda s: {"pk": 0}),
    "task_act": Door((send(("nobodys",)),), words=lambda s: {"pk": 0, "word": "do"}),
}

# Projects: added by whoever may add one; how one goes on is for whoever may change it, which the folder's own tests try.
DOORS |= {
    "project_add": Door(
        (
            page(("kind:project.create",)),
            page(("kind:project.create",), "organization=1&counterpart=1&source=like-1"),
            send(("kind:project.create",), lambda s: {"name": "Ripon line"}),
        )
    ),
    "my_projects": Door((page(("kind:project.see",)),)),
    "project_templates": Door((page(("kind:project.create",)), send(("nobodys",), lambda s: {"template": "0"}))),
    **{
        name: Door((page(("nobodys",)), send(("nobodys",))), words=lambda s: {"pk": 0})
        for name in ("project_finish", "project_drop", "project_fill", "project_keep")
    },
    "project_act": Door((send(("nobodys",)),), words=lambda s: {"pk": 0, "word": "start"}),
}

# Calendars: shown to whoever sees meetings; a meeting is moved by who may change it, which test_meetings tries.
DOORS |= {
    "calendar": Door(tuple(page(("kind:meeting.see",), f"view={one}") for one in ("week", "month", "agenda"))),
    "calendar_move": Door((send(("nobodys",)),), words=lambda s: {"kind": "meeting", "pk": 0}),
    "calendar_address": Door((page(("signed-in",)), send(("signed-in",)))),
    "calendar_address_withdraw": Door((send(("signed-in",)),)),
    "calendar_take": Door(
        (page(("kind:meeting.create",)), send(("kind:meeting.create",), lambda s: {"file": an_invitation()}))
    ),
    "calendar_free": Door((page(("kind:meeting.create",), "starts_at=2026-12-01T09:00&with=1"),)),
    "meeting_add": Door(
        (
            page(("kind:meeting.create",), "starts_at=2026-12-01T09:00"),
            send(("kind:meeting.create",), lambda s: {"name": "Newcomer", "starts_at": "2026-12-01T09:00"}),
        )
    ),
    "calendar_feed": Door((page(("lost",)),), words=lambda s: {"secret": "x" * 43}),
    "meeting_act": Door((send(("nobodys",)),), words=lambda s: {"pk": 0, "word": "log"}),
}

# The demonstration's doors are there on its own machine only; the sweep comes from elsewhere.
DOORS |= {
    "demo_people": Door((page(("lost",)),)),
    "demo_be": Door((send(("lost",), lambda s: {"as": "ada"}),)),
    "demo_fair": Door((page(("signed-in", "lost")),)),
}

# Imports: seen by who made them and by who manages them; whoever may import no more sees none.
MINE = ("import", "kind:import")
DOORS |= {
    "imports": Door((page(("kind:import",)),)),
    "import_new": Door((page(("kind:import",)), send(("kind:import",), lambda s: {"kind": s.kind, "file": a_table()}))),
    "import": Door((page(MINE),), words=the_record),
    "import_columns": Door((page(MINE), send(MINE)), words=the_record, also=WRONG_STATE),
    "import_progress": Door((page(MINE),), words=the_record),
    **{
        name: Door((send(MINE),), words=the_record, also=WRONG_STATE)
        for name in ("import_start", "import_stop", "import_discard", "import_undo")
    },
    "import_refused": Door((page(MINE),), words=the_record),
    "import_rows": Door((page(MINE),), words=lambda s: {**the_record(s), "outcome": "refused"}),
    "import_answer": Door(
        (send(MINE),), words=lambda s: {**the_record(s), "line": 2, "same": 0}, also=(*WRONG_STATE, 404)
    ),
    **{
        name: Door((send(MINE),), words=lambda s: {**the_record(s), "line": 2}, also=(*WRONG_STATE, 404))
        for name in ("import_leave", "import_correct", "import_tick")
    },
    "import_answer_all": Door((send(MINE, lambda s: {"answer": "same"}),), words=the_record, also=WRONG_STATE),
    "import_undo_row": Door((send(MINE),), words=lambda s: {**the_record(s), "line": 2}, also=(*WRONG_STATE, 404)),
}
