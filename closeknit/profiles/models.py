"""Tables of profiles: groups of fields, definitions of fields, and segments."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue import filters
from closeknit.catalogue.extents import Extent, Scope
from closeknit.catalogue.types.value import TYPES, Type
from closeknit.records.tracking import ThisActor, old_rows


class Named(models.Model):
    """Something that a company calls by a name; what we shipped, and nobody renamed, is translated."""

    kind = models.CharField(max_length=40)
    label = models.CharField(_("name"), max_length=80)
    shipped = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.BigIntegerField(null=True, db_default=ThisActor(), editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return gettext(self.label) if self.shipped else self.label


class OwnKind(models.Model):
    """A kind of record that a company adds: it has no table, only records with a profile. `key` and `plural` never change."""

    key = models.SlugField(max_length=40, unique=True)
    plural = models.SlugField(max_length=60, unique=True)
    label = models.CharField(_("name of one"), max_length=80)
    label_plural = models.CharField(_("name of several"), max_length=80)
    icon = models.CharField(_("icon"), max_length=40, default="box")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.BigIntegerField(null=True, db_default=ThisActor(), editable=False)

    def __str__(self) -> str:
        return self.label


class Group(Named):
    """A heading under which fields of a kind's profile stand, in the order of `position`; a folded one opens at a click."""

    position = models.IntegerField(default=0)
    folded = models.BooleanField(_("folded"), default=False, db_default=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(F("kind"), Lower("label"), name="group_once")]


class Segment(Named):
    """The records of a kind that fit a filter, at any moment: nobody is put into it or taken out by hand."""

    filter = models.JSONField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(F("kind"), Lower("label"), condition=Q(retired_at=None), name="segment_once")
        ]

    @property
    def tree(self) -> filters.Filter:
        """Its filter."""
        return filters.read(self.filter)


class Definition(Named):
    """A classification: one field that the company gave a kind, for all of its records, those of a segment, or single ones.

    `id` is what values in profiles stand under, for ever; `type` and `storage` never change: a field that changes its type
    gets another definition, and `follows` names the one before. `place` is the column in which the database keeps its values
    sorted; while it is `filling` nobody reads there. `options` is a list of objects with `key`, `label`, `tint` and `retired`.
    """

    key = models.SlugField(max_length=60)
    type = models.CharField(max_length=40)
    storage = models.CharField(max_length=10)
    part = models.CharField(max_length=20, blank=True, default="")
    place = models.CharField(max_length=4, blank=True, default="")
    filling = models.BooleanField(default=False, db_default=False)  # its values are on their way into its place
    options = models.JSONField(default=list)
    target = models.CharField(max_length=40, blank=True, default="")
    unit = models.CharField(_("unit"), max_length=20, blank=True, default="")
    hint = models.CharField(_("hint"), max_length=200, blank=True, default="")
    sensitivity = models.CharField(max_length=20, default="open")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="definitions")
    position = models.IntegerField(default=0)
    scope = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Scope], default=Scope.ALL)
    segment = models.ForeignKey(Segment, null=True, on_delete=models.PROTECT, related_name="definitions")
    records = ArrayField(models.BigIntegerField(), default=list)  # those that have grown it, each by itself
    follows = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    version = models.IntegerField(default=1)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["kind", "key"], condition=Q(retired_at=None), name="definition_key_once"),
            models.UniqueConstraint(fields=["kind", "place"], condition=~Q(place=""), name="definition_place_once"),
            models.CheckConstraint(
                condition=Q(scope=Scope.ALL, segment=None, records=[])
                | Q(scope=Scope.SEGMENT, segment__isnull=False, records=[])
                | (Q(scope=Scope.RECORD, segment=None) & ~Q(records=[])),
                name="definition_extent",
            ),
        ]

    @property
    def extent(self) -> Extent:
        """Which records it describes; the segment must have been read with it."""
        if self.segment is not None:
            return Extent(Scope.SEGMENT, self.segment.pk, str(self.segment), self.segment.tree)
        return Extent(Scope(self.scope), records=frozenset(self.records))

    @property
    def sorted_in(self) -> str:
        """The column in which all of its values stand sorted; "" while there is none."""
        return "" if self.filling else self.place

    @property
    def type_of_value(self) -> Type:
        """Its type."""
        return TYPES[self.type]


OwnKindWas = old_rows(OwnKind)


class Use(models.Model):
    """When a list was last sorted by a definition, or asked for a stretch of it; and how far the filling of its place is.

    `after` is the last record that was looked at; at `given_at` everybody knew of the place who began anew.
    """

    definition = models.OneToOneField(Definition, on_delete=models.CASCADE, related_name="use")
    asked_at = models.DateTimeField(db_default=Now())
    after = models.BigIntegerField(default=0, db_default=0)
    given_at = models.DateTimeField(null=True)


class Conversion(models.Model):
    """The values of a definition on their way to the one that follows it: how far they are, and how many could not be converted."""

    definition = models.OneToOneField(Definition, on_delete=models.CASCADE, related_name="conversion")
    after = models.BigIntegerField(default=0)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    kept = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)


GroupWas = old_rows(Group)
SegmentWas = old_rows(Segment)
DefinitionWas = old_rows(Definition)
