"""Endpoints of verbs: what the caller may do, and one of it done with a record."""

from __future__ import annotations

import inspect
import typing
from datetime import date
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.access.verbs import VERBS, RefusedTogether, Verb
from closeknit.api import bodies, idempotency
from closeknit.api.description import VERB
from closeknit.api.description import VERBS as LISTED
from closeknit.api.door import PREFIX, answered, written
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused

router = Router()

PLAIN: dict[type, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
}
# Verbs with a door of their own, by name: its method and its address under the API. The folders that have them say so.
DOORS: dict[str, tuple[str, str]] = {}


@router.get("/verbs", openapi_extra=LISTED, tags=["verbs"], summary="List what you may do")
def list_verbs(request: Request) -> HttpResponse:
    """Every verb that the caller may do with some record, the kinds it is for, and what it takes."""
    bodies.parameters(request, ())
    told = [_told(one, request.actor) for _name, one in sorted(VERBS.items())]
    items = [one for one in told if one["kinds"] and one["address"]]
    return answered({"items": items, "after": None, "count": len(items), "count_exact": True})


def _told(one: Verb, actor: Actor) -> dict[str, Any]:
    method, address = DOORS.get(one.name) or ("POST", f"/{{kind}}/{{id}}/{one.word}" if is_open(one) else "")
    taken = takes(one) if is_open(one) else {}
    return {
        "name": one.word,
        "label": str(one.label),
        "right": one.to,
        "method": method,
        "address": f"{PREFIX}{address}" if address else "",
        "kinds": [kind.plural for kind in kinds if is_for(one, kind) and actor.may(kind.key, one.to)],
        "parameters": {key: PLAIN[type_] for key, (type_, _default) in taken.items()},
    }


def _hints(one: Verb) -> dict[str, Any]:
    return typing.get_type_hints(inspect.unwrap(one.run))


def takes(one: Verb) -> dict[str, tuple[Any, Any]]:
    """What a verb takes beside its subject and its actor: the type and the default of each."""
    hints = _hints(one)
    after_subject = list(one.signature.parameters.values())[1:]
    return {each.name: (hints.get(each.name), each.default) for each in after_subject if each.name != "by"}


def is_plain(one: Verb) -> bool:
    """Whether it is done with a record and takes nothing but plain values."""
    return one.subject and all(type_ in PLAIN for type_, _default in takes(one).values())


def is_open(one: Verb) -> bool:
    """Whether a program can run it by its name."""
    return one.name not in DOORS and is_plain(one)


def is_for(one: Verb, kind: Kind) -> bool:
    """Whether the verb's subject is a record of this kind, or of any."""
    first = next(iter(one.signature.parameters))
    subject = _hints(one).get(first, Any)
    return (
        not one.subject
        or subject is Any
        or (isinstance(subject, type) and issubclass(subject, Model) and issubclass(kind.model, subject))
    )


@router.post(
    "/{kind:kind}/{int:pk}/{slug:word}", openapi_extra=VERB, tags=["{kind}"], summary="Run a verb on one of {kind}"
)
def run_verb(request: Request, kind: Any, pk: int, word: str) -> HttpResponse:
    """Do one thing with a record: the verbs there are stand under /verbs."""
    bodies.parameters(request, ())
    one = next((each for each in VERBS.values() if each.word == word and is_open(each) and is_for(each, kind)), None)
    if one is None:
        raise gate.Absent
    subject = gate.get(kind.model, pk, request.actor, "restore" if one.to == "restore" else "see")
    sent = given(one, bodies.members(request) if request.body else {})
    version = bodies.version(request)

    def act() -> HttpResponse:
        one.run(subject, by=request.actor, version=version, **sent)
        fresh = gate.rows(kind.model, request.actor).filter(pk=pk).values_list("version", flat=True).first()
        record = {} if fresh is None else {"kind": kind.key, "id": pk, "version": fresh}
        return written(request, {"verb": one.word, "change": str(request.actor.change), **record})

    asked = f"{request.method} {request.path}\n".encode() + request.body
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), asked, act)


def given(one: Verb, sent: dict[str, Any]) -> dict[str, Any]:
    """The values that a verb takes, each of its type; raises RefusedTogether."""
    taken = takes(one)
    refusals = [
        Refused(_("“%(key)s” is not part of this.") % {"key": key[:60]}, field=key[:60], code="unknown_field")
        for key in sent
        if key not in taken
    ]
    found = {}
    for key, (type_, default) in taken.items():
        if key in sent:
            try:
                found[key] = _plain(key, type_, sent[key])
            except Refused as refused:
                refusals.append(refused)
        elif default is inspect.Parameter.empty:
            refusals.append(Refused(_("“%(key)s” is needed.") % {"key": key}, field=key, code="required"))
    if refusals:
        raise RefusedTogether(refusals)
    return found


def _plain(key: str, type_: Any, value: Any) -> Any:
    if type_ is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Refused(
                _("“%(key)s” is a date, such as 2026-12-31.") % {"key": key}, field=key, code="not_a_date"
            ) from None
    if type(value) is not type_:
        names = {str: _("a text"), int: _("a whole number"), bool: _("true or false"), date: _("a date")}
        raise Refused(_("“%(key)s” is %(type)s.") % {"key": key, "type": names[type_]}, field=key, code="wrong_type")
    return value
