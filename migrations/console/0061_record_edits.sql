-- What Records may change: settings and feature flags of the platform, each with a reason and its history. Exports leave a trace.

grant update on system.settings, system.feature_flags to console_owner;
create policy console_edits on system.settings for update to console_owner using (true) with check (true);
create policy console_edits on system.feature_flags for update to console_owner using (true) with check (true);

set local role console_owner;

insert into console.capability (role, capability) values ('console_admin', 'settings.manage');

/* Refuses when the row changed since `expected`; `kind` is the audit's, and names what was changed by whom since then. */
create function console.check_updated(kind text, item_id uuid, updated_at timestamptz, expected timestamptz) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if updated_at = expected then return; end if;
  perform console.refuse('BL001', 'It was changed since you read it. Yours is kept; look at what changed, then save again.',
    jsonb_build_object('version', updated_at, 'changes', coalesce((
      select jsonb_agg(jsonb_build_object('fields', coalesce((select jsonb_agg(k) from jsonb_object_keys(a.after) k), '[]'),
        'actor', console.staff_ref(a.actor), 'at', a.at) order by a.seq)
      from console.audit a where a.kind = check_updated.kind and a.item_id = check_updated.item_id and a.at > expected), '[]')));
end $$;

/* Gives a setting another value of the same JSON type; the platform's functions read it at once. */
create function console.setting_set(command_id uuid, setting_id uuid, expected_updated_at timestamptz, value jsonb, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('setting', setting_id, 'value', value, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'setting_set', 'settings.manage', request);
  old system.settings;
  changed_at timestamptz;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  select * into old from system.settings s where s.id = setting_id for update;
  if old.id is null then perform console.refuse('BL007', 'This setting does not exist any more. Nothing was changed.'); end if;
  perform console.check_updated('setting', setting_id, old.updated_at, expected_updated_at);
  if value is null or jsonb_typeof(value) <> jsonb_typeof(old.value) then
    perform console.refuse('BL006', format('%s holds JSON of type %s; the platform would not understand another. Nothing was changed.', old.key, jsonb_typeof(old.value)),
      jsonb_build_object('field', 'value', 'type', jsonb_typeof(old.value)));
  end if;
  update system.settings s set value = setting_set.value, updated_by = console.me() where s.id = setting_id returning s.updated_at into changed_at;
  perform console.audit_append('setting', setting_id, 'setting_set', jsonb_build_object('value', old.value), jsonb_build_object('value', value), reason, command_id);
  return console.command_end(command_id, 'setting_set', request, jsonb_build_object('version', changed_at));
end $$;

/* Switches a feature for everybody, for a share of the accounts, or by rules. */
create function console.feature_flag_set(command_id uuid, flag_id uuid, expected_updated_at timestamptz, is_enabled boolean, rollout_percentage integer,
  rules jsonb, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('flag', flag_id, 'enabled', is_enabled, 'rollout', rollout_percentage, 'rules', rules, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'feature_flag_set', 'settings.manage', request);
  old system.feature_flags;
  changed_at timestamptz;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  if is_enabled is null or rollout_percentage is null or rollout_percentage not between 0 and 100 then
    perform console.refuse('BL006', 'A flag is on or off, for 0 to 100 percent of the accounts. Nothing was changed.', '{"field": "rolloutPercentage"}');
  end if;
  select * into old from system.feature_flags f where f.id = flag_id for update;
  if old.id is null then perform console.refuse('BL007', 'This flag does not exist any more. Nothing was changed.'); end if;
  perform console.check_updated('feature_flag', flag_id, old.updated_at, expected_updated_at);
  update system.feature_flags f
    set is_enabled = feature_flag_set.is_enabled, rollout_percentage = feature_flag_set.rollout_percentage,
        rules = nullif(feature_flag_set.rules, 'null'), updated_by = console.me()
    where f.id = flag_id returning f.updated_at into changed_at;
  perform console.audit_append('feature_flag', flag_id, 'feature_flag_set',
    jsonb_build_object('is_enabled', old.is_enabled, 'rollout_percentage', old.rollout_percentage, 'rules', old.rules),
    jsonb_build_object('is_enabled', is_enabled, 'rollout_percentage', rollout_percentage, 'rules', nullif(rules, 'null')), reason, command_id);
  return console.command_end(command_id, 'feature_flag_set', request, jsonb_build_object('version', changed_at));
end $$;

/* What staff did to a setting or flag, newest first, at most 100: [{id, at, actor, action, before, after, reason}]. */
create function console.record_history(kind text, item_id uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if kind not in ('setting', 'feature_flag') or not console.can_area('system') then
    perform console.refuse('BL002', 'Your roles do not include the history of settings. An administrator can grant a role that does.');
  end if;
  return (select coalesce(jsonb_agg(console.audit_json(x) order by x.seq desc), '[]') from (
    select * from console.audit a where a.kind = record_history.kind and a.item_id = record_history.item_id order by a.seq desc limit 100) x);
end $$;

create function console.audit_json(r console.audit) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('id', r.seq::text, 'at', r.at, 'actor', console.staff_ref(r.actor), 'action', r.action, 'before', r.before, 'after', r.after, 'reason', r.reason)
$$;

/* Records who takes rows of a table out of the console, before the first row leaves; `request` says which. */
create function console.export_begin(command_id uuid, table_name text, request jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if console.me() is null or not console.can_area(split_part(table_name, '.', 1)) then
    perform console.refuse('BL002', format('Your roles do not reach %s. An administrator can grant a role that does.', table_name));
  end if;
  perform console.audit_append('export', command_id, 'export', null, jsonb_build_object('table', table_name) || coalesce(request, '{}'), null, command_id);
  return '{"version": 1}';
end $$;

grant execute on function console.setting_set(uuid, uuid, timestamptz, jsonb, text),
  console.feature_flag_set(uuid, uuid, timestamptz, boolean, integer, jsonb, text), console.record_history(text, uuid),
  console.export_begin(uuid, text, jsonb)
  to console_staff;

reset role;
