"""The API's description of itself (OpenAPI 3.1): the endpoints that there are, spelled out for every kind and its fields."""

from __future__ import annotations

import json
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.api.door import PREFIX, api
from closeknit.catalogue.fields import Classification, Field
from closeknit.catalogue.filters import NOT, OPPOSITES
from closeknit.catalogue.kinds import DetailSet, Kind, kinds
from closeknit.catalogue.types.value import Operator

type Schema = dict[str, Any]
type Fields = dict[str, Field]
type Sets = dict[str, DetailSet]

OPEN = frozenset({"open"})


def ref(name: str) -> Schema:
    """A schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _content(schema: Schema, kind: str = "application/json") -> Schema:
    return {"content": {kind: {"schema": schema}}}


def body(schema: Schema, kind: str = "application/json") -> Schema:
    """The body that an endpoint takes."""
    return {"requestBody": {"required": True, **_content(schema, kind)}}


def answer(schema: Schema, status: int = 200, kind: str = "application/json") -> Schema:
    """What an endpoint answers when all is well; Ninja's own guess at it is taken back."""
    return {"responses": {status: {"description": "Done", **_content(schema, kind)}}}


def parameter(name: str, schema: Schema, says: str, place: str = "query") -> Schema:
    """A parameter of an address, or a header."""
    return {"in": place, "name": name, "required": False, "schema": schema, "description": says}


def items_of(schema: Schema) -> Schema:
    """A list as every list answers."""
    properties = {
        "items": {"type": "array", "items": schema},
        "after": {
            "type": ["string", "null"],
            "description": "give it as `after` to get the next page; null at the end",
        },
        "count": {"type": "integer"},
        "count_exact": {"type": "boolean"},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
NAMED: Schema = {"type": ["object", "null"], "properties": {"id": NUMBER, "name": TEXT}}

KEY = parameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 200},
    "the same request under the same key is carried out once and answered alike for a day",
    "header",
)
MATCH = parameter("If-Match", TEXT, "the version that you know; without it you say: whatever is there", "header")
ONLY = parameter("fields", TEXT, "keys, separated by commas; all without it")
PAGING = [
    parameter("limit", {"type": "integer", "minimum": 1, "maximum": 500, "default": 50}, "how many to a page"),
    parameter("after", TEXT, "the cursor that the page before gave"),
]
CONDITIONS = {
    "in": "query", "name": "conditions", "style": "form", "explode": True, "required": False, "schema": ref("{Kind}Conditions"),
    "description": "conditions on fields, as in `?city=York&employees__gte=100`; `not_` before an operator turns it round: `?city__not_contains=york`",
}  # fmt: skip

LISTED = {
    "parameters": [
        parameter("q", TEXT, "words that stand in the record"),
        parameter("filter", TEXT, "a filter as JSON"),
        parameter("sort", TEXT, "the key of a field, after a minus for downwards"),
        ONLY,
        *PAGING,
        parameter("count", {"enum": ["capped", "exact"]}, "counted up to 10,000 unless exact"),
        CONDITIONS,
    ],
    **answer(ref("{Kind}List")),
}
ANSWER = {"parameters": [ONLY], **answer(ref("{Kind}"))}
RESTORED = {"parameters": [MATCH], **answer(ref("{Kind}"))}
CREATE = {"parameters": [KEY], **body(ref("{Kind}New")), **answer(ref("{Kind}"), 201)}
PATCH = {"parameters": [MATCH], **body(ref("{Kind}Changes")), **answer(ref("{Kind}"))}
GONE = {"parameters": [MATCH], "responses": {204: {"description": "Done"}}}
REMOVED = {"responses": {204: {"description": "Done"}}}
BATCHED = {"parameters": [KEY], **body(ref("{Kind}Batch")), **answer(ref("BatchResults"))}
FILES = {"parameters": PAGING, **answer(items_of(ref("File")))}
UPLOAD = {
    "parameters": [KEY],
    **body(
        {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "string", "format": "binary"}, "name": TEXT},
        },
        "multipart/form-data",
    ),
    **answer(ref("File"), 201),
}
FILE = answer({"type": "string", "format": "binary"}, 200, "application/octet-stream")
UNDONE = {
    "responses": {
        **answer(ref("Undone"))["responses"],
        202: {"description": "Begun", **_content(ref("UndoBegun"))},
    }
}
TIMELINE = {"parameters": PAGING, **answer(items_of(ref("Entry")))}
VERB = {"parameters": [KEY, MATCH], **body({"type": "object"}), **answer(ref("VerbDone"))}
VERBS = answer(items_of(ref("Verb")))


def describe(actor: Actor | None = None) -> Schema:
    """The whole description: for an actor what exists for them, for a stranger what is shipped and open."""
    whole: Schema = json.loads(json.dumps(OpenAPISchema(api, PREFIX), default=str))
    seen = [kind for kind in kinds if actor is None or actor.may(kind.key, "see")]
    whole["paths"] = _paths(whole["paths"], seen)
    schemas = dict(GENERAL)
    for kind in seen:
        schemas.update(_of_kind(kind, *_readable(kind, actor)))
    whole["components"]["schemas"] = schemas
    return whole


def _readable(kind: Kind, actor: Actor | None) -> tuple[Fields, Sets]:
    """The fields and the sets of details that exist for an actor; for a stranger those that are shipped and open."""
    if actor is not None:
        return gate.Readable(kind, actor).fields(), kind.details_for(actor.classes)
    return {one.key: one for one in kind.own_fields if one.shown_to(OPEN)}, kind.details_for(OPEN)


def _paths(general: Schema, seen: list[Kind]) -> Schema:
    """The paths with `{kind}` said once for each kind."""
    found: Schema = {}
    for path, methods in general.items():
        for kind in seen if "{kind}" in path else [None]:
            text = json.dumps({path: methods})
            if kind is not None:
                text = text.replace("{kind}", kind.plural).replace("{Kind}", name_of(kind))
            for concrete, operations in json.loads(text).items():
                found[concrete] = {method: _operation(one, kind) for method, one in operations.items()}
    return found


def _operation(one: Schema, kind: Kind | None) -> Schema:
    """An operation of one kind: with a name of its own, without the parameter that was its kind."""
    name = str(one["operationId"]).rpartition("_api_")[2]
    parameters = [each for each in one.get("parameters", ()) if each["name"] != "kind"]
    for each in parameters:
        if each["in"] == "path":
            each["required"] = True
    responses = {
        status: said
        for status, said in one["responses"].items()
        if len(one["responses"]) == 1 or status != "200" or "content" in said
    }
    problem = {"description": "A problem", **_content(ref("Problem"), "application/problem+json")}
    return {
        **one,
        "operationId": f"{name}_{kind.plural}" if kind else name,
        "parameters": parameters,
        "responses": {**responses, "4XX": problem},
    }


def name_of(kind: Kind) -> str:
    """The name of a kind's schema: `Organization`."""
    return "".join(part.capitalize() for part in kind.key.replace("-", "_").split("_"))


def _of_kind(kind: Kind, fields: Fields, sets: Sets) -> dict[str, Schema]:
    """The schemas of one kind: as it is read, made, changed, listed, filtered, and many at once."""
    name, new = name_of(kind), _closed(fields, sets, required=True)
    changes = _closed(fields, sets, required=False)
    item = {**changes, "properties": {"id": NUMBER, "version": NUMBER, **changes["properties"]}}
    items = {"type": "array", "minItems": 1, "maxItems": 1000, "items": item}
    return {
        name: _read(kind, fields, sets),
        f"{name}New": new,
        f"{name}Changes": changes,
        f"{name}List": items_of(ref(name)),
        f"{name}Batch": {
            "type": "object",
            "required": ["items"],
            "properties": {"items": items},
            "additionalProperties": False,
        },
        f"{name}Conditions": _conditions(fields),
    }


def _split(fields: dict[str, Field]) -> tuple[dict[str, Field], dict[str, Field]]:
    """The fields with a key of their own, and the classifications under `profile`."""
    classified = {key: one for key, one in fields.items() if isinstance(one.home, Classification)}
    return {key: one for key, one in fields.items() if key not in classified}, classified


def _read(kind: Kind, fields: Fields, sets: Sets) -> Schema:
    own, classified = _split(fields)
    properties: Schema = {"id": NUMBER, "kind": {"const": kind.key}, "version": NUMBER}
    properties.update({key: _value(one) for key, one in own.items()})
    properties.update({key: {"type": "array", "items": _row(one, writing=False)} for key, one in sets.items()})
    properties["profile"] = {"type": "object", "properties": {key: _value(one) for key, one in classified.items()}}
    return {"type": "object", "title": str(kind.label), "required": ["id", "kind", "version"], "properties": properties}


def _closed(fields: Fields, sets: Sets, *, required: bool) -> Schema:
    """What may be written: a closed list."""
    own, classified = _split({key: one for key, one in fields.items() if one.writable})
    properties: Schema = {key: _writing(one) for key, one in own.items()}
    properties.update({key: {"type": "array", "items": _row(one, writing=True)} for key, one in sets.items()})
    values = {key: _writing(one) for key, one in classified.items()}
    properties["profile"] = {"type": "object", "properties": values, "additionalProperties": False}
    whole: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    needed = [key for key, one in own.items() if one.required]
    return {**whole, "required": needed} if required and needed else whole


def _row(details: DetailSet, *, writing: bool) -> Schema:
    of_field = _writing if writing else _value
    properties = {"id": NUMBER, "primary": {"type": "boolean"}, **{one.key: of_field(one) for one in details.fields}}
    needed = [one.key for one in details.fields if one.required]
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
    }


def _value(one: Field) -> Schema:
    """A value as it is read."""
    return {"title": str(one.label), **one.type.schema(one)}


def _writing(one: Field) -> Schema:
    """A value as it is written: what points to a row also takes its id or its name."""
    schema = _value(one)
    if hasattr(one.type, "resolve"):
        return {**schema, "type": ["integer", "string", "object", "null"]}
    return (
        {**schema, "maxLength": one.limit}
        if one.limit and schema.get("type") in ("string", ["string", "null"])
        else schema
    )


def _conditions(fields: dict[str, Field]) -> Schema:
    """Every condition that an address may hold."""
    found: Schema = {}
    for key, one in fields.items():
        for operator in one.type.operators:
            title = f"{one.label} {operator}"
            found[key if operator is Operator.IS else f"{key}__{operator}"] = {"type": "string", "title": title}
            if operator not in OPPOSITES:
                found[f"{key}__{NOT}{operator}"] = {"type": "string", "title": f"{one.label} {NOT}{operator}"}
    return {"type": "object", "properties": found, "additionalProperties": False}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


_ERROR = _object(field=TEXT, sentence=TEXT, code=TEXT)
GENERAL: dict[str, Schema] = {
    "Problem": {
        **_object(type=TEXT, title=TEXT, status=NUMBER, detail=TEXT, code=TEXT, field=TEXT, errors={"type": "array", "items": _ERROR}),
        "description": "RFC 9457: `detail` is a sentence for a person, `code` a stable word, `field` what it concerns.",
    },
    "File": _object(id=NUMBER, name=TEXT, size=NUMBER, sha256=TEXT, created_at={"type": "string", "format": "date-time"}, created_by=NAMED, url=TEXT),
    "Entry": {
        **_object(id=NUMBER, kind=TEXT, at={"type": "string", "format": "date-time"}, by=NAMED, sentence=TEXT, text=TEXT, change={"type": ["string", "null"], "format": "uuid"}, undoable={"type": "boolean"}, undone={"type": "boolean"}),
        "description": "Something that happened; `change` can be taken back while `undoable`.",
    },
    "Undone": _object(undone=TEXT, records={"type": "array", "items": _object(id=NUMBER, kind=TEXT, version=NUMBER, url=TEXT)}),
    "UndoBegun": _object(undone=TEXT, progress=ref("Progress")),
    "BatchResults": _object(
        items={"type": "array", "items": {**_object(index=NUMBER, status=NUMBER), "description": "with `id` and `version`, or with `problem`"}},
        created=NUMBER, changed=NUMBER, refused=NUMBER,
    ),
    "VerbDone": {"type": "object", "required": ["verb", "change"], "properties": {"verb": TEXT, "change": TEXT, "id": NUMBER, "kind": TEXT, "version": NUMBER}},
    "Verb": _object(name=TEXT, label=TEXT, right=TEXT, method=TEXT, address=TEXT, kinds={"type": "array", "items": TEXT}, parameters={"type": "object"}),
}  # fmt: skip
