"""Notices are written from the rows of their records: nothing looks for these a second time (see docs/decisions/009)."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sixty thousand reminders took a third of their time to be checked."""

    dependencies = [("work", "0008_watch")]

    operations = [
        migrations.AlterField(
            "notice",
            "user",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=models.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "notice",
            "record",
            models.ForeignKey(db_constraint=False, on_delete=models.CASCADE, related_name="+", to="records.record"),
        ),
    ]
