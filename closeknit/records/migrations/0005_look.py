from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    """How each person wants to see the lists of a kind."""

    dependencies = [("records", "0004_fold_faster"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            "Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("columns", ArrayField(models.TextField(), default=list)),
                ("widths", models.JSONField(default=dict)),
                (
                    "user",
                    models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("user", "kind"), name="look_once")]},
        ),
    ]
