-- How many items a queue holds, the same for every workspace, from counters and from short index ranges; and the views that people save of it.

set local role console_owner;

/* People as the console names them: the name in their own script first. Not granted to anybody; the views of each workspace use it. */
create view console.person as
  select u.id, coalesce(p.display_name, u.full_name, nullif(concat_ws(' ', u.first_name, u.last_name), ''), u.username::text, u.email::text) as name,
    u.full_name, u.username::text as username, u.email::text as email
  from identity.users u left join identity.profiles p on p.user_id = u.id;

/* What every queue shows of an item, with its owner, its customer and who holds it now. Not granted; each workspace's queue selects from it. */
create view console.work_row as
  select w.kind, w.id, w.number, w.title, w.status,
    (array['low', 'medium', 'high', 'urgent', 'critical'])[w.priority_rank] as priority, w.priority_rank, w.category, w.plan,
    w.amount, w.currency, w.score, w.assignee as assignee_id, a.name as assignee_name, a.initials as assignee_initials,
    w.customer as customer_id, (select p.name from console.person p where p.id = w.customer) as customer_name,
    w.due_at, w.due_clock, w.paused_since, w.snoozed_until, w.is_open, w.unread, w.has_attachment, w.tags, w.version,
    w.created_at, w.updated_at, w.closed_at, h.user_id as lease_holder_id, h.name as lease_holder_name, h.initials as lease_holder_initials
  from console.work_item w
  left join console.staff a on a.user_id = w.assignee
  left join console.lease l on l.kind = w.kind and l.item_id = w.id and l.until > now()
  left join console.staff h on h.user_id = l.holder;

/* One scale of urgency and severity for every kind: low 1, medium 2, high 3, urgent 4, critical 5. */
create function console.priority_rank(priority text) returns smallint
language sql immutable set search_path = pg_catalog, pg_temp as
$$ select array_position(array['low', 'medium', 'high', 'urgent', 'critical'], priority)::smallint $$;

/* `%`, `_` and `\` of a person's words are letters. */
create function console.like_pattern(words text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as
$$ select '%' || replace(replace(replace(words, '\', '\\'), '%', '\%'), '_', '\_') || '%' $$;

create function console.count_json(n numeric) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$ select jsonb_build_object('n', n, 'capped', false) $$;

/* A count that was stopped at 1,001 rows. */
create function console.capped_json(n bigint, is_cut boolean default false) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$ select jsonb_build_object('n', least(n, 1000), 'capped', n > 1000 or coalesce(is_cut, false)) $$;

create table console.work_view (
  kind text not null references console.work_kind,
  view text not null,
  condition text not null,
  primary key (kind, view)
);
comment on table console.work_view is 'Views that only one kind has: a condition in SQL on the columns of console.work_item, the same as its queue uses';

/* The conditions of a filter but for its words, for a statement in which $1 is the filter and $2 the reader: " and status in ..." or nothing. */
create function console.queue_filter(filter jsonb) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(string_agg(' and ' || c.condition, '' order by c.field), '')
  from (values
    ('assignee', 'coalesce(assignee::text, ''none'') in (select case e when ''me'' then $2::text else e end from jsonb_array_elements_text($1 -> ''assignee'') e)'),
    ('category', 'category in (select jsonb_array_elements_text($1 -> ''category''))'),
    ('currency', 'currency in (select jsonb_array_elements_text($1 -> ''currency''))'),
    ('plan', 'plan in (select jsonb_array_elements_text($1 -> ''plan''))'),
    ('priority', 'priority_rank in (select console.priority_rank(e) from jsonb_array_elements_text($1 -> ''priority'') e)'),
    ('status', 'status in (select jsonb_array_elements_text($1 -> ''status''))'),
    ('tag', 'tags <> ''{}'' and tags @> array(select jsonb_array_elements_text($1 -> ''tag''))')) c(field, condition)
  where filter ? c.field
$$;

/*
 How many items a view with a filter holds, in all and per bucket of the due sort, each counted up to 1,000. A view is
 one of every queue (mine, unassigned, in_hands, late, due_hour, open, snoozed, done, closed_today, all), one of the kind's own or a status. `filter` holds lists under status, priority, category, plan, currency, tag and
 assignee (a person, me or none) and words under text, which console.<kind>_search finds. Sequential scans are off because the
 planner takes one for a small limit and then reads the whole table to find a thousand rows.
*/
create function console.queue_counts(of_kind text, view_name text, filter jsonb) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  person uuid := console.require((select k.read_capability from console.work_kind k where k.kind = of_kind));
  zone text := (select s.timezone from console.staff s where s.user_id = person);
  midnight timestamptz := (date_trunc('day', now() at time zone zone) + interval '1 day') at time zone zone;
  cap constant integer := 1001;
  source text := format('console.%I', 'work_' || of_kind);
  held uuid[] := console.held(of_kind);
  held_by_all uuid[] := console.held_by_all(of_kind);
  conditions text := case view_name
    when 'mine' then 'is_open and snoozed_until is null and (assignee = $2 or id = any($7))'
    when 'unassigned' then 'is_open and snoozed_until is null and assignee is null'
    when 'in_hands' then 'is_open and snoozed_until is null and (assignee is not null or id = any($8))'
    when 'late' then 'is_open and snoozed_until is null and due_at < now()'
    when 'due_hour' then 'is_open and snoozed_until is null and due_at >= now() and due_at < now() + interval ''1 hour'''
    when 'open' then 'is_open'
    when 'snoozed' then 'snoozed_until is not null'
    when 'done' then 'not is_open'
    when 'closed_today' then 'closed_at >= $4'
    when 'waiting' then 'status = ''waiting_response'''
    when 'all' then 'true'
    else coalesce((select v.condition from console.work_view v where v.kind = of_kind and v.view = view_name), 'status = $5') end;
  buckets text[][] := array[
    ['overdue', 'is_open and due_at < now()'],
    ['hour', 'is_open and due_at >= now() and due_at < now() + interval ''1 hour'''],
    ['today', 'is_open and due_at >= now() + interval ''1 hour'' and due_at < $3'],
    ['later', 'is_open and due_at >= greatest($3, now() + interval ''1 hour'') and due_at < ''infinity'''],
    ['waiting', 'is_open and due_at = ''infinity'''],
    ['done', 'not is_open']];
  /* What the words find; a search that found 5,000 was cut, so its counts are lower bounds. */
  found uuid[];
  n bigint;
  total bigint;
  groups jsonb := '[]';
begin
  conditions := conditions || console.queue_filter(filter);
  if coalesce(filter ->> 'text', '') <> '' then
    execute format('select array(select console.%I($1))', of_kind || '_search') into found using filter ->> 'text';
    conditions := conditions || ' and id = any($6)';
  end if;

  execute format('select count(*) from (select from %s where %s limit %s) x', source, conditions, cap)
    into total using filter, person, midnight, midnight - interval '1 day', view_name, found, held, held_by_all;
  for i in 1 .. array_length(buckets, 1) loop
    continue when buckets[i][1] = 'done' and view_name in ('mine', 'unassigned', 'open');
    execute format('select count(*) from (select from %s where %s and %s limit %s) x', source, conditions, buckets[i][2], cap)
      into n using filter, person, midnight, midnight - interval '1 day', view_name, found, held, held_by_all;
    if n > 0 then
      groups := groups || jsonb_build_object('key', buckets[i][1], 'count', console.capped_json(n, cardinality(found) >= 5000));
    end if;
  end loop;
  return jsonb_build_object('total', console.capped_json(total, cardinality(found) >= 5000), 'groups', groups);
end $$;

/* The figures of one kind beside its rail entry and its views; a status is a view too. */
create function console.kind_counts(of_kind text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  person uuid := console.me();
  source text := format('console.%I', 'work_' || of_kind);
  late bigint;
  due_hour bigint;
  closed_today bigint;
  figures record;
  by_status jsonb;
  own record;
  n bigint;
  /* What the person holds without owning it; the arrays are read once here, as a plan by another index would read them for every row. */
  held uuid[] := console.held(of_kind);
  held_by_all uuid[] := console.held_by_all(of_kind);
  only_held bigint := (select count(*) from console.work_item w where w.kind = of_kind and w.id = any (held)
    and w.is_open and w.snoozed_until is null and w.assignee is distinct from person);
  only_held_by_all bigint := (select count(*) from console.work_item w where w.kind = of_kind and w.id = any (held_by_all)
    and w.is_open and w.snoozed_until is null and w.assignee is null);
begin
  execute format('select count(*) from (select from %s where is_open and snoozed_until is null and due_at < now() limit 1001) x', source) into late;
  execute format('select count(*) from (select from %s where is_open and snoozed_until is null and due_at >= now() and due_at < now() + interval ''1 hour'' limit 1001) x', source)
    into due_hour;
  execute format('select count(*) from (select from %s w, console.staff me where me.user_id = $1
    and w.closed_at >= date_trunc(''day'', now() at time zone me.timezone) at time zone me.timezone limit 1001) x', source) into closed_today using person;
  select coalesce(sum(c.n) filter (where c.is_open), 0) as open, coalesce(sum(c.n) filter (where not c.is_open), 0) as done, coalesce(sum(c.n), 0) as every,
    coalesce(sum(c.n) filter (where c.is_open and not c.snoozed and c.assignee = person), 0) + only_held as mine,
    coalesce(sum(c.n) filter (where c.is_open and not c.snoozed and c.assignee is null), 0) as unassigned,
    coalesce(sum(c.n) filter (where c.is_open and not c.snoozed and c.assignee is not null), 0) + only_held_by_all as in_hands,
    coalesce(sum(c.n) filter (where c.snoozed), 0) as snoozed
    into figures from console.work_count_now c where c.kind = of_kind;
  select coalesce(jsonb_object_agg(replace(s.status, 'waiting_response', 'waiting'), console.count_json(s.n)), '{}') into by_status
    from (select c.status, sum(c.n) as n from console.work_count_now c where c.kind = of_kind group by 1) s;
  for own in select v.view, v.condition from console.work_view v where v.kind = of_kind loop
    execute format('select count(*) from (select from %s where %s limit 1001) x', source, own.condition) into n;
    by_status := by_status || jsonb_build_object(own.view, console.capped_json(n));
  end loop;
  return jsonb_build_object('kind', of_kind, 'open', console.count_json(figures.open), 'late', console.capped_json(late),
    'views', by_status || jsonb_build_object('mine', console.count_json(figures.mine), 'unassigned', console.count_json(figures.unassigned),
      'in_hands', console.count_json(figures.in_hands), 'late', console.capped_json(late), 'due_hour', console.capped_json(due_hour),
      'snoozed', console.count_json(figures.snoozed), 'open', console.count_json(figures.open), 'done', console.count_json(figures.done),
      'all', console.count_json(figures.every), 'closed_today', console.capped_json(closed_today)));
end $$;

/* The figures of the rail: every kind that the reader may read. */
create function console.work_counts() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(console.kind_counts(k.kind) order by k.kind), '[]') from console.work_kind k where k.kind = any ((select console.readable_kinds())::text[])
$$;

---------------------------------------------------------------------------------------------------------- saved views

create table console.saved_views (
  id uuid primary key default system.uuid_v7(),
  staff uuid not null references console.staff on delete cascade,
  kind text not null references console.work_kind,
  name text not null check (char_length(name) between 1 and 60),
  definition jsonb not null check (pg_column_size(definition) < 20000),
  unique (staff, kind, name)
);
create view console.saved_view as
  select id, kind, name, definition from console.saved_views where staff = (select console.me());

create function console.saved_view_save(view_id uuid, kind text, name text, definition jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  saved console.saved_views;
begin
  perform console.require((select k.read_capability from console.work_kind k where k.kind = saved_view_save.kind));
  if (select count(*) from console.saved_views v where v.staff = console.me() and v.kind = saved_view_save.kind and v.id is distinct from view_id) >= 50 then
    perform console.refuse('BL006', 'You have 50 saved views here. Remove one first.', '{"field": "name"}');
  end if;
  insert into console.saved_views as v (id, staff, kind, name, definition)
  values (coalesce(view_id, system.uuid_v7()), console.me(), kind, name, definition)
  on conflict (id) do update set name = excluded.name, definition = excluded.definition where v.staff = console.me()
  returning * into saved;
  if saved.id is null then perform console.refuse('BL007', 'This view does not exist any more.'); end if;
  return jsonb_build_object('id', saved.id, 'kind', saved.kind, 'name', saved.name, 'definition', saved.definition);
exception
  when unique_violation then
    perform console.refuse('BL006', 'You have a view of this name already.', '{"field": "name"}');
    return null;
  when check_violation then
    perform console.refuse('BL006', 'A view has a name of 1 to 60 characters.', '{"field": "name"}');
    return null;
end $$;

create function console.saved_view_remove(view_id uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as
$$ delete from console.saved_views v where v.id = view_id and v.staff = console.me() $$;

grant select on console.saved_view to console_staff;
grant execute on function console.queue_counts(text, text, jsonb), console.work_counts(),
  console.saved_view_save(uuid, text, text, jsonb), console.saved_view_remove(uuid) to console_staff;

reset role;
