"""The facts on a record's page: each value with its label, shown, or as a control to change it where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Classification, Column, Field
from closeknit.catalogue.kinds import DetailSet, Group, Kind
from closeknit.catalogue.refusal import Refused
from closeknit.records import extents
from closeknit.records.reading import Reading

AS_TYPED = ("text", "long_text", "choice")  # controls that hold any text
BLANK_ROWS = 1  # empty rows that the form of a set of details offers


SEVERAL = 3  # records that have grown the same field, each by itself: time to offer it to more
# What gives the fields of a kind whose values have moved on to another field of another type, but for those that could not.
FORMER: list[Callable[[str], Iterable[Field]]] = []


def groups(reading: Reading, actor: Actor, editable: bool) -> list[dict[str, Any]]:
    """The facts of a record in groups: the kind's and the company's own, the kind's last at the end; then what is no longer asked for here."""
    found: list[dict[str, Any]] = []
    for group, keys in _kind_groups(reading.kind):
        facts = [fact(reading, key, editable) for key in keys if key in reading.values or key in reading.details]
        if facts:
            found.append({"key": group.key, "label": group.label, "facts": facts})
    own = _company_fields(reading)
    describing = extents.describing(reading.kind, reading.id, (one.key for one in own))
    asked = _grouped(one for one in own if one.key in describing)
    found[-1:-1] = [_own_group(reading, *heading, several, actor, editable) for heading, several in asked.items()]
    left = [fact(reading, one.key, False) for one in own if one.key not in describing and _is_held(reading, one)]
    if left := left + _former(reading, actor):
        found.append({"key": "left", "label": _("No longer asked for here"), "facts": left, "folded": True})
    return found


def _kind_groups(kind: Kind) -> list[tuple[Group, tuple[str, ...]]]:
    """The kind's groups with the keys in them; a column that people write and none of them names stands at the end of the first."""
    named = {key for group in kind.groups for key in group.fields}
    further = [one.key for one in kind.own_fields if one.writable and isinstance(one.home, Column)]
    found = [(group, group.fields) for group in kind.groups]
    first, keys = found[0]
    return [(first, (*keys, *(key for key in further if key not in named))), *found[1:]]


def _own_group(
    reading: Reading, label: str, aside: bool, fields: list[Field], actor: Actor, editable: bool
) -> dict[str, Any]:
    return {
        "key": "own",
        "label": label or _("Further"),
        "facts": [fact(reading, one.key, editable) for one in fields],
        "folded": aside,
        "promotable": _promotable(reading.kind, fields, actor),
    }


def _company_fields(reading: Reading) -> list[Field]:
    """The fields that the company added, without those that stand in a group of the kind."""
    known = reading.kind.fields
    placed = {key for group in reading.kind.groups for key in group.fields}
    return [known[key] for key in reading.values if isinstance(known[key].home, Classification) and key not in placed]


def _grouped(fields: Iterable[Field]) -> dict[tuple[str, bool], list[Field]]:
    """The fields under their headings, in their order; those without one at the end."""
    found: dict[tuple[str, bool], list[Field]] = {}
    for one in fields:
        found.setdefault((str(one.group), one.aside), []).append(one)
    return found


def _is_held(reading: Reading, one: Field) -> bool:
    return reading.values[one.key] not in (None, [], ())


def _promotable(kind: Kind, fields: Iterable[Field], actor: Actor) -> list[dict[str, Any]]:
    """Fields that several records have grown each by itself, for who may offer them to more."""
    if not actor.may(kind.key, "shape"):
        return []
    return [
        {
            "label": one.label,
            "count": len(one.extent.records),
            "promote_url": reverse("field_promote", args=[kind.plural, one.home.definition]),
            "url": reverse("field", args=[kind.plural, one.home.definition]),
        }
        for one in fields
        if isinstance(one.home, Classification) and one.single and len(one.extent.records) >= SEVERAL
    ]


def _former(reading: Reading, actor: Actor) -> list[dict[str, Any]]:
    """What could not be converted when a field changed its type, as it was."""
    kind = reading.kind
    fields = [one for give in FORMER for one in give(kind.key) if one.shown_to(actor.classes)]
    if not fields:
        return []
    profile = kind.model._default_manager.values_list("profile", flat=True).get(pk=reading.id)
    found = []
    for one in fields:
        assert isinstance(one.home, Classification)
        value = one.type.loaded(profile.get(str(one.home.definition)))
        if value is not None:
            found.append(_shown(f"was-{one.home.definition}", one, _("%(field)s, was") % {"field": one.label}, value))
    return found


def _shown(key: str, one: Field, label: str, value: Any) -> dict[str, Any]:
    """A fact that can only be read."""
    return {"key": key, "label": label, "icon": one.type.icon, "html": one.type.cell(value, one), "empty": "", "edit_url": "", "copy": "", "fresh": None}  # fmt: skip


def fact(reading: Reading, key: str, editable: bool) -> dict[str, Any]:
    """One fact as it is read: a field, or a whole set of details."""
    details = reading.kind.details.get(key)
    one = reading.kind.fields.get(key)
    label, icon = (
        (details.label, details.icon) if details else (one.label, one.icon or one.type.icon) if one else (key, "circle")
    )
    html = (
        _rows_html(details, reading.details[key]) if details else one.type.cell(reading.values[key], one) if one else ""
    )
    writable = details is not None or (one is not None and one.writable)
    return {
        "key": key,
        "label": label,
        "icon": icon,
        "html": html,
        "empty": "",
        "edit_url": reverse("fact", args=[reading.kind.plural, reading.id, key]) if editable and writable else "",
        "copy": _copied(one, reading) if one else "",
        "fresh": None,
    }


def _copied(one: Field, reading: Reading) -> str:
    return one.type.exported(reading.values[one.key], one) if one.type.key in ("email", "phone") else ""


def _rows_html(details: DetailSet, rows: list[dict[str, Any]]) -> SafeString:
    return format_html_join("", '<span class="fact-line">{}</span>', ((_row_html(details, row),) for row in rows))


def _row_html(details: DetailSet, row: dict[str, Any]) -> SafeString:
    shown = [(one, one.type.cell(row[one.key], one)) for one in details.fields if row[one.key] is not None]
    main = [cell for one, cell in shown if one.key != "kind"]
    kind = [cell for one, cell in shown if one.key == "kind"]
    text = SafeString(", ".join(main))  # cells are escaped by their types
    return format_html('{} <small class="quiet">{}</small>', text, kind[0]) if kind else text


def stands(reading: Reading, key: str) -> str:
    """A short sum of what a fact holds: a form says by it what was there when it was opened."""
    holder = reading.details if key in reading.kind.details else reading.values
    return blake2b(repr(holder[key]).encode(), digest_size=8).hexdigest()


def editing(
    reading: Reading, key: str, *, given: Any = None, error: str = "", conflict: bool = False
) -> dict[str, Any]:
    """One fact as a control; after a refusal with what was given and why it was refused, and whether somebody else wrote there meanwhile."""
    shown = fact(reading, key, editable=True)
    details = reading.kind.details.get(key)
    attributes = {"name": "value", "id": f"edit-{key}"}
    if error:
        attributes |= {"aria-invalid": "true", "aria-describedby": f"edit-{key}-refusal"}
    if details is not None:
        rows, show = (reading.details[key], control_of) if given is None else (given, typed_control)
        control = rows_control(details, rows, attributes, show)
    else:
        one = reading.kind.fields[key]
        value, show = (reading.values[key], control_of) if given is None else (given, typed_control)
        control = show(one, value, attributes)
    url = reverse("fact", args=[reading.kind.plural, reading.id, key])
    return {
        **shown,
        "control": control,
        "save_url": url,
        "show_url": f"{url}?show",
        "was": stands(reading, key),
        "error": error,
        "conflict": conflict,
    }


def control_of(one: Field, value: Any, attributes: Mapping[str, str]) -> SafeString:
    """The control of a field with its value in it."""
    return one.type.control(value, one, attributes)


def typed_control(one: Field, text: Any, attributes: Mapping[str, str], actor: Actor | None = None) -> SafeString:
    """The control with what somebody typed: as a value where it can be read, as bare text where it was refused."""
    try:
        return one.type.control(one.type.parse(text, one, actor), one, attributes)
    except Refused:
        if one.type.key in AS_TYPED:
            return one.type.control(text, one, attributes)
        more = format_html_join("", ' {}="{}"', attributes.items())
        return format_html('<input class="field-box" type="text" value="{}"{}>', text, more)


type Show = Callable[[Field, Any, Mapping[str, str]], SafeString]


def rows_control(
    details: DetailSet, rows: list[dict[str, Any]], attributes: Mapping[str, str], show: Show = control_of
) -> SafeString:
    """The form of a set of details: a group of controls for each row, and an empty one to add another."""
    blank = {"id": None, "primary": not rows, **{one.key: None for one in details.fields}}
    lines = [_row_control(details, row, place, show) for place, row in enumerate([*rows, *[blank] * BLANK_ROWS])]
    return format_html(
        '<div class="fact-rows" id="{}" tabindex="-1" data-several="{}" data-most="{}">{}'
        '<button class="btn add-row" type="button" data-variant="outline" data-size="sm" data-add-row hidden>{}</button></div>',
        attributes["id"],
        details.key,
        details.limit + BLANK_ROWS,
        SafeString("".join(lines)),
        _("Add another"),
    )


def _row_control(details: DetailSet, row: dict[str, Any], place: int, show: Show) -> SafeString:
    parts = []
    for one in details.fields:
        name = f"{details.key}-{place}-{one.key}"
        more = {"name": name, "id": name, "aria-label": f"{one.label} {place + 1}", "placeholder": str(one.label)}
        parts.append(show(one, row.get(one.key), more))
    first = f"{details.key}-{place}-primary"
    return format_html(
        '<fieldset class="fact-row" data-several-row><legend class="said">{} {}</legend><input type="hidden" name="{}-{}-id" value="{}">{}'
        '<label class="tick"><input class="check" type="radio" name="{}-primary" value="{}"{}><span>{}</span></label>'
        '<button class="btn" type="button" data-variant="ghost" data-size="sm" data-empty-row hidden>{}</button></fieldset>',
        details.singular,
        place + 1,
        details.key,
        place,
        row.get("id") or "",
        SafeString("".join(parts)),
        details.key,
        place,
        SafeString(f' checked id="{first}"') if row.get("primary") else SafeString(f' id="{first}"'),
        _("Main"),
        _("Remove"),
    )


def rows_given(details: DetailSet, form: QueryDict) -> list[dict[str, Any]]:
    """The rows that the form of a set of details sent; rows left empty are gone."""
    found = []
    primary = form.get(f"{details.key}-primary", "")
    for place in range(details.limit + BLANK_ROWS):
        start = f"{details.key}-{place}-"
        if f"{start}id" not in form:
            break
        row = {one.key: form.get(start + one.key, "") for one in details.fields}
        if any(row[key] for key in row if key != "kind"):
            given_id = form.get(f"{start}id", "")
            found.append(
                {
                    "id": int(given_id) if given_id.isascii() and given_id.isdigit() and len(given_id) < 19 else None,
                    "primary": primary == str(place),
                    **row,
                }
            )
    return found


def given_value(one: Field, form: QueryDict, name: str = "value") -> Any:
    """What the control of a field sent; several values where the field takes several."""
    if one.type.key == "choices":
        return [value for value in form.getlist(name) if value]
    text = form.get(name, "")
    # Browsers send line ends as CR LF whatever was typed; what people mean is LF.
    return text.replace("\r\n", "\n") if one.type.key == "long_text" else text
