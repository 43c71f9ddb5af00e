from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

from closeknit.catalogue.types.folding import Folded


class Migration(migrations.Migration):
    """A city is found whether its accents are typed or not; nobody waits while the index is made."""

    atomic = False
    dependencies = [("directory", "0004_employment_alone"), ("records", "0004_fold_faster")]
    operations = [
        AddIndexConcurrently("address", models.Index(Folded("city"), models.F("record"), name="address_city_folded")),
        RemoveIndexConcurrently("address", "address_city"),
    ]
