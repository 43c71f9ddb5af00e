"""Values that move on to a field of another type: tried before, then converted a batch at a time; what cannot be converted stays as it was."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from closeknit.access.actors import acting, system
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.profile_keys import ProfileKey
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import Storage
from closeknit.profiles import answers, shape
from closeknit.profiles.models import Conversion, Definition
from closeknit.records import search
from closeknit.records.models import Record

TRIED = 10_000  # values that a preview looks at
EXAMPLES = 8
BATCH = 500  # records that are converted in one transaction


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the values: how many were tried and convert, examples of those that do not, and the answers that a choice would get."""

    tried: int
    converts: int
    stay: list[str]
    options: list[str]
    more: bool


def converted(stored: Any, old: Field, new: Field) -> Any:
    """A stored value of one field as the stored value of another; raises Refused where it means nothing there."""
    value = old.type.loaded(stored)
    ways = [old.type.exported(value, old), old.type.shown(value, old)]
    if old.type.storage is Storage.TOKEN:  # people read the label of an answer, not its key
        ways.reverse()
    for number, text in enumerate(ways, 1):
        try:
            found = new.type.parse(text, new)
        except Refused:
            if number == len(ways):
                raise
        else:
            if found is not None:
                return new.type.stored(found)
    raise Refused(_("This is nothing in the other type."), field=new.key, code="nothing")


def preview(old: Definition, new: Definition) -> Preview:
    """Try the values of `old` as values of `new`, which need not be saved."""
    before, after = shape.field_of(old), shape.field_of(new)
    found = _values(old)
    stay, converts = list[str](), 0
    for text, count in found.most_common():
        stored = json.loads(text)
        try:
            converted(stored, before, after)
            converts += count
        except Refused:
            stay.append(before.type.shown(before.type.loaded(stored), before))
    tried = sum(found.values())
    return Preview(tried, converts, stay[:EXAMPLES], [answers.said(one) for one in new.options], tried == TRIED)


def answers_of(old: Definition) -> list[str]:
    """The answers that a choice would need to hold the values of a field, the most frequent first; raises Refused for too many."""
    field = shape.field_of(old)
    if old.options:
        return [answers.said(one) for one in old.options if not one.get("retired")]
    shown = [" ".join(field.type.shown(field.type.loaded(json.loads(text)), field).split())[:80] for text, _n in _values(old).most_common()]  # fmt: skip
    labels = list({one.casefold(): one for one in reversed(shown) if one}.values())[::-1]
    if len(labels) > answers.MOST:
        raise Refused(
            _("There are more than %(most)d different values: too many for a choice.") % {"most": answers.MOST},
            field="options",
            code="too_many",
        )
    return labels


def _values(old: Definition) -> Counter[str]:
    """The values of a field as JSON, and how often there is each, of the first so many records."""
    rows = _holding(old).annotate(held=ProfileKey(str(old.pk), "profile")).values_list("held", flat=True)[:TRIED]
    return Counter(json.dumps(one, sort_keys=True) for one in rows)


def _holding(old: Definition) -> Any:
    return Record.objects.filter(kind=old.kind, profile__has_key=str(old.pk))


def begin(new: Definition) -> Conversion:
    """Note that the values of the field that `new` follows are to be converted."""
    assert new.follows
    return Conversion.objects.create(definition=new, total=_holding(new.follows).count())


def of(definition: Definition) -> Conversion | None:
    """How far the values are that came to a field from another; None where none did."""
    return Conversion.objects.filter(definition=definition).first() if definition.follows_id else None


def run(definition: int, language: str, seconds: float) -> bool:
    """Convert from where it stands, batch after batch, for about so long; whether it has come to its end."""
    until = monotonic() + seconds
    while monotonic() < until:
        with acting(system("conversions")), override(language):
            if step(definition):
                return True
    return False


def step(definition: int) -> bool:
    """Convert one batch in the transaction at hand; whether there is nothing left to do."""
    one = Conversion.objects.select_for_update().filter(definition=definition, ended_at=None).first()
    if one is None:
        return True
    new = Definition.objects.select_related("follows").get(pk=definition)
    old = new.follows
    assert old
    held = list(_holding(old).filter(pk__gt=one.after).order_by("pk").select_for_update().only("profile")[:BATCH])
    one.kept += _convert(held, old, new)
    one.done += len(held)
    one.after = held[-1].pk if held else one.after
    if len(held) < BATCH:
        _end(one, old)
    one.save()
    return one.ended_at is not None


def _convert(held: list[Record], old: Definition, new: Definition) -> int:
    """Convert these records; how many keep their value as it was."""
    before, after, kept = shape.field_of(old), shape.field_of(new), 0
    for each in held:
        try:
            value = converted(each.profile[str(old.pk)], before, after)
        except Refused:
            kept += 1
            continue
        rest = {key: one for key, one in each.profile.items() if key != str(old.pk)}
        each.profile = {str(new.pk): value, **rest}  # what somebody has answered meanwhile stands
    Record.objects.bulk_update(held, ["profile"])
    search.refresh([each.pk for each in held], [kinds[old.kind]])
    return kept


def _end(one: Conversion, old: Definition) -> None:
    """Everybody learns of the end; a place in which nothing is sorted any more is free for others."""
    one.ended_at = Now()
    Definition.objects.filter(pk=old.pk).update(place="" if not one.kept else F("place"), version=F("version") + 1)
