-- Records: every table of the platform as a view of schema console, for those whose roles reach it. Secrets are in none of them:
-- the console's owner has no privilege on those columns either.

set local role console_owner;

create table console.record_area (
  area text not null,
  role text not null,
  primary key (area, role)
);
comment on table console.record_area is 'Which console roles read the tables of a domain (schema of the platform) in Records';
insert into console.record_area (area, role)
select area, 'console_' || role from (values
  ('support', '{identity,catalog,distribution,support}'::text[]),
  ('moderator', '{identity,catalog,moderation,promotion,community,marketplace,studio}'),
  ('compliance', '{identity,finance,kyc}'),
  ('finance', '{identity,finance,rights,marketplace,analytics}'),
  ('rights', '{identity,catalog,distribution,rights,analytics}'),
  ('admin', '{identity,catalog,distribution,rights,finance,support,moderation,promotion,community,marketplace,studio,analytics,system}'),
  ('auditor', '{identity,catalog,distribution,rights,finance,kyc,support,moderation,promotion,community,marketplace,studio,analytics,system}')
) m(role, areas), unnest(areas) area;

create table console.record_secret (
  table_name text not null,
  column_name text not null,
  primary key (table_name, column_name)
);
comment on table console.record_secret is 'Columns that no console role ever sees';
insert into console.record_secret values
  ('identity.user_credentials', 'password_hash'), ('identity.user_credentials', 'two_factor_secret'),
  ('identity.user_sessions', 'token_hash'), ('identity.user_sessions', 'data'),
  ('distribution.platform_credentials', 'credentials'), ('distribution.platforms', 'credentials'),
  ('promotion.integrations', 'access_token'), ('promotion.integrations', 'refresh_token'),
  ('finance.payment_methods', 'details'), ('finance.payouts', 'payment_details'), ('rights.royalty_split_recipients', 'payment_details'),
  ('system.api_keys', 'key_hash'), ('system.webhooks', 'secret'), ('kyc.documents', 'file_path');

create table console.record_private (
  table_name text not null,
  column_name text not null,
  capability text not null,
  primary key (table_name, column_name)
);
comment on table console.record_private is 'Columns that show only with a capability; without it a text keeps its last four characters, anything else is empty';
insert into console.record_private values
  ('identity.users', 'tax_id', 'person.private'), ('identity.users', 'tax_information', 'person.private'), ('identity.users', 'date_of_birth', 'person.private'),
  ('finance.payment_methods', 'account_identifier', 'finance.destinations'), ('finance.payment_methods', 'routing_number', 'finance.destinations'),
  ('kyc.verifications', 'verification_data', 'person.private'), ('kyc.verifications', 'verification_notes', 'person.private');
insert into console.capability (role, capability) values
  ('console_compliance', 'person.private'), ('console_finance', 'finance.destinations'), ('console_compliance', 'finance.destinations');

create function console.can_area(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from console.staff s
    join console.record_area a on a.area = wanted
    where s.login = session_user and s.is_active and pg_catalog.pg_has_role(session_user, a.role, 'member'))
$$;

reset role;

do $$
declare
  t record;
  open_columns text;
  shown text;
begin
  for t in
    select c.oid, n.nspname as area, c.relname as name, n.nspname || '.' || c.relname as full_name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in (select area from console.record_area) order by 2, 3
  loop
    select string_agg(format('%I', a.attname), ', ' order by a.attnum),
           string_agg(case
             when p.capability is null then format('%I', a.attname)
             when a.atttypid in ('text'::regtype, 'varchar'::regtype) then
               format('case when (select console.can(%L)) then %I else ''••••'' || right(%I, 4) end as %I', p.capability, a.attname, a.attname, a.attname)
             else format('case when (select console.can(%L)) then %I end as %I', p.capability, a.attname, a.attname) end, ', ' order by a.attnum)
      into open_columns, shown
      from pg_attribute a
      left join console.record_private p on p.table_name = t.full_name and p.column_name = a.attname
      where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
        and not exists (select from console.record_secret s where s.table_name = t.full_name and s.column_name = a.attname);
    execute format('grant usage on schema %I to console_owner', t.area);
    execute format('grant select (%s) on %I.%I to console_owner', open_columns, t.area, t.name);
    if not exists (select from pg_policy y where y.polrelid = t.oid and y.polname in ('console_owner', 'console_reads')) then
      execute format('create policy console_reads on %I.%I for select to console_owner using (true)', t.area, t.name);
    end if;
    execute format('create view console.%I as select %s from %I.%I where (select console.can_area(%L))',
      'record_' || t.area || '_' || t.name, shown, t.area, t.name, t.area);
    execute format('alter view console.%I owner to console_owner', 'record_' || t.area || '_' || t.name);
    execute format('grant select on console.%I to console_staff', 'record_' || t.area || '_' || t.name);
  end loop;
end $$;

set local role console_owner;

create table console.record_entity (
  entity_type text primary key,
  table_name text not null
);
comment on table console.record_entity is 'Which table a pair of entity_type and entity_id points to';
insert into console.record_entity (table_name, entity_type)
select area || '.' || pair[1], pair[2]
from (values
  ('identity', '{{users,user},{profiles,profile},{organizations,organization}}'::text[]),
  ('catalog', '{{artists,artist},{tracks,track},{track_versions,track_version},{track_stems,track_stem},{releases,release},{assets,asset},{asset_bundles,asset_bundle},{genres,genre}}'),
  ('promotion', '{{playlists,playlist},{pitches,pitch},{campaigns,campaign},{email_campaigns,email_campaign},{audiences,audience},{integrations,integration},{partners,partner}}'),
  ('marketplace', '{{products,product},{services,service},{orders,order},{webinars,webinar},{reviews,review}}'),
  ('community', '{{posts,post},{comments,comment},{messages,message},{conversations,conversation},{groups,group},{articles,article}}'),
  ('studio', '{{projects,project},{personas,persona}}'),
  ('support', '{{tickets,ticket}}'),
  ('rights', '{{claims,claim},{agreements,agreement},{royalty_splits,royalty_split},{conflicts,conflict}}'),
  ('distribution', '{{records,distribution_record}}'),
  ('kyc', '{{verifications,kyc_verification},{documents,kyc_document}}'),
  ('finance', '{{payment_methods,payment_method},{wallets,wallet},{transactions,transaction},{payouts,payout},{payout_batches,payout_batch},{subscriptions,subscription},{invoices,invoice},{statements,statement},{advances,advance}}'),
  ('moderation', '{{approvals,approval},{reports,report},{cases,moderation_case},{sanctions,sanction},{appeals,appeal},{field_requests,field_request}}'),
  ('system', '{{settings,setting},{feature_flags,feature_flag},{api_keys,api_key},{webhooks,webhook}}')) m(area, pairs),
  lateral (select array[pairs[i][1], pairs[i][2]] as pair from generate_subscripts(pairs, 1) i) p;

/*
 What Records knows of the tables that the reader reaches, by name:
 [{table, view, area, comment, estimate, entity, key, columns, referencedBy: [{table, column, to}]}].
 estimate: about how many rows; null where nobody has counted yet. entity: what points here by entity_type and entity_id says this.
 columns: {name, type, nullable, enum, comment, references: {table, column}, indexed, order, searchable, masked}, where `indexed` says that
 an index starts with the column, `order` is the order of that index, made unique (null: sorting by it would read the whole table), and
 `searchable` that an index answers "contains".
*/
create function console.record_catalog() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with t as materialized (
    select c.oid, n.nspname || '.' || c.relname as name, n.nspname as area, 'record_' || n.nspname || '_' || c.relname as view
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in (select a.area from console.record_area a where console.can_area(a.area))),
  -- The last analysis, or what was counted when there was none yet; counters are lost when a server breaks down. Asking for the size of a
  -- file would wait for locks.
  sizes as (
    select t.oid, sum(case when c.reltuples >= 0 then c.reltuples else nullif(pg_catalog.pg_stat_get_live_tuples(c.oid), 0) end) as estimate
    from (select t.oid, t.oid as part from t union all select t.oid, i.inhrelid from t join pg_catalog.pg_inherits i on i.inhparent = t.oid) t
    join pg_catalog.pg_class c on c.oid = t.part and c.relkind = 'r'
    group by t.oid),
  a as materialized (
    select a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, y.typcategory in ('B', 'E') as has_few,
      coalesce((select not console.can(p.capability) from console.record_private p where p.table_name = t.name and p.column_name = a.attname), false) as masked
    from t join pg_catalog.pg_attribute a on a.attrelid = t.oid join pg_catalog.pg_type y on y.oid = a.atttypid
    where a.attnum > 0 and not a.attisdropped
      and not exists (select from console.record_secret s where s.table_name = t.name and s.column_name = a.attname)),
  -- One row an index with its columns in order; an index on an expression, on part of the rows or on a hidden column is none.
  i as materialized (
    select x.indrelid, x.indexrelid, x.indisprimary, m.amname, x.indkey[0] as first, array_agg(a.attname order by k.n) as names,
      array_agg(a.attnum order by k.n) as nums, x.indisunique and bool_and(a.attnotnull) as is_key, bool_and(a.has_few) as has_few
    from t
    join pg_catalog.pg_index x on x.indrelid = t.oid and x.indisvalid and x.indpred is null and x.indexprs is null
    join pg_catalog.pg_class c on c.oid = x.indexrelid
    join pg_catalog.pg_am m on m.oid = c.relam
    cross join lateral unnest(x.indkey::smallint[]) with ordinality k(attnum, n)
    left join a on a.attrelid = x.indrelid and a.attnum = k.attnum and not a.masked
    where k.n <= x.indnkeyatts and (m.amname <> 'btree' or x.indoption[k.n - 1] = 0)
    group by x.indrelid, x.indexrelid, x.indisprimary, m.amname, x.indkey[0], x.indisunique, x.indnkeyatts
    having count(a.attnum) = x.indnkeyatts),
  -- Many rows with the same few values would have to be sorted among themselves.
  orders as (
    select distinct on (i.indrelid, i.first) i.indrelid, i.first,
      i.names || case when i.is_key then '{}' else array(select u.name from unnest(p.names) with ordinality u(name, n) where u.name <> all (i.names) order by u.n) end as names
    from i left join i p on p.indrelid = i.indrelid and p.indisprimary
    where i.amname = 'btree' and not i.has_few
    order by i.indrelid, i.first, i.indisprimary desc, cardinality(i.names) desc, i.indexrelid),
  k as materialized (
    select f.conrelid, f.confrelid, f.conkey[1] as attnum, a.attname as from_column, b.attname as to_column, r.name as to_table, o.name as from_table
    from pg_catalog.pg_constraint f
    join t r on r.oid = f.confrelid
    join t o on o.oid = f.conrelid
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    join pg_catalog.pg_attribute b on b.attrelid = f.confrelid and b.attnum = f.confkey[1]
    where f.contype = 'f' and cardinality(f.conkey) = 1 and f.conparentid = 0),
  columns as (
    select a.attrelid, jsonb_agg(jsonb_build_object('name', a.attname, 'type', regexp_replace(pg_catalog.format_type(a.atttypid, a.atttypmod), '^public\.', ''), 'nullable', not a.attnotnull,
        'enum', (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = a.atttypid),
        'comment', pg_catalog.col_description(a.attrelid, a.attnum),
        'references', r.target, 'indexed', x.first is not null, 'order', to_jsonb(o.names), 'searchable', g.attnum is not null, 'masked', a.masked) order by a.attnum) as list
    from a
    left join (select distinct i.indrelid, i.first from i where i.amname = 'btree') x on x.indrelid = a.attrelid and x.first = a.attnum
    left join orders o on o.indrelid = a.attrelid and o.first = a.attnum
    left join (select distinct on (k.conrelid, k.attnum) k.conrelid, k.attnum, jsonb_build_object('table', k.to_table, 'column', k.to_column) as target from k
               order by k.conrelid, k.attnum, k.to_table) r on r.conrelid = a.attrelid and r.attnum = a.attnum
    left join (select distinct i.indrelid, unnest(i.nums) as attnum from i where i.amname = 'gin') g on g.indrelid = a.attrelid and g.attnum = a.attnum
    group by a.attrelid),
  referrers as (
    select k.confrelid, jsonb_agg(jsonb_build_object('table', k.from_table, 'column', k.from_column, 'to', k.to_column) order by k.from_table, k.from_column) as list
    from k group by k.confrelid)
  select coalesce(jsonb_agg(jsonb_build_object(
    'table', t.name, 'view', t.view, 'area', t.area, 'comment', pg_catalog.obj_description(t.oid, 'pg_class'), 'estimate', z.estimate,
    'entity', (select e.entity_type from console.record_entity e where e.table_name = t.name),
    'key', (select to_jsonb(i.names) from i where i.indrelid = t.oid and i.indisprimary),
    'columns', c.list,
    'referencedBy', coalesce(r.list, '[]')) order by t.name), '[]')
  from t left join sizes z on z.oid = t.oid join columns c on c.attrelid = t.oid left join referrers r on r.confrelid = t.oid
$$;

grant execute on function console.can_area(text), console.record_catalog() to console_staff;

reset role;
