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
language sql stable security definer set search_path = '' as $$
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

/*
 What Records knows of the tables that the reader reaches: [{table, view, area, comment, estimate, key, columns: [{name, type,
 enum, nullable, comment, references: {table, column} | null, indexed, masked}], referencedBy: [{table, column, to}]}]. `estimate` is the
 planner's count; `indexed` columns can be sorted by and filtered without reading the whole table.
*/
create function console.record_catalog() returns jsonb
language sql stable security definer set search_path = '' as $$
  with t as (
    select c.oid, n.nspname || '.' || c.relname as name, n.nspname as area, 'record_' || n.nspname || '_' || c.relname as view,
      (select sum(greatest(x.reltuples, 0)) from pg_catalog.pg_class x
       where x.oid = c.oid or x.oid in (select i.inhrelid from pg_catalog.pg_inherits i where i.inhparent = c.oid)) as estimate
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in (select a.area from console.record_area a where console.can_area(a.area))),
  k as (
    select f.conrelid, f.confrelid, a.attname as from_column, b.attname as to_column
    from pg_catalog.pg_constraint f
    join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    join pg_catalog.pg_attribute b on b.attrelid = f.confrelid and b.attnum = f.confkey[1]
    where f.contype = 'f' and cardinality(f.conkey) = 1 and f.conparentid = 0)
  select coalesce(jsonb_agg(jsonb_build_object(
    'table', t.name, 'view', t.view, 'area', t.area, 'comment', pg_catalog.obj_description(t.oid, 'pg_class'), 'estimate', t.estimate,
    'key', (select jsonb_agg(a.attname order by o.n) from pg_catalog.pg_index i, unnest(i.indkey::smallint[]) with ordinality o(attnum, n)
            join pg_catalog.pg_attribute a on a.attnum = o.attnum where i.indrelid = t.oid and i.indisprimary and a.attrelid = t.oid),
    'columns', (
      select jsonb_agg(jsonb_build_object('name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull,
          'enum', (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = a.atttypid),
          'comment', pg_catalog.col_description(t.oid, a.attnum),
          'references', (select jsonb_build_object('table', r.name, 'column', k.to_column) from k join t r on r.oid = k.confrelid
                         where k.conrelid = t.oid and k.from_column = a.attname limit 1),
          'indexed', exists (select from pg_catalog.pg_index i where i.indrelid = t.oid and i.indkey[0] = a.attnum and i.indpred is null),
          'masked', (select not console.can(p.capability) from console.record_private p where p.table_name = t.name and p.column_name = a.attname)) order by a.attnum)
      from pg_catalog.pg_attribute a
      where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
        and not exists (select from console.record_secret s where s.table_name = t.name and s.column_name = a.attname)),
    'referencedBy', coalesce((select jsonb_agg(jsonb_build_object('table', r.name, 'column', k.from_column, 'to', k.to_column) order by r.name)
                              from k join t r on r.oid = k.conrelid where k.confrelid = t.oid), '[]')) order by t.name), '[]')
  from t
$$;

grant execute on function console.can_area(text), console.record_catalog() to console_staff;

reset role;
