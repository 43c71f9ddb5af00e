"""Pages of the demonstration: who one may be, being them, and a file to import. They exist on this machine only."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from closeknit.access import gate
from closeknit.access.signin import BACKEND
from closeknit.demo import fair, panels
from closeknit.demo.people import COLLEAGUES, login_of


@login_not_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom one may be."""
    offered = panels.offer(request)
    if offered is None:
        raise gate.Absent
    return render(request, "demo/people.html", {"demo": offered})


@login_not_required
@require_POST
def be(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the four, without a password."""
    one = next((one for one in COLLEAGUES if one.offered and one.key == request.POST.get("as")), None)
    user = login_of(one) if one and panels.on_this_machine(request) else None
    if user is None:
        raise gate.Absent
    login(request, user, backend=BACKEND)
    return redirect("home")


@require_GET
def fair_list(request: HttpRequest) -> HttpResponse:
    """The list that Ife brought from the fair, to be imported."""
    if not panels.on_this_machine(request):
        raise gate.Absent
    response = HttpResponse(fair.csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="fair-hanover.csv"'
    return response
