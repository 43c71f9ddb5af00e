from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_name_key")]
    operations = [
        migrations.AddIndex(
            model_name="address",
            index=models.Index(models.F("country"), models.F("record"), name="address_country"),
        ),
    ]
