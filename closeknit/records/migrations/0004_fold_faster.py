from __future__ import annotations

from django.db import migrations

FOLD = """
create or replace function public.closeknit_fold(text) returns text language {} immutable strict parallel safe
as $$ {} lower(public.unaccent('public.unaccent'::regdictionary, $1)){} $$"""


class Migration(migrations.Migration):
    """The same texts at half the price: neither can be inlined, and plpgsql keeps its plan from row to row."""

    dependencies = [("records", "0003_statistics")]
    operations = [
        migrations.RunSQL(FOLD.format("plpgsql", "begin return", "; end"), FOLD.format("sql", "select", "")),
    ]
