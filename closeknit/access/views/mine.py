"""The page of one's own settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from closeknit.access import preferences
from closeknit.access.forms import chooser, errors_of
from closeknit.access.requests import Request
from closeknit.catalogue.refusal import Refused

# What a browser remembers by itself, in cookies that the menu sets too: see web/static/src/script/theme.js.
LOOKS: dict[str, Any] = {
    "theme": (
        gettext_lazy("Light or dark"),
        {"": gettext_lazy("As the system"), "light": gettext_lazy("Light"), "dark": gettext_lazy("Dark")},
    ),
    "density": (gettext_lazy("Rows"), {"": gettext_lazy("Roomy"), "compact": gettext_lazy("Compact")}),
}
# Further pages of one's own settings, told by higher folders: the label and the name of the address.
ELSEWHERE: list[tuple[Any, str]] = []
YEAR = 365 * 24 * 3600  # seconds


@require_http_methods(["GET", "POST"])
def chosen(request: Request) -> HttpResponse:
    """Language and time zone, which go with the person; light or dark and the rows, which stay with this browser."""
    if request.method == "GET":
        mine = preferences.of(request.actor)
        return _form(request, mine.language, mine.zone, None)
    language, zone = request.POST.get("language", ""), request.POST.get("zone", "")
    try:
        preferences.choose(language, zone, by=request.actor)
    except Refused as refused:
        return _form(request, language, zone, refused)
    with translation.override(language or settings.LANGUAGE_CODE):
        messages.success(request, _("Saved."))
    answer = redirect("my_settings")
    for name, (_label, choices) in LOOKS.items():
        value = request.POST.get(name, "")
        if value in choices and value:
            answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        elif value in choices:
            answer.delete_cookie(name, samesite="Lax")
    return answer


def _form(request: Request, language: str, zone: str, refused: Refused | None) -> HttpResponse:
    errors = errors_of(refused)
    usual = dict(settings.LANGUAGES)[settings.LANGUAGE_CODE]
    languages = [("", _("The company's (%(usual)s)") % {"usual": usual}), *settings.LANGUAGES]
    zones = [
        ("", _("The company's (%(usual)s)") % {"usual": settings.TIME_ZONE}),
        *((one, one) for one in preferences.zones()),
    ]
    context = {
        "action": request.path,
        "fields": [
            chooser("language", _("Language"), languages, language, error=errors.get("language", "")),
            chooser("zone", _("Time zone"), zones, zone, error=errors.get("zone", "")),
        ],
        "looks": [
            {"name": name, "label": label, "choices": choices.items(), "chosen": request.COOKIES.get(name, "")}
            for name, (label, choices) in LOOKS.items()
        ],
        "password_url": reverse("account_change_password"),
        "elsewhere": [(label, reverse(name)) for label, name in ELSEWHERE],
    }
    return render(request, "access/mine.html", context, status=422 if refused else 200)
