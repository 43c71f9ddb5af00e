"""What people say of single rows gets a table of its own, which the writing of a row does not empty."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

OUTCOMES = [
    ("created", "New"),
    ("changed", "Changed"),
    ("unchanged", "Unchanged"),
    ("doubtful", "Doubtful"),
    ("refused", "Refused"),
]
ANSWERED = """
insert into intake_decision (of_id, line, same, left_out, ticks, outcome, reason, "column", applied)
select of_id, line, answer, false, '{}', case answer when 0 then 'created' else 'changed' end, '', '', false
from intake_importrow where answer is not null
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("intake", "0001_initial")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.IntegerField()),
                ("same", models.BigIntegerField(null=True)),
                ("left_out", models.BooleanField(default=False)),
                ("cells", models.JSONField(null=True)),
                ("ticks", models.JSONField(default=dict)),
                ("outcome", models.CharField(blank=True, choices=OUTCOMES, default="", max_length=12)),
                ("reason", models.TextField(blank=True, default="")),
                ("column", models.CharField(blank=True, default="", max_length=200)),
                ("maybe", models.JSONField(null=True)),
                ("applied", models.BooleanField(default=False)),
                (
                    "of",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="intake.import",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("of", "line"), name="import_decision_once")],
            },
        ),
        migrations.RunSQL(ANSWERED, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="importrow", name="answer"),
    ]
