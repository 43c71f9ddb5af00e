"""Pages of imports: the list, a new file, its columns, the proposal, the progress, the result."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue.export import write_csv
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.intake import decisions, imports, taking_back, tasks
from closeknit.intake.forms import choosing, result, rows
from closeknit.intake.models import Import, Outcome, State
from closeknit.intake.slots import REMARKS
from closeknit.work.calendars.views import feeds as calendars


@require_GET
def listing(request: Request) -> HttpResponse:
    """The imports that one sees, below the form for a new one."""
    return new(request)


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Choose a file and say what is in it."""
    _check_any(request)
    if request.method == "GET":
        return render(request, "web/import_file.html", choosing.file_form(request.actor))
    key, given = request.POST.get("kind", ""), request.FILES.get("file")
    if given is not None and (given.name or "").lower().endswith(".ics"):
        return calendars.take(request)
    kind = next((one for one in imports.kinds_for(request.actor) if one.key == key), None)
    try:
        if kind is None:
            raise Refused(_("Say what is in the file."), field="kind", code="required")
        if given is None:
            raise Refused(_("Choose a file."), field="file", code="required")
        one = imports.begin(kind, given.name or "", given.chunks(), by=request.actor, keep_rest=False)
    except Refused as refused:
        context = choosing.file_form(request.actor, chosen=key, error=refused.sentence)
        return render(request, "web/import_file.html", context, status=422)
    return redirect("import", one.pk)


def _check_any(request: Request) -> None:
    if not imports.kinds_for(request.actor):
        raise gate.NotAllowed(_("Your roles do not let you import. Ask an administrator."))


@require_GET
def show(request: Request, pk: int) -> HttpResponse:
    """An import as it stands: its columns, its progress, its proposal or its result."""
    one = imports.get(pk, request.actor)
    if one.state in (State.COLUMNS, State.FAILED) and not one.entry_id:
        return render(request, "web/import_columns.html", choosing.columns_form(one, request.actor, one.error))
    if one.busy:
        return render(request, "web/import_progress.html", choosing.working(one))
    return render(request, "web/import_result.html", result.page(one, request.actor))


@require_http_methods(["GET", "POST"])
def columns(request: Request, pk: int) -> HttpResponse:
    """Say where the columns go, and have the file looked through."""
    one = imports.get(pk, request.actor, lock=request.method == "POST")
    if request.method == "GET":
        return render(request, "web/import_columns.html", choosing.columns_form(one, request.actor))
    given = {match.column: request.POST.get(f"column-{match.column}", match.slot) for match in imports.matches_of(one)}
    if "keep_rest" in request.POST:
        given = {column: slot or REMARKS for column, slot in given.items()}
        context = choosing.columns_form(one, request.actor, given=given)
        return render(request, "web/import_columns.html", context)
    try:
        imports.choose(one, given, by=request.actor)
    except Refused as refused:
        if refused.code == "conflict":
            raise
        context = choosing.columns_form(one, request.actor, refused.sentence, refused.field, given)
        return render(request, "web/import_columns.html", context, status=422)
    imports.look(one, by=request.actor)
    tasks.send(one.pk)
    return redirect("import", pk)


@require_GET
def progress(request: Request, pk: int) -> HttpResponse:
    """How far the work is; once it is done, the page again."""
    one = imports.get(pk, request.actor)
    if one.busy:
        return render(request, "web/import/progress.html", choosing.working(one))
    if not request.htmx:
        return redirect("import", pk)
    return HttpResponse(headers={"HX-Redirect": reverse("import", args=[pk])})


@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    """Write what is certain."""
    imports.start(one := imports.get(pk, request.actor, lock=True), by=request.actor)
    tasks.send(one.pk)
    return redirect("import", pk)


@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """Hold the work."""
    imports.stop(imports.get(pk, request.actor, lock=True), by=request.actor)
    return redirect("import", pk)


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw away an import that has written nothing."""
    one = imports.get(pk, request.actor, lock=True)
    imports.discard(one, by=request.actor)
    messages.success(request, _("“%(name)s” is thrown away; nothing was written.") % {"name": one.name})
    return redirect("imports")


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take the whole import back."""
    imports.take_back(one := imports.get(pk, request.actor, lock=True), by=request.actor)
    tasks.send(one.pk)
    return redirect("import", pk)


@require_POST
def undo_row(request: Request, pk: int, line: int) -> HttpResponse:
    """Take back what one row did."""
    one = imports.get(pk, request.actor, lock=True)
    taking_back.one_row(one, line, by=request.actor)
    messages.success(request, _("Row %(line)d is taken back.") % {"line": line})
    return redirect("import", pk)


@require_POST
def answer(request: Request, pk: int, line: int, same: int) -> HttpResponse:
    """Say of a doubtful row which record it is, or that it is another."""
    return _decide(request, pk, line, lambda one: decisions.answer(one, line, same, by=request.actor))


@require_POST
def leave_out(request: Request, pk: int, line: int) -> HttpResponse:
    """Say of a row that waits that it stays out."""
    return _decide(request, pk, line, lambda one: decisions.leave_out(one, line, by=request.actor))


@require_POST
def correct(request: Request, pk: int, line: int) -> HttpResponse:
    """Put other cells in the place of those of a refused row."""

    def act(one: Import) -> None:
        named = {match.column: f"cell-{match.column}" for match in imports.matches_of(one)}
        given = {column: request.POST[name] for column, name in named.items() if name in request.POST}
        decisions.correct(one, line, given, by=request.actor)

    return _decide(request, pk, line, act)


@require_POST
def tick(request: Request, pk: int, line: int) -> HttpResponse:
    """Say which of the proposed changes of a known record are to be made."""
    wanted = request.POST.getlist("field")
    return _decide(request, pk, line, lambda one: decisions.tick(one, line, wanted, by=request.actor))


def _decide(request: Request, pk: int, line: int, act: Callable[[Import], None]) -> HttpResponse:
    """Decide about a row: under htmx the row with what follows from it, else the page at its group."""
    one = imports.get(pk, request.actor, lock=True)
    try:
        act(one)
    except Refused as refused:
        if not request.htmx or refused.code != "conflict":
            raise
        return HttpResponse(headers={"HX-Refresh": "true"})  # it is being written by now: the page says so
    shown = rows.row(one, request.actor, line)
    if not request.htmx:
        return redirect(f"{reverse('import', args=[one.pk])}#{shown['state']}")
    return render(request, "web/import/decided.html", {"row": shown, **result.standing(one)})


@require_POST
def answer_all(request: Request, pk: int) -> HttpResponse:
    """Answer all doubtful rows in one way."""
    one = imports.get(pk, request.actor, lock=True)
    count = decisions.answer_all(one, request.POST.get("answer", ""), by=request.actor)
    said = ngettext("%(count)d row is answered.", "%(count)d rows are answered.", count)
    messages.success(request, said % {"count": count})
    return redirect(f"{reverse('import', args=[pk])}#{Outcome.DOUBTFUL}")


@require_GET
def outcome(request: Request, pk: int, outcome: str) -> HttpResponse:
    """All rows that came to one outcome, a page of them at a time."""
    one = imports.get(pk, request.actor)
    if outcome not in Outcome.values:
        raise gate.Absent
    after = request.GET.get("after", "")
    line = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    return render(request, "web/import_result.html", result.page(one, request.actor, only=outcome, after=line))


@require_GET
def refused(request: Request, pk: int) -> HttpResponse:
    """The refused rows as they came, each with its line, column and reason: to be corrected and imported again."""
    one: Import = imports.get(pk, request.actor)
    heads = [*imports.headings(one), _("Line"), _("Column"), _("Reason")]
    found = (
        [*((row.cells or []) + [""] * len(one.matches))[: len(one.matches)], row.line, row.column, row.reason]
        for row in imports.rows(one, Outcome.REFUSED).iterator(1_000)
    )
    response = HttpResponse(b"".join(write_csv(heads, found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{kinds[one.kind].plural}-{one.pk}.csv"'
    return response
