"""What the database needs to compare texts as people do: accents and case folded, and trigrams for search."""

from __future__ import annotations

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(
            # The dictionary is named, so that the function may be called immutable and used in indexes.
            """
            create function public.closeknit_fold(text) returns text language sql immutable strict parallel safe
            as $$ select lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$
            """,
            "drop function public.closeknit_fold(text)",
        ),
    ]
