"""The gate: who sees and does what, by hats, teams, reaches and shares; it only ever adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.access import actors, gate
from closeknit.access.actors import NOBODY, SHARED_BY_VALUE, Actor, Granted, system
from closeknit.access.models import Grant, Hat, Share, Team
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Email, Individual, Organization
from closeknit.records import entries, record
from closeknit.records.models import Assignment, Entry, Record
from closeknit.timeline import notes
from tests.cast import Cast

VERBS = ("see", "edit", "bin", "restore", "note", "create", "export")


def wear(cast: Cast, who: str, *grants: tuple[str, str, str], classes: tuple[str, ...] = ()) -> Hat:
    """A hat of these grants, put on."""
    hat = Hat.objects.create(key=f"hat-{Hat.objects.count()}", name="A hat", classes=list(classes))
    Grant.objects.bulk_create([Grant(hat=hat, kind=kind, verb=verb, reach=reach) for kind, verb, reach in grants])
    getattr(cast, f"{who}_user").hats.add(hat)
    return hat


def share(cast: Cast, subject: Any, who: str, *, edit: bool = False, days: int | None = 1) -> Share:
    """A record opened to somebody."""
    until = None if days is None else timezone.now() + timedelta(days=days)
    return Share.objects.create(
        record_id=subject.pk, user=getattr(cast, f"{who}_user"), edit=edit, until=until, by=cast.ada_user
    )


def sees(actor: Actor, subject: Any, to: str = "see") -> bool:
    """Whether the record is among their rows, by its own table, by the table of all records, and singly: all three agree."""
    one = gate.rows(type(subject), actor, to).filter(pk=subject.pk).exists()
    assert gate.rows(Record, actor, to).filter(pk=subject.pk).exists() == one
    binned = Record.objects.get(pk=subject.pk).binned_at is not None
    assert (gate.rights(kinds[subject.kind], subject.pk, actor, VERBS, binned=binned) & {to} == {to}) == one
    return one


# ------------------------------------------------------------ reaches


def test_nobody_and_who_wears_no_hat_see_nothing(cast: Cast) -> None:
    made = cast.organization()
    assert not sees(NOBODY, made)
    assert not sees(cast.omar, made)


@pytest.mark.parametrize(
    ("reach", "seen"),
    [
        ("own", {"own"}),
        ("team", {"own", "team"}),
        ("below", {"own", "team", "below"}),
        ("all", {"own", "team", "below", "other", "free"}),
        ("unheard of", set()),
    ],
)
def test_a_reach_opens_what_it_names_and_no_more(cast: Cast, reach: str, seen: set[str]) -> None:
    below = Team.objects.create(name="York", parent=cast.north)
    other = Team.objects.create(name="South")
    made = {
        "own": cast.organization(by="ada", owner=cast.omar_user.pk, name="own"),
        "team": cast.organization(by="ada", team=cast.north.pk, name="team"),
        "below": cast.organization(by="ada", team=below.pk, name="below"),
        "other": cast.organization(by="ada", team=other.pk, name="other"),
        "free": cast.organization(by="ada", name="free"),
    }
    cast.omar_user.teams.add(cast.north)
    wear(cast, "omar", ("organization", "see", reach))
    assert {key for key, one in made.items() if sees(cast.omar, one)} == seen


def test_a_team_whose_tree_runs_in_a_circle_hangs_nobody(cast: Cast) -> None:
    below = Team.objects.create(name="York", parent=cast.north)
    Team.objects.filter(pk=cast.north.pk).update(parent=below)
    assert set(cast.priya.teams_below) == {cast.north.pk, below.pk}


def test_a_reach_of_a_higher_folder_is_asked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.models import Q

    monkeypatch.setitem(gate.reaches, "named-kestrel", lambda actor, kind: Q(name="Kestrel"))
    wear(cast, "omar", ("organization", "see", "named-kestrel"))
    assert sees(cast.omar, cast.organization("Kestrel"))
    assert not sees(cast.omar, cast.organization("Falcon"))


def test_a_grant_on_one_kind_opens_no_other(cast: Cast) -> None:
    wear(cast, "omar", ("organization", "see", "all"))
    company, person = cast.organization(), cast.individual()
    assert sees(cast.omar, company)
    assert not sees(cast.omar, person)
    assert set(gate.rows(Record, cast.omar).values_list("pk", flat=True)) == {company.pk}


@pytest.mark.parametrize(("who", "count"), [("ada", 2), ("priya", 1), ("omar", 0)])
def test_the_tops_of_every_reach_together_are_what_somebody_sees(cast: Cast, who: str, count: int) -> None:
    cast.organization("Hers", by="priya", team=cast.north.pk)
    cast.organization("Another", by="ada")
    found = gate.tops(Organization, kinds["organization"], cast.actor(who), lambda rows: rows[:50])
    assert gate.among(Organization, found).count() == count
    assert gate.united(Organization, found).count() == count


# ------------------------------------------------------------ absent, not allowed


def test_hidden_is_absent_and_seen_is_not_allowed(cast: Cast) -> None:
    made = cast.organization(by="ada", name="Hidden")
    with pytest.raises(gate.Absent):
        gate.get(Organization, made.pk, cast.priya, "edit")
    share(cast, made, "priya")
    with pytest.raises(gate.NotAllowed):
        gate.get(Organization, made.pk, cast.priya, "edit")
    with pytest.raises(gate.Absent):
        gate.get(Organization, 10**9, cast.priya, "edit")


@pytest.mark.parametrize("pk", [0, -1, 2**63, 10**300, True])
def test_no_id_breaks_the_gate(cast: Cast, pk: int) -> None:
    with pytest.raises(gate.Absent):
        gate.get(Organization, pk, cast.ada)


def test_a_record_of_one_kind_is_absent_under_another(cast: Cast) -> None:
    with pytest.raises(gate.Absent):
        gate.get(Individual, cast.organization().pk, cast.ada)


def test_what_lies_in_the_bin_is_seen_only_to_be_restored(cast: Cast) -> None:
    made = cast.organization()
    record.discard(made, by=cast.tomas)
    assert [verb for verb in VERBS if sees(cast.ada, made, verb)] == ["restore"]
    assert not sees(cast.priya, made, "restore")


def test_a_model_that_hangs_nowhere_has_no_rows_at_all(cast: Cast) -> None:
    from django.core.exceptions import FieldError

    with pytest.raises(FieldError):
        gate.rows(Share, cast.ada)


@pytest.mark.parametrize("who", ["ada", "tomas", "omar"])
def test_rights_that_every_record_gives_or_none_are_told_without_a_query(
    cast: Cast, who: str, django_assert_num_queries: Any
) -> None:
    actor, pk = cast.actor(who), cast.organization().pk
    with django_assert_num_queries(0):
        found = gate.rights(kinds["organization"], pk, actor, VERBS, binned=False)
    assert found == (frozenset() if who == "omar" else set(VERBS) - {"restore"})


# ------------------------------------------------------------ shares


def test_a_share_opens_one_record_to_see_or_to_edit_until_its_date(cast: Cast) -> None:
    seen, edited, over = (cast.organization(name, by="ada") for name in ("seen", "edited", "over"))
    share(cast, seen, "omar", days=None)
    share(cast, edited, "omar", edit=True)
    share(cast, over, "omar", edit=True, days=-1)
    omar = cast.omar
    assert {one.name: [verb for verb in VERBS if sees(omar, one, verb)] for one in (seen, edited, over)} == {
        "seen": ["see"],
        "edited": ["see", "edit"],
        "over": [],
    }


def test_a_share_with_a_team_reaches_its_members_only(cast: Cast) -> None:
    made = cast.organization(by="ada")
    Share.objects.create(record_id=made.pk, team=cast.north, by=cast.ada_user)
    assert sees(cast.priya, made)
    assert not sees(cast.omar, made)


def test_who_has_nothing_but_shares_gets_the_lists_of_what_is_shared(cast: Cast) -> None:
    shown, hidden = cast.organization("Shown", by="ada"), cast.organization("Hidden", by="ada")
    browser = cast.browser("omar")
    assert browser.get("/organizations/").status_code == 403
    share(cast, shown, "omar")
    page = browser.get("/organizations/")
    assert page.status_code == 200
    assert "Shown" in page.content.decode()
    assert "Hidden" not in page.content.decode()
    assert 'href="/organizations/"' in browser.get("/").content.decode()
    assert browser.get("/individuals/").status_code == 403
    assert browser.get("/organizations/export.csv").status_code == 403
    assert [verb for verb in VERBS if cast.omar.may("organization", verb)] == ["see"]
    share(cast, hidden, "omar", edit=True)
    assert (set(cast.omar.shared), cast.omar.shared_edit) == ({shown.pk, hidden.pk}, (hidden.pk,))
    assert [verb for verb in VERBS if cast.omar.may("organization", verb)] == ["see", "edit"]
    assert not replace(cast.omar, scopes=frozenset({"individual.see"})).may("organization", "see")
    assert not cast.omar.unshared().may("organization", "see")


def test_more_shares_than_are_carried_are_looked_up(cast: Cast) -> None:
    many = Organization.objects
    pks = []
    for place in range(SHARED_BY_VALUE + 1):
        pks.append(many.create(kind="organization", name=f"Shared {place}").pk)
    hidden = cast.organization("Hidden", by="ada")
    Share.objects.bulk_create(
        [Share(record_id=pk, user=cast.omar_user, edit=pk == pks[0], by=cast.ada_user) for pk in pks]
    )
    omar = cast.omar
    assert (omar.shared, omar.shared_edit) == (None, None)
    assert omar.may("individual", "see")
    assert not omar.may("individual", "bin")
    assert gate.rows(Organization, omar).count() == len(pks)
    assert list(gate.rows(Record, omar, "edit").values_list("pk", flat=True)) == [pks[0]]
    assert not sees(omar, hidden)
    Share.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert not gate.rows(Organization, cast.omar).exists()


def test_who_edits_by_a_share_cannot_make_the_record_theirs(cast: Cast) -> None:
    made = cast.organization(by="ada")
    share(cast, made, "priya", edit=True)
    record.edit(made, {"industry": "Dairy"}, by=cast.priya)
    with pytest.raises(gate.NotAllowed):
        record.edit(made, {"owner": cast.priya_user.pk}, by=cast.priya)
    with pytest.raises(gate.NotAllowed):
        record.edit(made, {"team": cast.north.pk}, by=cast.priya)
    assert Record.objects.get(pk=made.pk).owner_id == cast.ada_user.pk


def test_nothing_is_made_beyond_the_reach_for_making(cast: Cast) -> None:
    wear(cast, "priya", ("*", "see", "all"))
    with pytest.raises(gate.NotAllowed):
        cast.organization(by="priya", owner=cast.ada_user.pk)
    assert not Record.objects.exists()
    assert cast.organization(by="priya").owner_id == cast.priya_user.pk


# ------------------------------------------------------------ rows that hang on records


def test_hung_rows_are_seen_by_whoever_sees_their_record(cast: Cast) -> None:
    mine = cast.organization(by="priya", email="mine@kestrel.example")
    other = cast.organization(by="ada", email="other@kestrel.example")
    Assignment.objects.create(record_id=other.pk, function="sales", user=cast.ada_user)
    assert [row.record_id for row in gate.rows(Email, cast.priya)] == [mine.pk]
    assert gate.rows(Email, cast.ada).count() == 2
    assert not gate.rows(Assignment, cast.priya).exists()
    assert not gate.rows(Email, NOBODY).exists()
    record.discard(mine, by=cast.priya)
    assert not gate.rows(Email, cast.priya).exists()


def test_an_entry_is_seen_through_any_of_its_records(cast: Cast) -> None:
    mine, other = cast.organization(by="priya"), cast.organization(by="ada")
    both = entries.write("note.written", by=cast.ada, records=[mine.pk, other.pk], data={"text": "both"})
    hidden = notes.write(other, "hidden", by=cast.ada)
    seen = set(gate.rows(Entry, cast.priya).values_list("pk", flat=True))
    assert both.pk in seen
    assert hidden.pk not in seen


# ------------------------------------------------------------ it only adds up

GRANTS = st.tuples(
    st.sampled_from(["*", "organization", "individual"]),
    st.sampled_from(["*", "see", "edit"]),
    st.sampled_from(["own", "team", "below", "all"]),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(GRANTS, max_size=3),
    more=GRANTS,
    shared=st.sets(st.integers(0, 7), max_size=3),
    opened=st.integers(0, 7),
)
def test_another_hat_grant_or_share_hides_nothing(
    landscape: list[Record], before: list[Any], more: Any, shared: set[int], opened: int
) -> None:
    def actor(grants: list[Any], ids: set[int]) -> Actor:
        pks = tuple(landscape[place].pk for place in ids)
        me, north, york = landscape[0].owner_id, landscape[1].team_id, landscape[2].team_id
        return Actor(
            user_id=me,
            grants=tuple(Granted(*one) for one in grants),
            teams=(north,),
            teams_below=(north, york),
            shared=pks,
            shared_edit=pks[:1],
        )

    for verb in VERBS[:4]:
        old = set(gate.rows(Record, actor(before, shared), verb).values_list("pk", flat=True))
        assert old <= set(gate.rows(Record, actor([*before, more], shared), verb).values_list("pk", flat=True))
        wider = replace(actor(before, shared), shared=tuple(landscape[place].pk for place in {*shared, opened}))
        assert old <= set(gate.rows(Record, wider, verb).values_list("pk", flat=True))
        for kind in kinds:
            one = set(gate.rows(kind.model, actor(before, shared), verb).values_list("pk", flat=True))
            assert one == {record.pk for record in landscape if record.pk in old and record.kind == kind.key}


@pytest.fixture
def landscape(cast: Cast) -> list[Record]:
    """Eight records: own, a team's, a team's below, nobody's, of both kinds."""
    york = Team.objects.create(name="York", parent=cast.north)
    found = []
    for make in (cast.organization, cast.individual):
        for more in ({"owner": cast.priya_user.pk}, {"team": cast.north.pk}, {"team": york.pk}, {"owner": None}):
            found.append(Record.objects.get(pk=make(by="ada", **more).pk))
    return found


def test_a_token_narrows_and_never_widens(cast: Cast) -> None:
    made = cast.organization()
    narrow = replace(cast.tomas, scopes=frozenset({"see", "individual.edit"}))
    assert [verb for verb in VERBS if sees(narrow, made, verb)] == ["see"]
    share(cast, made, "omar", edit=True)
    assert not sees(replace(cast.omar, scopes=frozenset({"note"})), made)
    assert not sees(replace(cast.omar, scopes=frozenset({"see"})), made, "edit")


def test_the_system_names_its_purpose_and_sees_all(cast: Cast) -> None:
    made = cast.organization()
    assert sees(system("to try it"), made)
    assert system("to try it").known
    assert not NOBODY.known


def test_what_one_may_is_read_anew_for_every_actor(cast: Cast) -> None:
    made = cast.organization()
    assert sees(cast.tomas, made)
    cast.tomas_user.hats.clear()
    assert not sees(cast.tomas, made)
    cast.tomas_user.is_active = False
    cast.tomas_user.save()
    with pytest.raises(LookupError):
        actors.of_user(cast.tomas_user.pk)


# ------------------------------------------------------------ related records


@pytest.mark.parametrize("path", ["organization", "employments.organization"])
def test_a_filter_on_related_records_counts_only_those_one_sees(cast: Cast, path: str) -> None:
    from closeknit.catalogue import filters

    wear(cast, "priya", ("individual", "see", "all"))
    hidden = cast.organization("Hidden", by="ada")
    seen = cast.organization("Seen", by="priya")
    cast.individual("Works", "Hidden", by="ada", organization=hidden.pk)
    shown = cast.individual("Works", "Seen", by="ada", organization=seen.pk)
    tree = filters.read({"related": path, "where": {"field": "name", "op": "not_empty"}})
    scope = gate.Readable(kinds["individual"], cast.priya)
    found = gate.rows(Individual, cast.priya).filter(filters.condition(tree, scope))
    assert [one.pk for one in found] == [shown.pk]
