"""The SQL that makes the rows of a bench company, set by set; every choice is a hash of the row's number and the seed."""
# ruff: noqa: S608 - the SQL is made of our own words and numbers

from __future__ import annotations

from collections.abc import Sequence

from closeknit.bench import people, words
from closeknit.bench.sizes import STAFF, TEAMS, Size

LAST_DAY = "timestamptz '2026-10-31 18:00+00'"  # fixed, so that a seed gives the same company on every day
GROUP_OF = [group for _code, _share, group, _phone in words.COUNTRIES]
PER_TEAM = STAFF // TEAMS


def literal(values: Sequence[object], kind: str = "text") -> str:
    """A list of our own words as an array in SQL."""
    escaped = ", ".join("'" + str(one).replace("'", "''") + "'" for one in values)
    return f"(array[{escaped}])::{kind}[]"


def functions(seed: int) -> list[str]:
    """`pick` gives a whole number below n, `part` a number from 0 to 1, both from a row's number and a purpose."""
    hashed = f"hashint8extended($1, $2 + {seed * 1000}) & 4503599627370495"
    return [
        f"create function pg_temp.pick(bigint, bigint, bigint) returns int language sql immutable as $$ select (({hashed}) % $3)::int $$",
        f"create function pg_temp.part(bigint, bigint) returns float8 language sql immutable as $$ select ({hashed}) / 4503599627370496.0::float8 $$",
    ]


def one_of(rows: tuple[str, ...], row: str, purpose: int, *, separator: str | None = None) -> str:
    """A word from the row of a table that an SQL expression numbers from 0."""
    table = [row_.split(separator) for row_ in rows]
    width = len(table[0])
    flat = [word for row_ in table for word in row_]
    return f"({literal(flat)})[1 + {width} * {row} + pg_temp.pick(m.id, {purpose}, {width})]"


def staging(size: Size) -> str:
    """Who there is, where, and who of us looks after them. Records of one organization share country, team and owner, as in life."""
    bounds = literal(words.thresholds([share for _code, share, _group, _phone in words.COUNTRIES]), "float8")
    narrow = people.persona_id(people.NARROW)
    return f"""
    create temp table made as
    select b.*, ({literal(GROUP_OF, "int")})[b.country + 1] as tongue,
      case when pg_temp.pick(at, 6, 33) = 0 then null when mod(id, {max(size.records // 40, 1)}) = 7 then {narrow}
        when team is null then null else (team - 1) * {PER_TEAM} + 1 + floor({PER_TEAM} * pg_temp.part(at, 7) ^ 2) end::bigint as owner,
      {LAST_DAY} - interval '1 second' * floor(158000000 * pg_temp.part(id, 8)) as added,
      {LAST_DAY} - interval '1 second' * floor(31000000 * pg_temp.part(id, 9) ^ 2) as changed
    from (
      select a.*, case when pg_temp.pick(at, 5, 25) = 0 then null when country = 0 then 1 + floor(5 * pg_temp.part(at, 4))
        when country = 1 then 6 + floor(2 * pg_temp.part(at, 4)) when country = 2 then 8 when country = 3 then 9
        else 10 + floor(3 * pg_temp.part(at, 4)) end::int as team
      from (
        select e.*, width_bucket(pg_temp.part(at, 1), {bounds}) as country from (
          select d.*, case when employer is not null and pg_temp.pick(id, 3, 20) > 0 then employer else id end as at from (
            select g as id, case when g <= {size.organizations} then 'organization' else 'individual' end as kind,
              case when g > {size.organizations} and pg_temp.pick(g, 10, 20) > 0
                then 1 + floor({size.organizations} * pg_temp.part(g, 2) ^ 2)::bigint end as employer
            from generate_series(1::bigint, {size.records}) g) d) e) a) b"""


def names() -> list[str]:
    """The names, onto who there is: of people two words, of organizations what they do, often where, and their form."""
    family = f"{one_of(words.FAMILY_BEGINS, 'm.tongue', 11)} || {one_of(words.FAMILY_ENDS, 'm.tongue', 12)}"
    city = one_of(words.CITIES, "m.country", 14)
    return [
        f"""
    create temp table called as
    select m.*, {one_of(words.GIVEN, "m.tongue", 13)} as given, {family} as family, {city} as city,
      {one_of(words.TRADES, "m.tongue", 15)} as trade, {one_of(words.FORMS, "m.tongue", 16)} as form
    from made m""",
        """alter table called add column name text generated always as
        (case when kind = 'individual' then given || ' ' || family else family || ' ' || trade || case when id % 2 = 0 then ' ' || city else '' end || ' ' || form end) stored""",
        "alter table called add column domain text generated always as (public.closeknit_fold(family || '-' || trade || '-' || id) || '.example') stored",
        "alter table called add primary key (id)",
        "analyze called",
    ]


def kinds() -> list[str]:
    """The tables of the two kinds."""
    bounds = literal(words.thresholds([share for _key, share in words.STATUSES]), "float8")
    return [
        f"""
    insert into directory_organization (record_ptr_id, name_key, legal_name, status, industry, employees)
    select id, key, case when mod(id, 4) = 0 then name end, case when id = 2 then 'ours' else ({literal([key for key, _share in words.STATUSES])})[1 + width_bucket(pg_temp.part(id, 20), {bounds})] end,
      trade, floor(1 + 3000 * pg_temp.part(id, 21) ^ 6) from called join keyed using (id) where kind = 'organization' order by id""",
        f"""
    insert into directory_individual (record_ptr_id, name_key, given_name, family_name, birthday, language)
    select id, key, given, family, case when mod(id, 3) = 0 then date '1950-01-01' + pg_temp.pick(id, 22, 18000) end,
      case when mod(id, 1000) = 17 then 'is' else ({literal(words.LANGUAGES)})[1 + tongue] end from called join keyed using (id) where kind = 'individual' order by id""",
    ]


def details() -> list[str]:
    """E-mails, telephones, addresses, web addresses and employments."""
    codes, phones = ([str(country[place]) for country in words.COUNTRIES] for place in (0, 3))
    number = f"({literal(phones)})[1 + m.country] || ' ' || (20 + pg_temp.pick(m.id, 31, 70)) || ' ' || (1000000 + pg_temp.pick(m.id, 32, 8999999))"
    told = "order by m.id"
    return [
        f"""insert into directory_email (record_id, "primary", position, kind, address)
    select m.id, true, 0, 'work', case when m.kind = 'individual' then public.closeknit_fold(m.given || '.' || m.family) || '@' || coalesce(o.domain, 'post.example') else 'info@' || m.domain end
    from called m left join called o on o.id = m.employer where pg_temp.pick(m.id, 33, 20) > 2 {told}""",
        f"""insert into directory_email (record_id, "primary", position, kind, address)
    select m.id, false, 1, 'home', public.closeknit_fold(m.given) || m.id || '@post.example' from called m where kind = 'individual' and pg_temp.pick(m.id, 33, 20) > 16 {told}""",
        f"""insert into directory_telephone (record_id, "primary", position, kind, number, number_e164)
    select m.id, true, 0, case when mod(m.id, 3) = 0 then 'mobile' else 'work' end, '+' || {number}, '+' || replace({number}, ' ', '') from called m where pg_temp.pick(m.id, 34, 20) > 3 {told}""",
        f"""insert into directory_address (record_id, "primary", position, kind, street, city, postcode, country)
    select m.id, true, 0, 'main', {one_of((words.STREETS,), "0", 35, separator=",")} || ' ' || (1 + pg_temp.pick(m.id, 36, 180)), m.city,
      lpad(pg_temp.pick(m.id, 37, 100000)::text, 5, '0'), ({literal(codes)})[1 + m.country] from called m where pg_temp.pick(m.id, 38, 20) > 1 {told}""",
        f"""insert into directory_webaddress (record_id, "primary", position, kind, url)
    select m.id, true, 0, 'work', 'https://www.' || m.domain || '/' from called m where kind = 'organization' and pg_temp.pick(m.id, 39, 10) > 2 {told}""",
        f"""insert into directory_employment (record_id, organization_id, "primary", position, title, since)
    select m.id, m.employer, true, 0, {one_of((words.TITLES,), "0", 40, separator=",")}, m.added::date from called m where m.employer is not null {told}""",
        f"""insert into directory_employment (record_id, organization_id, "primary", position, title, since, until)
    select m.id, 1 + mod(m.employer + 7, 100), false, 1, {one_of((words.TITLES,), "0", 41, separator=",")}, m.added::date - 2000, m.added::date - 10 from called m where m.employer is not null and mod(m.id, 10) = 3 {told}""",
    ]


def records(kind: str, gathered: str, profile: str) -> str:
    """The records of a kind, with the search words that the kind itself gathers from what was written before, and their profile."""
    return f"""
    insert into records_record (id, kind, name, number, owner_id, team_id, tags, profile, words, created_at, created_by_id, updated_at, updated_by_id)
    select r.id, r.kind, r.name, 'K-' || lpad(r.id::text, 8, '0'), r.owner, r.team, case when mod(r.id, 40) = 0 then '{{fair}}'::text[] else '{{}}' end,
      r.profile, {gathered}, r.added, r.owner, greatest(r.added, r.changed), r.owner
    from (select r.*, {profile} as profile from called r where r.kind = '{kind}') r order by r.id"""


def entries(size: Size) -> list[str]:
    """What happened, oldest first, each tied to a person and the organization they work for."""
    second = 158_000_000 / size.entries
    person = f"{size.organizations} + 1 + floor({size.individuals} * pg_temp.part(g, 50) ^ 1.4)::bigint"
    at = f"{LAST_DAY} - interval '1 second' * (({size.entries} - g) * {second})"
    edited = """'{"changes": [{"field": "description", "was": null, "became": "Prefers letters."}]}'"""
    notes = literal([f'{{"text": "{note}"}}' for note in words.NOTES], "jsonb")
    return [
        f"""
    insert into records_entry (id, kind, happened_at, created_at, by_id, change, data)
    select g, case when mod(g, 3) = 0 then 'record.edited' else 'note.written' end, {at}, {at}, 1 + pg_temp.pick(g, 51, {STAFF}), md5(g::text)::uuid,
      case when mod(g, 3) = 0 then {edited}::jsonb else ({notes})[1 + pg_temp.pick(g, 52, {len(words.NOTES)})] end
    from generate_series(1::bigint, {size.entries}) g""",
        f"""
    insert into records_tie (entry_id, record_id, happened_at)
    select g, t.record, {at} from generate_series(1::bigint, {size.entries}) g join made m on m.id = {person}
    cross join lateral (values (m.id), (m.employer)) t(record) where t.record is not null""",
    ]


def shares(size: Size, count: int) -> list[str]:
    """Records opened one by one: four to the narrow person, thousands to another; none twice."""
    few, many, by = (
        people.persona_id(people.NARROW),
        people.persona_id(people.SHARES),
        people.persona_id(people.ADMINISTRATOR),
    )
    step = max(size.records // count, 1)
    return [
        f"insert into access_share (record_id, user_id, edit, by_id) select {size.organizations} + g * 11, {few}, false, {by} from generate_series(1, 4) g",
        f"insert into access_share (record_id, user_id, edit, by_id) select g * {step}, {many}, mod(g, 2) = 0, {by} from generate_series(1, {min(count, size.records // step)}) g",
    ]
