"""How change history is kept: by triggers, old rows only, with the actor and the change that the transaction declared."""

from __future__ import annotations

from collections.abc import Sequence

import pghistory
import pghistory.models
from django.db import models


class ThisActor(models.Func):
    """The id of the user who acts in this transaction, as SQL; NULL when nobody declared it."""

    template = "nullif(current_setting('app.actor', true), '')::bigint"
    output_field = models.BigIntegerField()
    arity = 0


class ThisChange(models.Func):
    """The id of the change that this transaction makes, as SQL; NULL when nobody declared it."""

    template = "nullif(current_setting('app.change', true), '')::uuid"
    output_field = models.UUIDField()
    arity = 0


class Event(pghistory.models.Event):
    """A row as it was before a change. 64 bit, unlike the library's own; the actor is a number, not JSON."""

    pgh_id = models.BigAutoField(primary_key=True)
    actor = models.BigIntegerField(null=True, db_default=ThisActor())
    change = models.UUIDField(null=True, db_default=ThisChange(), db_index=True)

    class Meta:
        abstract = True


def changes(model: type[models.Model], exclude: Sequence[str] = ()) -> type[models.Model]:
    """The table that keeps old rows of `model`, a part of records that undo sets back."""
    TRACKED[model] = old_rows(model, exclude)
    return TRACKED[model]


# The live row is its own newest version: only what it was before an update or a deletion is kept.
def old_rows(model: type[models.Model], exclude: Sequence[str] = ()) -> type[models.Model]:
    """The table that keeps old rows of `model`; `exclude` names columns that follow from others."""
    event: type[models.Model] = pghistory.create_event_model(
        model,
        pghistory.UpdateEvent("update", row=pghistory.Old),
        pghistory.DeleteEvent("delete", row=pghistory.Old),
        exclude=list(exclude),
        obj_field=pghistory.ObjForeignKey(db_index=True, related_name="+", related_query_name="+"),
        context_field=None,
        base_model=Event,
        model_name=f"{model.__name__}Was",
        abstract=False,
    )
    return event


# Every model that is part of records, with the table that keeps its old rows: what undo walks.
TRACKED: dict[type[models.Model], type[models.Model]] = {}
