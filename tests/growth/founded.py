"""What `test_one_more_field` plays in its copy of the program: organizations that say when they were founded, at every door."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import django


def play() -> None:
    """Write the migration, apply it, and go through the doors; an AssertionError names the one that does not know the field."""
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    import closeknit
    from tests.cast import Cast

    assert Path(closeknit.__file__).parents[1] == Path.cwd()
    setup_test_environment()
    call_command("makemigrations", "directory", name="founded", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    cast = Cast()
    kestrel = cast.organization("Kestrel Dairies", founded="1923-04-01")
    cast.organization("Alder Foods", founded="2001-12-31")
    cast.organization("Birch Inns")
    for door in (on_its_page, in_lists, in_files, by_program):
        door(cast, kestrel)


def on_its_page(cast: Any, kestrel: Any) -> None:
    """Shown, edited, refused, told by history and taken back."""
    page = cast.browser("tomas")
    assert 'id="fact-founded"' in page.get(kestrel.address).content.decode()
    address, version = f"/organizations/{kestrel.pk}/fact/founded/", str(kestrel.version)
    refused = page.post(address, {"value": "long ago", "version": version}).content.decode()
    assert "“Founded”" in refused
    assert page.post(address, {"value": "1924-04-01", "version": version}).status_code == 302
    told = page.get(kestrel.address).content.decode()
    assert "1924" in told
    undo = told.partition('action="/undo/')[2].partition('"')[0]
    assert page.post(f"/undo/{undo}").status_code == 302
    kestrel.refresh_from_db()
    assert str(kestrel.founded) == "1923-04-01"


def in_lists(cast: Any, kestrel: Any) -> None:
    """A column that is sorted by, and a field of filters."""
    page, shown = cast.browser("tomas"), {"column": ["name", "founded"]}
    rows = page.get("/organizations/", {**shown, "sort": "founded"})
    assert "1923" in rows.content.decode()
    assert [row.name for row in rows.context["rows"]][:2] == ["Kestrel Dairies", "Alder Foods"]
    early = json.dumps({"field": "founded", "op": "lt", "value": "2000-01-01"})
    assert [row.name for row in page.get("/organizations/", {"filter": early}).context["rows"]] == ["Kestrel Dairies"]


def in_files(cast: Any, kestrel: Any) -> None:
    """Out into a file, and in from one."""
    from closeknit.catalogue.kinds import kinds
    from closeknit.intake import bringing, imports
    from closeknit.intake.models import Import

    answer = cast.browser("tomas").get("/organizations/export.csv", {"column": ["name", "founded"]})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert {row["name"]: row["founded"] for row in csv.DictReader(io.StringIO(text))}["Alder Foods"] == "2001-12-31"
    organizations = kinds["organization"]
    one = imports.begin(organizations, "more.csv", [b"Name,Founded\nCedar Mills,1980-06-01\n"], by=cast.tomas)
    imports.look(one, by=cast.tomas)
    bringing.propose(one.pk)
    imports.start(Import.objects.get(pk=one.pk), by=cast.tomas)
    bringing.bring(one.pk)
    assert str(organizations.model.objects.get(name="Cedar Mills").founded) == "1980-06-01"


def by_program(cast: Any, kestrel: Any) -> None:
    """Read, written, refused and described by the API."""
    from closeknit.api.tests.programs import Program, problem

    program: Any = Program(cast.tomas_user)
    path = f"/organizations/{kestrel.pk}"
    read = program.get(path)
    assert read.json()["founded"] == "1923-04-01"
    problem(program.patch(path, {"founded": "never"}, If_Match=read.headers["ETag"]), 422, "not_a_date", "founded")
    written = program.patch(path, {"founded": "1922-01-01"}, If_Match=read.headers["ETag"])
    assert written.json()["founded"] == "1922-01-01"
    assert program.get("/organizations?founded__lt=1950-01-01").json()["count"] == 1
    assert "founded" in program.get("/openapi.json").json()["components"]["schemas"]["Organization"]["properties"]


if __name__ == "__main__":
    django.setup()
    play()
