"""What the kinds of the directory say of themselves is true, and their pages go by it."""

from __future__ import annotations

from closeknit.catalogue.kinds import kinds
from closeknit.profiles import shipped
from tests.cast import Cast


def test_what_a_kind_names_of_itself_are_columns_or_in_the_profile_that_it_is_shipped_with() -> None:
    for kind in kinds:
        profile = {one.key for heading in shipped.PROFILES.get(kind.key, ()) for one in heading.fields}
        named = {*kind.key_facts, *kind.columns, *kind.create_fields, *kind.create_more, *kind.beside}
        assert named <= {*(one.key for one in kind.own_fields), *profile}, kind.key
        assert not kind.status or kind.fields[kind.status].type.key == "choice"


def test_the_head_of_a_page_shows_the_key_facts_and_the_status_of_its_kind(cast: Cast) -> None:
    kestrel = cast.organization(status="customer", industry="Dairy", city="Ripon")
    hannah = cast.individual(organization=kestrel, title="Director", city="York")
    client = cast.browser("ada")
    shown = client.get(kestrel.address).context
    assert "Customer" in shown["record"]["status"]
    assert [str(fact["label"]) for fact in shown["key_facts"]] == ["City", "Main business", "Owner"]
    shown = client.get(hannah.address).context
    assert shown["record"]["status"] == ""
    assert [str(fact["label"]) for fact in shown["key_facts"]] == ["Organization", "Title", "City", "Owner"]
