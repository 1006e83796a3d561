-- How every act on an item begins and ends: the lock with its check of the version, and version, audit, change and result as one.

set local role console_owner;

create function console.act_capability(kind text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_capability text;
begin
  select k.act_capability into found_capability from console.work_kind k where k.kind = act_capability.kind;
  if found_capability is null then
    perform console.refuse('BL006', 'This kind of item is not known.', '{"field": "kind"}');
  end if;
  return found_capability;
end $$;

/* Locks the platform's own row of an item. Without `wait` it answers false when somebody else has it. */
create function console.source_lock(kind text, item_id uuid, wait boolean default true) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_rows integer;
begin
  execute format('select from %s where id = $1 for no key update%s', (select k.source from console.work_kind k where k.kind = source_lock.kind),
    case when wait then '' else ' skip locked' end) using item_id;
  get diagnostics found_rows = row_count;
  return found_rows > 0;
end $$;

/*
 Locks the item, the platform's row first (the platform's own writers lock in that order too), and checks that nothing in
 `fields` changed since `expected_version`. A change of other fields by a colleague is no conflict.
*/
create function console.item_lock(kind text, item_id uuid, expected_version integer, fields text[]) returns console.work_item
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  item console.work_item;
  seen integer;
  clashes jsonb;
begin
  perform console.source_lock(kind, item_id);
  select * into item from console.work_item w where w.kind = item_lock.kind and w.id = item_id for update;
  if item.id is null then
    perform console.refuse('BL007', 'This item does not exist or was removed. Nothing was changed.');
  end if;
  if expected_version is null or expected_version > item.version then
    perform console.refuse('BL006', 'The version that this was based on is not known here. Read the item again.', '{"field": "expectedVersion"}');
  end if;
  if expected_version = item.version then return item; end if;
  select count(distinct c.version), jsonb_agg(jsonb_build_object('fields', c.fields, 'actor', console.staff_ref(c.actor), 'at', c.at, 'version', c.version) order by c.seq)
      filter (where c.fields && item_lock.fields)
    into seen, clashes
    from console.change c where c.kind = item_lock.kind and c.item_id = item_lock.item_id and c.version > expected_version and c.version <= item.version;
  if clashes is not null or seen < item.version - expected_version then
    perform console.refuse('BL001', 'It was changed since you read it. Yours is kept; look at what changed, then send again.',
      -- Where some are no longer kept, who made the others says nothing.
      jsonb_build_object('version', item.version, 'changes', case when seen < item.version - expected_version then '[]' else clashes end));
  end if;
  return item;
end $$;

/* Last step of an act on an item: version, audit, change row and stored result, in the same transaction as the effect. */
create function console.item_done(command_id uuid, name text, request jsonb, item console.work_item, fields text[],
  before jsonb default null, after jsonb default null, reason text default null, extra jsonb default '{}') returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  next_version integer;
begin
  if char_length(reason) > 10000 then
    perform console.refuse('BL006', 'The reason is longer than 10,000 characters.', '{"field": "reason"}');
  end if;
  update console.work_item w set version = w.version + 1, updated_at = clock_timestamp()
    where w.kind = item.kind and w.id = item.id returning w.version into next_version;
  insert into console.change (kind, item_id, version, fields, actor) values (item.kind, item.id, next_version, fields, console.me());
  perform console.audit_append(item.kind, item.id, name, before, after, reason, command_id);
  return console.command_end(command_id, name, request, jsonb_build_object('version', next_version) || extra);
end $$;

/* Makes somebody the owner, or nobody: in the platform's row, from which the projection follows, or in the projection alone. */
create function console.owner_set(item console.work_item, owner uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  k console.work_kind;
begin
  select * into k from console.work_kind x where x.kind = item.kind;
  if k.owner_column is null then
    update console.work_item w set assignee = owner where w.kind = item.kind and w.id = item.id and w.assignee is distinct from owner;
  else
    execute format('update %s t set %I = $2 where t.id = $1 and t.%2$I is distinct from $2', k.source, k.owner_column) using item.id, owner;
  end if;
end $$;

reset role;
