"""What is expected of every door: who comes in, and with what it is knocked at. Doors are found without these files; see finding.py.

Whoever adds a door adds its line to the file of its subject; door.py explains the words.
"""

from __future__ import annotations

from tests.sweep.doors import kernel, mail, people, processes, programs, relations, rules, shapes, work
from tests.sweep.doors.door import ALL, Door, Way
from tests.sweep.doors.registers import PANELS, VERBS, VERBS_ASK

PARTS = (kernel, people, relations, work, mail, processes, rules, shapes, programs)
DOORS: dict[str, Door] = {name: door for part in PARTS for name, door in part.DOORS.items()}

__all__ = ["ALL", "DOORS", "PANELS", "VERBS", "VERBS_ASK", "Door", "Way"]
