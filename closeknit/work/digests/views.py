"""The page on which people say how they hear of notices."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from closeknit.access.requests import Request
from closeknit.mail import accounts
from closeknit.work.digests import wishes
from closeknit.work.digests.models import How

FIELD = "kind-"


@require_http_methods(["GET", "POST"])
def chosen(request: Request) -> HttpResponse:
    """How one hears of each kind of notice."""
    if request.method == "POST":
        given = {key.removeprefix(FIELD): str(how) for key, how in request.POST.items() if key.startswith(FIELD)}
        wanted = How.DIGEST if "morning" in request.POST else How.NONE
        wishes.choose({**given, wishes.MORNING: wanted}, by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("notice_settings")
    said = wishes.of(request.actor.user_id or 0)
    context = {
        "kinds": wishes.offered(request.actor),
        "ways": How.choices,
        "morning": said.get(wishes.MORNING) != How.NONE,
        "label": wishes.LABEL,
        "ready": accounts.current().ready,
    }
    return render(request, "work/digests/settings.html", context)
