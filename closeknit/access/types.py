"""The type of a field that names one of our users."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

from django.db.models import QuerySet, Value
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from closeknit.access.actors import Actor
from closeknit.access.models import Team, User
from closeknit.access.prepared import any_of, prepared
from closeknit.catalogue.fields import Field
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import Storage, Type, register


@dataclass(frozen=True, slots=True)
class Named:
    """A row that a field points to: its id, and its name as far as the reader may know it."""

    id: int
    name: str = ""
    url: str = ""
    kind: str = ""

    def __str__(self) -> str:
        return self.name


class RowType(Type):
    """A row that every colleague may know by name. The value is `Named`; a program gives an id, a person a name."""

    storage: ClassVar[Storage] = Storage.NUMBER
    sortable: ClassVar[bool] = False
    parts: ClassVar[tuple[str, ...]] = ("id",)  # what history and profiles keep beside it, the name, is not compared
    model: ClassVar[type[Any]]
    unknown: ClassVar[Any]
    kind: ClassVar[Any] = Value("")  # the expression that says of which kind a row is, where there are several

    def parse(self, given: object, field: Field, actor: Any = None) -> Named | None:
        if given is None or given == "" or isinstance(given, Named):
            return given or None  # type: ignore[return-value]
        if isinstance(given, dict):
            given = given.get("id")
        found = self._find(str(given).strip(), actor)
        if found is None:
            raise Refused(
                str(self.unknown) % {"field": field.label, "given": str(given)[:80]},
                field=field.key,
                code=f"not_a_{self.key}",
            )
        return Named(found.pk, found.name)

    def _find(self, given: str, actor: Any) -> Any:
        rows = self.model._default_manager
        if given.isascii() and given.isdigit():
            return rows.filter(pk=int(given)).first() if len(given) < 19 else None
        found = [] if "\x00" in given else list(rows.filter(name__iexact=given)[:2])
        return found[0] if len(found) == 1 else None

    def stored(self, value: Any) -> Any:
        return None if value is None else {"id": value.id, "name": value.name}

    def loaded(self, stored: Any) -> Any:
        return (
            None
            if stored is None
            else Named(stored["id"], stored.get("name", ""))
            if isinstance(stored, dict)
            else Named(int(stored))
        )

    def split(self, value: Any) -> tuple[Any, ...]:
        return (None if value is None else value.id,)

    def joined(self, parts: tuple[Any, ...]) -> Any:
        return None if parts[0] is None else Named(parts[0])

    def resolve(self, ids: Iterable[int], actor: Any) -> dict[int, Named]:
        """The names of these rows as far as the actor may know them."""
        return names({self: set(ids)}, actor)[self]

    def nameable(self, actor: Actor) -> QuerySet[Any]:
        """The rows that the actor may know by name; every colleague may know every other."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows

    def named(self, pk: int, name: str, kind: str) -> Named:
        """How a row is mentioned."""
        return Named(pk, name)

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else str(value.name)

    def cell(self, value: Any, field: Field) -> SafeString:
        return SafeString("" if value is None else escape(value.name))

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        people = self.choices().order_by("name").values_list("pk", "name")[:500]
        chosen = None if value is None else value.id
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((pk, SafeString(" selected") if pk == chosen else "", name) for pk, name in people),
        )
        return format_html(
            '<select{}><option value=""></option>{}</select>',
            format_html_join("", ' {}="{}"', attributes.items()),
            options,
        )

    def choices(self) -> Any:
        """The rows that may be chosen anew."""
        return self.model._default_manager.all()

    def typed(self, value: Any, field: Field) -> str:
        return "" if value is None else str(value.id)

    def exported(self, value: Any, field: Field) -> str:
        return "" if value is None else value.name or str(value.id)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["object", "null"], "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}


def names(wanted: Mapping[RowType, Iterable[int]], actor: Actor) -> dict[RowType, dict[int, Named]]:
    """The rows with these ids as far as the actor may know them, by type; one query for all types."""
    types = tuple(sorted(wanted, key=lambda one: one.key))
    found: dict[RowType, dict[int, Named]] = {one: {} for one in types}
    given = {one.key: list(wanted[one]) for one in types}
    for place, pk, name, kind in _names(actor, types, **given) if types else ():
        found[types[place]][pk] = types[place].named(pk, name, kind)
    return found


@prepared
def _names(actor: Actor, types: Sequence[RowType]) -> QuerySet[Any, Any]:
    first, *others = (
        one.nameable(actor).filter(any_of("pk", one.key)).values_list(Value(place), "pk", "name", one.kind)
        for place, one in enumerate(types)
    )
    return first.union(*others, all=True) if others else first


@register
class UserType(RowType):
    """One of our users; also found by e-mail, and `me` is the reader."""

    key: ClassVar[str] = "user"
    label: ClassVar[Any] = gettext_lazy("User")
    icon: ClassVar[str] = "user-round"
    example: ClassVar[Any] = gettext_lazy("one of us")
    model: ClassVar[type[Any]] = User
    unknown: ClassVar[Any] = gettext_lazy("“%(field)s”: there is no user “%(given)s”. Give a name, an e-mail or “me”.")

    def choices(self) -> Any:
        return User.objects.filter(is_active=True)

    def _find(self, given: str, actor: Any) -> Any:
        if given == "me":
            return User(pk=actor.user_id, name=actor.name) if actor is not None and actor.user_id else None
        if "@" in given and "\x00" not in given:
            return User.objects.filter(email__iexact=given).first()
        return super()._find(given, actor)


@register
class TeamType(RowType):
    """One of our teams."""

    key: ClassVar[str] = "team"
    label: ClassVar[Any] = gettext_lazy("Team")
    icon: ClassVar[str] = "users-round"
    offered: ClassVar[bool] = False  # who looks after a record is said by its team
    model: ClassVar[type[Any]] = Team
    unknown: ClassVar[Any] = gettext_lazy("“%(field)s”: there is no team “%(given)s”. Give the name of a team.")
