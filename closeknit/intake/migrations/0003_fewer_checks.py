"""The rows of an import need no constraint: they are written in the transaction that holds the import and makes the record."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_decisions"), ("records", "0009_fewer_checks")]

    operations = [
        migrations.AlterField(
            "importrow",
            "of",
            models.ForeignKey(
                to="intake.import",
                related_name="rows",
                on_delete=django.db.models.deletion.CASCADE,
                db_index=False,
                db_constraint=False,
            ),
        ),
        migrations.AlterField(
            "importrow",
            "record",
            models.ForeignKey(
                to="records.record",
                null=True,
                related_name="+",
                on_delete=django.db.models.deletion.SET_NULL,
                db_index=False,
                db_constraint=False,
            ),
        ),
    ]
