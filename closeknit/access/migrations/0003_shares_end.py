"""A share ends when its author loses the right to the record, whoever or whatever takes it away."""

from django.db import migrations

# The gate's rule of hats for one record, in SQL: teams, reaches, the tree. What was only shared with somebody does not count,
# nor does a reach that a higher folder registers: who sees by nothing else can open nothing to others.
MAY = """
create function public.closeknit_may(actor bigint, subject bigint, wished text) returns boolean
language plpgsql stable parallel safe as $$
begin
  return exists (
    select 1 from records_record r
      join access_user u on u.id = actor and u.is_active
      join access_user_hats h on h.user_id = actor
      join access_grant g on g.hat_id = h.hat_id and g.kind in ('*', r.kind) and g.verb in ('*', wished)
    where r.id = subject and (
      g.reach = 'all'
      or g.reach in ('own', 'team', 'below') and r.owner_id = actor
      or g.reach in ('team', 'below')
        and exists (select 1 from access_user_teams t where t.user_id = actor and t.team_id = r.team_id)
      or g.reach = 'below' and exists (
        with recursive above as (
          select r.team_id as id union select t.parent_id from access_team t join above on t.id = above.id)
        select 1 from above join access_user_teams t on t.team_id = above.id and t.user_id = actor)));
end $$;
"""

# Shares by one author, or of one record, or all: those that no longer stand go, those that may no longer be edited are only seen.
WEIGH = """
create function public.closeknit_weigh_shares(author bigint, record bigint) returns void language plpgsql as $$
begin
  delete from access_share s where (author is null or s.by_id = author) and (record is null or s.record_id = record)
    and not closeknit_may(s.by_id, s.record_id, 'see');
  update access_share s set edit = false where (author is null or s.by_id = author)
    and (record is null or s.record_id = record) and s.edit and not closeknit_may(s.by_id, s.record_id, 'edit');
end $$;

create function public.closeknit_author_changed() returns trigger language plpgsql as $$
begin
  perform closeknit_weigh_shares(author, null) from (select distinct user_id as author from gone) g;
  return null;
end $$;

create function public.closeknit_user_ended() returns trigger language plpgsql as $$
begin
  perform closeknit_weigh_shares(new.id, null);
  return null;
end $$;

create function public.closeknit_record_given() returns trigger language plpgsql as $$
begin
  if exists (select 1 from access_share s where s.record_id = new.id) then
    perform closeknit_weigh_shares(null, new.id);
  end if;
  return null;
end $$;

create function public.closeknit_rules_changed() returns trigger language plpgsql as $$
begin
  perform closeknit_weigh_shares(null, null);
  return null;
end $$;
"""

TRIGGERS = """
create trigger shares_end after delete on access_user_hats referencing old table as gone
  for each statement execute function closeknit_author_changed();
create trigger shares_end after delete on access_user_teams referencing old table as gone
  for each statement execute function closeknit_author_changed();
create trigger shares_end after update of is_active on access_user
  for each row when (old.is_active and not new.is_active) execute function closeknit_user_ended();
create trigger shares_end after update of owner_id, team_id on records_record
  for each row when (old.owner_id is distinct from new.owner_id or old.team_id is distinct from new.team_id)
  execute function closeknit_record_given();
create trigger shares_end after update or delete on access_grant
  for each statement execute function closeknit_rules_changed();
create trigger shares_end after update of parent_id on access_team
  for each statement execute function closeknit_rules_changed();
"""

FORGET = """
drop function public.closeknit_author_changed() cascade;
drop function public.closeknit_user_ended() cascade;
drop function public.closeknit_record_given() cascade;
drop function public.closeknit_rules_changed() cascade;
drop function public.closeknit_weigh_shares(bigint, bigint);
drop function public.closeknit_may(bigint, bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_initial"), ("records", "0002_initial")]

    operations = [migrations.RunSQL(MAY + WEIGH + TRIGGERS, FORGET)]
