"""Rows that wait, that are refused, or that say otherwise than somebody wrote by hand are settled on the page of their import."""

from __future__ import annotations

from typing import Any

from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Email, Employment, Individual, Organization
from closeknit.intake import bringing, decisions, imports, taking_back
from closeknit.intake.models import Decision, Import, ImportRow, Outcome, State
from closeknit.records import record
from closeknit.records.models import Record
from tests.cast import Cast


def proposed(cast: Cast, content: str, kind: str = "organization") -> Import:
    """A small file, looked through."""
    one = imports.begin(kinds[kind], "fair.csv", [content.encode()], by=cast.ada)
    imports.look(one, by=cast.ada)
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert one.state == State.PROPOSED, one.error
    return one


def brought(cast: Cast, one: Import) -> Import:
    """The same, after the button was pressed and the worker was there."""
    assert cast.browser("ada").post(f"/imports/{one.pk}/start/").status_code == 302
    bringing.bring(one.pk)
    one.refresh_from_db()
    assert one.state == State.DONE, one.error
    return one


def taken_back(cast: Cast, one: Import) -> None:
    imports.take_back(one, by=cast.ada)
    taking_back.run(one.pk)


def counts(one: Import) -> dict[str, int]:
    return {outcome: one.count(outcome) for outcome in Outcome.values if one.count(outcome)}


def shown(cast: Cast, one: Import) -> str:
    return " ".join(cast.browser("ada").get(f"/imports/{one.pk}/").content.decode().split())


def post(cast: Cast, one: Import, path: str, **given: Any) -> str:
    """Decide on the page, as htmx sends it; gives the row with what follows from it."""
    answer = cast.browser("ada").post(f"/imports/{one.pk}/{path}/", given, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


PEOPLE = 'Name,E-mail,Country\nGiulia Ferrari,"g.ferrari@valdenza,example",Italy\n,post@nordlys.example,\nPiet Vries,piet@kestrel.example,\n'


def test_a_refused_cell_is_corrected_in_place_and_comes_in_with_the_others(cast: Cast) -> None:
    one = proposed(cast, PEOPLE, "individual")
    assert counts(one) == {"created": 1, "refused": 2}
    page = shown(cast, one)
    assert 'name="cell-1" value="g.ferrari@valdenza,example"' in page
    again = post(cast, one, "rows/2/cells", **{"cell-1": "g.ferrari@valdenza example"})
    assert 'value="g.ferrari@valdenza example"' in again
    assert "Import 1 row<" in again
    good = post(cast, one, "rows/2/cells", **{"cell-1": "g.ferrari@valdenza.example"})
    assert "Corrected. It comes in as new." in good
    assert "Import 2 rows" in good
    brought(cast, one)
    assert counts(one) == {"created": 2, "refused": 1}
    assert Email.objects.filter(address="g.ferrari@valdenza.example").exists()
    assert imports.rows(one).get(line=2).outcome == Outcome.CREATED


def test_what_waits_can_still_be_settled_when_the_rest_is_in(cast: Cast) -> None:
    hannah = cast.individual(organization=cast.organization())
    one = brought(cast, proposed(cast, f"{PEOPLE}Hannah Osei,,Norway\n", "individual"))
    assert counts(one) == {"created": 1, "doubtful": 1, "refused": 2}
    assert "Import" not in str(cast.browser("ada").get(f"/imports/{one.pk}/").context["verbs"])
    post(cast, one, "rows/3/cells", **{"cell-0": "Nordlys Meieri"})
    assert "Import 2 rows" in post(cast, one, "rows/5/answer/0")
    brought(cast, one)
    assert counts(one) == {"created": 3, "refused": 1}
    assert (one.done, one.total, Individual.objects.count()) == (4, 4, 4)
    assert Individual.objects.exclude(pk=hannah.pk).filter(name="Hannah Osei").exists()
    assert cast.browser("ada").post(f"/imports/{one.pk}/start/").status_code == 409  # there is nothing more to write
    taken_back(cast, one)
    assert list(Individual.objects.filter(binned_at=None)) == [hannah]


def test_a_correction_is_kept_while_the_columns_are_chosen_anew(cast: Cast) -> None:
    one = proposed(cast, PEOPLE, "individual")
    decisions.correct(one, 2, {1: "g@valdenza.example"}, by=cast.ada)
    imports.choose(one, {2: ""}, by=cast.ada)
    imports.look(one, by=cast.ada)
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert (counts(one), imports.will_write(one)) == ({"created": 2, "refused": 1}, 2)


def test_all_doubtful_rows_are_answered_at_once(cast: Cast) -> None:
    kestrel = cast.organization()
    cast.individual(organization=kestrel)
    cast.individual("Ruth", "Adeyemi", organization=kestrel)
    one = proposed(cast, "name,company\nHannah Osei,Alder\nRuth Adeyemi,Birch\n", "individual")
    assert counts(one) == {"doubtful": 2}
    client = cast.browser("ada")
    foot = {}
    for word, written in (("another", 2), ("leave", 0), ("same", 2)):
        assert client.post(f"/imports/{one.pk}/answers/", {"answer": word}).status_code == 302
        page = client.get(f"/imports/{one.pk}/")
        foot[word] = [each["value"] for each in page.context["foot"]]
        assert imports.will_write(one) == written
    assert foot == {"another": ["2", "0", "0"], "leave": ["0", "0", "2"], "same": ["2", "0", "0"]}
    assert client.post(f"/imports/{one.pk}/answers/", {"answer": "nonsense"}).status_code == 422
    brought(cast, one)
    assert counts(one) == {"changed": 2}
    assert (Individual.objects.count(), Employment.objects.count()) == (2, 4)


def test_a_suggestion_that_one_may_not_edit_is_not_taken_with_the_others(cast: Cast) -> None:
    cast.individual(organization=cast.organization())
    one = proposed(cast, "name,company\nHannah Osei,Alder\n", "individual")
    Import.objects.filter(pk=one.pk).update(by=cast.priya_user)
    assert decisions.answer_all(one, "same", by=cast.priya) == 0
    assert decisions.answer_all(one, "another", by=cast.priya) == 1


def test_a_row_left_out_stays_left_out_when_the_others_come(cast: Cast) -> None:
    cast.individual(organization=cast.organization())
    one = proposed(cast, "name,company\nHannah Osei,Alder\nRuth Adeyemi,Birch\n", "individual")
    assert "You leave it out." in post(cast, one, "rows/2/leave")
    brought(cast, one)
    assert (counts(one), Individual.objects.count()) == ({"created": 1, "doubtful": 1}, 2)


def test_a_row_that_repeats_an_earlier_line_says_so(cast: Cast) -> None:
    cast.organization(url="kestrel.example")
    rows = "name,website,industry\nAlder,alder.example,\nKestrel Dairies,kestrel.example,Dairy\nAlder,alder.example,Wood\nKestrel Dairies,kestrel.example,\n"
    page = shown(cast, proposed(cast, rows))
    assert "The same as line 2." in page
    assert "Same as line 3" in page


# ---------------------------------------------------------------- single values


def test_a_single_changed_value_can_be_unticked(cast: Cast) -> None:
    kestrel = cast.organization(url="kestrel.example")
    one = proposed(cast, "name,website,industry,employees\nKestrel Dairies,kestrel.example,Cheese,420\n")
    row = post(cast, one, "rows/2/ticks", field="employees")
    assert 'value="employees" id="tick-2-employees" checked' in row
    assert 'value="industry" id="tick-2-industry" >' in row
    assert "Import 1 row<" in row
    assert "Import" not in post(cast, one, "rows/2/ticks").partition('id="import-verbs"')[2].partition("</div>")[0]
    post(cast, one, "rows/2/ticks", field="employees")
    brought(cast, one)
    kestrel.refresh_from_db()
    assert (kestrel.industry, kestrel.employees) == (None, 420)
    told = {each["field"]: each.get("kept", False) for each in ImportRow.objects.get(of=one).told or ()}
    assert told == {"employees": False, "industry": True}


def test_what_a_repeated_row_adds_to_a_new_record_can_be_unticked(cast: Cast) -> None:
    one = proposed(cast, "name,website,industry,employees\nAlder,alder.example,,\nAlder,alder.example,Wood,12\n")
    assert counts(one) == {"created": 1, "changed": 1}
    post(cast, one, "rows/3/ticks", field="employees")
    brought(cast, one)
    alder = Organization.objects.get()
    assert (alder.industry, alder.employees) == (None, 12)


def test_a_remark_of_a_repeated_row_can_be_unticked(cast: Cast) -> None:
    rows = "name,website,industry\nAlder,alder.example,Wood\nAlder,alder.example,Paper\n"
    one = proposed(cast, rows)
    assert "Main business: Paper" in shown(cast, one)
    post(cast, one, "rows/3/ticks")
    brought(cast, one)
    assert (counts(one), Organization.objects.get().description) == ({"created": 1, "unchanged": 1}, None)


def test_a_row_that_only_fills_columns_left_out_says_so(cast: Cast) -> None:
    one = imports.begin(kinds["organization"], "x.csv", [b"name,quux\nAlder,1\n,2\n"], by=cast.ada, keep_rest=False)
    imports.look(one, by=cast.ada)
    bringing.propose(one.pk)
    assert imports.rows(one, Outcome.REFUSED).get().reason == "Only columns that are left out have a value here."


FIRST = "name,website,industry,employees,e-mail\nKestrel Dairies,kestrel.example,Cheese,420,info@kestrel.example\n"


def test_what_somebody_wrote_by_hand_after_an_import_is_not_overwritten_by_the_next(cast: Cast) -> None:
    brought(cast, proposed(cast, FIRST))
    kestrel = Organization.objects.get()
    record.edit(kestrel, {"industry": "Dairy", "email": "office@kestrel.example"}, by=cast.tomas)
    one = proposed(cast, FIRST.replace("420", "500"))
    assert counts(one) == {"changed": 1}
    page = shown(cast, one)
    assert "Tomás Ferreira wrote this" in page
    assert 'value="employees" id="tick-2-employees" checked' in page
    assert 'value="industry" id="tick-2-industry" >' in page
    brought(cast, one)
    kestrel.refresh_from_db()
    assert (kestrel.industry, kestrel.employees) == ("Dairy", 500)
    assert list(Email.objects.values_list("address", flat=True)) == ["office@kestrel.example"]


def test_what_was_written_by_hand_gives_way_when_it_is_ticked(cast: Cast) -> None:
    brought(cast, proposed(cast, FIRST))
    kestrel = Organization.objects.get()
    record.edit(kestrel, {"industry": "Dairy"}, by=cast.tomas)
    one = proposed(cast, FIRST)
    assert (counts(one), imports.will_write(one)) == ({"unchanged": 1}, 0)
    assert "Import 1 row<" in post(cast, one, "rows/2/ticks", field="industry")
    brought(cast, one)
    kestrel.refresh_from_db()
    assert (kestrel.industry, counts(one)) == ("Cheese", {"changed": 1})


def test_what_an_import_set_since_may_be_set_by_the_next(cast: Cast) -> None:
    brought(cast, proposed(cast, FIRST))
    record.edit(Organization.objects.get(), {"industry": "Dairy"}, by=cast.tomas)
    one = proposed(cast, FIRST)
    post(cast, one, "rows/2/ticks", field="industry")
    brought(cast, one)
    assert counts(proposed(cast, FIRST.replace("Cheese", "Ice cream"))) == {"changed": 1}


# ---------------------------------------------------------------- again


def test_a_file_that_was_taken_back_comes_in_again_without_a_question(cast: Cast) -> None:
    people = "name,company,e-mail\nHannah Osei,Alder Foods,h@alder.example\nRuth Adeyemi,Birch,\n"
    first = brought(cast, proposed(cast, people, "individual"))
    taken_back(cast, first)
    assert Record.objects.filter(binned_at=None).count() == 0
    again = brought(cast, proposed(cast, people, "individual"))
    assert counts(again) == {"created": 2}
    assert sorted(Record.objects.filter(binned_at=None).values_list("name", flat=True)) == [
        "Alder Foods",
        "Birch",
        "Hannah Osei",
        "Ruth Adeyemi",
    ]


def test_what_somebody_binned_by_hand_after_it_was_taken_back_is_asked_about(cast: Cast) -> None:
    taken_back(cast, brought(cast, proposed(cast, "name\nAlder Foods\n")))
    alder = Organization.objects.get()
    record.restore(alder, by=cast.tomas)
    record.discard(alder, by=cast.tomas)
    assert counts(proposed(cast, "name\nAlder Foods\n")) == {"doubtful": 1}


# ---------------------------------------------------------------- the end


def test_the_finished_page_says_what_came_in_and_what_comes_next(cast: Cast) -> None:
    one = brought(cast, proposed(cast, PEOPLE, "individual"))
    client = cast.browser("ada")
    done = client.get(f"/imports/{one.pk}/").context["done"]
    assert done["sentence"] == "Done. Of 3 rows 1 is new."
    assert [link["label"] for link in done["links"]] == [
        "See what is new",
        "Correct the refused rows",
        "People",
        "Import another file",
    ]
    for link in done["links"]:
        assert client.get(link["url"].partition("#")[0]).status_code == 200


def test_a_decision_that_comes_too_late_shows_the_import_as_it_stands(cast: Cast) -> None:
    one = proposed(cast, PEOPLE, "individual")
    client = cast.browser("ada")
    client.post(f"/imports/{one.pk}/start/")
    late = client.post(f"/imports/{one.pk}/rows/2/leave/", headers={"HX-Request": "true"})
    assert (late.status_code, late["HX-Refresh"]) == (200, "true")
    assert client.post(f"/imports/{one.pk}/rows/2/leave/").status_code == 409
    assert not Decision.objects.exists()


def test_decisions_go_with_their_import_and_only_its_rows_are_decided(cast: Cast) -> None:
    one = proposed(cast, PEOPLE, "individual")
    client = cast.browser("ada")
    for path in ("rows/4/cells", "rows/4/leave", "rows/9/answer/0", "rows/2/ticks"):
        assert client.post(f"/imports/{one.pk}/{path}/").status_code == 404
    post(cast, one, "rows/2/cells", **{"cell-1": "x@y.example"})
    imports.discard(one, by=cast.ada)
    assert not Decision.objects.exists()
