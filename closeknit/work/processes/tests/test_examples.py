"""The processes that a company begins with: all of them can be carried out, and their words are those of the reader."""

from __future__ import annotations

from django.utils import translation

from closeknit.catalogue.kinds import kinds
from closeknit.work.models import Task
from closeknit.work.processes import checks, designs, examples, processes, runs
from closeknit.work.processes.models import Process
from tests.cast import Cast


def test_each_can_be_carried_out_and_starts_by_hand_alone(cast: Cast) -> None:
    examples.ship()
    examples.ship()
    made = list(Process.objects.order_by("pk"))
    assert len(made) == 5
    for one in made:
        design = designs.read(one.draft)
        assert checks.problems(design, kinds["organization"], cast.ada) == []
        assert design.starts == {}
        assert one.edition is not None
    run = runs.start(cast.organization(), made[0].pk, by=cast.tomas)
    assert Task.objects.get().name == "Answer Kestrel Dairies and ask what they need"
    assert run.state == "running"


def test_they_are_told_in_the_language_of_the_reader_until_somebody_changes_them(cast: Cast) -> None:
    examples.ship()
    complaint = Process.objects.get(shipped="complaint")
    with translation.override("de"):
        assert str(complaint) == "Reklamation"
        assert designs.read(complaint.draft).lanes[0].label == "Vertrieb"
        processes.change(kinds["organization"], complaint.pk, {"name": "Wir hören zu"}, by=cast.ada)
    with translation.override("fr"):
        assert str(Process.objects.get(pk=complaint.pk)) == "Wir hören zu"
