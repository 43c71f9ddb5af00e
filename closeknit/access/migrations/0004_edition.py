from __future__ import annotations

from django.db import migrations

# One row with a number, never given twice, not even after a rollback: what a process read under it, it may keep.
SQL = """
create table access_edition (only_one boolean primary key default true check (only_one), number bigint not null);
create sequence access_edition_number start 2;
insert into access_edition (number) values (1);
create function public.closeknit_new_edition() returns trigger language plpgsql as $$
begin
  insert into access_edition (number) values (nextval('access_edition_number'))
  on conflict (only_one) do update set number = excluded.number;
  return null;
end $$
"""


class Migration(migrations.Migration):
    """The edition of the company's own fields and kinds, which every request reads with its actor."""

    dependencies = [("access", "0003_shares_end")]
    operations = [
        migrations.RunSQL(
            SQL,
            "drop function public.closeknit_new_edition() cascade; drop table access_edition; drop sequence access_edition_number",
        )
    ]
