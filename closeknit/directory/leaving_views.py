"""The page on which somebody is said to have left."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Conflict, Refused
from closeknit.catalogue.kinds import Kind
from closeknit.directory.leaving_form import HasLeft
from closeknit.web.shell import offer_undo


@require_http_methods(["GET", "POST"])
def has_left(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """The form with what it would touch; sent, the page of the person as they are from then on."""
    subject = gate.get(kind.model, pk, request.actor, "edit")
    if kind.key != "individual":
        raise Refused(_("Only people leave an organization."), code="not_a_person")
    form = HasLeft(subject, request.actor, request.POST if request.method == "POST" else request.GET)
    if request.method == "GET":
        if form.post is None:
            raise Refused(_("“%(name)s” works for no organization now.") % {"name": subject.name}, code="no_employment")
        return render(request, "directory/has_left.html", form.context())
    try:
        left = form.save(_version(request))
    except Conflict as conflict:
        context = form.context(conflict) | {
            "version": conflict.current.version
        }  # sent again, it is meant in spite of that
        return render(request, "directory/has_left.html", context, status=409)
    except Refused as refused:
        return render(request, "directory/has_left.html", form.context(refused), status=422)
    back = kind.address(left.pk, left.name)
    offer_undo(request, _("“%(name)s” has left.") % {"name": left.name}, form.key, back)
    return redirect(back)


def _version(request: Request) -> int:
    """The version of the person that the form was shown with."""
    given = request.POST.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise Refused(_("The page is out of date. Load it again."), field="version", code="no_version")
    return int(given)
