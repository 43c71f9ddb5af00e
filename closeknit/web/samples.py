"""Samples for the living page of parts: one of each component in each of its states, made up and harmless."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from closeknit.web import marks


def parts() -> dict[str, Any]:
    """Return what web/parts.html shows; names are made up."""
    return {
        "colours": [
            "ground",
            "sunk",
            "panel",
            "hover",
            "line",
            "ink",
            "petrol",
            "tint",
            "wash",
            "late",
            "soon",
            "good",
        ],
        "people": ["Łukasz Żółć", "Ελένη Παπαδοπούλου", "王小明", "فاطمة الزهراء", "Ruth Adeyemi", "Jan van der Velde"],
        "facts": facts(),
        "refused": refused(),
        "fields": fields(),
        "tally": tally(),
        "chips": [
            {"field": "Looked after by", "op": "is", "value": "me", "remove_url": "#"},
            {"field": "City", "op": "is one of", "value": "York, Leeds", "remove_url": "#"},
        ],
        "undo": {"text": "12 people assigned to Priya", "url": "/parts/"},
        "nothing_yet": {
            "verbs": [
                {"label": "Import a file", "url": "#", "icon": "file-input"},
                {"label": "Add person", "url": "#", "variant": "outline"},
                {"label": "Try with sample data", "url": "#", "variant": "ghost"},
            ]
        },
        "steps": [{"label": "File", "url": "#"}, {"label": "Columns", "current": True}, {"label": "Done"}],
        "item": {
            "icon": "handshake",
            "title": "In-line checkweighers, Ripon",
            "url": "#",
            "amount": "EUR 184,000",
            "facts": [{"text": "Negotiation, 40 %"}, {"text": "31 days, limit 14", "state": "late"}],
        },
    }


def facts() -> list[dict[str, Any]]:
    """Return one fact in each state of reading."""
    mail = SafeString('<a class="link" href="#">e.papadopoulou@pindos.example</a>')
    long = "Blue vest, ring Laura first, park behind hall 3, no lorries between 06:00 and 08:30 while the milk comes in"
    return [
        {
            "key": "phone",
            "label": "Phone",
            "icon": "phone",
            "html": "+44 1904 496 0110",
            "edit_url": "#",
            "copy": "+441904",
        },
        {"key": "mail", "label": "Mail", "icon": "mail", "html": mail, "edit_url": "#"},
        {"key": "body", "label": "Approval body", "icon": "stamp", "html": "", "edit_url": "#"},
        {
            "key": "staff",
            "label": "Employees",
            "icon": "users-round",
            "html": "420",
            "edit_url": "#",
            "fresh": {"text": "14 months", "title": "Confirmed 14 months ago by Piet de Vries", "state": "soon"},
        },
        {"key": "gate", "label": "Gate rule", "icon": "traffic-cone", "html": long},
    ]


def refused() -> dict[str, Any]:
    """Return a fact whose new value was refused."""
    control = SafeString(
        '<input id="edit-ends" name="value" value="31.02.2027" aria-invalid="true" aria-describedby="edit-ends-refusal">'
    )
    sentence = "February 2027 has 28 days. The old value stands."
    return {
        "key": "ends", "label": "Approval ends", "icon": "badge-check", "control": control, "save_url": "#",
        "show_url": "#", "error": sentence,
    }  # fmt: skip


def fields() -> list[dict[str, Any]]:
    """Return the fields of a form: needed, with a hint, refused."""
    bad = '<input id="f-mail" value="g.ferrari@valdenza,example" aria-invalid="true" aria-describedby="f-mail-error">'
    return [
        {"id": "f-name", "label": "Name", "control": SafeString('<input id="f-name" required>'), "required": True},
        {
            "id": "f-mail",
            "label": "E-mail",
            "control": SafeString(bad),
            "error": "There is a comma where a dot should be.",
        },
        {
            "id": "f-kind",
            "label": "Sales role",
            "control": SafeString('<select id="f-kind"><option>Decision maker</option></select>'),
            "hint": "Who says yes, who pays, who uses it.",
        },
    ]


def tally() -> list[dict[str, Any]]:
    """Return the tally of an import."""
    return [
        {"number": "44", "label": "New", "note": "31 new organizations", "icon": "user-round-plus"},
        {"number": "9", "label": "Changed", "note": "14 values, see each", "icon": "pencil"},
        {
            "number": "4",
            "label": "Doubtful",
            "note": "wait for your answer",
            "icon": "circle-question-mark",
            "state": "soon",
        },
        {"number": "3", "label": "Refused", "note": "correct them here", "icon": "circle-x", "state": "late"},
    ]


def mention(name: str, kind: str = "person") -> SafeString:
    """Return a reference to somebody who does not exist."""
    return marks.ref("#", name, name, kind)
