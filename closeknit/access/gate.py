"""The gate: the only door to rows for pages, endpoints, panels, reports and tools."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from functools import reduce
from operator import attrgetter, or_
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Col
from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.access.models import Share
from closeknit.catalogue import editions
from closeknit.catalogue.fields import Back, Classification, Column, Detail, Field
from closeknit.catalogue.filters import Filter, condition
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.statements import Slot, kept
from closeknit.catalogue.types.value import Condition

M = TypeVar("M", bound=Model)


class Absent(Http404):
    """There is no such row, or none that this actor may see: the two cannot be told apart."""


class NotAllowed(PermissionDenied):
    """The actor sees the row, or the kind, and may not do this."""

    def __init__(self, sentence: object) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)


type ReachCondition = Callable[[Actor, str], Q]

# Reaches that higher folders add: name -> the condition on a record for (actor, kind).
reaches: dict[str, ReachCondition] = {}

# What opens records of a kind to whoever may do a verb with some of them, beside the reach of their grants: kind -> (actor, verb,
# apart), the last for conditions of which each is asked alone.
beside: dict[str, Callable[[Actor, str, bool], list[Q]]] = {}

# Rows that are no records of their own: model -> the path by which they hang on the records that decide.
_hung: dict[type[Model], str] = {}


def hangs(model: type[Model], path: str) -> None:
    """Declare that rows of `model` are seen by whoever sees the record at `path` (`record`, or `ties__record`)."""
    _hung[model] = path


def _of_reach(reach: str, actor: Actor, kind: str) -> list[Q]:
    match reach:
        case "all":
            return [Q()]
        case "own":
            return [Q(owner_id=actor.user_id)]
        case "team":
            return [Q(owner_id=actor.user_id), *(Q(team_id=team) for team in actor.teams)]
        case "below":
            return [Q(owner_id=actor.user_id), *(Q(team_id=team) for team in actor.teams_below)]
    return [reaches[reach](actor, kind)] if reach in reaches else []


class Identity(F):
    """The record's id in the table that holds the sort key: Django would take a child's copy of it, which no index knows."""

    def __init__(self) -> None:
        super().__init__("sort_key")

    def resolve_expression(self, *arguments: Any, **more: Any) -> Col:
        """The column `id` of the table in which `sort_key` is."""
        beside: Any = super().resolve_expression(*arguments, **more)
        return Col(beside.alias, beside.target.model._meta.pk)


def _shared(actor: Actor, kind: str, to: str, *, apart: bool) -> Q | None:
    """Records opened to them one by one: to see, or to edit; never anything else. `apart` is for a query of these alone."""
    if to not in ("see", "edit") or actor.user_id is None or not actor.in_scope(kind, to):
        return None
    ids = actor.shared if to == "see" else actor.shared_edit
    if ids is None:
        open_now = Share.objects.filter(
            Q(user_id=actor.user_id) | Q(team_id__in=actor.teams), Q(until__isnull=True) | Q(until__gt=Now())
        )
        mine = open_now.filter(edit=True) if to == "edit" else open_now
        if apart:
            return fetched(mine.values("record_id"))
        # Asked record by record: as a list of ids it made the planner read every record to learn who works at one place.
        return Q(Exists(mine.filter(record_id=OuterRef("pk"))))
    return Q(pk__in=ids) if ids else None


def fetched(ids: QuerySet[Any, Any], of: F | None = None) -> Q:
    """The condition on rows whose id, or another column, a query gives, each fetched by an index.

    The planner, where it knows how many they are, reads every record instead.
    """
    told = (of or Identity(), ArraySubquery(ids))
    return Q(Func(*told, template="%(expressions)s)", arg_joiner=" = any(", output_field=BooleanField()))


def reached(kind: str, actor: Actor, to: str = "see", *, apart: bool = False) -> list[Q]:
    """The conditions, any of which opens a record of one kind: `[Q()]` for all of them, nothing for none at all; `apart`, each to be asked alone."""
    found = actor.reaches(kind, to)
    if "all" in found:
        return [Q()]
    parts = dict.fromkeys(part for reach in sorted(found) for part in _of_reach(reach, actor, kind))
    if found and kind in beside:
        parts |= dict.fromkeys(beside[kind](actor, to, apart))
    shared = _shared(actor, kind, to, apart=apart)
    return list(parts) if shared is None else [*parts, shared]


def of_kind(kind: str, actor: Actor, to: str = "see") -> Q | None:
    """The condition on records of one kind: `Q()` for all of them, None for none at all."""
    parts = reached(kind, actor, to)
    return reduce(or_, parts) if parts else None


def _over_kinds(actor: Actor, to: str, without: str = "") -> Q:
    """The condition on records of every kind at once, but for one; kinds with the same condition share it."""
    found = {kind.key: of_kind(kind.key, actor, to) if kind.key != without else None for kind in kinds}
    open_kinds = sorted(key for key, one in found.items() if one is not None and not one)
    if len(open_kinds) == len(found):
        return Q()
    either = Q(kind__in=open_kinds)
    closed: dict[Q, list[str]] = {}
    for key, one in found.items():
        if one:
            closed.setdefault(one, []).append(key)
    for one, keys in closed.items():
        either |= Q(kind__in=sorted(keys)) & one
    return either


def rows[M: Model](model: type[M], actor: Actor, to: str = "see") -> QuerySet[M]:
    """The rows of a model that `actor` may see (or do `to` with); those in the bin only for `to="restore"`."""
    query = model._default_manager.all()
    path = _hung.get(model)
    if path is not None:
        return _hung_rows(query, path, actor, to) if _of_classes(model, actor) else query.none()
    kind = kinds.of(model)
    binned = Q(binned_at__isnull=to != "restore")
    if kind is None:
        return query.filter(binned, _over_kinds(actor, to))
    allowed = of_kind(kind.key, actor, to)
    return query.none() if allowed is None else query.filter(binned, allowed, kind=kind.key)


def rows_beside[M: Model](model: type[M], actor: Actor, kind: str, to: str = "see") -> QuerySet[M]:
    """The records of every kind but one that the actor may see: for what records of that one kind hang on."""
    return model._default_manager.filter(_over_kinds(actor, to, kind), binned_at__isnull=True)


def partly_seen[M: Model](model: type[M], actor: Actor, without: str) -> QuerySet[M, Any] | None:
    """The ids of what the actor sees of kinds that they do not see whole, but for one kind; reach by reach. None where there are none."""
    apart: dict[Q, list[str]] = {}
    for kind in kinds:
        for part in reached(kind.key, actor, apart=True) if kind.key != without else ():
            if part:
                apart.setdefault(part, []).append(kind.key)
    seen = model._default_manager.filter(binned_at__isnull=True)
    return united(model, [seen.filter(part, kind__in=sorted(keys)) for part, keys in apart.items()]) if apart else None


def identities(kind: Kind) -> type[Model]:
    """The table of a kind's records without what only the kind has: all that is needed to count them, and quicker."""
    return next(iter(kind.model._meta.parents), kind.model)


type Top[M: Model] = Callable[[QuerySet[M]], QuerySet[M]]


def tops[M: Model](model: type[M], kind: Kind, actor: Actor, top: Top[M]) -> list[QuerySet[M]]:
    """The rows of a kind that the actor sees, one query for each reach; `top` filters, orders and cuts each.

    Each reach has an index of its own in the order of the list. One condition over all of them has none: it would walk the
    list until enough are found, which for somebody who sees little is the whole of it.
    """
    query = model._default_manager.filter(binned_at__isnull=True, kind=kind.key)
    return [top(query.filter(part)) for part in reached(kind.key, actor, apart=True)]


def sees_all(kind: str, actor: Actor) -> bool:
    """Whether nothing of a kind is hidden from the actor."""
    return reached(kind, actor) == [Q()]


def among[M: Model](model: type[M], found: list[QuerySet[M]]) -> QuerySet[M]:
    """The rows in any of several queries that came from `tops`."""
    return model._default_manager.filter(pk__in=united(model, found))


def united[M: Model](model: type[M], found: list[QuerySet[M]]) -> QuerySet[M, Any]:
    """The ids in any of several queries that came from `tops`, each once."""
    first, *others = (one.values("pk") for one in found or [model._default_manager.none()])
    return first.union(*others) if others else first


def _hung_rows[M: Model](query: QuerySet[M], path: str, actor: Actor, to: str) -> QuerySet[M]:
    """Rows that hang on records: seen through any record that is seen."""
    head, _mark, tail = path.partition("__")
    target: Any = query.model._meta.get_field(head).related_model
    if tail:  # many records decide, as for an entry: one that they see is enough
        return query.filter(
            Exists(rows_of(target, actor, tail, to).filter(**{_back(query.model, head): OuterRef("pk")}))
        )
    return query.filter(Exists(rows(target, actor, to).filter(pk=OuterRef(f"{head}_id"))))


def _of_classes(model: type[Model], actor: Actor) -> bool:
    """Whether the sensitivity of the sets that these rows are kept in lets the actor see any of them."""
    sets = (details for kind in kinds for details in kind.details.values() if details.model is model)
    return all(details.sensitivity in actor.classes for details in sets)


def rows_of(model: Any, actor: Actor, path: str, to: str) -> QuerySet[Any]:
    """The rows of a joining table whose record at `path` the actor may see."""
    target = model._meta.get_field(path).related_model
    joined: QuerySet[Any] = model._default_manager.filter(
        Exists(rows(target, actor, to).filter(pk=OuterRef(f"{path}_id")))
    )
    return joined


def _back(model: type[Model], accessor: str) -> str:
    relation: Any = model._meta.get_field(accessor)
    return str(relation.remote_field.name)


def get[M: Model](model: type[M], pk: object, actor: Actor, to: str = "see", *, lock: bool = False) -> M:
    """The one row, locked for writing when `lock`. Absent when it is not there or not seen, NotAllowed when seen only."""
    query = rows(model, actor, to)
    # Plain FOR UPDATE locks parent and child tables alike; `of=("self",)` would leave the version unguarded.
    found = (query.select_for_update() if lock else query).filter(pk=pk).first()
    if found is None and to not in ("see", "restore") and rows(model, actor).filter(pk=pk).exists():
        raise NotAllowed(_("Your roles do not let you do this here. Ask an administrator."))
    if found is None:
        raise Absent
    return found


def check(kind: str, actor: Actor, to: str) -> None:
    """Pass, or raise NotAllowed when the actor may do this with no record of the kind at all."""
    if not actor.may(kind, to):
        raise NotAllowed(_("Your roles do not let you do this. Ask an administrator."))


def rights(kind: Kind, pk: int, actor: Actor, verbs: Iterable[str], *, binned: bool) -> frozenset[str]:
    """Which of these verbs the actor may do to a record, in the bin or not; one query at most. For showing or leaving out buttons."""
    possible = [verb for verb in verbs if (verb == "restore") == binned and actor.may(kind.key, verb)]
    everywhere = frozenset(verb for verb in possible if "all" in actor.reaches(kind.key, verb))
    some = tuple(verb for verb in possible if verb not in everywhere)
    if not some:
        return everywhere
    rows = kept((rights, kind, standing(actor), some), lambda: _judged(kind, actor, some)).run(pk=pk)
    return everywhere | frozenset(verb for row in rows for verb, may in zip(some, row, strict=True) if may)


def _judged(kind: Kind, actor: Actor, verbs: Iterable[str]) -> QuerySet[Any, Any]:
    """Of each verb, whether the actor may do it to the record with the given id."""
    found = [of_kind(kind.key, actor, verb) for verb in verbs]
    told = [Case(When(one, then=True), default=False) if one else Value(one is not None) for one in found]
    asked: QuerySet[Any, Any] = kind.model._default_manager.filter(pk=Slot("pk", BigIntegerField()))
    return asked.values_list(*told)


# What an actor is called and how they like it does not decide what they reach; all else may, now or later.
PERSONAL = frozenset({"name", "language", "zone", "email", "change"})
_deciding = attrgetter(*(one.name for one in dataclass_fields(Actor) if one.name not in PERSONAL))


def standing(actor: Actor) -> Hashable:
    """All that decides which rows an actor reaches, however often they come: the key of a query that is composed once."""
    return _deciding(actor), tuple(reaches.items()), editions.edition()


# What higher folders let be asked of records beyond their fields, by key; None where there is nothing to ask.
BESIDE: dict[str, Callable[[Readable], Field | None]] = {}


@dataclass(frozen=True, slots=True)
class Readable:
    """What an actor may ask of a kind: the `Scope` that the filter language needs."""

    kind: Kind
    actor: Actor

    def fields(self) -> dict[str, Field]:
        """The fields that exist for the actor; of those that single records have for themselves only who sees all records hears."""
        if "all" in self.actor.reaches(self.kind.key, "see"):
            return self.kind.readable(self.actor.classes)
        return self.kind.shared(self.actor.classes)

    def field(self, key: str) -> Field:
        """The field of that key; raises Refused when there is none for the actor."""
        known = self.fields()
        found = known.get(key)
        if found is None and key.startswith("profile."):  # a classification by the name that the API gives it
            found = known.get(key.removeprefix("profile."))
            found = found if found is not None and isinstance(found.home, Classification) else None
        if found is None:
            raise Refused(
                _("There is no field “%(key)s” here.") % {"key": key[:60]}, field=key[:60], code="unknown_field"
            )
        return found

    def asked(self, key: str) -> Field:
        """The field of that key, or what else can be asked of these records; raises Refused."""
        beside = BESIDE[key](self) if key in BESIDE else None
        return beside or self.field(key)

    def askable(self) -> dict[str, Field]:
        """All that can be asked: the fields, and what else there is for the actor."""
        beside = {key: one for key, provide in BESIDE.items() if (one := provide(self))}
        return {**self.fields(), **beside}

    def related(self, path: str, where: Filter) -> Condition:
        """Some record at the other end of `details.field` or `field` fits; only records that the actor sees count."""
        end, details = self.end(path), self.kind.details.get(path.partition(".")[0])
        target = kinds[end.target]
        there = rows(target.model, self.actor).filter(condition(where, Readable(target, self.actor)))
        if details is None:
            return end.home.inside(end, there.values("pk"))
        beneath = details.model._default_manager.filter(record_id=OuterRef("pk"))
        return Exists(beneath.filter(Q(end.home.inside(end, there.values("pk")))))

    def end(self, path: str) -> Field:
        """The field that points to another record at `details.field` or `field`, or that of another kind by which its records
        point here, at `individuals.organization`; raises Refused when there is none for the actor."""
        first, _mark, last = path.partition(".")
        details = self.kind.details_for(self.actor.classes).get(first)
        end = details.field(last) if details else self._back(first, last) if last else self.fields().get(first)
        if end is None or not end.target:
            raise Refused(
                _("There is no relation “%(path)s” here.") % {"path": path[:60]}, field="related", code="unknown_field"
            )
        return end

    def _back(self, plural: str, key: str) -> Field | None:
        """The records of another kind that point here, as a field would."""
        kind = kinds.by_plural(plural)
        if kind is None or not self.actor.may(kind.key, "see"):
            return None
        one = Readable(kind, self.actor).fields().get(key)
        if one is None or one.target != self.kind.key or not isinstance(one.home, Column | Detail):
            return None
        return replace(one, key=f"{plural}.{key}", label=kind.label_plural, home=Back(kind.model, one), target=kind.key)

    def relations(self) -> dict[str, Field]:
        """Every path at which related records can be asked, with the field that is at its end."""
        mine = [key for key, one in self.fields().items() if one.target]
        for name, details in self.kind.details_for(self.actor.classes).items():
            mine += [f"{name}.{one.key}" for one in details.fields if one.target]
        for kind in kinds:
            mine += [f"{kind.plural}.{key}" for key in kind.fields if self._back(kind.plural, key)]
        ends = {path: self.end(path) for path in mine}
        return {path: one for path, one in ends.items() if self.actor.may(one.target, "see")}
