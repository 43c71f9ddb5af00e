"""Endpoints of processes and their runs; one is started by the verb `start-process` of a record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.api import bodies, idempotency, verbs
from closeknit.api.description import GENERAL, KEY, NUMBER, REMOVED, TEXT, answer, body, items_of, parameter, ref
from closeknit.api.door import PREFIX, answered, written
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.profiles.api import members
from closeknit.work.processes import checks, designs, processes, runs, standing
from closeknit.work.processes.models import Process, Run
from closeknit.work.processes.standing import Standing

router = Router(tags=["processes"])

verbs.DOORS.update(
    {
        "work_processes.add": ("POST", "/processes"),
        "work_processes.change": ("PATCH", "/processes/{process}"),
        "work_processes.publish": ("POST", "/processes/{process}/publish"),
        "work_processes.retire": ("DELETE", "/processes/{process}"),
        "work_processes.reinstate": ("POST", "/processes/{process}/restore"),
        "work_runs.pause": ("POST", "/processes/runs/{run}/pause"),
        "work_runs.go_on": ("POST", "/processes/runs/{run}/go-on"),
        "work_runs.skip": ("POST", "/processes/runs/{run}/skip"),
        "work_runs.cancel": ("POST", "/processes/runs/{run}/cancel"),
    }
)

OBJECT: dict[str, Any] = {"type": ["object", "null"]}
GENERAL.update(
    {
        "ProcessNew": {"type": "object", "required": ["kind", "name"], "properties": {"kind": TEXT, "name": TEXT, "design": {"type": "object"}}},
        "ProcessChanges": {"type": "object", "properties": {"name": TEXT, "design": {"type": "object"}, "version": NUMBER}},
        "Process": {
            "type": "object",
            "required": ["id", "kind", "name", "edition", "version", "retired"],
            "properties": {
                "id": NUMBER, "kind": TEXT, "name": TEXT, "edition": {"type": ["integer", "null"]}, "version": NUMBER, "retired": {"type": "boolean"},
                "design": OBJECT, "in_force": OBJECT, "problems": {"type": "array", "items": TEXT},
            },
        },
        "ProcessStop": {"type": "object", "properties": {"label": TEXT, "state": TEXT, "number": NUMBER, "since": TEXT, "who": TEXT, "said": TEXT}},
        "ProcessRun": {
            "type": "object",
            "required": ["id", "process", "record", "state", "steps"],
            "properties": {
                "id": NUMBER, "process": TEXT, "record": NUMBER, "state": TEXT, "why": TEXT, "by": TEXT, "begun_at": TEXT, "ended_at": {"type": ["string", "null"]},
                "steps": {"type": "array", "items": ref("ProcessStop")},
            },
        },
    }
)  # fmt: skip
OF_KIND = parameter("kind", TEXT, "a kind, such as organization")


# ------------------------------------------------------------------------------------------------ processes


@router.get("/processes", openapi_extra={"parameters": [OF_KIND], **answer(items_of(ref("Process")))})
def list_processes(request: Request) -> HttpResponse:
    """The processes about a kind, or about all that the caller sees; the retired ones last."""
    asked = bodies.parameters(request, {"kind"})
    wanted = _kind(asked["kind"]).key if "kind" in asked else ""
    if wanted:
        gate.check(wanted, request.actor, "see")
    there = [*standing.seen(request.actor), *standing.seen(request.actor, retired=True)]
    return _listed([_shown(one, request) for one in there if wanted in ("", one.kind)])


@router.post("/processes", openapi_extra={"parameters": [KEY], **body(ref("ProcessNew")), **answer(ref("Process"), 201)})  # fmt: skip
def add_process(request: Request) -> HttpResponse:
    """Draw a process about a kind; it starts nowhere before it is published."""
    bodies.parameters(request, ())
    given = members(request, {"kind", "name", "design"})
    kind = _kind(given.pop("kind", None))

    def act() -> HttpResponse:
        made = processes.add(kind, given, by=request.actor)
        return written(request, _shown(made, request), 201, Location=f"{PREFIX}/processes/{made.pk}")

    said = f"{request.method} {request.path}\n".encode() + request.body
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), said, act)


@router.get("/processes/{int:process}", openapi_extra=answer(ref("Process")))
def read_process(request: Request, process: int) -> HttpResponse:
    """One process; its design is for who may draw it, with what still keeps it from being published."""
    found = _process(request, process)
    design, kind = designs.read(found.draft), kinds[found.kind]
    may = request.actor.may(kind.key, "shape")
    problems = [one.sentence for one in checks.problems(design, kind, request.actor)] if may else []
    return answered({**_shown(found, request), "problems": problems})


@router.patch("/processes/{int:process}", openapi_extra={**body(ref("ProcessChanges")), **answer(ref("Process"))})
def change_process(request: Request, process: int) -> HttpResponse:
    """Change what is drawn; with `version` only where nobody else did meanwhile."""
    found = _process(request, process)
    given = members(request, {"name", "design", "version"})
    version = given.pop("version", None)
    if version is not None and type(version) is not int:
        raise Refused(_("“%(key)s” is a whole number.") % {"key": "version"}, field="version", code="not_a_number")
    changed = processes.change(kinds[found.kind], process, given, by=request.actor, version=version)
    return written(request, _shown(changed, request))


@router.post("/processes/{int:process}/publish", openapi_extra=answer(ref("Process")))
def publish_process(request: Request, process: int) -> HttpResponse:
    """Put what is drawn in force as the next edition; what is under way goes on under its own."""
    found = _process(request, process)
    return written(request, _shown(processes.publish(kinds[found.kind], process, by=request.actor), request))


@router.delete("/processes/{int:process}", openapi_extra=REMOVED)
def retire_process(request: Request, process: int) -> HttpResponse:
    """Start it no more; what is under way goes on."""
    found = _process(request, process)
    processes.retire(kinds[found.kind], process, by=request.actor)
    return written(request, None, 204)


@router.post("/processes/{int:process}/restore", openapi_extra=answer(ref("Process")))
def restore_process(request: Request, process: int) -> HttpResponse:
    """Take up a retired process again, as a draft."""
    found = _process(request, process)
    return written(request, _shown(processes.reinstate(kinds[found.kind], process, by=request.actor), request))


def _process(request: Request, pk: int) -> Process:
    bodies.parameters(request, ())
    return standing.find(pk, request.actor)


def _shown(one: Process, request: Request) -> dict[str, Any]:
    """A process as the API gives it."""
    may = request.actor.may(one.kind, "shape")
    return {
        "id": one.pk,
        "kind": one.kind,
        "name": str(one),
        "edition": one.edition.number if one.edition else None,
        "version": one.version,
        "retired": one.retired_at is not None,
        "design": one.draft if may else None,
        "in_force": one.edition.design if may and one.edition else None,
    }


# ------------------------------------------------------------------------------------------------ runs


@router.get("/processes/{int:process}/runs", openapi_extra=answer(items_of(ref("ProcessRun"))))
def list_runs(request: Request, process: int) -> HttpResponse:
    """The newest runs of a process that the caller sees, those under way first."""
    return _listed([_run(one) for one in standing.of_process(_process(request, process), request.actor)])


@router.get("/{kind:kind}/{int:pk}/processes", openapi_extra=answer(items_of(ref("ProcessRun"))))
def list_runs_of_record(request: Request, kind: Any, pk: int) -> HttpResponse:
    """The runs on a record: those under way, and the last that ended."""
    bodies.parameters(request, ())
    under_way, ended = standing.of_record(gate.get(kind.model, pk, request.actor), request.actor)
    return _listed([_run(one) for one in (*under_way, *ended)])


@router.get("/processes/runs/{int:run}", openapi_extra=answer(ref("ProcessRun")))
def read_run(request: Request, run: int) -> HttpResponse:
    """One run, with where it stands."""
    bodies.parameters(request, ())
    return answered(_told(gate.get(Run, run, request.actor)))


@router.post("/processes/runs/{int:run}/{slug:word}", openapi_extra={**body({"type": "object", "properties": {"reason": TEXT, "position": NUMBER}}), **answer(ref("ProcessRun"))})  # fmt: skip
def run_run(request: Request, run: int, word: str) -> HttpResponse:
    """`pause` it, let it `go-on`, `skip` the step at a `position` with a `reason`, or `cancel` it with a `reason`."""
    bodies.parameters(request, ())
    given = members(request, {"reason", "position"}) if request.body else {}
    reason, position = given.get("reason", ""), given.get("position", 0)
    if not isinstance(reason, str) or type(position) is not int:
        raise Refused(_("“reason” is a text, “position” the number of a step."), field="reason", code="wrong_type")
    found = gate.get(Run, run, request.actor)
    match word:
        case "pause":
            runs.pause(found, reason, by=request.actor)
        case "go-on":
            runs.go_on(found, by=request.actor)
        case "skip":
            runs.skip(found, position, reason, by=request.actor)
        case "cancel":
            runs.cancel(found, reason, by=request.actor)
        case _:
            raise gate.Absent
    return written(request, _told(gate.get(Run, run, request.actor)))


def _told(run: Run) -> dict[str, Any]:
    return _run(standing.standings([run.pk])[0])


def _run(one: Standing) -> dict[str, Any]:
    """A run as the API gives it."""
    return {
        "id": one.id,
        "process": one.process,
        "record": one.record.id,
        "state": one.state,
        "why": one.why,
        "by": one.by,
        "begun_at": one.begun_at.isoformat(),
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "steps": [
            {"label": stop.label, "state": stop.state, "number": stop.number, "since": stop.since.isoformat() if stop.since else None, "who": stop.who, "said": stop.said}
            for stop in one.stops
        ],
    }  # fmt: skip


def _listed(items: list[dict[str, Any]]) -> HttpResponse:
    return answered({"items": items, "after": None, "count": len(items), "count_exact": True})


def _kind(given: object) -> Kind:
    """The kind of that key or plural; raises Refused."""
    found = next((one for one in kinds if given in (one.key, one.plural)), None)
    if found is None:
        sentence = _("“kind” is one of %(all)s.") % {"all": ", ".join(one.key for one in kinds)}
        raise Refused(sentence, field="kind", code="not_an_option")
    return found
