from __future__ import annotations

from django.db import migrations

# Fields that point to a record or a colleague, made before it was said which part of their value is sorted. Their place holds nothing
# and is given up; who sorts by them gets one.
PARTS = """
update profiles_definition set part = 'id', place = '' where type in ('reference', 'user') and part = ''
"""


class Migration(migrations.Migration):
    """Every definition says which part of its values is sorted."""

    dependencies = [("profiles", "0005_use_of_places")]
    operations = [migrations.RunSQL(PARTS, migrations.RunSQL.noop)]
