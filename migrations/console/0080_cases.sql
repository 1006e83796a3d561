-- Moderation cases: one case a subject, whatever brings it up; its projection, policies, severities, penalties and what moderators read.
-- What a moderator may do is in the files after this.

-- One case a subject, which everything that comes up about it joins.
create unique index console_case_subject on moderation.cases (content_type, entity_type, entity_id);
create index console_case_report_order on moderation.reports (case_id, created_at);

do $$
declare
  t text;
begin
  -- Whole rows are read, because what a decision changes is kept as it was before.
  foreach t in array array['catalog.tracks', 'catalog.releases', 'catalog.release_tracks', 'catalog.genres', 'community.messages', 'community.comments',
    'community.posts', 'community.groups', 'community.articles', 'community.skills', 'community.categories', 'marketplace.products', 'marketplace.services',
    'marketplace.webinars', 'marketplace.reviews', 'moderation.cases', 'moderation.reports', 'moderation.approvals', 'moderation.appeals',
    'moderation.field_requests', 'moderation.field_request_requesters', 'moderation.reporter_standings', 'identity.user_permissions',
    'distribution.records', 'community.conversation_participants', 'system.email_queue'] loop
    execute format('grant select on %s to console_owner', t);
    if not exists (select from pg_policy p where p.polrelid = t::regclass and p.polname = 'console_owner') then
      execute format('create policy console_owner on %s to console_owner using (true) with check (true)', t);
    end if;
  end loop;
end $$;
grant references, insert, update on moderation.cases to console_owner;
grant update on moderation.reports, moderation.approvals, moderation.field_requests to console_owner;
grant update (status, decided_by, decided_at, decision_notes, updated_at) on moderation.appeals to console_owner;
grant update (moderation_status, status, is_public, cover_url, updated_at) on catalog.tracks to console_owner;
grant update (moderation_status, status, visibility_settings, cover_url, updated_at) on catalog.releases to console_owner;
grant update (is_active, updated_at) on catalog.genres, community.skills, community.categories to console_owner;
grant update (is_deleted, updated_at) on community.messages to console_owner;
grant update (is_hidden, hidden_reason, updated_at) on community.comments to console_owner;
grant update (is_hidden, hidden_reason, is_approved, updated_at) on community.posts to console_owner;
grant update (visibility, post_approval_required, updated_at) on community.groups to console_owner;
grant update (is_published, updated_at) on community.articles to console_owner;
grant update (status, is_approved, approval_notes, updated_at) on marketplace.products to console_owner;
grant update (status, updated_at) on marketplace.services, marketplace.webinars to console_owner;
grant update (review_text, updated_at), insert, delete on marketplace.reviews to console_owner;
grant update (avatar_url, bio, website_url, social_links, visibility, updated_at) on identity.profiles to console_owner;
grant insert, update (is_allowed, expires_at, granted_by, updated_at), delete on identity.user_permissions to console_owner;
grant update (status, takedown_requested, takedown_reason, takedown_requested_at, last_status_update_at, updated_at) on distribution.records to console_owner;
grant delete on moderation.sanctions to console_owner;

set local role console_owner;

insert into console.capability (role, capability) values
  ('console_moderator', 'moderation.read'), ('console_moderator', 'moderation.act'), ('console_auditor', 'moderation.read');
insert into console.work_kind (kind, read_capability, act_capability, source, owner_column)
values ('case', 'moderation.read', 'moderation.act', 'moderation.cases', 'assigned_to');
create table console.work_case partition of console.work_item for values in ('case');
create index work_case_reach on console.work_case (score desc, due_at, id);
-- The views by kind of content and before release are counted and opened among the open ones alone.
create index work_case_open_category on console.work_case (category, due_at, id) where is_open;
create index work_case_before_release on console.work_case (due_at, id) where is_open and tags @> '{submission}';
create index work_case_title on console.work_case using gin (title public.gin_trgm_ops);
create sequence console.case_number start 10001;

insert into console.transition (kind, from_status, to_status)
select 'case', f, t from (values
  ('pending', '{in_progress,flagged,approved,rejected,appealed}'::text[]),
  ('in_progress', '{pending,flagged,approved,rejected,appealed}'),
  ('flagged', '{pending,in_progress,approved,rejected,appealed}'),
  ('approved', '{pending,rejected,appealed}'),
  ('rejected', '{pending,approved,appealed}'),
  ('appealed', '{approved,rejected}')) m(f, ts), unnest(ts) t;

insert into console.work_view (kind, view, condition) values
  ('case', 'audio', 'is_open and snoozed_until is null and category = ''track'''),
  ('case', 'images', 'is_open and snoozed_until is null and category in (''avatar'', ''cover'')'),
  ('case', 'words', 'is_open and snoozed_until is null and category in (''message'', ''comment'', ''post'', ''review'', ''article'', ''group'')'),
  ('case', 'accounts', 'is_open and snoozed_until is null and category in (''account'', ''profile'')'),
  ('case', 'before_release', 'is_open and snoozed_until is null and tags @> ''{submission}'''),
  ('case', 'fields', 'is_open and snoozed_until is null and category = ''custom_field''');

--------------------------------------------------------------------------------------------------------------- policies

create table console.case_severity (
  severity text primary key,
  rank smallint not null,
  /* Of the strike that a decision of this severity gives, and how long they count. */
  points integer not null,
  counts_for interval not null,
  /* From coming up to the decision. */
  target interval not null
);
insert into console.case_severity values
  ('low', 1, 1, '60 days', '72 hours'), ('medium', 2, 2, '90 days', '24 hours'), ('high', 3, 4, '180 days', '4 hours'), ('critical', 5, 6, '365 days', '1 hour');

create table console.case_penalty (
  points integer primary key,
  penalty text not null check (penalty in ('warn', 'limit', 'suspend', 'ban')),
  /* null lasts until lifted. */
  lasts interval
);
comment on table console.case_penalty is 'The ladder: whose points come to a rung gets its penalty; limit keeps from uploading';
insert into console.case_penalty values (3, 'warn', null), (6, 'limit', '14 days'), (9, 'suspend', '30 days'), (12, 'ban', null);

create table console.case_policy (
  code text primary key,
  title text not null,
  ground text not null check (ground in ('contract', 'law')),
  clause text not null,
  severity text not null references console.case_severity,
  gives_points boolean not null default true,
  reasons moderation.report_reason[] not null default '{}',
  is_active boolean not null default true
);
comment on table console.case_policy is 'What decisions rest on; clause is of the terms of use, or of the law';
insert into console.case_policy (code, title, ground, clause, severity, gives_points, reasons) values
  ('A1', 'Harassment', 'contract', '3.1', 'high', true, '{harassment}'),
  ('A2', 'Hate or threats', 'law', 'criminal law', 'critical', true, '{harassment}'),
  ('B1', 'Explicit without a label', 'contract', '3.4', 'medium', true, '{explicit_content}'),
  ('C1', 'Picture of somebody else', 'contract', '4.2', 'medium', true, '{copyright}'),
  ('C2', 'Unlicensed recording', 'contract', '4.1', 'high', true, '{copyright}'),
  ('C3', 'Notified infringement', 'law', 'copyright law', 'high', true, '{copyright}'),
  ('D1', 'Spam', 'contract', '5.1', 'low', true, '{spam}'),
  ('D2', 'Fraud', 'contract', '5.2', 'high', true, '{fraud}'),
  ('E1', 'Impersonation', 'contract', '2.3', 'high', true, '{impersonation}'),
  ('F1', 'Details missing or wrong', 'contract', '6.1', 'low', false, '{other}'),
  ('G1', 'Does not belong in the list', 'contract', '6.2', 'low', false, '{}');

create table console.case_content (
  content_type text primary key,
  actions text[] not null
);
comment on table console.case_content is 'What can be decided about each kind of subject';
insert into console.case_content
select t, '{approve,hide,remove,changes,warn,limit,suspend,ban}'::text[] from unnest('{track,release,cover,product,service,article,webinar,profile}'::text[]) t
union all select t, '{approve,hide,remove,warn,limit,suspend,ban}'::text[] from unnest('{avatar,message,comment,post,review,group}'::text[]) t
union all select 'account', '{approve,remove,changes,warn,limit,suspend,ban}'::text[]
union all select 'custom_field', '{approve,remove}'::text[];

--------------------------------------------------------------------------------------------------------------- subjects

/* Everything that a case can be about. Not granted. `files` lists [what, address] of its sound and pictures; reach is how many it meets. */
create view console.case_subject as
  select 'track' as content_type, 'track'::system.entity_type as entity_type, t.id, concat_ws(' ', t.title, '(' || t.version_title || ')') as title,
    concat_ws(E'\n\n', t.description, t.lyrics) as body, t.user_id as owner, t.play_count as reach, t.created_at,
    array[array['sound', coalesce(t.storage_audio_url, t.audio_url)], array['cover', coalesce(t.storage_cover_url, t.cover_url)]] as files from catalog.tracks t
  union all
  select 'release', 'release', r.id, r.title, r.description, r.user_id,
    (select coalesce(sum(t.play_count), 0)::bigint from catalog.release_tracks x join catalog.tracks t on t.id = x.track_id where x.release_id = r.id),
    r.created_at, array[array['cover', r.cover_url]] from catalog.releases r
  union all
  select 'cover', 'release', r.id, 'Cover of “' || r.title || '”', null, r.user_id,
    (select coalesce(sum(t.play_count), 0)::bigint from catalog.release_tracks x join catalog.tracks t on t.id = x.track_id where x.release_id = r.id),
    r.created_at, array[array['cover', r.cover_url]] from catalog.releases r
  union all
  select 'cover', 'track', t.id, 'Cover of “' || t.title || '”', null, t.user_id, t.play_count, t.created_at, array[array['cover', t.cover_url]] from catalog.tracks t
  union all
  select 'profile', 'profile', p.id, coalesce(p.display_name, u.email::text), concat_ws(E'\n\n', p.bio, p.website_url), p.user_id, p.followers_count, p.created_at,
    array[array['avatar', p.avatar_url], array['banner', p.banner_url]] from identity.profiles p join identity.users u on u.id = p.user_id
  union all
  select 'avatar', 'profile', p.id, 'Avatar of ' || coalesce(p.display_name, u.email::text), null, p.user_id, p.followers_count, p.created_at,
    array[array['avatar', p.avatar_url]] from identity.profiles p join identity.users u on u.id = p.user_id
  union all
  select 'account', 'user', u.id, coalesce(p.display_name, u.full_name, u.email::text), p.bio, u.id, coalesce(p.followers_count, 0), u.created_at,
    array[array['avatar', p.avatar_url]] from identity.users u left join identity.profiles p on p.user_id = u.id
  union all
  select 'message', 'message', m.id, left(coalesce(m.content, 'A file'), 120), m.content, m.sender_id,
    (select count(*) from community.conversation_participants c where c.conversation_id = m.conversation_id), m.created_at,
    (select array_agg(array['file ' || f.n, f.url]) from unnest(m.attachment_urls) with ordinality f(url, n)) from community.messages m
  union all
  select 'comment', 'comment', c.id, left(c.content, 120), c.content, c.user_id, c.likes_count, c.created_at, '{}' from community.comments c
  union all
  select 'post', 'post', p.id, left(coalesce(p.content, p.link_url, 'A picture'), 120), concat_ws(E'\n\n', p.content, p.link_url), p.user_id,
    p.likes_count + p.comments_count + p.shares_count, p.created_at,
    (select array_agg(array['picture ' || f.n, f.url]) from unnest(p.media_urls) with ordinality f(url, n)) from community.posts p
  union all
  select 'review', 'review', r.id, left(coalesce(r.review_text, r.rating || ' of 5'), 120), concat_ws(E'\n\n', r.rating || ' of 5', r.review_text, r.seller_response),
    r.reviewer_id, r.helpful_count, r.created_at, '{}' from marketplace.reviews r
  union all
  select 'product', 'product', p.id, p.title, p.description, p.seller_id, p.views_count, p.created_at,
    array[array['sound', p.preview_audio_url], array['picture', p.thumbnail_url]] from marketplace.products p
  union all
  select 'service', 'service', s.id, s.title, s.description, s.seller_id, s.views_count, s.created_at, array[array['picture', s.thumbnail_url]] from marketplace.services s
  union all
  select 'webinar', 'webinar', w.id, w.title, w.description, w.host_id, w.registrations_count, w.created_at, array[array['picture', w.thumbnail_url]] from marketplace.webinars w
  union all
  select 'group', 'group', g.id, g.name, concat_ws(E'\n\n', g.description, g.rules), g.owner_id, g.members_count, g.created_at,
    array[array['avatar', g.avatar_url], array['banner', g.banner_url]] from community.groups g
  union all
  select 'article', 'article', a.id, a.title, concat_ws(E'\n\n', a.excerpt, a.content), a.author_id, a.views_count, a.created_at,
    array[array['picture', a.thumbnail_url]] from community.articles a
  union all
  select 'custom_field', 'field_request', f.id, initcap(f.field_type::text) || ': ' || f.field_value::text,
    (select 'In ' || k.name from community.categories k where k.id = f.category_id), null, f.request_count, f.created_at, '{}' from moderation.field_requests f;

------------------------------------------------------------------------------------------------------------- projection

/* What a queue shows beside the case's own row: where it came from and why. */
create function console.case_tags(c moderation.cases, reasons text[]) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select array_agg(distinct t order by t) from unnest(
    array[c.source::text, case when c.signals is not null then 'automated' end, case when c.status = 'appealed' then 'appeal' end] || reasons) t
  where t is not null
$$;

create function console.case_reasons(of_case uuid) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select array_agg(distinct r.reason::text) from moderation.reports r where r.case_id = of_case $$;

/* Whether the writer is a console command, which counts the version and tells of the change itself. */
create function console.in_command() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select coalesce(current_setting('console.command', true), '') <> '' and console.me() is not null $$;

/* Keeps the projection in step with moderation.cases, whoever writes there. */
create function console.case_synced() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  s console.case_subject;
  level console.case_severity := (select v from console.case_severity v where v.severity = new.severity::text);
  is_new boolean := tg_op = 'INSERT';
  stays_open boolean := new.status not in ('approved', 'rejected');
  changed text[];
  item console.work_item;
begin
  select * into s from console.case_subject x where x.content_type = new.content_type::text and x.entity_type = new.entity_type and x.id = new.entity_id limit 1;
  if is_new then
    insert into console.work_item (kind, id, number, title, status, priority_rank, category, plan, score, assignee, customer, due_at, due_clock, is_open, tags, created_at, updated_at, closed_at)
    values ('case', new.id, nextval('console.case_number'), coalesce(s.title, 'Removed'), new.status::text, level.rank, new.content_type::text,
      console.plan_of(coalesce(new.owner_id, s.owner)), coalesce(s.reach, 0), (select a.user_id from console.staff a where a.user_id = new.assigned_to),
      coalesce(new.owner_id, s.owner), case when stays_open then new.created_at + level.target else 'infinity' end, case when stays_open then 'decision' end,
      stays_open, console.case_tags(new, console.case_reasons(new.id)), new.created_at, new.created_at, case when not stays_open then coalesce(new.decided_at, new.created_at) end);
    insert into console.change (kind, item_id, version, fields) values ('case', new.id, 1, '{created}');
    return null;
  end if;

  changed := array_remove(array[
    case when new.status <> old.status then 'status' end, case when new.severity <> old.severity then 'priority' end,
    case when new.reports_count <> old.reports_count then 'reports' end, case when new.signals is distinct from old.signals then 'signals' end,
    case when new.assigned_to is distinct from old.assigned_to then 'assignee' end], null);
  update console.work_item w
    set title = coalesce(s.title, w.title), status = new.status::text, priority_rank = level.rank, category = new.content_type::text, score = coalesce(s.reach, w.score),
        assignee = (select a.user_id from console.staff a where a.user_id = new.assigned_to), is_open = stays_open, tags = console.case_tags(new, console.case_reasons(new.id)),
        -- What comes up again, or as an appeal, has its whole time anew; what turns out graver has less.
        due_at = case when not stays_open then 'infinity' when not w.is_open then now() + level.target
          when new.severity <> old.severity then least(w.due_at, now() + level.target) else w.due_at end,
        due_clock = case when stays_open then 'decision' end,
        closed_at = case when not stays_open then coalesce(w.closed_at, now()) end,
        snoozed_until = case when stays_open then w.snoozed_until end,
        version = case when console.in_command() or changed = '{}' then w.version else w.version + 1 end,
        updated_at = clock_timestamp()
    where w.kind = 'case' and w.id = new.id returning * into item;
  if changed = '{}' or item.id is null or console.in_command() then return null; end if;
  insert into console.change (kind, item_id, version, fields) values ('case', new.id, item.version, changed);
  perform console.audit_append('case', new.id, 'platform_update',
    jsonb_build_object('status', old.status, 'severity', old.severity, 'reports', old.reports_count),
    jsonb_build_object('status', new.status, 'severity', new.severity, 'reports', new.reports_count), null, null, is_platform => true);
  return null;
end $$;

create function console.case_removed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from console.work_item w where w.kind = 'case' and w.id = old.id;
  return null;
end $$;

---------------------------------------------------------------------------------------------------- how cases come up

/* The case of a subject: the one there is, opened again when it was closed, or a new one. Returns its id; null when the subject is gone. */
create function console.case_open(of_content text, of_entity system.entity_type, of_id uuid, from_source moderation.case_source, of_severity text default 'medium',
  at timestamptz default now()) returns uuid language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into moderation.cases as c (content_type, entity_type, entity_id, owner_id, source, severity, created_at)
  select of_content::moderation.content_type, of_entity, of_id, s.owner, from_source, of_severity::system.severity, at
  from console.case_subject s where s.content_type = of_content and s.entity_type = of_entity and s.id = of_id
  on conflict (content_type, entity_type, entity_id) do update set
    status = case when c.status in ('approved', 'rejected') then 'pending' else c.status end,
    source = case when c.status in ('approved', 'rejected') then excluded.source else c.source end,
    severity = greatest(c.severity, excluded.severity), updated_at = now()
  returning id
$$;

create function console.reporter_accuracy(reporter uuid, out upheld bigint, out decided bigint, out false_reports bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) filter (where r.status = 'upheld'), count(*) filter (where r.status in ('upheld', 'dismissed', 'false_report')), count(*) filter (where r.status = 'false_report')
  from moderation.reports r where r.reporter_id = reporter
$$;

/* How grave a report makes its case: by its reason, one step up for a reporter who is mostly right, one down for one who mostly is not. */
create function console.report_severity(reason moderation.report_reason, reporter uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (array['low', 'medium', 'high', 'critical'])[greatest(1, least(4,
    case when reason in ('harassment', 'explicit_content', 'fraud') then 3 when reason in ('copyright', 'impersonation') then 2 else 1 end
    + case when a.decided < 3 then 0 when a.upheld >= 0.8 * a.decided then 1 when a.upheld < 0.2 * a.decided then -1 else 0 end))]
  from console.reporter_accuracy(reporter) a
$$;

/* Which content a report is about; null for what no case can be about. */
create function console.report_content(entity system.entity_type) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when entity = 'user' then 'account' when entity::text in ('track', 'release', 'profile', 'message', 'comment', 'post', 'review', 'product', 'service', 'webinar', 'group', 'article')
    then entity::text end
$$;

/* A report joins the case of its subject; a part of the subject that is under review already (its cover, its avatar) takes it. */
create function console.report_joins() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.case_id is null then
    select c.id into new.case_id from moderation.cases c
    where c.entity_type = new.entity_type and c.entity_id = new.entity_id and c.status not in ('approved', 'rejected')
    order by c.content_type::text = console.report_content(new.entity_type) desc, c.created_at limit 1;
    new.case_id := coalesce(new.case_id, console.case_open(console.report_content(new.entity_type), new.entity_type, new.entity_id, 'report',
      console.report_severity(new.reason, new.reporter_id)));
  end if;
  return new;
end $$;

create function console.report_counted() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update moderation.cases c set reports_count = c.reports_count + 1,
      severity = greatest(c.severity, console.report_severity(new.reason, new.reporter_id)::system.severity)
    where c.id = new.case_id;
  return null;
end $$;

/* What waits for an approval comes up; what was approved or refused elsewhere goes, unless somebody reported it. */
create function console.approval_awaited() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  written jsonb;
  content text := tg_argv[0];
  entity system.entity_type := nullif(tg_argv[1], '');
  subject uuid;
  waits boolean;
  is_approved boolean;
begin
  if console.in_command() then return null; end if;
  -- As it is by now: a trigger of the platform that ran before this one may have decided it.
  execute format('select to_jsonb(t) from %s t where t.id = $1', tg_relid::regclass) into written using new.id;
  subject := written ->> tg_argv[2];
  if content = 'approval' then
    content := case written ->> 'kind' when 'account' then 'account' else 'release' end;
    entity := written ->> 'entity_type';
  end if;
  waits := case tg_table_name
    when 'approvals' then written ->> 'status' in ('pending', 'under_review')
    when 'field_requests' then written ->> 'status' in ('pending', 'under_review')
    when 'products' then not (written ->> 'is_approved')::boolean and written ->> 'status' <> 'deleted'
    when 'posts' then not (written ->> 'is_approved')::boolean and not (written ->> 'is_hidden')::boolean
    else written ->> 'status' = 'submitted' end;
  if waits then
    perform console.case_open(content, entity, subject, 'submission');
    return null;
  end if;
  is_approved := case tg_table_name when 'products' then (written ->> 'is_approved')::boolean when 'posts' then (written ->> 'is_approved')::boolean
    else written ->> 'status' in ('approved', 'published') end;
  if tg_op = 'INSERT' or not is_approved and coalesce(written ->> 'status', '') <> 'rejected' then return null; end if;
  update moderation.cases c set status = (case when is_approved then 'approved' else 'rejected' end)::moderation.moderation_status, decided_at = now()
    where c.content_type::text = content and c.entity_type = entity and c.entity_id = subject and c.source = 'submission' and c.reports_count = 0
      and c.status in ('pending', 'in_progress', 'flagged');
  return null;
end $$;

reset role;

create trigger console_case_synced after insert or update on moderation.cases for each row execute function console.case_synced();
create trigger console_case_removed after delete on moderation.cases for each row execute function console.case_removed();
create trigger console_report_joins before insert on moderation.reports for each row execute function console.report_joins();
create trigger console_report_counted after insert on moderation.reports for each row when (new.case_id is not null) execute function console.report_counted();
create trigger console_case_awaited after insert or update of status on moderation.approvals
  for each row execute function console.approval_awaited('approval', '', 'entity_id');
create trigger console_case_awaited after insert or update of status, request_count on moderation.field_requests
  for each row execute function console.approval_awaited('custom_field', 'field_request', 'id');
create trigger console_case_awaited after insert or update of status, is_approved on marketplace.products
  for each row execute function console.approval_awaited('product', 'product', 'id');
create trigger console_case_awaited after insert or update of is_approved on community.posts
  for each row execute function console.approval_awaited('post', 'post', 'id');
create trigger console_case_awaited after insert or update of status on catalog.tracks
  for each row execute function console.approval_awaited('track', 'track', 'id');
create trigger console_case_awaited after insert or update of status on catalog.releases
  for each row execute function console.approval_awaited('release', 'release', 'id');
