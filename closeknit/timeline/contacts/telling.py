"""How a contact is told in a history: one sentence with the names that the reader may know, how long it took, and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.catalogue.kinds import kinds
from closeknit.timeline.contacts import durations, library
from closeknit.timeline.models import ContactPoint

LOGGED = "contact.logged"

type Mentioned = tuple[str, int, str]  # kind, id, name


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as it stands now."""

    id: int
    form: str
    direction: str
    channel: str
    seconds: int | None
    text: str
    concerns: Sequence[int]

    @property
    def icon(self) -> str:
        """The sign of its form."""
        form = library.known(self.form)
        return form.icon if form else "messages-square"


def of_entries(entries: list[int]) -> dict[int, Contact]:
    """The contacts of these entries, by entry; one that was withdrawn is missing."""
    if not entries:
        return {}
    columns = ("entry_id", "id", "form", "direction", "channel", "seconds", "text", "concerns")
    rows: Any = ContactPoint.objects.filter(entry__in=entries).values_list(*columns)
    return {row[0]: Contact(*row[1:]) for row in rows}


def words(contact: Contact | None, data: dict[str, Any], actor: str, seen: Iterable[Mentioned]) -> dict[str, Any]:
    """The words of its entry: {said}, the sentence, and its text. `seen` are the records of it that the reader may know."""
    form = library.known(contact.form if contact else str(data.get("form", "")))
    label = str(form.label) if form else str(data.get("form", ""))
    name = format_html("<b>{}</b>", actor)
    if contact is None or form is None:
        return {"said": format_html(_("{} logged: {}, withdrawn since"), name, label), "text": ""}
    sentence = form.sentences.get(contact.direction) or form.sentences[form.usual]
    said = SafeString(str(sentence).format_map({"actor": name, "people": _people(contact, seen)}))  # both are escaped
    lasted = durations.told(contact.seconds)
    return {"said": format_html("{}, {}", said, lasted) if lasted else said, "text": contact.text}


def label(data: dict[str, Any]) -> str:
    """What the form of an entry about a contact is called."""
    form = library.known(str(data.get("form", "")))
    return str(form.label) if form else str(data.get("form", ""))


def participants(contact: Contact, seen: Iterable[Mentioned]) -> list[Mentioned]:
    """Whom its sentence names, in the order they were named: people, where there are any, else what it was entered under."""
    place = {pk: index for index, pk in enumerate(contact.concerns)}
    ordered = sorted((one for one in seen if one[1] in place), key=lambda one: place[one[1]])
    return [one for one in ordered if kinds[one[0]].round] or ordered[:1]


def _people(contact: Contact, seen: Iterable[Mentioned]) -> SafeString:
    named = participants(contact, seen)
    if not named:
        return conditional_escape(_("somebody or something that you may not see"))
    links = ((kinds[key].address(pk, name), name) for key, pk, name in named)
    return format_html_join(", ", '<a class="link" href="{}" dir="auto"><b>{}</b></a>', links)
