from __future__ import annotations

from django.db import migrations

COLUMNS = ("owner_id", "team_id", "search")


class Migration(migrations.Migration):
    """Let the planner know how little some people look after, and which words are rare: by default it looks at too few rows."""

    dependencies = [("records", "0002_initial")]
    operations = [
        migrations.RunSQL(
            [f"alter table records_record alter column {column} set statistics 500" for column in COLUMNS],
            [f"alter table records_record alter column {column} set statistics -1" for column in COLUMNS],
        ),
    ]
