"""A definition: a field that the company adds for all, for a segment or for one record, renames, moves, widens and retires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.db.models.functions import Now
from django.utils.text import slugify
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import actors, gate
from closeknit.access.actors import CLASSES, Actor
from closeknit.access.verbs import opening
from closeknit.catalogue.extents import Scope
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import TYPES, Type
from closeknit.profiles import answers, conversions, groups, places, segments, tasks
from closeknit.profiles.conversions import Preview
from closeknit.profiles.locks import one_at_a_time
from closeknit.profiles.models import Conversion, Definition
from closeknit.records.facts import SEVERAL

WITH_ANSWERS = ("choice", "choices")
MOST = 500  # of one kind; beyond that nobody finds anything
POINTING = ("reference", "user")
KEPT = ("kind", "label", "shipped", "key", "unit", "hint", "sensitivity", "group", "position", "scope", "segment", "records")  # fmt: skip
RESERVED = frozenset({"id", "kind", "version", "profile", "q", "filter", "sort", "fields", "limit", "after", "count", "column", "columns", "view", "from", "segment", "tab", "key"})  # fmt: skip


@opening(_("Add a field"), to="shape")
def add(kind: Kind, given: Mapping[str, Any], *, by: Actor) -> Definition:
    """Make a field from `label`, `type`, and perhaps `options`, `scope`, `group`, `unit`, `hint`, `sensitivity`, `target`, `key`.

    `scope` is {"all": true}, {"segment": id} or {"record": id}. A field for one record that another record has grown already, of the
    same name and type, becomes theirs together. Raises Refused naming what is wrong.
    """
    one_at_a_time(kind.key)
    label, type = _label(given), _type(given)
    extent = _extent(kind, given.get("scope", {"all": True}), by)
    same = _same(kind, label)
    if same is not None:
        return _joined(same, type, given, extent, by)
    if _live(kind).count() >= MOST:
        raise Refused(
            now("There are %(most)d fields already. Retire some first.") % {"most": MOST},
            field="label",
            code="too_many",
        )
    definition = Definition(
        kind=kind.key,
        label=label,
        key=_key(kind, given.get("key"), label),
        type=type.key,
        storage=type.storage,
        part=type.parts[0] if type.parts else "",
        place=places.free(kind.key, type),
        options=_options(type, given.get("options")),
        position=1 + (_live(kind).aggregate(last=Max("position"))["last"] or 0),
        **extent,
    )
    _describe(definition, kind, type, given, by)
    _check_circle(definition)
    definition.save()
    return _in_force(definition, by)


@opening(_("Change a field"), to="shape")
def change(kind: Kind, key: str, given: Mapping[str, Any], *, by: Actor) -> Definition:
    """Rename it, change its answers, unit, hint, group, class, or widen its scope; raises Refused, also for another type."""
    definition = find(kind, key, by)
    type = TYPES[definition.type]
    if given.get("type", definition.type) != definition.type:
        raise Refused(
            now("A field keeps its type here. Change the type in a step of its own."), field="type", code="read_only"
        )
    if "label" in given and _label(given) not in (definition.label, str(definition)):
        definition.label, definition.shipped = _label(given), False
        if _same(kind, definition.label, but=definition):
            raise Refused(now("There is a field of this name already."), field="label", code="taken")
    if "options" in given:
        definition.options = _options(type, given["options"], definition.options)
    if "scope" in given:
        _set_extent(definition, _extent(kind, given["scope"], by))
        _check_circle(definition)
    _describe(definition, kind, type, given, by)
    return _saved(definition, by)


@opening(_("Change the type of a field"), to="shape")
def retype(kind: Kind, key: str, given: Mapping[str, Any], *, by: Actor) -> Definition:
    """Give it another `type`, and to a choice its `options`, by default as many as there are values.

    That is another definition, which follows this one. Values are converted in the background, the first of them at once; one
    that means nothing in the new type stays under the old definition. Raises Refused.
    """
    old, new = _successor(kind, key, given, by)
    old.retired_at = Now()
    old.version += 1
    old.save()
    new.save()
    _in_force(new, by)
    conversions.begin(new)
    if not conversions.step(new.pk):
        tasks.send(new.pk)
    return _in_force(new, by)


def try_retype(kind: Kind, key: str, given: Mapping[str, Any], *, by: Actor) -> Preview:
    """What `retype` would do to the values; it changes nothing. Raises Refused as that does."""
    gate.check(kind.key, by, "shape")
    return conversions.preview(*_successor(kind, key, given, by))


def _successor(kind: Kind, key: str, given: Mapping[str, Any], by: Actor) -> tuple[Definition, Definition]:
    """A definition and the one of another type that would follow it, not saved yet."""
    old = find(kind, key, by)
    type = _type(given)
    if type.key == old.type:
        raise Refused(now("The field is of this type already."), field="type", code="same_type")
    if {type.key, old.type} & {*POINTING}:
        raise Refused(now("What points to a record or a colleague cannot be converted."), field="type", code="points")
    if segment := segments.asking(kind, key):
        raise _asked_about(segment)
    if Conversion.objects.filter(definition=old, ended_at=None).exists():
        raise Refused(now("Its values are still being converted. Try again later."), field="type", code="converting")
    wished = given.get("options")
    if wished is None and type.key in WITH_ANSWERS:
        wished = conversions.answers_of(old)
    kept = {name: getattr(old, name) for name in KEPT}
    new = Definition(
        **kept,
        type=type.key,
        storage=type.storage,
        part=type.parts[0] if type.parts else "",
        place=places.free(kind.key, type),
        options=_options(type, wished),
        follows=old,
    )
    return old, new


@opening(_("Move a field"), to="shape")
def move(kind: Kind, key: str, *, before: str = "", by: Actor) -> Definition:
    """Put it before another field, into its group; at the end without one."""
    definition = find(kind, key, by)
    ordered = [
        one for one in _live(kind).order_by("group__position", "group_id", "position", "id") if one.pk != definition.pk
    ]
    place = len(ordered)
    if before:
        other = find(kind, before, by)
        definition.group_id = other.group_id
        place = next(index for index, one in enumerate(ordered) if one.pk == other.pk)
    ordered.insert(place, definition)
    for position, one in enumerate(ordered):
        one.position = position
    Definition.objects.bulk_update([one for one in ordered if one is not definition], ["position"])
    return _saved(definition, by)


@opening(_("Retire a field"), to="shape")
def retire(kind: Kind, key: str, *, by: Actor) -> Definition:
    """Nobody is asked it any more; what was answered stays and comes back when it is reinstated."""
    definition = find(kind, key, by)
    if segment := segments.asking(kind, key):
        raise _asked_about(segment)
    definition.retired_at = Now()
    return _saved(definition, by)


def _asked_about(segment: object) -> Refused:
    sentence = now("The segment “%(segment)s” asks about this field. Change its filter first.")
    return Refused(sentence % {"segment": segment}, field="key", code="in_use")


@opening(_("Reinstate a field"), to="shape")
def reinstate(kind: Kind, pk: int, *, by: Actor) -> Definition:
    """A retired field is asked again, with every answer that it had."""
    one_at_a_time(kind.key)
    definition = Definition.objects.filter(kind=kind.key, pk=pk, followed_by=None).exclude(retired_at=None).first()
    if definition is None or definition.sensitivity not in by.classes:
        raise gate.Absent
    if _same(kind, definition.label) or definition.key in kind.fields:
        raise Refused(
            now("There is another field of this name now. Rename that one first."), field="label", code="taken"
        )
    definition.retired_at = None
    return _saved(definition, by)


def find(kind: Kind, key: str, by: Actor) -> Definition:
    """The definition in force under this key, locked; Absent where there is none that the actor may see."""
    one_at_a_time(kind.key)
    found: Definition | None = _live(kind).filter(key=key).select_related("segment", "group").first()
    if found is None or found.sensitivity not in by.classes:
        raise gate.Absent
    return found


def get(kind: Kind, pk: int, by: Actor) -> Definition:
    """The definition in force with this id, for who may shape the kind; Absent where there is none that they may see."""
    gate.check(kind.key, by, "shape")
    for one in seen(kind, by):
        if one.pk == pk:
            return one
    raise gate.Absent


def neighbour(kind: Kind, definition: Definition, way: str, by: Actor) -> str | None:
    """The key before which a field is put to go a place `up` or `down` in its group: "" for the end, None where it cannot."""
    group = [one for one in seen(kind, by) if one.group_id == definition.group_id]
    here = next(place for place, one in enumerate(group) if one.pk == definition.pk)
    there = here - 1 if way == "up" else here + 2
    if there < 0 or there > len(group):
        return None
    return group[there].key if there < len(group) else ""


def seen(kind: Kind, by: Actor, *, retired: bool = False) -> list[Definition]:
    """The definitions of a kind that the actor may see, in their order; the retired ones last where they are asked for."""
    rows = Definition.objects.filter(kind=kind.key, sensitivity__in=by.classes, followed_by=None)
    rows = rows if retired else rows.filter(retired_at=None)
    found = rows.select_related("group", "segment", "conversion").order_by(
        "retired_at", "group__position", "group_id", "position", "id"
    )
    visible = _visible({pk for one in found for pk in one.records}, kind, by)
    kept = [one for one in found if one.scope != Scope.RECORD or visible & set(one.records)]
    for one in kept:
        one.records = [pk for pk in one.records if pk in visible]
    return sorted(kept, key=lambda one: one.retired_at is not None)


def _visible(records: set[int], kind: Kind, by: Actor) -> set[int]:
    """Those of these records that the actor sees."""
    return set(gate.rows(kind.model, by).filter(pk__in=records).values_list("pk", flat=True)) if records else set()


# ---------------------------------------------------------------- what is given


def _live(kind: Kind) -> Any:
    return Definition.objects.filter(kind=kind.key, retired_at=None)


def _label(given: Mapping[str, Any]) -> str:
    label = given.get("label")
    if not isinstance(label, str) or "\x00" in label or not 0 < len(label.strip()) <= 80:
        raise Refused(now("Give the field a name of 1 to 80 characters."), field="label", code="required")
    return " ".join(label.split())


def _type(given: Mapping[str, Any]) -> Type:
    key = given.get("type")
    known = offered()
    if key not in known:
        raise Refused(
            now("The type of a field is one of %(all)s.") % {"all": ", ".join(known)},
            field="type",
            code="not_an_option",
        )
    return TYPES[str(key)]


def offered() -> list[str]:
    """The keys of the types that a company may give to a field of its own."""
    return sorted(key for key, type in TYPES.items() if type.offered)


def _extent(kind: Kind, given: object, by: Actor) -> dict[str, Any]:
    """The columns that say whom it describes, from the scope as the API has it."""
    match given:
        case {"all": True}:
            return {"scope": Scope.ALL, "segment": None, "records": []}
        case {"segment": int(pk)} if not isinstance(pk, bool):
            segment = segments.live(kind).filter(pk=pk).first()
            if segment is not None:
                return {"scope": Scope.SEGMENT, "segment": segment, "records": []}
            raise Refused(now("There is no such segment of this kind."), field="scope", code="not_found")
        case {"record": int(pk)} if not isinstance(pk, bool):
            return {"scope": Scope.RECORD, "segment": None, "records": [gate.get(kind.model, pk, by, "edit").pk]}
    raise Refused(
        now('The scope is {"all": true}, {"segment": 12} or {"record": 345}.'), field="scope", code="not_an_option"
    )


def _same(kind: Kind, label: str, but: Definition | None = None) -> Definition | None:
    """The field in force of that name. One that is shipped as a column counts too: it is refused."""
    if any(str(one.label).casefold() == label.casefold() for one in kind.own_fields):
        raise Refused(
            now("Every %(kind)s has “%(label)s” already.") % {"kind": kind.label, "label": label},
            field="label",
            code="taken",
        )
    rows = _live(kind).filter(label__iexact=label).select_related("segment")
    found: Definition | None = rows.exclude(pk=but.pk).first() if but else rows.first()
    return found


def _joined(same: Definition, type: Type, given: Mapping[str, Any], extent: dict[str, Any], by: Actor) -> Definition:
    """A record that grows what another has grown shares the field with it; any other second field of a name is refused."""
    both = same.scope == extent["scope"] == Scope.RECORD and same.type == type.key and same.sensitivity in by.classes
    if not both or set(extent["records"]) <= set(same.records):
        raise Refused(now("There is a field of this name already."), field="label", code="taken")
    same.records = sorted({*same.records, *extent["records"]})
    if type.key in WITH_ANSWERS:
        known = {str(one["label"]).casefold() for one in same.options}
        further = [one for one in _options(type, given.get("options")) if one["label"].casefold() not in known]
        same.options = answers.read([*same.options, *(one["label"] for one in further)], same.options)
    return _saved(same, by)


def _set_extent(definition: Definition, extent: dict[str, Any]) -> None:
    """Take another extent; what stood under the old one stays, also on records that it does not describe any more."""
    for name, value in extent.items():
        setattr(definition, name, value)


def _check_circle(definition: Definition) -> None:
    """Refuse a field for a segment that is told by that very field."""
    if definition.segment is not None and segments.depends(definition.segment, frozenset({definition.key})):
        raise Refused(
            now("A segment cannot depend on a field that is asked of it alone."), field="scope", code="circle"
        )


def _key(kind: Kind, given: object, label: str) -> str:
    taken = set(kind.fields) | set(kind.details) | RESERVED | set(_live(kind).values_list("key", flat=True))
    if given is None:
        return answers.unlike(slugify(label).replace("-", "_")[:50] or "field", taken)
    key = str(given)
    if key != slugify(key).replace("-", "_") or not 0 < len(key) <= 60:
        raise Refused(now("The key is of small letters, digits and _."), field="key", code="bad_key")
    if key in taken:
        raise Refused(now("The key “%(key)s” is taken.") % {"key": key}, field="key", code="taken")
    return key


def _options(type: Type, given: object, before: list[answers.Answer] | None = None) -> list[answers.Answer]:
    if type.key not in WITH_ANSWERS:
        if given:
            raise Refused(now("Only a choice has answers."), field="options", code="not_an_option")
        return []
    found = answers.read([] if given is None else given, before or ())
    if not any(not one["retired"] for one in found):
        raise Refused(now("Give the choice at least one answer."), field="options", code="required")
    return found


def _describe(definition: Definition, kind: Kind, type: Type, given: Mapping[str, Any], by: Actor) -> None:
    """Take what further words are given about a field."""
    for name, most in (("unit", 20), ("hint", 200)):
        if name in given:
            text = given[name] or ""
            if not isinstance(text, str) or "\x00" in text or len(text) > most:
                raise Refused(
                    now("This is a text of at most %(most)d characters.") % {"most": most}, field=name, code="too_long"
                )
            setattr(definition, name, text.strip())
    if "sensitivity" in given:
        if given["sensitivity"] not in CLASSES or given["sensitivity"] not in by.classes:
            raise Refused(now("The class is one that you may see yourself."), field="sensitivity", code="not_an_option")
        definition.sensitivity = given["sensitivity"]
    if "group" in given:
        definition.group = groups.called(kind, given["group"])
    if type.key == "reference":
        definition.target = str(given.get("target", definition.target))
        if definition.target not in {one.key for one in kinds}:
            raise Refused(now("Say which kind of record it points to."), field="target", code="not_an_option")


def _saved(definition: Definition, by: Actor) -> Definition:
    definition.version += 1
    definition.save()
    return _in_force(definition, by)


def _in_force(definition: Definition, by: Actor) -> Definition:
    """What was changed is in force for the rest of this transaction; everybody else has it when it is committed."""
    actors.declare(by)
    return definition


def promotable(kind: Kind, by: Actor) -> list[Definition]:
    """Fields that several records have grown each by itself: time to make them a segment's, or everybody's."""
    return [one for one in seen(kind, by) if is_promotable(one)]


def is_promotable(one: Definition) -> bool:
    """Whether several records have grown it, each by itself."""
    return one.retired_at is None and one.scope == Scope.RECORD and len(one.records) >= SEVERAL
