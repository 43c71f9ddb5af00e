"""Tables of every record: the record itself, its history, its details, its assignments, files and relationships."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.kinds import kinds
from closeknit.records.tracking import ThisActor, ThisChange, changes


class Record(models.Model):
    """The one identity of everything that people look up. Kinds with rules of their own extend it by a table.

    `sort_key` and `search` are written by the database from `name`, `number` and `words`; `created_by` and `updated_by` from the
    transaction's own actor, who is read from his table when it opens: nothing is checked a second time for each row.
    """

    kind = models.CharField(max_length=40, db_collation="C")
    name = models.TextField(_("name"))
    number = models.CharField(_("number"), max_length=60, null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "access.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    tags = ArrayField(models.TextField(), default=list, db_default=[])
    profile = models.JSONField(default=dict, db_default={})
    words = models.TextField(default="", db_default="")
    sort_key = models.TextField(default="", db_default="", db_collation="C", editable=False)
    search = models.TextField(default="", db_default="", db_collation="C", editable=False)
    version = models.IntegerField(default=1, db_default=1)
    made_in = models.UUIDField(null=True, db_default=ThisChange(), editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_default=ThisActor(),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        editable=False,
    )
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_default=ThisActor(),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        editable=False,
    )
    binned_at = models.DateTimeField(null=True, blank=True, editable=False)
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("kind"), F("sort_key"), F("id"), condition=Q(binned_at=None), name="record_by_name"),
            models.Index(
                F("kind"), F("owner"), F("sort_key"), F("id"), condition=Q(binned_at=None), name="record_by_owner"
            ),
            models.Index(
                F("kind"), F("team"), F("sort_key"), F("id"), condition=Q(binned_at=None), name="record_by_team"
            ),
            models.Index(F("kind"), F("updated_at"), F("id"), condition=Q(binned_at=None), name="record_by_change"),
            models.Index(F("sort_key"), F("id"), condition=Q(binned_at=None), name="record_prefix"),
            models.Index(F("binned_at"), F("id"), condition=~Q(binned_at=None), name="record_bin"),
            models.Index(F("number"), condition=~Q(number=None), name="record_number"),
            GinIndex(OpClass(F("search"), "gin_trgm_ops"), name="record_search", fastupdate=True),
            GinIndex(F("tags"), name="record_tags"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(name=""), name="record_has_name"),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.Trigger(
                name="derive",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("name", "number", "words", "sort_key", "search"),
                func="""
                NEW.sort_key := left(closeknit_fold(NEW.name), 200);
                NEW.search := closeknit_fold(concat_ws(' ', NEW.name, NEW.number, nullif(NEW.words, '')));
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The address of its page."""
        return kinds[self.kind].address(self.pk, self.name)


class Row(models.Model):
    """A row under a record, such as an e-mail or an address. `primary` is the one shown where there is room for one."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    primary = models.BooleanField(default=False, db_default=False)
    position = models.SmallIntegerField(default=0, db_default=0)
    made_in = models.UUIDField(null=True, db_default=ThisChange(), editable=False)

    class Meta:
        abstract = True


def one_primary(name: str) -> models.UniqueConstraint:
    """The constraint that a record has at most one primary row of a table."""
    return models.UniqueConstraint(fields=["record"], condition=Q(primary=True), name=f"{name}_one_primary")


class Assignment(Row):
    """Who of us looks after a record, by function: sales, customer service, projects, accounts."""

    class Function(models.TextChoices):
        SALES = "sales", _("Sales")
        SERVICE = "service", _("Customer service")
        PROJECTS = "projects", _("Projects")
        ACCOUNTS = "accounts", _("Accounts")

    function = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["record", "function", "user"], name="assignment_once"),
            one_primary("assignment"),
        ]


class Entry(models.Model):
    """One thing that happened. Written once, in the transaction of the change, never edited.

    `change` leads to what it changed, `undoes` to the change that it took back.
    """

    kind = models.CharField(max_length=60)
    happened_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    change = models.UUIDField(null=True, db_default=ThisChange())
    undoes = models.UUIDField(null=True)
    data = models.JSONField(default=dict, db_default={})
    seconds = models.IntegerField(null=True, blank=True)
    records = models.ManyToManyField(Record, through="Tie", related_name="entries")

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("change"), condition=~Q(change=None), name="entry_change"),
            models.Index(F("undoes"), condition=~Q(undoes=None), name="entry_undoes"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d %H:%M}"


class Tie(models.Model):
    """That an entry concerns a record; the moment stands here too, so that a history is one scan of an index.

    Ties are written from the rows of their entries, which are never deleted: no constraint has to look for them again.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="ties", db_index=False, db_constraint=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="ties", db_index=False)
    happened_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("record"), F("happened_at").desc(), F("entry").desc(), name="tie_history")
        ]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["entry", "record"], name="tie_once")]


class Attachment(Row):
    """A file under a record. The name is a label only: the bytes lie under their hash, outside everything that is served."""

    name = models.CharField(_("name"), max_length=255)
    hash = models.CharField(max_length=64)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, db_default=ThisActor(), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[Any]] = [one_primary("attachment")]

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """How somebody wants to see the lists of a kind: which columns, in which order, and how wide, as {key: pixels}."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    columns = ArrayField(models.TextField(), default=list)
    widths = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["user", "kind"], name="look_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class Relationship(Row):
    """A typed tie between two records, read from `record` to `other`. Of a symmetric type `record` is the one with the lower id.

    `type` is the key of one of `relationship_types`, which are never taken away. It is over from the day `until` on.
    """

    type = models.CharField(max_length=40)
    other = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    note = models.TextField(_("note"), default="", db_default="", blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["record", "other", "type"], condition=Q(until=None), name="relationship_once_while_open"
            ),
            models.CheckConstraint(condition=~Q(record=F("other")), name="relationship_between_two"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="relationship_ends_after_it_begins",
            ),
        ]


class RelationshipType(models.Model):
    """A type of relationship that the company added, or what it changed about a shipped one of the same key.

    Without a `label` it is called as shipped; without a `reverse` it reads alike from both ends. No kinds means any.
    """

    key = models.CharField(max_length=40, unique=True)
    label = models.TextField(default="")
    reverse = models.TextField(default="")
    from_kinds = ArrayField(models.TextField(), default=list)
    to_kinds = ArrayField(models.TextField(), default=list)
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key


class View(models.Model):
    """A list that somebody keeps by name. `address` is what stands in the address of the list after the question mark.

    Its owner alone sees it, or everybody, or who is in `team`. One that was removed keeps its row, so that it can be brought back.
    """

    kind = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    address = models.TextField(default="", blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    everybody = models.BooleanField(default=False)
    team = models.ForeignKey("access.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    position = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("kind"), F("position"), F("id"), condition=Q(removed_at=None), name="view_of_kind")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=~Q(everybody=True) | Q(team=None), name="view_shared_one_way")
        ]

    def __str__(self) -> str:
        return self.name


class SideBar(models.Model):
    """What somebody keeps in their side bar, in its order, and what of the usual they do not want there.

    An item is {"view": id}, {"record": id}, or {"label", "address"} for a search; `folder` is where it stands, "" for nowhere.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    items = models.JSONField(default=list)
    hidden = ArrayField(models.TextField(), default=list)

    def __str__(self) -> str:
        return f"side bar of {self.user_id}"


RecordWas = changes(Record, exclude=["words", "sort_key", "search"])
AssignmentWas = changes(Assignment)
AttachmentWas = changes(Attachment)
RelationshipWas = changes(Relationship)


class Batch(models.Model):
    """One wish over many records: what is to be done to which of them, and how far it has come.

    `ids` are in order, and the first `done` of them are dealt with; `seen_at` is when the person looked at them, `told` what became of how many.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    change = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=40)
    given = models.JSONField(default=dict)
    ids = ArrayField(models.BigIntegerField())
    seen_at = models.DateTimeField()
    done = models.IntegerField(default=0)
    told = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    error = models.TextField(default="", blank=True)
    begun_at = models.DateTimeField(db_default=Now(), editable=False)
