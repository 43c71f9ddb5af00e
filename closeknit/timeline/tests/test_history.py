"""History told to different readers."""

from __future__ import annotations

from closeknit.access.models import Share
from closeknit.records import record
from closeknit.timeline import history
from tests.cast import Cast


def sentences(cast: Cast, subject: object, who: str) -> str:
    return " ".join(one.sentence for one in history.tell(subject, cast.actor(who))[0])


def test_changes_name_the_people_and_records_that_they_point_to(cast: Cast) -> None:
    head, branch = cast.organization("Kestrel Group"), cast.organization("Kestrel Ripon")
    assignments = [{"function": "sales", "user": cast.priya_user.pk}]
    changed = {"parent": head.pk, "owner": cast.ada_user.pk, "assignments": assignments}
    record.edit(branch, changed, by=cast.tomas)
    told = sentences(cast, branch, "tomas")
    assert "<b>Branch of</b> to Kestrel Group" in told
    assert "<b>Owner</b> from Tomás Ferreira to Ada Brightwell" in told
    assert "Sales, Priya Nair" in told


def test_names_that_a_reader_may_not_see_are_left_out(cast: Cast) -> None:
    head, branch = cast.organization("Kestrel Group"), cast.organization("Kestrel Ripon")
    record.edit(branch, {"parent": head.pk}, by=cast.tomas)
    Share.objects.create(record_id=branch.pk, user=cast.priya_user, by=cast.ada_user)
    told = sentences(cast, branch, "priya")
    assert "Kestrel Group" not in told
    assert "something that you may not see" in told


def test_a_page_of_history_costs_the_same_however_many_names_are_in_it(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    company = cast.organization()
    for number in range(12):
        record.edit(company, {"owner": (cast.ada_user, cast.priya_user)[number % 2].pk}, by=cast.tomas)
    actor = cast.tomas
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        history.tell(company, actor)
