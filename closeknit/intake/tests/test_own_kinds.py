"""Files of a kind of the company's own: matched by heading, by number and by name; twice brings nothing new; out and in again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from closeknit.catalogue import editions
from closeknit.catalogue.kinds import kinds
from closeknit.config import commandline
from closeknit.intake import bringing, imports, taking_back
from closeknit.intake.models import Import, Outcome, State
from closeknit.profiles import definitions, own_kinds
from closeknit.records import reading
from tests.cast import Cast

FILE = """Number,Name,Serial number,Capacity,Stands at,Calibrated
BW-1,Platform scale,S-100,1500,Kestrel Dairies,2026-03-01
BW-2,Platform scale,S-101,1500,Kestrel Dairies,2026-03-02
,Bench scale,S-200,30,Nobody Knows Ltd,
"""


def scales(cast: Cast) -> Any:
    own_kinds.add({"label": "Scale", "label_plural": "Scales", "icon": "scale"}, by=cast.ada)
    for given in (
        {"label": "Serial number", "type": "text"},
        {"label": "Capacity", "type": "number", "unit": "kg"},
        {"label": "Stands at", "type": "reference", "target": "organization"},
        {"label": "Calibrated", "type": "date"},
    ):
        definitions.add(kinds["scale"], given, by=cast.ada)
    return kinds["scale"]


def bring(cast: Cast, rows: str) -> Import:
    actor = cast.tomas
    one = imports.begin(kinds["scale"], "scales.csv", [rows.encode()], by=actor)
    imports.look(one, by=actor)
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert one.state == State.PROPOSED, one.error
    imports.start(one, by=actor)
    bringing.bring(one.pk)
    one.refresh_from_db()
    assert one.state == State.DONE, one.error
    return one


def values(cast: Cast) -> dict[str, dict[str, Any]]:
    kind, actor = kinds["scale"], cast.tomas
    wanted = ["serial_number", "capacity", "stands_at", "calibrated", "description"]
    found = reading.read(
        kind.model._default_manager.filter(kind="scale", binned_at=None), kind, actor, ["number", *wanted]
    )
    return {one.values["serial_number"]: one.values for one in found}


def test_a_file_comes_in_with_every_cell_and_a_second_time_changes_nothing(cast: Cast) -> None:
    kestrel = cast.organization("Kestrel Dairies")
    scales(cast)
    one = bring(cast, FILE)
    assert (one.count(Outcome.CREATED), one.count(Outcome.REFUSED)) == (3, 0)
    found = values(cast)
    assert (found["S-100"]["number"], found["S-100"]["capacity"], found["S-100"]["stands_at"].id) == (
        "BW-1",
        1500,
        kestrel.pk,
    )
    assert "Nobody Knows Ltd" in found["S-200"]["description"]
    again = bring(cast, FILE)
    assert (again.count(Outcome.CREATED), again.count(Outcome.UNCHANGED)) == (0, 3)
    changed = bring(cast, "Number,Name,Capacity\nBW-1,Platform scale,2000\n,BENCH scale,60\n")
    assert (changed.count(Outcome.CREATED), changed.count(Outcome.CHANGED)) == (0, 2)
    assert (values(cast)["S-100"]["capacity"], values(cast)["S-200"]["capacity"]) == (2000, 60)


def test_what_no_field_of_the_kind_takes_is_kept_in_its_description(cast: Cast) -> None:
    own_kinds.add({"label": "Scale", "label_plural": "Scales"}, by=cast.ada)
    one = bring(cast, "Number,Name,Colour,Warranty\nBW-1,Platform scale,blue,five years\nBW-2,Bench scale,,\n")
    assert (one.count(Outcome.CREATED), one.count(Outcome.REFUSED)) == (2, 0)
    kind, actor = kinds["scale"], cast.tomas
    rows = reading.read(kind.model._default_manager.filter(kind="scale"), kind, actor, ["number", "description"])
    assert {row.values["number"]: row.values["description"] for row in rows} == {
        "BW-1": "Colour: blue\nWarranty: five years",
        "BW-2": None,
    }
    again = bring(cast, "Number,Name,Colour\nBW-1,Platform scale,red\n")
    assert again.count(Outcome.CHANGED) == 1
    found = reading.one(kind, next(row.id for row in rows if row.values["number"] == "BW-1"), cast.tomas)
    assert "Colour: blue" in found.values["description"]
    assert "Colour: red" in found.values["description"]


def test_several_of_one_name_are_asked_about_and_two_of_one_file_are_two(cast: Cast) -> None:
    scales(cast)
    rows = "Name,Serial number\nCheckweigher,C-1\nCheckweigher,C-2\n"
    assert bring(cast, rows).count(Outcome.CREATED) == 2
    again = bring(cast, rows)
    assert (again.count(Outcome.CREATED), again.count(Outcome.DOUBTFUL)) == (0, 2)


def test_an_import_is_taken_back(cast: Cast) -> None:
    scales(cast)
    one = bring(cast, FILE)
    imports.take_back(one, by=cast.tomas)
    taking_back.run(one.pk)
    assert values(cast) == {}


def test_the_command_line_knows_the_kind_and_an_export_comes_in_again_unchanged(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.organization("Kestrel Dairies")
    scales(cast)
    (tmp_path / "scales.csv").write_text(FILE)

    def run(*arguments: str) -> str:
        editions.use(0)  # a command begins knowing nothing
        chosen = commandline.parser().parse_args(arguments)
        assert chosen.run(chosen) == 0
        return capsys.readouterr().out

    told = run("import", str(tmp_path / "scales.csv"), "--as", "scales", "--yes")
    assert told.splitlines()[-1] == "created 3, changed 0, unchanged 0, doubtful 0, refused 0"
    run("export", "scales", "--to", str(tmp_path / "out.csv"))
    assert "S-101" in (tmp_path / "out.csv").read_text("utf-8")
    told = run("import", str(tmp_path / "out.csv"), "--as", "scales", "--yes")
    assert told.splitlines()[-1] == "created 0, changed 0, unchanged 3, doubtful 0, refused 0"
