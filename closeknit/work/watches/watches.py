"""Set alerts: "tell me, or who leads my team, when ..." on a record or on what comes to fit a saved view; set, shown, taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.records.models import Record, View
from closeknit.work.watches.models import On, Tell, Watch, WatchFit

MOST, MOST_FITTING, LONGEST = 200, 20_000, 3_650  # alerts of one person, records that fit at first, days
JUDGE = "work.watch_judge"

GROUPS: dict[str, str | Promise] = {
    "": _("anything"),
    "contacts": _("a contact"),
    "notes": _("a note"),
    "files": _("a file"),
    "tasks": _("what becomes of a task"),
    "changes": _("a change"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A set alert as its owner reads it."""

    id: int
    name: str
    url: str
    sentence: str
    tells: str


# ------------------------------------------------------------------------------------------------ set


@verb(_("Set an alert"), to="see")
def set_alert(record: Any, what: str, days: int = 0, tell: str = "me", *, by: Actor) -> Any:
    """Tell who asks, or who leads their team, when something becomes of a record.

    `what` is `field-` with the key of a field, `entry-` with a group of entries ("" any), or `quiet`, for so many `days`.
    """
    word, _mark, rest = what.partition("-")
    made = Watch(owner_id=by.user_id or 0, record_id=record.pk, kind=record.kind, on=word, tell=_whom(tell))
    if word == On.FIELD and rest in gate.Readable(kinds[record.kind], by).fields():
        made.field = rest
    elif word == On.ENTRY and rest in GROUPS:
        made.group = rest
    elif word == On.QUIET and 1 <= days <= LONGEST:
        made.days, made.next_at = days, timezone.now()
    elif word == On.QUIET:
        sentence = now("Give the days without anything as a number from 1 to %(most)d.") % {"most": LONGEST}
        raise Refused(sentence, field="days", code="not_days")
    else:
        raise Refused(now("Choose what you want to be told of."), field="what", code="required")
    _keep(made, by)
    return record


def set_on_view(view: View, tell: str, tree: filters.Filter, *, by: Actor) -> Watch:
    """Tell who asks, or who leads their team, when a record comes to fit a saved view, whose filter is given as they may ask it."""
    kind = kinds[view.kind]
    if tree == filters.EVERYTHING:
        raise Refused(now("This view holds every record. Choose one with conditions."), field="view", code="everything")
    there = gate.rows(kind.model, by).filter(filters.condition(tree, gate.Readable(kind, by)))
    fitting = list(there.order_by().values_list("pk", flat=True)[: MOST_FITTING + 1])
    if len(fitting) > MOST_FITTING:
        sentence = now("More than %(most)d records fit this view. Choose one that holds fewer.")
        raise Refused(sentence % {"most": MOST_FITTING}, field="view", code="too_many")
    made = Watch(owner_id=by.user_id or 0, kind=kind.key, on=On.FITS, label=view.name, tell=_whom(tell))
    made.filter, made.armed_at = filters.written(tree), timezone.now()
    _keep(made, by)
    WatchFit.objects.bulk_create((WatchFit(watch=made, record_id=pk) for pk in fitting), batch_size=5_000)
    app.configure_task(JUDGE).defer(watch=made.pk)  # what came to fit while this was written
    return made


def _whom(tell: str) -> str:
    if tell not in Tell.values:
        raise Refused(now("Choose whom it tells."), field="tell", code="required")
    return tell


def _keep(made: Watch, by: Actor) -> None:
    """Save it, unless the same is there already or there are enough."""
    mine = Watch.objects.filter(owner_id=by.user_id or 0)
    same = {key: getattr(made, key) for key in ("record_id", "kind", "on", "field", "group", "days", "tell")}
    same |= {"filter__isnull": True} if made.filter is None else {"filter": made.filter}
    if mine.filter(**same).exists():
        raise Refused(now("You have set this alert already."), code="taken")
    if mine.count() >= MOST:
        raise Refused(now("You have set %(most)d alerts. Take some away first.") % {"most": MOST}, code="too_many")
    made.save()


def remove(pk: int, *, by: Actor) -> None:
    """Take away an alert that one has set. Absent where there is none of one's own."""
    if not Watch.objects.filter(pk=pk, owner_id=by.user_id or 0).delete()[0]:
        raise gate.Absent


# ------------------------------------------------------------------------------------------------ shown


def of(actor: Actor, record: int | None = None) -> list[Told]:
    """The alerts that somebody has set, on a record or all, the newest first, but those on what they do not see any more."""
    mine = Watch.objects.filter(owner_id=actor.user_id or 0).order_by("-pk")
    found = list(mine.filter(record_id=record) if record else mine)
    rows = gate.rows(Record, actor).filter(pk__in={one.record_id for one in found if one.record_id})
    names = {one.pk: one for one in rows.only("kind", "name")}
    return [_told(one, names, actor) for one in found if not one.record_id or one.record_id in names]


def _told(one: Watch, names: dict[int, Record], actor: Actor) -> Told:
    there = names.get(one.record_id or 0)
    name, url = (there.name, there.address) if there else (one.label, f"/{kinds[one.kind].plural}/")
    return Told(one.pk, name, url, sentence_of(one, actor), str(Tell(one.tell).label))


def sentence_of(one: Watch, actor: Actor) -> str:
    """What it tells of, in words."""
    match one.on:
        case On.FIELD:
            return now("%(field)s changes") % {"field": field_label(one, actor) or one.field}
        case On.ENTRY:
            return now("written down: %(what)s") % {"what": GROUPS.get(one.group, one.group)}
        case On.QUIET:
            days = one.days or 0
            return ngettext("nothing happens for %(days)d day", "nothing happens for %(days)d days", days) % {
                "days": days
            }
    return now("a record comes to fit this view")


def field_label(one: Watch, actor: Actor) -> str:
    """What the field of an alert is called; "" where the reader may not see it."""
    found = gate.Readable(kinds[one.kind], actor).fields().get(one.field)
    return str(found.label) if found else ""
