"""Signing in, and the first page of an empty installation."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from closeknit.access import invitations, people, signin
from closeknit.access.forms import errors_of, line
from closeknit.access.models import User
from closeknit.access.requests import Request
from closeknit.catalogue.refusal import Refused


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
    login(request, first, backend=signin.BACKEND)
    return redirect("home")


def _form(request: Request, given: dict[str, str], refused: Refused | None) -> HttpResponse:
    asked = (
        ("name", _("Your name"), "text", "name"),
        ("email", _("E-mail"), "email", "username"),
        ("password", _("Password"), "password", "new-password"),
    )
    errors = errors_of(refused)
    fields = [
        line(key, label, given[key], kind=kind, complete=complete, error=errors.get(key, ""))
        for key, label, kind, complete in asked
    ]
    context = {"action": request.path, "fields": fields, "error": errors.get("", "")}
    return render(request, "web/first.html", context, status=422 if refused else 200)


@login_not_required
@require_http_methods(["GET", "POST"])
def welcome(request: Request, key: str) -> HttpResponse:
    """Somebody who was given a link chooses their password, and is signed in."""
    try:
        invited = invitations.of(key)
    except Refused as refused:
        return render(request, "access/link_ended.html", {"sentence": refused.sentence}, status=404)
    error = ""
    if request.method == "POST":
        try:
            login(request, invitations.accept(key, request.POST.get("password", "")), backend=signin.BACKEND)
            return redirect("home")
        except Refused as refused:
            error = refused.sentence
    field = line("password", _("Password"), "", kind="password", complete="new-password", error=error)
    context = {"action": request.path, "name": invited.name, "email": invited.email, "fields": [field]}
    return render(request, "access/welcome.html", context, status=422 if error else 200)
