-- What a decision about a case changes is kept with its past, and what it would mean is worked out before it is made. The acts are in the
-- file after this.

set local role console_owner;

------------------------------------------------------------------------------------------------- changes with their past

create table console.case_step (
  command_id uuid not null,
  seq integer not null,
  target regclass not null,
  row_id uuid not null,
  /* The columns as they were and as they became; no before is a new row, no after a deleted one. */
  before jsonb,
  after jsonb,
  primary key (command_id, seq)
);
comment on table console.case_step is 'What a decision changed on the platform, so that undoing, correcting and overturning can put back exactly that';

create function console.case_note(of_command uuid, target regclass, row_id uuid, before jsonb, after jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into console.case_step values
    (of_command, (select coalesce(max(s.seq), 0) + 1 from console.case_step s where s.command_id = of_command), target, row_id, before, after)
$$;

/* Sets columns of a row of the platform and notes what they were; a row that is gone, or is so already, is left alone. */
create function console.case_set(of_command uuid, target regclass, row_id uuid, changes jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  old jsonb;
  new jsonb;
begin
  execute format('select to_jsonb(t) from %s t where t.id = $1 for no key update', target) into old using row_id;
  select jsonb_object_agg(key, old -> key) into old from jsonb_object_keys(changes) key where old is not null;
  if old is null or old = changes then return; end if;
  execute format('update %s t set (%s) = (select %s from jsonb_populate_record(null::%1$s, $2) r) where t.id = $1 returning to_jsonb(t)', target,
      (select string_agg(quote_ident(key), ', ' order by key) from jsonb_object_keys(changes) key),
      (select string_agg('r.' || quote_ident(key), ', ' order by key) from jsonb_object_keys(changes) key))
    into new using row_id, changes;
  perform console.case_note(of_command, target, row_id, old, (select jsonb_object_agg(key, new -> key) from jsonb_object_keys(changes) key));
end $$;

/* Adds a row to a table of the platform; returns its id. */
create function console.case_add(of_command uuid, target regclass, content jsonb) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  row_id uuid;
begin
  execute format('insert into %s (%s) select %s from jsonb_populate_record(null::%1$s, $1) r returning id', target,
      (select string_agg(quote_ident(key), ', ' order by key) from jsonb_object_keys(content) key),
      (select string_agg('r.' || quote_ident(key), ', ' order by key) from jsonb_object_keys(content) key))
    into row_id using content;
  perform console.case_note(of_command, target, row_id, null, content);
  return row_id;
end $$;

create function console.case_drop(of_command uuid, target regclass, row_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  old jsonb;
begin
  execute format('delete from %s t where t.id = $1 returning to_jsonb(t)', target) into old using row_id;
  if old is not null then perform console.case_note(of_command, target, row_id, old, null); end if;
end $$;

/*
 Puts back what a command changed, the last change first, as part of another command; a column that somebody changed since keeps what they
 made of it. `is_undo` takes new rows away as if they had never been; else sanctions are lifted and strikes removed, and stay to be seen.
*/
create function console.case_revert(of_command uuid, by_command uuid, is_undo boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  s console.case_step;
  same jsonb;
begin
  for s in select * from console.case_step x where x.command_id = of_command order by x.seq desc loop
    if s.before is null then
      if is_undo or s.target = 'identity.user_permissions'::regclass then
        perform console.case_drop(by_command, s.target, s.row_id);
      elsif s.target = 'moderation.sanctions'::regclass then
        perform console.case_set(by_command, s.target, s.row_id, jsonb_build_object('lifted_at', now(), 'lifted_by', console.me(), 'lift_reason', 'The decision was taken back'));
      elsif s.target = 'console.case_strike'::regclass then
        perform console.case_set(by_command, s.target, s.row_id, jsonb_build_object('removed_at', now()));
      end if;
    elsif s.after is null then
      execute format('insert into %s select r.* from jsonb_populate_record(null::%1$s, $1) r on conflict do nothing', s.target) using s.before;
      perform console.case_note(by_command, s.target, s.row_id, null, s.before);
    else
      execute format('select jsonb_object_agg(b.key, b.value) from %s t, jsonb_each($2) b where t.id = $1 and to_jsonb(t) -> b.key = $3 -> b.key', s.target)
        into same using s.row_id, s.before, s.after;
      if same is not null then perform console.case_set(by_command, s.target, s.row_id, same); end if;
    end if;
  end loop;
end $$;

--------------------------------------------------------------------------------------------- what a decision would mean

/* Releases that are the subject, or hold nothing but the track that is. */
create function console.case_releases(c moderation.cases) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.entity_id where c.content_type = 'release'
  union all
  select x.release_id from catalog.release_tracks x
  where c.content_type = 'track' and x.track_id = c.entity_id
    and not exists (select from catalog.release_tracks y where y.release_id = x.release_id and y.track_id <> x.track_id)
$$;

create function console.penalty_rank(penalty text) returns integer
language sql immutable set search_path = pg_catalog, pg_temp as
$$ select coalesce(array_position(array['warn', 'limit', 'suspend', 'ban'], penalty), 0) $$;

create function console.span_words(spans jsonb) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select string_agg(w.a || '–' || w.b, ', ' order by s.place)
  from jsonb_array_elements(spans) with ordinality s(span, place)
  cross join lateral (select
    floor((span ->> 'from')::numeric / 60) || ':' || to_char(mod((span ->> 'from')::numeric, 60), 'FM00.0') as a,
    floor((span ->> 'to')::numeric / 60) || ':' || to_char(mod((span ->> 'to')::numeric, 60), 'FM00.0') as b) w
$$;

/* The decision that stands for a case. */
create function console.case_standing(of_case uuid) returns console.case_decision
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d from console.case_decision d where d.case_id = of_case and d.state = 'standing' and d.action not in ('uphold', 'overturn') order by d.decided_at desc limit 1
$$;

/*
 What a decision would do, before it does: points and penalty, the notice in the recipient's language, what leaves the house. The
 preview and the decision itself both go by it. Automatic matches that nobody reported give no points.
*/
create function console.case_plan(c moderation.cases, action text, policy text, severity text, facts text, spans jsonb) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  is_adverse boolean := action <> 'approve';
  p console.case_policy;
  v console.case_severity;
  item console.work_item;
  had integer;
  adds integer := 0;
  hit text := case when action in ('warn', 'limit', 'suspend', 'ban') then action end;
  ends timestamptz;
  lang text;
  keys text[];
  notice text;
  stores bigint := 0;
begin
  select * into item from console.work_item w where w.kind = 'case' and w.id = c.id;
  select * into p from console.case_policy x where x.code = policy;
  select * into v from console.case_severity x where x.severity = case_plan.severity;
  had := console.strike_points(item.customer, (console.case_standing(c.id)).id);
  if is_adverse and item.customer is not null and p.gives_points and not (c.source = 'automated' and c.reports_count = 0) then adds := coalesce(v.points, 0); end if;
  if is_adverse and item.customer is not null then
    select l.penalty into hit from (
      select l.penalty from console.case_penalty l where l.points > had and l.points <= had + adds union all select hit) l
    order by console.penalty_rank(l.penalty) desc limit 1;
  end if;
  select now() + l.lasts into ends from console.case_penalty l where l.penalty = hit;
  if action = 'remove' then
    select count(*) into stores from distribution.records d
      where d.release_id in (select console.case_releases(c)) and d.status in ('pending', 'scheduled', 'processing', 'retrying', 'distributed');
  end if;

  if item.customer is not null and c.content_type::text <> 'custom_field' and (is_adverse or c.source = 'submission') then
    lang := console.case_language(item.customer);
    keys := case when is_adverse then
        array['hello', action, 'reason', 'facts'] || case when jsonb_array_length(spans) > 0 then '{spans}'::text[] else '{}' end
        || case when hit is not null then array['penalty.' || hit] else '{}' end || array['found.' || case c.source when 'submission' then 'staff' else c.source::text end, 'redress']
      else '{hello,approve}'::text[] end;
    notice := console.case_words(keys, lang, jsonb_build_object(
      'name', (select n.name from console.person n where n.id = item.customer), 'title', item.title, 'clause', p.clause, 'points', had + adds,
      'policy', (select t.body from console.case_text t where t.key = p.code and t.language = lang),
      'ground', (select t.body from console.case_text t where t.key = p.ground and t.language = lang),
      'spans', console.span_words(spans), 'until', to_char(ends, 'YYYY-MM-DD'), 'appeal_by', to_char(now() + interval '6 months', 'YYYY-MM-DD'),
      'facts', nullif(trim(facts), '')));
  end if;
  return jsonb_build_object(
    'strikes', jsonb_build_object('had', had, 'adds', adds, 'total', had + adds, 'expiresAt', case when adds > 0 then now() + v.counts_for end),
    'penalty', hit, 'until', ends,
    'notice', case when notice is not null then jsonb_build_object('language', lang, 'subject', console.case_words('{subject}', lang, jsonb_build_object('title', item.title)),
      'body', notice, 'unresolved', console.open_placeholders(notice)) end,
    'ground', p.ground, 'clause', p.clause, 'territory', 'everywhere', 'redressUntil', case when is_adverse then now() + interval '6 months' end,
    'foundBy', case c.source when 'submission' then 'review' else c.source::text end,
    'missing', to_jsonb(array_remove(array[case when is_adverse and p.code is null then 'policy' end, case when is_adverse and v.severity is null then 'severity' end,
      case when is_adverse and coalesce(trim(facts, E' \t\r\n'), '') = '' then 'facts' end], null)),
    'reporters', (select count(*) from moderation.reports r where r.case_id = c.id and r.status in ('open', 'in_review')),
    'requesters', (select count(*) from moderation.field_request_requesters r where c.content_type::text = 'custom_field' and r.request_id = c.entity_id),
    'stores', stores);
end $$;

create function console.check_spans(spans jsonb) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if jsonb_typeof(spans) <> 'array' or jsonb_array_length(spans) > 50 or exists (
    select from jsonb_array_elements(spans) s where jsonb_typeof(s -> 'from') is distinct from 'number' or jsonb_typeof(s -> 'to') is distinct from 'number'
      or (s ->> 'from')::numeric < 0 or (s ->> 'to')::numeric < (s ->> 'from')::numeric or (s ->> 'to')::numeric > 86400) then
    perform console.refuse('BL006', 'A span has a start and an end in seconds, the end not before the start. At most 50 fit.', '{"field": "spans"}');
  end if;
end $$;

create function console.case_preview(case_id uuid, action text, policy text, severity text, facts text, spans jsonb) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  c moderation.cases;
begin
  perform console.require('moderation.read');
  select * into c from moderation.cases x where x.id = case_id;
  if c.id is null then perform console.refuse('BL007', 'This case does not exist or was removed.'); end if;
  perform console.check_spans(spans);
  return console.case_plan(c, action, policy, severity, facts, spans);
end $$;

grant execute on function console.case_preview(uuid, text, text, text, text, jsonb) to console_staff;

reset role;
