"""The history of a record: its entries newest first, by key, each as a sentence for this reader."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.prepared import any_of, number, prepared
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.statements import Slot
from closeknit.records.entries import ENTRY_KINDS, EntryKind
from closeknit.records.models import Entry, Record, Tie
from closeknit.timeline.contacts import telling
from closeknit.timeline.contacts.telling import Contact
from closeknit.timeline.naming import named

PAGE = 30
LONGEST = 300  # characters of one value in a sentence
FIELDS_SHOWN = 4  # of a change of many fields, these are named; the others are counted


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as this reader sees it."""

    id: int
    kind: EntryKind
    moment: datetime
    actor: str
    by: int | None
    sentence: SafeString
    text: str
    change: UUID | None
    undone: bool
    data: dict[str, Any]
    records: list[tuple[str, int, str]]
    contact: Contact | None = None

    @property
    def icon(self) -> str:
        """The sign before it."""
        return self.contact.icon if self.contact else self.kind.icon

    @property
    def undoable(self) -> bool:
        """Whether it can be offered to take it back."""
        return self.kind.undoable and not self.undone and self.change is not None


def tell(record: Any, actor: Actor, after: str = "", limit: int = PAGE, *, group: str = "") -> tuple[list[Told], str]:
    """The newest entries of a record that the actor sees, and the cursor for the next; "" at the end. Three queries.

    `group` narrows it to one group of kinds of entry, such as "changes".
    """
    moment, entry = _unpacked(after) if after else (None, None)
    rows = _rows(actor, group, bool(after), limit, record=record.pk, moment=moment, entry=entry)
    told = list(_tell(rows[:limit], kinds[record.kind], record, actor))
    return told, _packed(told[-1]) if len(rows) > limit else ""


@prepared
def _rows(actor: Actor, group: str, further: bool, limit: int) -> QuerySet[Any, Any]:
    """The entries of a record, one more than asked; `further` are those before one that was told."""
    ties = _ties(number("record"), group)
    if further:
        moment = Slot("moment", DateTimeField())
        ties = ties.filter(happened_at__lte=moment).exclude(happened_at=moment, entry_id__gte=number("entry"))
    undone = Exists(Entry.objects.filter(undoes=OuterRef("entry__change")))
    told = ("kind", "by_id", "by__name", "change", "data")
    found = ties.annotate(undone=undone).order_by("-happened_at", "-entry_id")
    return found.values_list("entry_id", "happened_at", "undone", *(f"entry__{one}" for one in told))[: limit + 1]


def count(record: Any, cap: int, *, group: str = "") -> tuple[int, bool]:
    """How many entries a record has, and whether that is exact; never looks at more than `cap`."""
    found = _ties(record.pk, group)[: cap + 1].count()
    return min(found, cap), found <= cap


def _ties(record: Any, group: str) -> QuerySet[Tie]:
    ties = Tie.objects.filter(record_id=record)
    return (
        ties.filter(entry__kind__in=[one.key for one in ENTRY_KINDS.values() if one.group == group]) if group else ties
    )


def _packed(last: Told) -> str:
    return base64.urlsafe_b64encode(json.dumps([last.moment.isoformat(), last.id]).encode()).decode().rstrip("=")


def _unpacked(after: str) -> tuple[datetime, int]:
    try:
        moment, entry = json.loads(base64.urlsafe_b64decode(after[:400] + "=" * (-len(after) % 4)))
        when = datetime.fromisoformat(moment)
        if when.tzinfo is None or type(entry) is not int or not 0 < entry < 2**63:
            raise ValueError(after)
        return when, entry
    except (ValueError, TypeError, RecursionError):
        raise Refused(
            _("The history has changed. Begin again at its newest entry."), field="after", code="bad_cursor"
        ) from None


def _tell(rows: Sequence[tuple[Any, ...]], kind: Kind, record: Any, actor: Actor) -> Iterable[Told]:
    others = _others([pk for pk, _at, _undone, key, *_more in rows if _of_several(key)], record.pk, actor)
    contacts = telling.of_entries([pk for pk, _at, _undone, key, *_more in rows if key == telling.LOGGED])
    known = kind.keys_for(actor.classes)
    datas = named([visible(data, known) for *_more, data in rows], kind, actor)
    for (pk, moment, undone, key, by, by_name, change, _data), data in zip(rows, datas, strict=True):
        name, sort = by_name or "Closeknit", ENTRY_KINDS.get(key) or EntryKind(key, key)
        about, contact = others.get(pk, []), contacts.get(pk)
        seen = [(kind.key, record.pk, record.name), *about]
        tied = {"between": sort.between(data, record.pk), "other": _mentioned(about)} if sort.between else {}
        words = {**data, **tied, **_of_contact(key, contact, data, name, seen)}
        said_so = sentence(sort, name, words, kind)
        yield Told(pk, sort, moment, name, by, said_so, sort.text(words), change, undone, data, about, contact)


def _of_contact(
    key: str, contact: Contact | None, data: dict[str, Any], name: str, seen: list[tuple[str, int, str]]
) -> dict[str, Any]:
    """The further words of an entry about a contact; none of another."""
    if key == telling.LOGGED:
        return telling.words(contact, data, name, seen)
    return {"form": telling.label(data)} if key.startswith("contact.") else {}


def _of_several(key: str) -> bool:
    """Whether an entry of this kind tells of records together; a change is tied to many only where it changed them alike."""
    return not key.startswith(("record.", "import."))


def _others(entries: list[int], record: int, actor: Actor) -> dict[int, list[tuple[str, int, str]]]:
    """The other records of these entries that the actor sees; names of hidden ones are left out."""
    found: dict[int, list[tuple[str, int, str]]] = {}
    for entry, *other in _other_records(actor, entries=entries, record=record) if entries else ():
        found.setdefault(entry, []).append((other[0], other[1], other[2]))
    return found


@prepared
def _other_records(actor: Actor) -> QuerySet[Any, Any]:
    seen = gate.rows(Record, actor).filter(pk=OuterRef("record_id"))
    ties = Tie.objects.filter(any_of("entry_id", "entries"), Exists(seen)).exclude(record_id=number("record"))
    named_ones = ties.values_list("entry_id", "record__kind", "record_id", "record__name")
    return named_ones.order_by("entry_id", "record_id")[:200]


def _mentioned(about: list[tuple[str, int, str]]) -> SafeString:
    """The other records of an entry as links, as far as the reader may know them."""
    if not about:
        return conditional_escape(_("somebody or something that you may not see"))
    links = ((kinds[key].address(pk, name), name) for key, pk, name in about)
    return format_html_join(", ", '<a class="link" href="{}" dir="auto">{}</a>', links)


def visible(data: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """What an entry says, without the changes of fields that do not exist for the reader; `known` are the keys of those that do."""
    if "changes" not in data:
        return data
    return {**data, "changes": [change for change in data["changes"] if change["field"] in known]}


def sentence(sort: EntryKind, actor: str, data: dict[str, Any], kind: Kind) -> SafeString:
    """The sentence of an entry as HTML: escaped words, the actor and the names in bold."""
    words = {key: conditional_escape(str(value)) for key, value in data.items() if isinstance(value, str | int)}
    words["actor"] = format_html("<b>{}</b>", actor)
    words["changes"] = _changes(data.get("changes", []), kind)
    words["name"] = format_html("<b>{}</b>", str(data.get("name", "")))
    said_as = sort.bare if sort.bare and "changes" not in data else sort.sentence
    return SafeString(str(said_as).format_map(words))  # every word in it was escaped above


def _changes(changes: list[dict[str, Any]], kind: Kind) -> SafeString:
    if not changes:
        return conditional_escape(_("something you may not see"))
    shown = [_change(one, kind) for one in changes[:FIELDS_SHOWN]]
    if len(changes) > FIELDS_SHOWN:
        shown.append(conditional_escape(_("%(count)d more") % {"count": len(changes) - FIELDS_SHOWN}))
    return SafeString(", ".join(shown))


def _change(change: dict[str, Any], kind: Kind) -> SafeString:
    name = label(change["field"], kind)
    was, became = said(change["field"], change["was"], kind), said(change["field"], change["became"], kind)
    if not was:
        return format_html(_("<b>{}</b> to {}"), name, became)
    if not became:
        return format_html(_("<b>{}</b>, which was {}"), name, was)
    return format_html(_("<b>{}</b> from {} to {}"), name, was, became)


def label(key: str, kind: Kind) -> str:
    """The label of a field or a set of details, as history names it."""
    found = kind.details.get(key) or kind.fields.get(key)
    return str(found.label) if found else key


def said(key: str, stored: Any, kind: Kind) -> str:
    """A value of history in words, in the reader's language."""
    details, field = kind.details.get(key), kind.fields.get(key)
    if details is not None:
        lines = [
            ", ".join(filter(None, (_said(one, row.get(one.key)) for one in details.fields))) for row in stored or []
        ]
        return "; ".join(lines)[:LONGEST]
    return (_said(field, stored) if field is not None else str(stored))[:LONGEST]


def _said(field: Field, stored: Any) -> str:
    if isinstance(stored, dict) and stored.get("name") == "":
        return _("somebody or something that you may not see")
    return field.type.shown(field.type.loaded(stored), field)
