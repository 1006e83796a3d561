-- What happens by itself, in identity, catalog, distribution and rights; the rest is in the next two files. A trigger that writes to other
-- tables runs as the owner of the schema (security definer), so that whoever may make the change need not be allowed to make its
-- consequences by hand.

-------------------------------------------------------------------------------------------------------------- identity

create function identity.handle_new_user() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into identity.profiles (user_id, display_name)
  values (new.id, coalesce(new.entity_name, new.full_name, nullif(concat_ws(' ', new.first_name, new.last_name), ''), new.username::text))
  on conflict (user_id) do nothing;
  insert into identity.user_settings (user_id) values (new.id) on conflict (user_id) do nothing;
  insert into finance.wallets (user_id) values (new.id) on conflict (user_id, currency) do nothing;
  insert into finance.subscriptions (user_id, plan_id, status)
  select new.id, p.id, 'active' from finance.subscription_plans p where p.tier = 'free' and p.is_active order by p.created_at limit 1
  on conflict (user_id) do nothing;
  return null;
end $$;
comment on function identity.handle_new_user() is 'a new account gets its profile, settings, USD wallet and free subscription';
create trigger handle_new_user after insert on identity.users for each row execute function identity.handle_new_user();

-------------------------------------------------------------------------------------------------- polymorphic references

create function system.cascade_entity_delete() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  type_of_old system.entity_type := tg_argv[0];
begin
  -- Money and rights are evidence: they keep the entity, as a foreign key would.
  if exists (select from rights.claims where entity_type = type_of_old and entity_id = old.id)
    or exists (select from rights.royalty_splits where entity_type = type_of_old and entity_id = old.id)
    or exists (select from rights.conflicts where entity_type = type_of_old and entity_id = old.id)
    or exists (select from finance.royalty_calculations where entity_type = type_of_old and entity_id = old.id)
    or exists (select from finance.transactions where entity_type = type_of_old and entity_id = old.id)
  then
    raise exception '% % has rights or money attached and cannot be deleted', type_of_old, old.id using errcode = 'foreign_key_violation';
  end if;

  -- What belongs to it goes with it.
  delete from catalog.credits where entity_type = type_of_old and entity_id = old.id;
  delete from catalog.content_tags where entity_type = type_of_old and entity_id = old.id;
  delete from catalog.assets where entity_type = type_of_old and entity_id = old.id;
  delete from catalog.version_history where entity_type = type_of_old and entity_id = old.id;
  delete from community.likes where entity_type = type_of_old and entity_id = old.id;
  delete from marketplace.reviews where entity_type = type_of_old and entity_id = old.id;
  delete from analytics.daily_stats where entity_type = type_of_old and entity_id = old.id;
  delete from analytics.audience_demographics where entity_type = type_of_old and entity_id = old.id;

  -- What only speaks of it stays. Cases, reports, approvals and logs keep the id as the record of what was decided.
  update support.tickets set entity_type = null, entity_id = null where entity_type = type_of_old and entity_id = old.id;
  update system.notifications set entity_type = null, entity_id = null where entity_type = type_of_old and entity_id = old.id;
  return null;
end $$;
comment on function system.cascade_entity_delete() is
  'does for (entity_type, entity_id) what foreign keys do: refuses, deletes or detaches';

do $$
declare
  entity record;
begin
  for entity in
    select * from (values
      ('organization', 'identity.organizations'), ('artist', 'catalog.artists'), ('track', 'catalog.tracks'),
      ('track_version', 'catalog.track_versions'), ('release', 'catalog.releases'), ('asset', 'catalog.assets'),
      ('asset_bundle', 'catalog.asset_bundles'), ('playlist', 'promotion.playlists'), ('pitch', 'promotion.pitches'),
      ('product', 'marketplace.products'), ('service', 'marketplace.services'), ('order', 'marketplace.orders'),
      ('webinar', 'marketplace.webinars'), ('post', 'community.posts'), ('comment', 'community.comments'),
      ('group', 'community.groups'), ('article', 'community.articles'), ('project', 'studio.projects'), ('persona', 'studio.personas')
    ) entities (kind, table_name)
  loop
    execute format(
      'create trigger cascade_entity_delete after delete on %s for each row execute function system.cascade_entity_delete(%L)',
      entity.table_name, entity.kind
    );
  end loop;
end $$;

---------------------------------------------------------------------------------------------------------------- audit

create function system.keep_audit() returns trigger language plpgsql as $$
begin
  raise exception 'records of the audit do not change' using errcode = 'insufficient_privilege';
end $$;
comment on function system.keep_audit() is 'written once; only apply_retention() removes, and only records of access';
create trigger keep_audit before update on system.audit_logs for each row execute function system.keep_audit();

--------------------------------------------------------------------------------------------------------------- catalog

create function catalog.check_submission() returns trigger language plpgsql as $$
declare
  missing text := concat_ws(', ',
    case when coalesce(trim(new.title), '') = '' then 'title' end,
    case when coalesce(trim(new.display_artist), '') = '' then 'display artist' end,
    case when new.release_date is null then 'release date' end
  );
begin
  if missing <> '' then
    raise exception 'a % needs %', tg_argv[0], missing using errcode = 'check_violation';
  end if;
  return new;
end $$;
comment on function catalog.check_submission() is 'nothing is submitted without title, artist and date';
create trigger check_submission before insert or update of status on catalog.tracks
  for each row when (new.status = 'submitted') execute function catalog.check_submission('track');
create trigger check_submission before insert or update of status on catalog.releases
  for each row when (new.status = 'submitted') execute function catalog.check_submission('release');

---------------------------------------------------------------------------------------------------------- distribution

create function distribution.sync_release_status() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  release uuid := (coalesce(new, old)).release_id;
  rollup distribution.distribution_status;
begin
  -- One at a time: of two deliveries that change at once neither would see the other.
  perform from catalog.releases where id = release for no key update;
  -- The least advanced delivery speaks for the release; cancelled ones only if there are no others.
  select r.status into rollup from distribution.records r where r.release_id = release
  order by array_position(array['failed', 'rejected', 'takedown_pending', 'retrying', 'processing', 'pending', 'scheduled', 'distributed',
    'takedown_complete', 'cancelled'], r.status::text)
  limit 1;
  update catalog.releases
  set distribution_status = coalesce(rollup, 'pending'),
    distributed_at = case when rollup = 'distributed' then coalesce(distributed_at, now()) else distributed_at end
  where id = release and distribution_status <> coalesce(rollup, 'pending');
  return null;
end $$;
comment on function distribution.sync_release_status() is 'keeps releases.distribution_status, the rollup of the records';
create trigger sync_release_status after insert or delete or update of status on distribution.records
  for each row execute function distribution.sync_release_status();

---------------------------------------------------------------------------------------------------------------- rights

create function rights.check_active_split() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  split uuid;
  total numeric;
begin
  split := case tg_table_name when 'royalty_splits' then (to_jsonb(new) ->> 'id')::uuid
    else (to_jsonb(coalesce(new, old)) ->> 'split_id')::uuid end;
  -- One at a time: two changes that are each right may be wrong together.
  perform from rights.royalty_splits where id = split for no key update;
  select coalesce(sum(r.percentage), 0) into total
  from rights.royalty_splits s left join rights.royalty_split_recipients r on r.split_id = s.id and r.status <> 'rejected'
  where s.id = split and s.status = 'active'
  group by s.id;
  if total <> 100 then
    raise exception 'an active split has to sum up to 100, this one has %', total using errcode = 'check_violation';
  end if;
  return null;
end $$;
comment on function rights.check_active_split() is 'a split is active only at exactly 100 %';
-- Deferred: a split and its recipients are written one after the other.
create constraint trigger check_active_split after insert or update on rights.royalty_splits
  deferrable initially deferred for each row execute function rights.check_active_split();
create constraint trigger check_active_split after insert or update or delete on rights.royalty_split_recipients
  deferrable initially deferred for each row execute function rights.check_active_split();

create function rights.sync_claim_conflicts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update rights.claims c
  set has_conflict = not c.has_conflict
  where c.id in (
      select claim_id from rights.conflict_claims
      where conflict_id = (to_jsonb(coalesce(new, old)) ->> case tg_table_name when 'conflicts' then 'id' else 'conflict_id' end)::uuid
      union all
      select (to_jsonb(old) ->> 'claim_id')::uuid where tg_table_name = 'conflict_claims' and tg_op = 'DELETE'
    )
    and c.has_conflict <> exists (
      select from rights.conflict_claims cc join rights.conflicts k on k.id = cc.conflict_id
      where cc.claim_id = c.id and k.status <> 'resolved'
    );
  return null;
end $$;
comment on function rights.sync_claim_conflicts() is 'keeps claims.has_conflict: whether a conflict over the claim is open';
create trigger sync_claim_conflicts after update of status on rights.conflicts
  for each row execute function rights.sync_claim_conflicts();
create trigger sync_claim_conflicts after insert or delete on rights.conflict_claims
  for each row execute function rights.sync_claim_conflicts();
