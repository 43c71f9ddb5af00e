"""Signing in, and the first page of an empty installation."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from closeknit.access import people, signin
from closeknit.access.models import User
from closeknit.access.requests import Request
from closeknit.catalogue.refusal import Refused, each

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """allauth's page; while there is nobody, the page that makes the first administrator."""

    def dispatch(self, request: Any, *arguments: Any, **more: Any) -> HttpResponseBase:
        if not User.objects.exists():
            return redirect("begin")
        return super().dispatch(request, *arguments, **more)  # type: ignore[no-any-return]

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return {**super().get_context_data(**more), "demo": signin.offered(self.request)}


@login_not_required
@require_http_methods(["GET", "POST"])
def begin(request: Request) -> HttpResponse:
    """Make the first administrator and sign them in; gone once there is somebody."""
    if User.objects.exists():
        return redirect("account_login")
    given = {key: request.POST.get(key, "") for key in ("name", "email", "password")}
    if request.method == "GET":
        return _form(request, given, None)
    try:
        first = people.begin(**given)
    except Refused as refused:
        return _form(request, given, refused)
    login(request, first, backend=BACKEND)
    return redirect("home")


def _form(request: Request, given: dict[str, str], refused: Refused | None) -> HttpResponse:
    errors = {one.field: one.sentence for one in each(refused)} if refused else {}
    asked = (
        ("name", _("Your name"), "text", "name"),
        ("email", _("E-mail"), "email", "username"),
        ("password", _("Password"), "password", "new-password"),
    )
    fields = [
        _field(key, label, kind, complete, given[key], errors.get(key, "")) for key, label, kind, complete in asked
    ]
    context = {"action": request.path, "fields": fields, "error": errors.get("", "")}
    return render(request, "web/first.html", context, status=422 if refused else 200)


def _field(key: str, label: str, kind: str, complete: str, value: str, error: str) -> dict[str, Any]:
    control = format_html(
        '<input class="field-box" id="first-{}" name="{}" type="{}" autocomplete="{}" value="{}" required{}>',
        key,
        key,
        kind,
        complete,
        "" if kind == "password" else value,
        format_html(' aria-invalid="true" aria-describedby="first-{}-error"', key) if error else "",
    )
    return {"id": f"first-{key}", "label": label, "control": control, "error": error, "hint": "", "required": False}
