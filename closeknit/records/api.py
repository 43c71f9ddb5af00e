"""Endpoints of records of every kind: lists, one record made, read, changed, binned, restored, many at once, files, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Conflict
from closeknit.api import bodies, idempotency, problems, verbs
from closeknit.api.description import (
    ANSWER,
    BATCHED,
    CREATE,
    FILE,
    FILES,
    GONE,
    LISTED,
    PATCH,
    REMOVED,
    RESTORED,
    UNDONE,
    UPLOAD,
)
from closeknit.api.door import PREFIX, answered, tag, written
from closeknit.api.problems import Problem
from closeknit.catalogue import filters
from closeknit.catalogue.fields import Classification
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records import files, reading, record, undoing
from closeknit.records.many import api as batches_api
from closeknit.records.many import batches
from closeknit.records.models import Attachment, Record
from closeknit.records.reading import Reading
from closeknit.web import addresses, listing
from closeknit.web.listing import CAP, LIMIT, PAGE, Listing, Sort

addresses.register()
router = Router()
router.add_router("", batches_api.router)

ASKED = frozenset({"q", "filter", "sort", "fields", "limit", "after", "count"})
EVERY = frozenset({"id", "kind", "version", "profile"})  # what records have beside the fields of their kind
MOST_AT_ONCE = 1_000

verbs.DOORS.update(
    {
        "records_record.create": ("POST", "/{kind}"),
        "records_record.edit": ("PATCH", "/{kind}/{id}"),
        "records_record.discard": ("DELETE", "/{kind}/{id}"),
        "records_files.attach": ("POST", "/{kind}/{id}/files"),
        "records_files.remove": ("DELETE", "/{kind}/{id}/files/{file}"),
    }
)


# ------------------------------------------------------------------------------------------------ lists


@router.get("/{kind:kind}", openapi_extra=LISTED, tags=["{kind}"], summary="List {kind}")
def list_records(request: Request, kind: Any) -> HttpResponse:
    """The records that the caller sees, filtered, searched, sorted, a page at a time."""
    gate.check(kind.key, request.actor, "see")
    asked = {name: bodies.single(name, values) for name, values in request.GET.lists() if name in ASKED}
    limit = bodies.whole_number(asked.get("limit") or str(PAGE), "limit", 1, LIMIT)
    wished = Listing(
        kind, request.actor, (), Sort.read(asked.get("sort", "")), _tree(request, asked), asked.get("q", "")[:200]
    )
    only = _only(kind, request, asked.get("fields", ""))
    after = asked.get("after", "")
    seen = listing.window(wished, after)
    found = reading.read(seen.query[: limit + 1], kind, request.actor, only, seen.selected)
    kept, more = found[:limit], len(found) > limit
    number, exact = _counted(wished, asked.get("count", ""), None if more or after else len(kept))
    cursor = seen.cursor(kept[-1].beside[0], kept[-1].id) if more else None
    return answered(
        {"items": [shown(one, only) for one in kept], "after": cursor, "count": number, "count_exact": exact}
    )


def _tree(request: Request, asked: dict[str, str]) -> filters.Filter:
    """The filter: the JSON tree under `filter`, and every parameter that is a condition on a field."""
    pairs = [(name, value) for name, values in request.GET.lists() if name not in ASKED for value in values]
    for name, value in pairs:
        bodies.refuse_bad_signs(name + value, "filter")
    flat = filters.from_address(pairs, ASKED)
    given = asked.get("filter", "")
    tree = filters.read(bodies.read(given, "filter")) if given else filters.EVERYTHING
    return filters.All((*flat.items, tree)) if flat.items else tree


def _only(kind: Kind, request: Request, fields: str) -> frozenset[str] | None:
    """The keys that were asked for, None for all; raises Refused for one that does not exist for the caller."""
    if not fields:
        return None
    keys = frozenset(fields.split(","))
    for key in sorted(keys - EVERY - set(kind.details_for(request.actor.classes))):
        gate.Readable(kind, request.actor).field(key)
    return keys


def _counted(wished: Listing, way: str, known: int | None) -> tuple[int, bool]:
    """How many there are: known when the first page holds all, else counted, up to 10,000 unless exactly is asked."""
    if way not in ("", "capped", "exact"):
        raise Refused(_("“count” is “capped” or “exact”."), field="count", code="not_an_option")
    return (known, True) if known is not None else listing.count(wished, None if way == "exact" else CAP)


def shown(found: Reading, only: frozenset[str] | None = None) -> dict[str, Any]:
    """A record as the API gives it: its classifications under `profile`, all else under its own key."""
    values = reading.stored(found)
    classified = [
        key for key, one in found.kind.fields.items() if isinstance(one.home, Classification) and key in values
    ]
    known = found.kind.fields
    profile = {key: values.pop(key) for key in classified}
    # What another record has grown for itself is nobody's business here, not even its name.
    profile = {
        key: value
        for key, value in profile.items()
        if value is not None or not known[key].single or found.id in known[key].extent.records
    }
    whole = {**values, "profile": profile}
    if found.binned_at is not None:
        whole["binned_at"] = found.binned_at.isoformat()
    if only is None:
        return whole
    wanted = only | {"id", "kind", "version", "binned_at"} | ({"profile"} if classified else set())
    return {key: value for key, value in whole.items() if key in wanted}


# ------------------------------------------------------------------------------------------------ one record


@router.post("/{kind:kind}", openapi_extra=CREATE, tags=["{kind}"], summary="Add one of {kind}")
def create_record(request: Request, kind: Any) -> HttpResponse:
    """Make a record."""
    bodies.parameters(request, ())
    gate.check(kind.key, request.actor, "create")
    given = _given(kind, bodies.members(request))

    def act() -> HttpResponse:
        made = record.create(kind, given, by=request.actor)
        fresh = reading.one(kind, made.pk, request.actor)
        return written(
            request, shown(fresh), 201, ETag=tag(fresh.version), Location=f"{PREFIX}/{kind.plural}/{made.pk}"
        )

    return _once(request, act)


@router.get("/{kind:kind}/{int:pk}", openapi_extra=ANSWER, tags=["{kind}"], summary="Read one of {kind}")
def read_record(request: Request, kind: Any, pk: int) -> HttpResponse:
    """One record whole, or only the `fields` that are asked for."""
    asked = bodies.parameters(request, {"fields"})
    found = reading.one(kind, pk, request.actor)
    return answered(shown(found, _only(kind, request, asked.get("fields", ""))), ETag=tag(found.version))


@router.patch("/{kind:kind}/{int:pk}", openapi_extra=PATCH, tags=["{kind}"], summary="Change one of {kind}")
def change_record(request: Request, kind: Any, pk: int) -> HttpResponse:
    """Change the given fields and nothing else; with `If-Match`, only the version that the caller knows."""
    bodies.parameters(request, ())
    subject = gate.get(kind.model, pk, request.actor)
    given, version = _given(kind, bodies.members(request)), bodies.version(request)
    try:
        record.edit(subject, given, by=request.actor, version=version)
    except Conflict as conflict:
        return problems.response(_conflict(request, kind, pk, given, conflict))
    fresh = reading.one(kind, pk, request.actor)
    return written(request, shown(fresh), ETag=tag(fresh.version))


@router.delete("/{kind:kind}/{int:pk}", openapi_extra=GONE, tags=["{kind}"], summary="Put one of {kind} into the bin")
def discard_record(request: Request, kind: Any, pk: int) -> HttpResponse:
    """Put a record into the bin, from where it can be restored whole."""
    bodies.parameters(request, ())
    try:
        gone = record.discard(
            gate.get(kind.model, pk, request.actor), by=request.actor, version=bodies.version(request)
        )
    except Conflict as conflict:
        return problems.response(_conflict(request, kind, pk, {}, conflict))
    return HttpResponse(status=204, headers={"ETag": tag(gone.version), "Closeknit-Change": str(request.actor.change)})


@router.post(
    "/{kind:kind}/{int:pk}/restore",
    openapi_extra=RESTORED,
    tags=["{kind}"],
    summary="Take one of {kind} out of the bin",
)
def restore_record(request: Request, kind: Any, pk: int) -> HttpResponse:
    """Take a record out of the bin, as it was."""
    bodies.parameters(request, ())
    record.restore(
        gate.get(kind.model, pk, request.actor, "restore"), by=request.actor, version=bodies.version(request)
    )
    fresh = reading.one(kind, pk, request.actor)
    return written(request, shown(fresh), ETag=tag(fresh.version))


def _once(request: Request, act: Any, asked: bytes | None = None) -> HttpResponse:
    """The answer of a creating request, the same however often it is sent under its key."""
    said = f"{request.method} {request.path}\n".encode() + (request.body if asked is None else asked)
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), said, act)


def _given(kind: Kind, sent: dict[str, Any]) -> dict[str, Any]:
    """What was sent as keys of fields and details: the classifications stand under `profile`."""
    if "profile" not in sent:
        return sent
    profile = sent["profile"]
    if not isinstance(profile, dict):
        raise Refused(
            _("“profile” is an object of classifications and their values."), field="profile", code="not_an_object"
        )
    known = kind.fields
    for key in profile:
        if key not in known or not isinstance(known[key].home, Classification):
            sentence = _("There is no classification “%(key)s” here.") % {"key": key[:60]}
            raise Refused(sentence, field=f"profile.{key[:60]}", code="unknown_field")
    return {**{key: value for key, value in sent.items() if key != "profile"}, **profile}


def _conflict(request: Request, kind: Kind, pk: int, given: dict[str, Any], conflict: Conflict) -> Problem:
    """Somebody was quicker: both values of each field, and the record as it now stands."""
    current = shown(reading.one(kind, pk, request.actor))
    stands = {**current, **current["profile"]}
    both = tuple(
        {"field": key, "sentence": conflict.sentence, "code": "conflict", "given": value, "current": stands[key]}
        for key, value in given.items()
        if key in stands
    )
    more = {"version": current["version"], "current": current}
    return Problem(
        412, conflict.sentence, "conflict", errors=both, headers={"ETag": tag(current["version"])}, more=more
    )


# ------------------------------------------------------------------------------------------------ many at once


@router.post("/{kind:kind}/batch", openapi_extra=BATCHED, tags=["{kind}"], summary="Add or change many of {kind}")
def batch_records(request: Request, kind: Any) -> HttpResponse:
    """Make those without an `id` and change those with one, up to 1,000; each has a result of its own. They are one change, taken back as one."""
    bodies.parameters(request, ())
    gate.check(kind.key, request.actor, "see")
    items = bodies.members(request).get("items")
    if not isinstance(items, list) or not 0 < len(items) <= MOST_AT_ONCE:
        sentence = _("“items” is a list of 1 to %(most)d objects.") % {"most": MOST_AT_ONCE}
        raise Refused(sentence, field="items", code="not_a_list" if not isinstance(items, list) else "too_many")

    def act() -> HttpResponse:
        results = [{"index": place, **_one_of_many(request, kind, item)} for place, item in enumerate(items)]
        tally = {"created": 201, "changed": 200}
        counts = {word: sum(one["status"] == status for one in results) for word, status in tally.items()}
        refused = len(results) - sum(counts.values())
        return written(request, {"items": results, **counts, "refused": refused})

    return _once(request, act)


def _one_of_many(request: Request, kind: Kind, item: Any) -> dict[str, Any]:
    """The result of one item, which is written whole or not at all."""
    try:
        with transaction.atomic():
            return _carried_out(request, kind, item)
    except Exception as error:  # whatever is a problem of this item is its result; a fault of ours goes on
        problem = problems.of(error)
        if problem is None:
            raise
        return {"status": problem.status, "problem": problem.json()}


def _carried_out(request: Request, kind: Kind, item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise Refused(_("Each of “items” is an object."), field="items", code="not_an_object")
    given = _given(kind, {key: value for key, value in item.items() if key not in ("id", "version")})
    if "id" not in item:
        made = record.create(kind, given, by=request.actor)
        return {"status": 201, "id": made.pk, "version": made.version}
    for key in ("id", "version"):
        if type(item.get(key, 1)) is not int:
            raise Refused(_("“%(key)s” is a whole number.") % {"key": key}, field=key, code="not_a_number")
    subject = gate.get(kind.model, item["id"], request.actor)
    changed = record.edit(subject, given, by=request.actor, version=item.get("version"))
    return {"status": 200, "id": changed.pk, "version": changed.version}


# ------------------------------------------------------------------------------------------------ files


@router.get(
    "/{kind:kind}/{int:pk}/files", openapi_extra=FILES, tags=["{kind}"], summary="List the files of one of {kind}"
)
def list_files(request: Request, kind: Any, pk: int) -> HttpResponse:
    """The files of a record, the newest first; `after` is the id of the last one seen."""
    asked = bodies.parameters(request, {"limit", "after"})
    limit = bodies.whole_number(asked.get("limit") or str(PAGE), "limit", 1, LIMIT)
    subject = gate.get(kind.model, pk, request.actor)
    rows = files.of(subject, request.actor)
    after = asked.get("after", "")
    page = rows.filter(pk__lt=bodies.whole_number(after, "after", 0, 2**62)) if after else rows
    found = list(page[: limit + 1])
    cursor = str(found[limit - 1].pk) if len(found) > limit else None
    items = [_file(one, kind) for one in found[:limit]]
    return answered({"items": items, "after": cursor, "count": rows.count(), "count_exact": True})


def _file(file: Attachment, kind: Kind) -> dict[str, Any]:
    by = file.created_by
    return {
        "id": file.pk,
        "name": file.name,
        "size": file.size,
        "sha256": file.hash,
        "created_at": file.created_at.isoformat(),
        "created_by": {"id": by.pk, "name": by.name} if by else None,
        "url": f"{PREFIX}/{kind.plural}/{file.record_id}/files/{file.pk}",
    }


@router.post(
    "/{kind:kind}/{int:pk}/files", openapi_extra=UPLOAD, tags=["{kind}"], summary="Attach a file to one of {kind}"
)
def attach_file(request: Request, kind: Any, pk: int) -> HttpResponse:
    """Attach a file: multipart with `file`, and `name` where it shall be called otherwise."""
    bodies.parameters(request, ())
    subject = gate.get(kind.model, pk, request.actor, "edit")  # before a byte of it is read
    if request.content_type != "multipart/form-data":
        raise Refused(_("Send the file as “multipart/form-data”, under “file”."), field="file", code="not_multipart")
    files.refuse_too_long(request.headers.get("Content-Length", ""))
    sent = request.FILES.getlist("file")
    if len(sent) != 1:
        raise Refused(_("Send one file, under “file”."), field="file", code="required")
    kept, name = files.keep(sent[0]), request.POST.get("name") or sent[0].name or ""

    def act() -> HttpResponse:
        made = files.attach(subject, kept, name, by=request.actor)
        told = _file(made, kind)
        return written(request, told, 201, Location=told["url"])

    return _once(request, act, f"{kept.hash}\n{name}".encode("utf-8", "surrogatepass"))


@router.get(
    "/{kind:kind}/{int:pk}/files/{int:file}",
    openapi_extra=FILE,
    tags=["{kind}"],
    summary="Download a file of one of {kind}",
)
def download_file(request: Request, kind: Any, pk: int, file: int) -> HttpResponseBase:
    """The bytes of a file, always as a download."""
    bodies.parameters(request, ())
    return files.download(files.one(gate.get(kind.model, pk, request.actor), file, request.actor))


@router.delete(
    "/{kind:kind}/{int:pk}/files/{int:file}",
    openapi_extra=REMOVED,
    tags=["{kind}"],
    summary="Remove a file of one of {kind}",
)
def remove_file(request: Request, kind: Any, pk: int, file: int) -> HttpResponse:
    """Take a file off a record; that can be taken back."""
    bodies.parameters(request, ())
    files.remove(gate.get(kind.model, pk, request.actor), file, by=request.actor)
    return HttpResponse(status=204, headers={"Closeknit-Change": str(request.actor.change)})


# ------------------------------------------------------------------------------------------------ undo


@router.post("/changes/{uuid:change}/undo", openapi_extra=UNDONE, tags=["changes"], summary="Take a change back")
def undo_change(request: Request, change: UUID) -> HttpResponse:
    """Take one change back, in all the records that it concerned; the header `Closeknit-Change` of its answer named it.

    That of many records goes on in the background: it answers 202 and says where to ask how far it is.
    """
    bodies.parameters(request, ())
    if batch := batches.take_back(change, by=request.actor):
        going = batches_api.told(batch)
        return written(request, {"undone": str(change), "progress": going}, 202, Location=going["url"])
    concerned = undoing.undo(change, by=request.actor)
    seen = gate.rows(Record, request.actor).filter(pk__in=concerned).order_by("pk").values_list("pk", "kind", "version")
    records = [
        {"id": pk, "kind": key, "version": version, "url": f"{PREFIX}/{kinds[key].plural}/{pk}"}
        for pk, key, version in seen
    ]
    return written(request, {"undone": str(change), "records": records})
