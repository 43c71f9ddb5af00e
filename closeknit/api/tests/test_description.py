"""The API's description of itself: whole, true to the endpoints, and silent about what its reader may not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from closeknit.api.tests.programs import Program, problem
from closeknit.catalogue.kinds import kinds
from tests.cast import Cast


def described(program: Program) -> dict[str, Any]:
    response = program.get("/openapi.json")
    assert response.status_code == 200
    told: dict[str, Any] = response.json()
    return told


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "$ref":
                yield one
            else:
                yield from refs(one)
    elif isinstance(value, list):
        for one in value:
            yield from refs(one)


def test_every_registered_kind_is_described(cast: Cast) -> None:
    told = described(Program(cast.tomas_user))
    assert told["openapi"].startswith("3.1")
    for kind in kinds:
        for path in (
            "",
            "/batch",
            "/{pk}",
            "/{pk}/restore",
            "/{pk}/files",
            "/{pk}/timeline",
            "/{pk}/history",
            "/{pk}/{word}",
        ):
            assert f"/api/v1/{kind.plural}{path}" in told["paths"]
        read, new = (
            told["components"]["schemas"][name] for name in (kind.key.capitalize(), f"{kind.key.capitalize()}New")
        )
        assert set(kind.readable(cast.tomas.classes)) | set(kind.details) | {"id", "kind", "version", "profile"} == set(
            read["properties"]
        )
        assert new["additionalProperties"] is False
        assert "created_at" not in new["properties"]


def test_the_description_is_sound(cast: Cast) -> None:
    told = described(Program(cast.ada_user))
    names = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert set(refs(told)) <= names
    assert not re.search(r"\{[kK]ind\}", str(told))
    operations = [one for path in told["paths"].values() for one in path.values()]
    ids = [one["operationId"] for one in operations]
    assert len(ids) == len(set(ids))
    for path, methods in told["paths"].items():
        for one in methods.values():
            assert {each["name"] for each in one["parameters"] if each["in"] == "path"} == set(
                re.findall(r"{(\w+)}", path)
            )
            assert one["security"] == [{"Bearer": []}]
            assert "4XX" in one["responses"]
            good = [status for status in one["responses"] if status.startswith("2")]
            assert len(good) == 1 or good == ["200", "202"], (path, one["responses"])  # at once, or in the background
    assert told["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"


def test_every_endpoint_is_described(cast: Cast) -> None:
    told = described(Program(cast.ada_user))
    resolver = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "api")
    patterns = [one for one in resolver.url_patterns if isinstance(one, URLPattern) and one.name != "nowhere"]
    for one in patterns:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern)).replace("{kind}", "individuals")
        assert f"/api/v1/{path}" in told["paths"], path


def test_a_record_is_as_it_is_described(cast: Cast) -> None:
    program = Program(cast.tomas_user)
    made = cast.individual(
        organization=cast.organization(), email="h@kestrel.example", phone="+44 1904 496 0110", city="York"
    )
    read = program.get(f"/individuals/{made.pk}").json()
    schema = described(program)["components"]["schemas"]["Individual"]
    assert set(read) == set(schema["properties"])
    for key, rows in ((key, value) for key, value in read.items() if isinstance(value, list) and key != "tags"):
        for row in rows:
            assert set(row) == set(schema["properties"][key]["items"]["properties"]), key


def test_strangers_read_what_is_shipped_and_a_bad_token_nothing(cast: Cast) -> None:
    stranger = Program(None)
    assert set(described(stranger)["components"]["schemas"]) >= {"Organization", "Individual", "Problem"}
    problem(stranger.get("/openapi.json", Authorization="Bearer ck_wrong"), 401, "unknown_token")
    assert "Organization" not in described(Program(cast.tomas_user, scopes=["individual.see"]))["components"]["schemas"]


def test_the_page_reads_without_script_and_without_others_servers(cast: Cast) -> None:
    for browser in (cast.browser(), cast.browser("tomas")):
        response = browser.get("/api/docs")
        page = response.content.decode()
        assert response.status_code == 200
        assert "/api/v1/individuals/{pk}" in page
        assert 'id="schema-Individual"' in page
        assert not re.search(r"(src|href)=\"(https?:)?//", page)
        assert "<style" not in page


def test_a_condition_is_described_both_ways_round_and_means_it(cast: Cast) -> None:
    program = Program(cast.tomas_user)
    known = described(program)["components"]["schemas"]["OrganizationConditions"]["properties"]
    assert {"city", "city__is_not", "city__contains", "city__not_contains", "employees__not_gte"} <= set(known)
    assert not {"city__not_is", "city__not_not_empty"} & set(known)
    for city in ("York", "Leeds"):
        cast.organization(city, city=city)
    found = program.get("/organizations?city__not_contains=yor").json()
    assert [one["name"] for one in found["items"]] == ["Leeds"]
