"""What is kept of the tables is put back to the letter, and nothing of what came later is left."""

from __future__ import annotations

import pytest

from closeknit.records.models import Record, RecordWas
from tests import kept
from tests.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_tables_are_put_back_as_they_stood_and_go_on_from_there() -> None:
    cast = Cast()
    first = cast.organization("Alder", emails=[{"address": "ada@alder.example"}])
    tables = kept.keep()
    later = cast.organization("Birch")
    kept.put_back(tables)
    assert kept.keep() == tables
    assert list(Record.objects.values_list("name", flat=True)) == ["Alder"]
    again = cast.organization("Cedar")
    assert again.pk > later.pk > first.pk
    assert list(RecordWas.objects.filter(pgh_obj_id=first.pk)) == []
