"""Indexes by which a list finds the tasks that somebody gave and those of a hat, and reminders are taken batch by batch."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """What is done is looked for too, so these hold every task."""

    dependencies = [("work", "0001_task")]

    operations = [
        migrations.AddIndex("task", models.Index(F("given_by"), F("record_ptr"), name="task_by_giver")),
        migrations.AddIndex(
            "task", models.Index(F("hat"), F("record_ptr"), condition=~Q(hat=None), name="task_by_hat")
        ),
        migrations.RemoveIndex("task", "task_reminder"),
        migrations.AddIndex(
            "task",
            models.Index(
                F("remind_at"),
                F("record_ptr"),
                condition=Q(status="open") & ~Q(remind_at=None),
                name="task_reminder",
            ),
        ),
    ]
