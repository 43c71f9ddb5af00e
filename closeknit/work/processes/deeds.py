"""Steps that do something: give a task, decide, set a field, act, add a record, start a process, fork, gather, end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from inspect import Parameter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import Hat
from closeknit.access.verbs import VERBS, Verb
from closeknit.api import verbs
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records import record, values
from closeknit.work import recipients, tasks
from closeknit.work.models import Task
from closeknit.work.processes import periods, waits
from closeknit.work.processes.models import Process, Signal
from closeknit.work.processes.steps import STEPS, Go, Moving, Outcome, Part, StepKind, Wait, register

DAY = timedelta(days=1)


def worded(text: str, moving: Moving) -> str:
    """A text of a definition with the words of this run in it: {record} is its name, {id} its id."""
    return text.replace("{record}", moving.record.name).replace("{id}", str(moving.record.pk))


# ------------------------------------------------------------------------------------------------ a task


def _begin_task(moving: Moving) -> Outcome:
    delay = moving.step.given.get("delay")
    return Wait(periods.ahead(moving.now, delay)) if delay else _give_task(moving)


def _give_task(moving: Moving) -> Wait:
    given = moving.step.given
    called = given.get("name") or moving.step.label or str(STEPS[moving.step.kind].label)
    asked: dict[str, Any] = {"name": worded(called, moving)[:300], **_whom(moving)}
    if moving.run.process.kind != "task":
        asked["about"] = moving.run.record_id
    if given.get("due"):
        asked["due_on"] = timezone.localdate(periods.ahead(moving.now, given["due"]))
    if given.get("description"):
        asked["description"] = worded(given["description"], moving)
    made = record.create(kinds["task"], asked, by=moving.by)
    moving.position.floor = made.pk
    return Wait(moving.now + DAY, made.pk)


def _whom(moving: Moving) -> dict[str, Any]:
    """Whose the task is: of the hat of its lane, else of whoever looks after the record, else of who started the process."""
    whom, _mark, number = str(moving.step.given.get("for") or "lane").partition(":")
    lane = moving.design.lane(moving.step.lane)
    if whom == "lane" and lane is not None and lane.hat:
        hat = Hat.objects.filter(key=lane.hat).first()
        if hat is None:
            raise Refused(now("The role of the lane “%(lane)s” is not there any more.") % {"lane": lane.label})
        return {"hat": hat.pk}
    if whom in ("person", "team", "hat"):
        return {"owner" if whom == "person" else whom: int(number)}
    owner = None if whom == "starter" else moving.record.owner_id
    return {"owner": owner or moving.by.user_id}


def _look_at_task(moving: Moving, said: list[Signal]) -> Outcome:
    position = moving.position
    if not position.floor:
        due = position.due_at
        return Wait(due) if due is not None and due > moving.now else _give_task(moving)
    task = Task.objects.filter(pk=position.floor).first()
    if task is None or task.binned_at is not None:
        return Go("dropped")
    if task.status == "open":
        return Wait(moving.now + DAY, task.pk)
    return Go("done", task.done_by_id) if task.status == "done" else Go("dropped", task.updated_by_id, task.cause or "")


def _leave_task(moving: Moving) -> None:
    """Drop the task that was given, where it is still open and who skips the step may."""
    task = gate.rows(Task, moving.by, "edit").filter(pk=moving.position.floor, status="open").first()
    if task is not None:
        tasks.drop(task, now("Its step in the process was skipped."), by=moving.by)


def _check_task(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    for key in ("delay", "due"):
        waits.check_period(key)(given)
    if (given.get("for") or "lane") not in dict(_recipients(kind, actor)):
        raise Refused(now("Choose whose the task is."), field="for", code="not_an_option")


def _recipients(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    several = [(f"{word}:{pk}", name) for _label, word, rows in recipients.groups() for pk, name in rows]
    first = [("lane", now("the role of the lane")), ("owner", now("whoever looks after the record"))]
    return [*first, ("starter", now("who started the process")), *several]


# ------------------------------------------------------------------------------------------------ decided, set, done


def _branch(moving: Moving) -> Outcome:
    return Go("yes" if waits.fits(moving, moving.step.given["filter"]) else "no")


def _set(moving: Moving) -> Outcome:
    given = moving.step.given
    record.edit(moving.record, {given["field"]: worded(str(given.get("value") or ""), moving)}, by=moving.by)
    return Go()


def _check_set(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    if given.get("field") not in dict(_settable(kind, actor)):
        raise Refused(now("Choose the field that is set."), field="field", code="not_an_option")
    text = str(given.get("value") or "")
    if "{" not in text:
        values.parsed(kind, {str(given["field"]): text}, actor)


def _settable(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    if not actor.may(kind.key, "edit"):  # it will act as others do who may: who draws it must be one of them
        return []
    return [(key, str(one.label)) for key, one in gate.Readable(kind, actor).fields().items() if one.writable]


def _act(moving: Moving) -> Outcome:
    one = VERBS[moving.step.given["verb"]]
    said = {key: worded(text, moving) for key, text in (moving.step.given.get("with") or {}).items()}
    one.run(moving.record, by=moving.by, **verbs.given(one, _typed(one, said)))
    return Go()


def _check_act(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    if given.get("verb") not in dict(_verbs(kind, actor)):
        raise Refused(now("Choose what is done."), field="verb", code="not_an_option")
    verbs.given(VERBS[given["verb"]], _typed(VERBS[given["verb"]], given.get("with") or {}))


def _typed(one: Verb, said: Mapping[str, str]) -> dict[str, Any]:
    """What somebody wrote for a verb, as the values that it takes."""
    taken = {key: type_ for key, (type_, _default) in verbs.takes(one).items()}
    return {key: _value(taken.get(key), text.strip()) for key, text in said.items()}


def _value(type_: Any, text: str) -> Any:
    if type_ is int and text.isascii() and text.isdigit():
        return int(text)
    return text.casefold() in ("yes", "true") if type_ is bool else text


def _verbs(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    return [
        (key, str(one.label))
        for key, one in VERBS.items()
        if verbs.is_for(one, kind) and actor.may(kind.key, one.to) and _by_words(one)
    ]


def _by_words(one: Verb) -> bool:
    """Whether somebody who draws can say all that a verb needs: the id of a row that is not there yet is nothing to say."""
    needed = [type_ for type_, default in verbs.takes(one).values() if default is Parameter.empty]
    return verbs.is_plain(one) and int not in needed


def _create(moving: Moving) -> Outcome:
    given = moving.step.given
    said = {key: worded(text, moving) for key, text in (given.get("with") or {}).items()}
    record.create(kinds[given["kind"]], said, by=moving.by)
    return Go()


def _check_create(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    if given.get("kind") not in dict(_kinds(kind, actor)):
        raise Refused(now("Choose what is added."), field="kind", code="not_an_option")
    target, said = kinds[given["kind"]], dict(given.get("with") or {})
    if lacking := values.missing(target, said):
        raise lacking[0]
    values.parsed(target, {key: text for key, text in said.items() if "{" not in text}, actor)


def _kinds(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    return [(one.key, str(one.label)) for one in kinds if actor.may(one.key, "create")]


# ------------------------------------------------------------------------------------------------ other processes


def _processes(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    there = Process.objects.filter(kind=kind.key, retired_at=None).order_by("name")
    return [(str(one.pk), str(one)) for one in there]


def _check_start(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    if given.get("process") not in dict(_processes(kind, actor)):
        raise Refused(now("Choose the process that is started."), field="process", code="not_an_option")


def _go(moving: Moving) -> Outcome:
    return Go()


WITH = Part(
    "with",
    _("With"),
    "lines",
    hint=_("One to a line, such as “text: Hello”. {record} stands for the name, {id} for the id."),
)
PERIODS = (Part("delay", _("Given after"), "period"), Part("due", _("To be done within"), "period"))


def offer(start: Any) -> None:
    """Make these kinds of step known; called once when the program starts. `start` begins another process."""
    register(
        StepKind(
            "task", _("Give a task"), "square-check", _begin_task, _look_at_task, _leave_task, waits=True, check=_check_task,
            answers={"done": _("done"), "dropped": _("dropped")},
            parts=(Part("name", _("Task"), hint=_("{record} stands for the name of the record.")), Part("for", _("For"), "choice", choices=_recipients), *PERIODS, Part("description", _("Description"), "long")),
        ),
        StepKind("branch", _("Decide by a condition"), "split", _branch, check=waits.check_filter, answers={"yes": _("yes"), "no": _("no")}, parts=(Part("filter", _("Condition"), "filter", required=True),)),
        StepKind("set", _("Set a field"), "pencil", _set, check=_check_set, parts=(Part("field", _("Field"), "choice", required=True, choices=_settable), Part("value", _("Value")))),
        StepKind("act", _("Do something with the record"), "zap", _act, check=_check_act, parts=(Part("verb", _("What"), "choice", required=True, choices=_verbs), WITH)),
        StepKind("create", _("Add a record"), "plus", _create, check=_check_create, parts=(Part("kind", _("What"), "choice", required=True, choices=_kinds), WITH)),
        StepKind("start", _("Start another process"), "play", start, check=_check_start, parts=(Part("process", _("Process"), "choice", required=True, choices=_processes),)),
        StepKind("fork", _("Go several ways at once"), "git-fork", _go, all_ways=True, answers={"1": _("first way"), "2": _("second way"), "3": _("third way")}),
        StepKind("gather", _("Gather all ways"), "merge", _go, gathers=True, waits=True),
        StepKind("end", _("End"), "flag", _go, ends=True),
    )  # fmt: skip
