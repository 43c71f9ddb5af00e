"""The type of a field that points to another record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.types import Named, RowType
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import register
from closeknit.records.models import Record
from closeknit.web import marks

ANY = "record"  # instead of a kind, where records of every kind are offered


def named(record: Record) -> Named:
    """How a record is mentioned."""
    return Named(record.pk, record.name, kinds[record.kind].address(record.pk, record.name), record.kind)


@register
class ReferenceType(RowType):
    """Another record, of the field's `target` kind or, without one, of any. A program gives an id, a person the exact name.

    Only records that the actor may see can be named: one that they may not see is answered like one that is not there.
    """

    key: ClassVar[str] = "reference"
    label: ClassVar[Any] = gettext_lazy("Record")
    icon: ClassVar[str] = "link"
    example: ClassVar[Any] = gettext_lazy("another record")
    kind: ClassVar[Any] = F("kind")

    def parse(self, given: object, field: Field, actor: Any = None) -> Named | None:
        if given is None or given == "" or isinstance(given, Named):
            return given or None  # type: ignore[return-value]
        if isinstance(given, Record):
            return named(given)
        if isinstance(given, dict):
            given = given.get("id")
        found = self._seen(str(given).strip(), field, actor)
        if len(found) != 1:
            reason, code = (
                (_("there is no “%(given)s” here"), "not_a_record")
                if not found
                else (_("there are several named “%(given)s”: choose one of them"), "several_records")
            )
            raise Refused(f"{field.label}: {reason % {'given': str(given)[:80]}}.", field=field.key, code=code)
        return named(found[0])

    def _seen(self, given: str, field: Field, actor: Actor | None) -> list[Record]:
        if actor is None or "\x00" in given:
            return []
        seen = gate.rows(kinds[field.target].model if field.target else Record, actor)
        if given.isascii() and given.isdigit():
            return list(seen.filter(pk=int(given))) if len(given) < 19 else []
        return list(seen.filter(name=given)[:2]) or list(seen.filter(name__iexact=given)[:2])

    def nameable(self, actor: Actor) -> QuerySet[Record]:
        """The records that the actor sees."""
        return gate.rows(Record, actor)

    def named(self, pk: int, name: str, kind: str) -> Named:
        return Named(pk, name, kinds[kind].address(pk, name), kind)

    def cell(self, value: Any, field: Field) -> SafeString:
        if value is None:
            return escape("")
        if not value.url:
            return format_html('<span class="empty-value">{}</span>', _("not visible to you"))
        return marks.ref(value.url, value.name, value.id, kinds[value.kind].shape)

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        """A text field with suggestions from the server; it takes the exact name, or the id behind a suggestion."""
        more = {
            "list": f"{attributes['id']}-names",
            "autocomplete": "off",
            "data-suggest": f"/suggest/{field.target or ANY}/",
        }
        return format_html(
            '<input type="text" value="{}"{}><datalist id="{}-names"></datalist>',
            "" if value is None else value.name,
            format_html_join("", ' {}="{}"', {**attributes, **more}.items()),
            attributes["id"],
        )

    def typed(self, value: Any, field: Field) -> str:
        return "" if value is None else value.name
