-- What the platform's own end users see and do. Their backend connects as a login in the role platform_user and sets platform.user_id for
-- each transaction. Nothing that is not named here is allowed. Services work as the owner of the schema, whom policies do not bind; staff
-- work through the console's schema, which brings its own policies.

do $$
begin
  -- Roles belong to the server; another database of it may have made this one, even this moment.
  if not exists (select from pg_roles where rolname = 'platform_user') then
    create role platform_user nologin;
  end if;
exception when duplicate_object or unique_violation then
  null;
end $$;

-- The sets a person belongs to, without the policies of the tables they come from: a policy may not ask itself.
create function identity.current_organizations() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select organization_id from identity.organization_members where user_id = identity.current_user_id() and status = 'active'
$$;
create function identity.managed_organizations() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select organization_id from identity.organization_members
  where user_id = identity.current_user_id() and status = 'active' and role in ('owner', 'admin')
$$;
create function community.current_groups() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select group_id from community.group_members where user_id = identity.current_user_id() and status = 'active'
$$;
create function community.managed_groups() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select id from community.groups where owner_id = identity.current_user_id()
  union all
  select group_id from community.group_members
  where user_id = identity.current_user_id() and status = 'active' and role in ('owner', 'admin')
$$;
create function community.current_conversations() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select conversation_id from community.conversation_participants where user_id = identity.current_user_id()
$$;
create function rights.current_splits() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select split_id from rights.royalty_split_recipients where recipient_type = 'user' and recipient_id = identity.current_user_id()
$$;
create function moderation.may_report() returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select not exists (
    select from moderation.reporter_standings
    where user_id = identity.current_user_id() and is_report_banned and (is_permanent_ban or report_ban_until > now())
  )
$$;

create function pg_temp.allow(table_name regclass, name text, command text, condition text, new_row text default null) returns void
language plpgsql as $$
declare
  -- Asked once a statement and not once a row.
  me constant text := '(select identity.current_user_id())';
  mine constant text := '(select identity.current_organizations())';
begin
  condition := replace(replace(condition, '$me', me), '$mine', mine);
  new_row := replace(replace(new_row, '$me', me), '$mine', mine);
  execute format('create policy %I on %s for %s to platform_user', name, table_name, command)
    || case when command <> 'insert' then format(' using (%s)', condition) else '' end
    || case when command = 'insert' then format(' with check (%s)', condition)
         when new_row is not null then format(' with check (%s)', new_row) else '' end;
end $$;

---------------------------------------------------------------------------------------------------- whole rows, one owner

-- All of a row is its user's.
select pg_temp.allow(t, 'owner', 'all', 'user_id = $me') from unnest(array[
  'catalog.asset_bundles', 'catalog.import_batches', 'distribution.batches', 'distribution.scheduled_distributions',
  'rights.pro_associations', 'rights.split_templates', 'studio.projects', 'studio.project_prompts', 'studio.personas',
  'studio.prompt_history', 'studio.lyrics_jobs', 'studio.saved_lyrics', 'studio.audio_upscale_jobs', 'studio.cloud_folders',
  'studio.audio_library', 'studio.daw_projects', 'analytics.saved_reports', 'community.message_deletions'
]::regclass[]) t;

-- A user's or an organization's; into an organization only its members write.
select pg_temp.allow(t, 'owner', 'all', 'user_id = $me or organization_id in $mine',
  '(user_id = $me and organization_id is null) or organization_id in $mine')
from unnest(array['catalog.artists', 'catalog.tracks', 'catalog.releases', 'rights.agreements', 'system.webhooks']::regclass[]) t;

-- Read by its user, written by services.
select pg_temp.allow(t, 'owner', 'select', 'user_id = $me') from unnest(array[
  'identity.user_roles', 'identity.user_permissions', 'finance.wallets', 'finance.discount_usages', 'finance.credit_balances',
  'finance.credit_ledger', 'finance.royalty_calculations', 'finance.statements', 'finance.advances', 'kyc.verifications',
  'moderation.sanctions', 'moderation.reporter_standings', 'promotion.partners', 'community.user_badges', 'studio.track_generations',
  'studio.lyrics_generation_logs', 'studio.generation_limits', 'analytics.platform_analytics', 'analytics.audience_demographics',
  'analytics.report_exports'
]::regclass[]) t;

-- Read by its user and by the members of its organization, written by services.
select pg_temp.allow(t, 'owner', 'select', 'user_id = $me or organization_id in $mine') from unnest(array[
  'finance.subscriptions', 'finance.invoices', 'finance.payment_methods', 'finance.payouts'
]::regclass[]) t;

-- All of a row is its organization's.
select pg_temp.allow(t, 'member', 'all', 'organization_id in $mine') from unnest(array[
  'promotion.campaigns', 'promotion.audiences', 'promotion.integrations'
]::regclass[]) t;
select pg_temp.allow(t, 'member', 'select', 'organization_id in $mine') from unnest(array[
  'analytics.campaign_metrics', 'analytics.meta_ad_metrics', 'analytics.spotify_metrics', 'analytics.campaign_reports'
]::regclass[]) t;

-- Everybody reads.
select pg_temp.allow(t, 'public', 'select', 'true') from unnest(array[
  'catalog.genres', 'catalog.tags', 'community.categories', 'community.user_categories', 'community.user_skills', 'community.user_genres',
  'community.followers', 'community.likes', 'marketplace.reviews', 'finance.royalty_periods'
]::regclass[]) t;

-- Public while its flag says so.
select pg_temp.allow(t, 'public', 'select', 'is_public') from unnest(array[
  'catalog.assets', 'studio.projects', 'studio.personas', 'studio.daw_projects', 'analytics.saved_reports'
]::regclass[]) t;

--------------------------------------------------------------------------------------------------------------- identity

select pg_temp.allow('identity.users', 'owner', 'select', 'id = $me');
select pg_temp.allow('identity.users', 'owner_edits', 'update', 'id = $me');
select pg_temp.allow('identity.profiles', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('identity.profiles', 'owner_edits', 'update', 'user_id = $me');
select pg_temp.allow('identity.user_settings', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('identity.user_settings', 'owner_edits', 'update', 'user_id = $me');
select pg_temp.allow('identity.user_sessions', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('identity.user_sessions', 'owner_ends', 'delete', 'user_id = $me');
select pg_temp.allow('identity.permission_templates', 'owner', 'select', 'created_by = $me');
select pg_temp.allow('identity.organizations', 'member', 'select', 'owner_id = $me or id in $mine');
select pg_temp.allow('identity.organizations', 'manager', 'update', 'id in (select identity.managed_organizations())');
select pg_temp.allow('identity.organization_members', 'member', 'select', 'user_id = $me or organization_id in $mine');
select pg_temp.allow('identity.organization_members', 'manager', 'all', 'organization_id in (select identity.managed_organizations())');

---------------------------------------------------------------------------------------------- catalog and distribution

select pg_temp.allow('catalog.tracks', 'public', 'select', $$deleted_at is null and (is_public or status = 'published')$$);
select pg_temp.allow('catalog.releases', 'public', 'select', $$deleted_at is null and status = 'published'$$);
select pg_temp.allow('catalog.assets', 'owner', 'all', 'user_id = $me');
select pg_temp.allow('catalog.asset_versions', 'owner', 'all',
  'exists (select from catalog.asset_bundles b where b.id = bundle_id)');

-- Parts of a track or release are seen with it and written by its owner.
select pg_temp.allow(t, 'reader', 'select', 'exists (select from catalog.tracks t where t.id = track_id)')
from unnest(array['catalog.track_versions', 'catalog.track_stems']::regclass[]) t;
select pg_temp.allow(t, 'owner', 'all',
  'exists (select from catalog.tracks t where t.id = track_id and (t.user_id = $me or t.organization_id in $mine))')
from unnest(array[
  'catalog.track_versions', 'catalog.track_stems', 'studio.section_replacements', 'studio.music_classifications', 'studio.wav_jobs',
  'rights.work_registrations'
]::regclass[]) t;
select pg_temp.allow('catalog.release_tracks', 'reader', 'select', 'exists (select from catalog.releases r where r.id = release_id)');
select pg_temp.allow('catalog.release_tracks', 'owner', 'all',
  'exists (select from catalog.releases r where r.id = release_id and (r.user_id = $me or r.organization_id in $mine))');
select pg_temp.allow(t, 'reader', 'select', $$
  entity_type = 'track' and exists (select from catalog.tracks t where t.id = entity_id)
  or entity_type = 'release' and exists (select from catalog.releases r where r.id = entity_id)$$)
from unnest(array['catalog.credits', 'catalog.content_tags']::regclass[]) t;
select pg_temp.allow(t, 'owner', 'all', $$
  entity_type = 'track'
    and exists (select from catalog.tracks t where t.id = entity_id and (t.user_id = $me or t.organization_id in $mine))
  or entity_type = 'release'
    and exists (select from catalog.releases r where r.id = entity_id and (r.user_id = $me or r.organization_id in $mine))$$)
from unnest(array['catalog.credits', 'catalog.content_tags']::regclass[]) t;

select pg_temp.allow('distribution.platforms', 'public', 'select', 'is_active');
select pg_temp.allow('distribution.scheduled_distribution_platforms', 'owner', 'all',
  'exists (select from distribution.scheduled_distributions s where s.id = scheduled_distribution_id)');
select pg_temp.allow('distribution.records', 'owner', 'select',
  'exists (select from catalog.releases r where r.id = release_id and (r.user_id = $me or r.organization_id in $mine))');

---------------------------------------------------------------------------------------------------------------- rights

select pg_temp.allow('rights.claims', 'party', 'select', '$me in (user_id, created_by, holder_id) or holder_id in $mine');
select pg_temp.allow('rights.claims', 'creator', 'insert', $$created_by = $me and verification_status = 'pending'$$);
select pg_temp.allow('rights.claims', 'creator_edits', 'update', $$created_by = $me and verification_status <> 'approved'$$);
select pg_temp.allow('rights.agreement_links', 'owner', 'all', 'exists (select from rights.agreements a where a.id = agreement_id)');
select pg_temp.allow('rights.royalty_splits', 'party', 'select', 'created_by = $me or id in (select rights.current_splits())');
select pg_temp.allow('rights.royalty_splits', 'creator', 'insert', $$created_by = $me and status = 'pending' and not is_approved$$);
select pg_temp.allow('rights.royalty_splits', 'creator_edits', 'update', $$created_by = $me and status = 'pending' and not is_approved$$);
select pg_temp.allow('rights.royalty_split_recipients', 'party', 'select',
  'recipient_id = $me or exists (select from rights.royalty_splits s where s.id = split_id)');
select pg_temp.allow('rights.royalty_split_recipients', 'creator', 'all',
  $$exists (select from rights.royalty_splits s where s.id = split_id and s.created_by = $me and s.status = 'pending')$$);
select pg_temp.allow('rights.split_templates', 'public', 'select', $$visibility = 'public'$$);
select pg_temp.allow('rights.conflict_claims', 'party', 'select', 'exists (select from rights.claims c where c.id = claim_id)');
select pg_temp.allow('rights.conflicts', 'party', 'select', 'exists (select from rights.conflict_claims c where c.conflict_id = id)');

------------------------------------------------------------------------------------------------------- finance and kyc

select pg_temp.allow('finance.subscription_plans', 'public', 'select', 'is_active');
select pg_temp.allow('finance.transactions', 'party', 'select', '$me in (user_id, counterparty_id) or organization_id in $mine');
select pg_temp.allow('finance.royalty_allocations', 'recipient', 'select', 'recipient_id = $me');
select pg_temp.allow('finance.payment_methods', 'owner_adds', 'insert', 'user_id = $me');
select pg_temp.allow('finance.payouts', 'owner_requests', 'insert',
  'user_id = $me and finance.payout_refusal($me, wallet_id, payment_method_id, amount, currency) is null');
select pg_temp.allow('kyc.documents', 'owner', 'select', 'exists (select from kyc.verifications v where v.id = verification_id)');
select pg_temp.allow('kyc.documents', 'owner_uploads', 'insert',
  $$exists (select from kyc.verifications v where v.id = verification_id and v.status in ('pending', 'needs_info'))$$);

-------------------------------------------------------------------------------------------------- support and moderation

select pg_temp.allow('support.tickets', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('support.tickets', 'owner_asks', 'insert', 'user_id = $me');
select pg_temp.allow('support.ticket_messages', 'owner', 'select',
  'not is_internal and exists (select from support.tickets t where t.id = ticket_id)');
select pg_temp.allow('support.ticket_messages', 'owner_answers', 'insert',
  $$sender_type = 'user' and sender_id = $me and not is_internal and exists (select from support.tickets t where t.id = ticket_id)$$);
select pg_temp.allow('support.knowledge_base_articles', 'public', 'select', $$status = 'published'$$);

select pg_temp.allow('moderation.cases', 'owner', 'select', 'owner_id = $me');
select pg_temp.allow('moderation.appeals', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('moderation.appeals', 'owner_appeals', 'insert', $$
  user_id = $me and status = 'pending' and (
    exists (select from moderation.cases c where c.id = case_id and c.owner_id = $me)
    or exists (select from moderation.sanctions s where s.id = sanction_id and s.user_id = $me)
  )$$);
select pg_temp.allow('moderation.reports', 'reporter', 'select', 'reporter_id = $me');
select pg_temp.allow('moderation.reports', 'reporter_reports', 'insert', 'reporter_id = $me and (select moderation.may_report())');
select pg_temp.allow('moderation.approvals', 'requester', 'select', 'requested_by = $me or entity_type = ''user'' and entity_id = $me');
select pg_temp.allow('moderation.field_requests', 'public', 'select', $$status = 'approved'$$);
select pg_temp.allow('moderation.field_request_requesters', 'owner', 'select', 'user_id = $me');
-- Requests are made through moderation.request_field(), which also joins those of others.

------------------------------------------------------------------------------------------------------------- promotion

select pg_temp.allow('promotion.playlists', 'public', 'select', 'is_active');
select pg_temp.allow('promotion.playlists', 'curator', 'all', 'curator_id = $me');
select pg_temp.allow('promotion.playlist_statistics', 'curator', 'select',
  'exists (select from promotion.playlists p where p.id = playlist_id and p.curator_id = $me)');
select pg_temp.allow('promotion.pitches', 'party', 'select', '$me in (user_id, curator_id)');
select pg_temp.allow('promotion.pitches', 'artist_pitches', 'insert',
  $$user_id = $me and status in ('draft', 'pending') and promotion.check_pitch_limit($me)$$);
select pg_temp.allow('promotion.pitches', 'artist', 'update', $$user_id = $me and status in ('draft', 'pending')$$,
  $$user_id = $me and status in ('draft', 'pending', 'cancelled')$$);
select pg_temp.allow('promotion.pitches', 'curator', 'update', $$curator_id = $me and status in ('submitted', 'in_review')$$,
  $$curator_id = $me and status in ('in_review', 'accepted', 'rejected')$$);
select pg_temp.allow('promotion.pitch_messages', 'party', 'select', 'exists (select from promotion.pitches p where p.id = pitch_id)');
select pg_temp.allow('promotion.pitch_messages', 'party_writes', 'insert',
  'sender_id = $me and exists (select from promotion.pitches p where p.id = pitch_id)');
select pg_temp.allow('promotion.pitch_reviews', 'party', 'select',
  'is_public or exists (select from promotion.pitches p where p.id = pitch_id)');
select pg_temp.allow('promotion.pitch_reviews', 'curator', 'insert',
  'reviewer_id = $me and exists (select from promotion.pitches p where p.id = pitch_id and p.curator_id = $me)');
select pg_temp.allow('promotion.pitch_analytics', 'party', 'select', 'exists (select from promotion.pitches p where p.id = pitch_id)');
select pg_temp.allow('promotion.partner_commissions', 'owner', 'select',
  'exists (select from promotion.partners p where p.id = partner_id)');
select pg_temp.allow('promotion.referrals', 'party', 'select', '$me in (referrer_id, referred_user_id)');
select pg_temp.allow('promotion.campaign_goals', 'member', 'all', 'exists (select from promotion.campaigns c where c.id = campaign_id)');
select pg_temp.allow('promotion.audience_insights', 'member', 'select',
  'exists (select from promotion.audiences a where a.id = audience_id)');

------------------------------------------------------------------------------------------------------------- community

select pg_temp.allow('community.skills', 'public', 'select', 'is_active and is_admin_approved');
select pg_temp.allow(t, 'owner_adds', 'insert', 'user_id = $me')
from unnest(array['community.user_categories', 'community.user_skills', 'community.user_genres', 'community.likes']::regclass[]) t;
select pg_temp.allow(t, 'owner_removes', 'delete', 'user_id = $me')
from unnest(array['community.user_categories', 'community.user_skills', 'community.user_genres', 'community.likes']::regclass[]) t;
select pg_temp.allow('community.followers', 'follower', 'insert', 'follower_id = $me');
select pg_temp.allow('community.followers', 'follower_leaves', 'delete', 'follower_id = $me');
select pg_temp.allow('community.posts', 'public', 'select',
  'not is_hidden and is_approved and (group_id is null or group_id in (select community.current_groups()))');
select pg_temp.allow('community.posts', 'owner', 'all', 'user_id = $me',
  'user_id = $me and (group_id is null or group_id in (select community.current_groups()))');
select pg_temp.allow('community.comments', 'public', 'select',
  'not is_hidden and exists (select from community.posts p where p.id = post_id)');
select pg_temp.allow('community.comments', 'owner', 'all', 'user_id = $me',
  'user_id = $me and exists (select from community.posts p where p.id = post_id)');
select pg_temp.allow('community.groups', 'public', 'select',
  $$visibility <> 'secret' or owner_id = $me or id in (select community.current_groups())$$);
select pg_temp.allow('community.groups', 'owner', 'insert', 'owner_id = $me');
select pg_temp.allow('community.groups', 'manager', 'update', 'id in (select community.managed_groups())');
select pg_temp.allow('community.group_members', 'member', 'select', 'user_id = $me or group_id in (select community.current_groups())');
select pg_temp.allow('community.group_members', 'joiner', 'insert', $$
  user_id = $me and role = 'member' and exists (
    select from community.groups g
    where g.id = group_id and status = case when g.join_approval_required then 'pending' else 'active' end::identity.membership_status
  )$$);
select pg_temp.allow('community.group_members', 'leaver', 'delete', 'user_id = $me');
select pg_temp.allow('community.group_members', 'manager', 'all', 'group_id in (select community.managed_groups())');
select pg_temp.allow('community.conversations', 'participant', 'select', 'id in (select community.current_conversations())');
select pg_temp.allow('community.conversation_participants', 'participant', 'select',
  'conversation_id in (select community.current_conversations())');
select pg_temp.allow('community.messages', 'participant', 'select', 'conversation_id in (select community.current_conversations())');
select pg_temp.allow('community.messages', 'sender', 'insert',
  'sender_id = $me and conversation_id in (select community.current_conversations())');
select pg_temp.allow('community.articles', 'public', 'select', 'is_published');
select pg_temp.allow('community.articles', 'author', 'all', 'author_id = $me',
  $$author_id = $me and exists (select from identity.user_roles r where r.user_id = $me and r.role in ('author', 'admin'))$$);

----------------------------------------------------------------------------------------------------------- marketplace

select pg_temp.allow('marketplace.products', 'public', 'select', $$status = 'active' and is_approved$$);
select pg_temp.allow('marketplace.services', 'public', 'select', $$status = 'active'$$);
select pg_temp.allow(t, 'seller', 'all', 'seller_id = $me')
from unnest(array['marketplace.products', 'marketplace.services']::regclass[]) t;
select pg_temp.allow('marketplace.orders', 'party', 'select', '$me in (buyer_id, seller_id)');
select pg_temp.allow('marketplace.webinars', 'public', 'select', $$status in ('upcoming', 'live')$$);
select pg_temp.allow('marketplace.webinars', 'host', 'all', 'host_id = $me');
select pg_temp.allow('marketplace.webinar_hosts', 'reader', 'select',
  'exists (select from marketplace.webinars w where w.id = webinar_id)');
select pg_temp.allow('marketplace.webinar_hosts', 'host', 'all',
  'exists (select from marketplace.webinars w where w.id = webinar_id and w.host_id = $me)');
select pg_temp.allow('marketplace.webinar_registrations', 'party', 'select',
  'user_id = $me or exists (select from marketplace.webinars w where w.id = webinar_id and w.host_id = $me)');
select pg_temp.allow('marketplace.reviews', 'reviewer', 'insert', 'reviewer_id = $me and seller_id <> $me');
select pg_temp.allow('marketplace.reviews', 'party', 'update', '$me in (reviewer_id, seller_id)');

-------------------------------------------------------------------------------------------- studio, analytics and system

select pg_temp.allow('studio.project_tracks', 'reader', 'select', 'exists (select from studio.projects p where p.id = project_id)');
select pg_temp.allow('studio.project_tracks', 'owner', 'all',
  'exists (select from studio.projects p where p.id = project_id and p.user_id = $me)');
select pg_temp.allow('studio.lyrics_variants', 'owner', 'select', 'exists (select from studio.lyrics_jobs j where j.id = job_id)');
select pg_temp.allow('studio.classification_jobs', 'owner', 'select',
  'exists (select from studio.music_classifications c where c.id = classification_id)');
select pg_temp.allow('analytics.daily_stats', 'owner', 'select', $$
  entity_type = 'user' and entity_id = $me
  or entity_type = 'track'
    and exists (select from catalog.tracks t where t.id = entity_id and (t.user_id = $me or t.organization_id in $mine))
  or entity_type = 'release'
    and exists (select from catalog.releases r where r.id = entity_id and (r.user_id = $me or r.organization_id in $mine))$$);
select pg_temp.allow('analytics.bundle_analytics', 'owner', 'select',
  'exists (select from catalog.asset_bundles b where b.id = bundle_id)');
select pg_temp.allow('analytics.events', 'writer', 'insert', 'user_id = $me');
select pg_temp.allow('system.notifications', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('system.notifications', 'owner_reads', 'update', 'user_id = $me');
select pg_temp.allow('system.api_keys', 'owner', 'select', 'user_id = $me or organization_id in $mine');
select pg_temp.allow('system.api_keys', 'owner_revokes', 'delete', 'user_id = $me');
select pg_temp.allow('system.webhook_deliveries', 'owner', 'select', 'exists (select from system.webhooks w where w.id = webhook_id)');

---------------------------------------------------------------------------------------------------------------- grants

-- What a policy names is granted, nothing else.
do $$
declare
  policy record;
begin
  for policy in
    select format('%I.%I', schemaname, tablename) as name,
      case cmd when 'ALL' then 'select, insert, update, delete' else cmd end as commands
    from pg_policies where 'platform_user' = any (roles)
  loop
    execute format('grant %s on %s to platform_user', policy.commands, policy.name);
  end loop;
end $$;
grant usage on schema identity, catalog, distribution, rights, finance, kyc, support, moderation, promotion, community, marketplace, studio,
  analytics, system to platform_user;
grant select on identity.public_profiles to platform_user;
grant execute on function identity.current_organizations, identity.managed_organizations, community.current_groups,
  community.managed_groups, community.current_conversations, rights.current_splits, moderation.may_report, finance.payout_refusal,
  promotion.check_pitch_limit, community.is_liked, moderation.request_field to platform_user;
revoke execute on function identity.current_organizations, identity.managed_organizations, community.current_groups,
  community.managed_groups, community.current_conversations, rights.current_splits, moderation.may_report from public;

-- Of some rows only some columns: a policy says which rows, these lists say which columns. Counters, verdicts and links to money are
-- written by services and by the console.
create function pg_temp.only(command text, table_name regclass, columns text) returns void language plpgsql as $$
begin
  execute format('revoke %s on %s from platform_user', command, table_name);
  execute format('grant %s (%s) on %s to platform_user', command, columns, table_name);
end $$;
create function pg_temp.all_but(command text, table_name regclass, columns text[]) returns void language sql as $$
  select pg_temp.only(command, table_name, string_agg(quote_ident(attname), ', '))
  from pg_attribute where attrelid = table_name and attnum > 0 and not attisdropped and attname <> all (columns)
$$;

select pg_temp.only('update', 'identity.users', 'username, first_name, last_name, full_name, entity_name, business_type, phone,
  date_of_birth, address, city, postal_code, country, tax_id, tax_information, timezone, marketing_consent, onboarding_step,
  onboarding_completed_at');
select pg_temp.only('update', 'identity.profiles', 'display_name, bio, avatar_url, banner_url, smart_link, social_links, website_url,
  location_city, location_country, location_coords, location_source, location_visibility, location_updated_at, experience_level,
  years_active, influences, visibility, featured_work');
select pg_temp.only('update', 'identity.organizations', 'name, slug, description, avatar_url, invite_code, settings');

select pg_temp.all_but(command, 'catalog.tracks', array['moderation_status', 'like_count', 'play_count', 'view_count', 'download_count',
  'archive_scheduled_at', 'archived_at', 'archived_to_storage', 'storage_audio_url', 'storage_cover_url', 'storage_video_url'])
from unnest(array['insert', 'update']) command;
select pg_temp.all_but(command, 'catalog.releases', array['moderation_status', 'distribution_status', 'distributed_at', 'upc'])
from unnest(array['insert', 'update']) command;
select pg_temp.all_but('select', 'distribution.platforms', array['credentials', 'api_endpoint', 'integration_details']);

select pg_temp.all_but(command, 'rights.claims', array['verification_status', 'verified_by', 'verified_at', 'has_conflict',
  'conflict_details'])
from unnest(array['insert', 'update']) command;
select pg_temp.all_but(command, 'rights.royalty_splits', array['status', 'is_approved', 'approved_by', 'approved_at'])
from unnest(array['insert', 'update']) command;
select pg_temp.all_but(command, 'rights.royalty_split_recipients', array['status']) from unnest(array['insert', 'update']) command;

select pg_temp.only('insert', 'finance.payment_methods', 'user_id, type, usage, name, account_holder, account_identifier, routing_number,
  bank_name, details, country, currency, billing_address, is_default');
select pg_temp.only('insert', 'finance.payouts', 'user_id, wallet_id, payment_method_id, amount, currency, payout_method, notes');
select pg_temp.all_but('select', 'finance.payouts', array['admin_notes', 'payment_details', 'hold_reason', 'held_by']);
select pg_temp.only('select', 'kyc.verifications', 'id, user_id, level, status, rejection_reason, submitted_at, verified_at, expires_at,
  created_at, updated_at');
select pg_temp.only('select', 'kyc.documents', 'id, verification_id, document_type, status, rejection_reason, expiry_date, created_at');
select pg_temp.only('insert', 'kyc.documents', 'verification_id, document_type, file_path, expiry_date');

select pg_temp.only('insert', 'support.tickets', 'user_id, organization_id, subject, description, category, entity_type, entity_id');
select pg_temp.only('insert', 'support.ticket_messages', 'ticket_id, sender_type, sender_id, body, attachments');
select pg_temp.only('select', 'moderation.cases', 'id, content_type, entity_type, entity_id, owner_id, status, decided_at,
  rejection_reason');
select pg_temp.only('insert', 'moderation.appeals', 'user_id, case_id, sanction_id, statement');
select pg_temp.only('insert', 'moderation.reports', 'reporter_id, entity_type, entity_id, reason, description');

select pg_temp.all_but('select', 'promotion.integrations', array['access_token', 'refresh_token']);
select pg_temp.only('insert', 'promotion.pitches', 'user_id, track_id, playlist_id, curator_id, status, priority, message');
select pg_temp.only('update', 'promotion.pitches', 'status, priority, message, rejection_reason, reviewed_at');
select pg_temp.all_but(command, 'community.posts', array['likes_count', 'comments_count', 'shares_count', 'is_approved', 'is_hidden',
  'hidden_reason']) from unnest(array['insert', 'update']) command;
select pg_temp.all_but(command, 'community.comments', array['likes_count', 'is_hidden', 'hidden_reason'])
from unnest(array['insert', 'update']) command;
select pg_temp.all_but(command, 'community.groups', array['is_verified', 'members_count', 'posts_count'])
from unnest(array['insert', 'update']) command;
select pg_temp.only('insert', 'community.messages', 'conversation_id, sender_id, content, attachment_urls');
select pg_temp.all_but(command, 'marketplace.products', array['views_count', 'likes_count', 'purchases_count', 'rating_average',
  'reviews_count', 'is_approved', 'approval_notes']) from unnest(array['insert', 'update']) command;
select pg_temp.all_but(command, 'marketplace.services', array['views_count', 'orders_count', 'rating_average', 'reviews_count',
  'response_time_hours', 'completion_rate', 'is_featured']) from unnest(array['insert', 'update']) command;
select pg_temp.all_but(command, 'marketplace.webinars', array['registrations_count', 'attendees_count'])
from unnest(array['insert', 'update']) command;
select pg_temp.all_but('insert', 'marketplace.reviews', array['seller_response', 'seller_responded_at', 'is_verified_purchase',
  'helpful_count']);
select pg_temp.only('update', 'marketplace.reviews', 'rating, review_text, seller_response, seller_responded_at');
select pg_temp.only('update', 'system.notifications', 'is_read, read_at');
select pg_temp.all_but('select', 'system.api_keys', array['key_hash']);

-- What a policy cannot say, because it sees one version of a row at a time.

create function catalog.guard_owner_status() returns trigger language plpgsql as $$
begin
  if identity.current_user_id() is not null and new.status not in ('draft', 'submitted', 'taken_down', 'archived')
    and (tg_op = 'INSERT' or old.status <> new.status)
  then
    raise exception 'only a review makes this %', new.status using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
comment on function catalog.guard_owner_status() is 'an owner submits and withdraws; approval and publication are not theirs';
create trigger guard_owner_status before insert or update of status on catalog.tracks
  for each row execute function catalog.guard_owner_status();
create trigger guard_owner_status before insert or update of status on catalog.releases
  for each row execute function catalog.guard_owner_status();

create function marketplace.guard_review() returns trigger language plpgsql as $$
declare
  me uuid := identity.current_user_id();
begin
  if me = new.seller_id and (new.rating, new.review_text) is distinct from (old.rating, old.review_text)
    or me = new.reviewer_id and new.seller_response is distinct from old.seller_response
  then
    raise exception 'the reviewer writes the review, the seller the response' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard_review before update on marketplace.reviews for each row execute function marketplace.guard_review();
