from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):

    dependencies = [("timeline", "0002_dealings")]

    operations = [
        migrations.AddIndex("contactpoint", models.Index(F("happened_at"), F("record"), name="contact_by_moment")),
    ]
