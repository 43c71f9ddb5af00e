"""What is expected of every verb and panel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from closeknit.directory.leaving import Told
from closeknit.records.files import Kept
from tests.sweep import shape

if TYPE_CHECKING:
    from tests.sweep.world import Subject


type Arguments = Callable[[Subject], tuple[Any, ...]]

# Every verb is tried by itself, whatever address carries it; these are the arguments that it takes after its subject.
VERBS: dict[str, Arguments] = {
    "records_record.create": lambda s: ({"family_name": "Comer"} if s.kind == "individual" else {"name": "Newcomer"},),
    "records_record.edit": lambda s: ({"number": "number eight"},),
    "records_record.discard": lambda s: (),
    "records_record.restore": lambda s: (),
    "records_files.attach": lambda s: (Kept("0" * 64, 5), "plan.txt"),
    "records_files.remove": lambda s: (s.rows.get("file", 0),),
    "timeline_notes.write": lambda s: ("A word.",),
    "timeline_contacts.log": lambda s: ({"form": "call", "text": "A word."},),
    "timeline_contacts.correct": lambda s: (s.rows.get("contact", 0), {"text": "Another word."}),
    "timeline_contacts.withdraw": lambda s: (s.rows.get("contact", 0),),
    "profiles_definitions.add": lambda s: ({"label": "Newcomer", "type": "text"},),
    "profiles_definitions.change": lambda s: (shape.OPEN, {"label": "Area"}),
    "profiles_definitions.move": lambda s: (shape.OPEN,),
    "profiles_definitions.retype": lambda s: (shape.NARROW, {"type": "text"}),
    "profiles_definitions.retire": lambda s: (shape.NARROW,),
    "profiles_definitions.reinstate": lambda s: (s.rows["retired"],),
    "profiles_groups.change": lambda s: (s.rows["group"], "Selling"),
    "profiles_segments.add": lambda s: ({"name": "Newcomers", "filter": {"field": shape.OPEN, "op": "not_empty"}},),
    "profiles_segments.change": lambda s: (s.rows["unused"], {"name": "Up there"}),
    "profiles_segments.reinstate": lambda s: (s.rows["retired_segment"],),
    "profiles_segments.retire": lambda s: (s.rows["unused"],),
    "records_saved_views.add": lambda s: ({"name": "Near", "address": "city=York"},),
    "records_saved_views.change": lambda s: (s.rows["view"], {"name": "Nearer"}),
    "records_saved_views.remove": lambda s: (s.rows["view"],),
    "records_saved_views.restore": lambda s: (s.rows["removed_view"],),
    "directory_leaving.leave": lambda s: (Told(date(2026, 1, 31)),),
    "work_tasks.do": lambda s: (),
    "work_tasks.reopen": lambda s: (),
    "work_tasks.drop": lambda s: ("They called themselves",),
    "work_tasks.move": lambda s: (date(2026, 12, 1),),
    "work_tasks.give": lambda s: (s.rows.get("user", 0),),
    "work_tasks.claim": lambda s: (),
    "work_tasks.release": lambda s: (),
    "work_tasks.tick": lambda s: (s.rows.get("step", 0),),
    "work_meetings.move": lambda s: ("2026-12-01T10:00",),
    "work_meetings.cancel": lambda s: (),
    "work_meetings.plan_again": lambda s: (),
    "work_meetings.log": lambda s: (),
    "work_meetings.answer": lambda s: ("yes",),
    "work_projects.start": lambda s: (),
    "work_projects.hold": lambda s: (),
    "work_projects.finish": lambda s: ("leave",),
    "work_projects.drop": lambda s: ("No budget", "leave"),
    "work_projects.add_member": lambda s: (s.rows.get("user", 0),),
    "work_projects.remove_member": lambda s: (s.rows.get("user", 0),),
    "work_plans.save_template": lambda s: ("Line",),
    "work_plans.from_template": lambda s: ("Line",),
    "work_approvals.approve": lambda s: (0,),
    "work_approvals.refuse": lambda s: (0, "Too dear"),
    "work_approvals.withdraw": lambda s: (0,),
    "work_watches.set_alert": lambda s: ("entry-",),
    "work_runs.start": lambda s: (s.rows.get("process", 0),),
    "work_runs.pause": lambda s: (),
    "work_runs.go_on": lambda s: (),
    "work_runs.skip": lambda s: (1, "They called themselves"),
    "work_runs.cancel": lambda s: ("They called themselves",),
    "work_processes.add": lambda s: ({"name": "Newcomers"},),
    "work_processes.change": lambda s: (s.rows["process"], {"name": "Comers"}),
    "work_processes.publish": lambda s: (s.rows["process"],),
    "work_processes.retire": lambda s: (s.rows["process"],),
    "work_processes.reinstate": lambda s: (s.rows["retired_process"],),
    "mail_letters.write": lambda s: ({"to": "anna@example.com", "subject": "Hello", "text": "Good morning"},),
    "records_relationships.relate": lambda s: (s.rows.get("tied", 0), "supplier_of"),
    "records_relationships.change": lambda s: (s.rows.get("relationship", 0), {"note": "as was said"}),
    "records_relationships.end": lambda s: (s.rows.get("relationship", 0),),
    "records_relationships.remove": lambda s: (s.rows.get("relationship", 0),),
}

# What a verb asks of whoever does it with something that is another's, where that is more than its right.
VERBS_ASK = {
    **dict.fromkeys(
        ("records_saved_views.change", "records_saved_views.remove", "records_saved_views.restore"), ("shape",)
    ),
    **dict.fromkeys(("timeline_contacts.correct", "timeline_contacts.withdraw"), ("note", "edit")),
}

# Panels stand on the page of a record, or behind a tab of it, whose cells cover them; one that has an address of its own has a door above.
PANELS: frozenset[str] = frozenset(
    {
        "approvals", "attachments", "branches", "colleagues", "contacts", "documents", "history", "mail", "meetings", "paths", "people", "processes", "project_bars", "project_progress", "project_tasks", "projects", "relationships", "tasks", "ties", "times", "versions",
        "workplaces",
    }
)  # fmt: skip
