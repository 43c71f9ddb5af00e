"""What the worker does for imports: whatever their state asks for, a while at a time."""

from __future__ import annotations

from procrastinate.contrib.django import app

from closeknit.intake import bringing, taking_back
from closeknit.intake.models import Import

SECONDS = 10  # after which a job makes room for others and for a worker that is to stop, and goes on in a next one


@app.task(name="intake.go_on")
def go_on(import_id: int) -> None:
    """Look an import through, write it or take it back, from where it stands."""
    if not Import.objects.filter(pk=import_id).exists():
        return
    bringing.propose(import_id)
    ended = bringing.bring(import_id, seconds=SECONDS) and taking_back.run(import_id, seconds=SECONDS)
    if not ended:
        send(import_id)


def send(import_id: int) -> None:
    """Give an import to the worker, in the transaction of whoever asked; never two workers to one import."""
    go_on.configure(lock=f"import-{import_id}").defer(import_id=import_id)
