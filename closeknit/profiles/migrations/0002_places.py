from __future__ import annotations

from django.db import migrations

NUMBERS, TEXTS = [f"n{one}" for one in range(1, 7)], [f"t{one}" for one in range(1, 7)]
PLACES = [*NUMBERS, *TEXTS]

# A facet is a number that no other answer to any definition has (64 bits of a hash), so one index serves all classifications.
FACET = """
create function public.closeknit_facet(bigint, text) returns bigint language sql immutable strict parallel safe
as $$ select hashtextextended($1::text || ':' || $2, 0) $$
"""

COLUMNS = (
    "alter table records_record add column facets bigint[] not null default '{}', "
    + ", ".join(f"add column {one} numeric" for one in NUMBERS)
    + ", "
    + ", ".join(f'add column {one} text collate "C"' for one in TEXTS)
)

KEPT = " ".join(
    f"when '{one}' then NEW.{one} := said{'::numeric' if one in NUMBERS else ''};" for one in PLACES
)

# Whatever way a profile is written by: a verb, a set-based import, a COPY. Of an object (money, a telephone) the first part counts;
# a text is kept without accents and case, as far as a list sorts by it. A loop takes half the time of one statement with aggregates.
DERIVE = f"""
create function public.closeknit_places() returns trigger language plpgsql as $$
declare
  one record;
  said text;
begin
  NEW.facets := '{{}}'; {" ".join(f"NEW.{one} := null;" for one in PLACES)}
  for one in
    select d.id, d.storage, d.place, d.part, held.value
    from jsonb_each(NEW.profile) held join profiles_definition d on d.id = held.key::bigint
    where d.storage = 'token' or d.place <> ''
  loop
    if one.storage = 'token' then
      NEW.facets := NEW.facets || public.closeknit_facet(one.id, '') || case jsonb_typeof(one.value)
        when 'array' then array(select public.closeknit_facet(one.id, each) from jsonb_array_elements_text(one.value) each)
        else array[public.closeknit_facet(one.id, one.value #>> '{{}}')] end;
      continue;
    end if;
    said := case jsonb_typeof(one.value) when 'object' then one.value ->> one.part else one.value #>> '{{}}' end;
    if one.storage = 'text' then
      said := left(public.closeknit_fold(said), 200);
    end if;
    case one.place {KEPT} end case;
  end loop;
  return NEW;
end $$;
create trigger places_of_a_new_profile before insert on records_record
  for each row when (NEW.profile <> '{{}}') execute function public.closeknit_places();
create trigger places_of_a_profile before update of profile on records_record
  for each row when (NEW.profile <> '{{}}' or OLD.profile <> '{{}}') execute function public.closeknit_places()
"""

# The words of a profile that everybody who sees the record may search by.
WORDS = """
create function public.closeknit_profile_words(jsonb) returns text language sql stable parallel safe as $$
  select string_agg(case jsonb_typeof(held.value) when 'object' then held.value ->> d.part else held.value #>> '{}' end, ' ')
  from jsonb_each($1) held join profiles_definition d on d.id = held.key::bigint
  where d.storage = 'text' and d.sensitivity = 'open'
$$
"""

INDEXES = [
    "create index record_facets on records_record using gin (facets)",
    *(
        f"create index record_{one} on records_record (kind, {one}, id) where {one} is not null and binned_at is null"
        for one in PLACES
    ),
]

CHANGED = "create trigger new_edition after insert or update or delete or truncate on {} for each statement execute function public.closeknit_new_edition()"


class Migration(migrations.Migration):
    """What the database keeps beside a profile, and that each process learns of a change of the company's shape."""

    dependencies = [("profiles", "0001_initial"), ("records", "0003_statistics"), ("access", "0004_edition")]
    operations = [
        migrations.RunSQL(FACET, "drop function public.closeknit_facet(bigint, text)"),
        migrations.RunSQL(
            COLUMNS,
            "alter table records_record drop column facets, " + ", ".join(f"drop column {one}" for one in PLACES),
        ),
        migrations.RunSQL(DERIVE, "drop function public.closeknit_places() cascade"),
        migrations.RunSQL(WORDS, "drop function public.closeknit_profile_words(jsonb)"),
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
        migrations.RunSQL(
            [CHANGED.format(one) for one in ("profiles_group", "profiles_segment", "profiles_definition")],
            migrations.RunSQL.noop,
        ),
    ]
