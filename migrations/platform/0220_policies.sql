-- What the platform's own end users see and do. Their backend connects as a login in the role platform_user and sets platform.user_id for
-- each transaction. Nothing that is not named here is allowed. Services work as the owner of the schema, whom policies do not bind; staff
-- work through the console's schema, which brings its own policies.

-- The words of conditions. What does not depend on the row is a subquery, which is asked once a statement and not once a row, and an
-- array, so that an index can answer it:
--   $me                 the person
--   $mine, $managed     the organizations where the person is a member; where he is owner or administrator
--   $my_track(column)   that track is his or his organization's; likewise $my_release, $my_artist
--   $my_work            likewise the track or release of (entity_type, entity_id)
create function pg_temp.spelled_out(condition text) returns text language plpgsql as $$
begin
  condition := replace(condition, '$my_work',
    $x$(entity_type = 'track' and $my_track(entity_id) or entity_type = 'release' and $my_release(entity_id))$x$);
  condition := regexp_replace(condition, '\$my_(track|release|artist)\((\w+)\)',
    'exists (select from catalog.\1s w where w.id = \2 and (w.user_id = $me or w.organization_id = any ($mine)))', 'g');
  condition := replace(condition, '$mine', 'array(select identity.current_organizations())');
  condition := replace(condition, '$managed', 'array(select identity.managed_organizations())');
  return replace(condition, '$me', '(select identity.current_user_id())');
end $$;

create function pg_temp.allow(table_name regclass, name text, command text, condition text, new_row text default null) returns void
language plpgsql as $$
begin
  execute format('create policy %I on %s for %s to platform_user', name, table_name, command)
    || case when command <> 'insert' then format(' using (%s)', pg_temp.spelled_out(condition)) else '' end
    || case when command = 'insert' then format(' with check (%s)', pg_temp.spelled_out(condition))
         when new_row is not null then format(' with check (%s)', pg_temp.spelled_out(new_row)) else '' end;
end $$;

---------------------------------------------------------------------------------------------------- whole rows, one owner

-- All of a row is its user's.
select pg_temp.allow(t, 'owner', 'all', 'user_id = $me') from unnest(array[
  'catalog.import_batches', 'distribution.batches', 'studio.projects', 'studio.project_prompts', 'studio.personas',
  'studio.prompt_history', 'studio.lyrics_jobs', 'studio.saved_lyrics', 'studio.audio_upscale_jobs', 'studio.cloud_folders',
  'studio.audio_library', 'studio.daw_projects', 'analytics.saved_reports'
]::regclass[]) t;

-- A user's or an organization's; into an organization only its members write.
select pg_temp.allow(t, 'owner', 'all', 'user_id = $me or organization_id = any ($mine)',
  '(user_id = $me and organization_id is null) or organization_id = any ($mine)')
from unnest(array['catalog.artists', 'catalog.tracks', 'catalog.releases']::regclass[]) t;

-- Read by its user, written by services.
select pg_temp.allow(t, 'owner', 'select', 'user_id = $me') from unnest(array[
  'identity.user_roles', 'identity.user_permissions', 'rights.split_templates', 'rights.pro_associations', 'finance.wallets',
  'finance.payouts', 'finance.discount_usages', 'finance.credit_balances', 'finance.credit_ledger', 'finance.royalty_calculations',
  'finance.statements', 'finance.advances', 'kyc.verifications', 'moderation.sanctions', 'moderation.reporter_standings',
  'promotion.partners', 'community.user_badges', 'studio.track_generations', 'studio.lyrics_generation_logs', 'studio.generation_limits',
  'analytics.report_exports'
]::regclass[]) t;

-- Read by its user; of an organization by those who manage it.
select pg_temp.allow(t, 'owner', 'select', 'user_id = $me or organization_id = any ($managed)') from unnest(array[
  'finance.subscriptions', 'finance.invoices', 'finance.payment_methods'
]::regclass[]) t;

-- All of a row is its organization's.
select pg_temp.allow(t, 'member', 'all', 'organization_id = any ($mine)') from unnest(array[
  'promotion.campaigns', 'promotion.audiences', 'promotion.integrations'
]::regclass[]) t;
select pg_temp.allow(t, 'member', 'select', 'organization_id = any ($mine)') from unnest(array[
  'analytics.campaign_metrics', 'analytics.meta_ad_metrics', 'analytics.campaign_reports'
]::regclass[]) t;

-- Everybody reads.
select pg_temp.allow(t, 'public', 'select', 'true') from unnest(array[
  'catalog.genres', 'catalog.tags', 'community.followers', 'community.likes', 'marketplace.reviews', 'finance.royalty_periods'
]::regclass[]) t;

-- Public while its flag says so.
select pg_temp.allow(t, 'public', 'select', 'is_public') from unnest(array[
  'catalog.assets', 'studio.projects', 'studio.personas', 'studio.daw_projects', 'analytics.saved_reports'
]::regclass[]) t;
select pg_temp.allow(t, 'public', 'select', 'is_active') from unnest(array[
  'distribution.platforms', 'finance.subscription_plans', 'community.categories', 'promotion.playlists'
]::regclass[]) t;

-- Whatever else allows a row: it is made in the own name.
do $$
declare
  name record;
begin
  for name in
    select * from (values
      ('catalog.artists', 'user_id'), ('catalog.tracks', 'user_id'), ('catalog.releases', 'user_id'), ('catalog.assets', 'user_id'),
      ('catalog.asset_bundles', 'user_id'), ('catalog.content_tags', 'created_by'), ('distribution.scheduled_distributions', 'user_id'),
      ('rights.claims', 'user_id'), ('promotion.campaigns', 'created_by'), ('promotion.audiences', 'created_by'),
      ('studio.project_tracks', 'added_by'), ('system.webhooks', 'user_id')
    ) names (of_table, of_column)
  loop
    execute format('create policy own_name on %s as restrictive for insert to platform_user with check (coalesce(%I, %3$s) = %3$s)',
      name.of_table, name.of_column, pg_temp.spelled_out('$me'));
  end loop;
end $$;

--------------------------------------------------------------------------------------------------------------- identity

select pg_temp.allow('identity.users', 'owner', 'select', 'id = $me');
select pg_temp.allow('identity.users', 'owner_edits', 'update', 'id = $me');
select pg_temp.allow('identity.profiles', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('identity.profiles', 'owner_edits', 'update', 'user_id = $me');
select pg_temp.allow('identity.user_settings', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('identity.user_settings', 'owner_edits', 'update', 'user_id = $me');
select pg_temp.allow('identity.user_sessions', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('identity.user_sessions', 'owner_ends', 'update', 'user_id = $me', 'user_id = $me and expires_at <= now()');
select pg_temp.allow('identity.permission_templates', 'owner', 'select', 'created_by = $me');
select pg_temp.allow('identity.organizations', 'member', 'select', 'id = any ($mine)');
select pg_temp.allow('identity.organizations', 'manager', 'update', 'id = any ($managed)');
-- Who is invited becomes a member through a service, when he accepts; nobody makes or unmakes an owner.
select pg_temp.allow('identity.organization_members', 'member', 'select', 'user_id = $me or organization_id = any ($mine)');
select pg_temp.allow('identity.organization_members', 'manager_invites', 'insert',
  $$organization_id = any ($managed) and role <> 'owner' and status = 'pending' and coalesce(invited_by, $me) = $me$$);
select pg_temp.allow('identity.organization_members', 'manager_edits', 'update', $$organization_id = any ($managed) and role <> 'owner'$$);
select pg_temp.allow('identity.organization_members', 'manager_removes', 'delete',
  $$organization_id = any ($managed) and role <> 'owner'$$);

---------------------------------------------------------------------------------------------- catalog and distribution

-- What moderation took down is not published again by a flag of its owner.
select pg_temp.allow('catalog.tracks', 'public', 'select', $$deleted_at is null and (is_public or status = 'published')
  and status not in ('rejected', 'taken_down') and moderation_status is distinct from 'rejected'$$);
select pg_temp.allow('catalog.releases', 'public', 'select', $$deleted_at is null and status = 'published'$$);
select pg_temp.allow('catalog.assets', 'owner', 'all', 'user_id = $me or $my_work',
  $$$my_work or entity_type = 'artist' and $my_artist(entity_id)$$);
select pg_temp.allow('catalog.asset_bundles', 'owner', 'all', 'user_id = $me or $my_release(release_id)',
  '(user_id = $me and release_id is null) or $my_release(release_id)');
select pg_temp.allow('catalog.asset_versions', 'owner', 'all',
  'exists (select from catalog.asset_bundles b where b.id = bundle_id)');

-- Parts of a track or release are seen with it and written by its owner.
select pg_temp.allow(t, 'reader', 'select', 'exists (select from catalog.tracks t where t.id = track_id)')
from unnest(array['catalog.track_versions', 'catalog.track_stems']::regclass[]) t;
select pg_temp.allow(t, 'owner', 'all', '$my_track(track_id)')
from unnest(array['catalog.track_versions', 'catalog.track_stems']::regclass[]) t;
select pg_temp.allow('catalog.release_tracks', 'reader', 'select', 'exists (select from catalog.releases r where r.id = release_id)');
select pg_temp.allow('catalog.release_tracks', 'owner', 'all', '$my_release(release_id)',
  '$my_release(release_id) and exists (select from catalog.tracks t where t.id = track_id)');
select pg_temp.allow(t, 'reader', 'select', $$
  entity_type = 'track' and exists (select from catalog.tracks t where t.id = entity_id)
  or entity_type = 'release' and exists (select from catalog.releases r where r.id = entity_id)$$)
from unnest(array['catalog.credits', 'catalog.content_tags']::regclass[]) t;
select pg_temp.allow(t, 'owner', 'all', '$my_work') from unnest(array['catalog.credits', 'catalog.content_tags']::regclass[]) t;

select pg_temp.allow('distribution.records', 'owner', 'select', '$my_release(release_id)');
select pg_temp.allow('distribution.scheduled_distributions', 'owner', 'all', 'user_id = $me or $my_release(release_id)',
  '$my_release(release_id)');
select pg_temp.allow('distribution.scheduled_distribution_platforms', 'owner', 'all',
  'exists (select from distribution.scheduled_distributions s where s.id = scheduled_distribution_id)');

---------------------------------------------------------------------------------------------------------------- rights

select pg_temp.allow('rights.agreements', 'owner', 'select', 'user_id = $me or organization_id = any ($mine)');
select pg_temp.allow('rights.agreement_links', 'owner', 'select', 'exists (select from rights.agreements a where a.id = agreement_id)');
select pg_temp.allow('rights.claims', 'party', 'select', $$
  user_id = $me or created_by = $me
  or holder_type in ('user', 'artist', 'label', 'publisher', 'organization')
    and holder_id = any (array(select rights.current_parties()))$$);
select pg_temp.allow('rights.claims', 'creator', 'insert', $$created_by = $me and verification_status = 'pending'$$);
select pg_temp.allow('rights.claims', 'creator_edits', 'update', $$created_by = $me and verification_status <> 'approved'$$);
select pg_temp.allow('rights.royalty_splits', 'party', 'select', 'created_by = $me or id = any (array(select rights.current_splits()))');
select pg_temp.allow('rights.royalty_splits', 'creator', 'insert',
  $$created_by = $me and status = 'pending' and not is_approved and $my_work$$);
select pg_temp.allow('rights.royalty_splits', 'creator_edits', 'update', $$created_by = $me and status = 'pending' and not is_approved$$);
select pg_temp.allow('rights.royalty_split_recipients', 'party', 'select',
  'recipient_id = $me or exists (select from rights.royalty_splits s where s.id = split_id)');
select pg_temp.allow('rights.royalty_split_recipients', 'creator', 'all',
  $$exists (select from rights.royalty_splits s where s.id = split_id and s.created_by = $me and s.status = 'pending')$$);
select pg_temp.allow('rights.split_templates', 'public', 'select', $$visibility = 'public'$$);
select pg_temp.allow('rights.work_registrations', 'owner', 'select', '$my_track(track_id)');
select pg_temp.allow('rights.conflict_claims', 'party', 'select', 'exists (select from rights.claims c where c.id = claim_id)');
select pg_temp.allow('rights.conflicts', 'party', 'select', 'exists (select from rights.conflict_claims c where c.conflict_id = id)');

------------------------------------------------------------------------------------------------------- finance and kyc

select pg_temp.allow('finance.transactions', 'party', 'select', 'user_id = $me or counterparty_id = $me');
select pg_temp.allow('finance.royalty_allocations', 'recipient', 'select', 'recipient_id = $me');
select pg_temp.allow('finance.payment_methods', 'owner_adds', 'insert', 'user_id = $me');
select pg_temp.allow('finance.payouts', 'owner_requests', 'insert',
  'user_id = $me and finance.may_request_payout(wallet_id, payment_method_id, amount, currency)');
select pg_temp.allow('kyc.documents', 'owner', 'select', 'exists (select from kyc.verifications v where v.id = verification_id)');
select pg_temp.allow('kyc.documents', 'owner_uploads', 'insert',
  $$exists (select from kyc.verifications v where v.id = verification_id and v.status in ('pending', 'needs_info'))$$);

-------------------------------------------------------------------------------------------------- support and moderation

select pg_temp.allow('support.tickets', 'owner', 'select', 'user_id = $me');
-- A ticket is the first message of its thread.
select pg_temp.allow('support.tickets', 'owner_asks', 'insert',
  'user_id = $me and (organization_id is null or organization_id = any ($mine))');
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
-- Requests are made through moderation.request_field(), which also joins those of others.
select pg_temp.allow('moderation.field_requests', 'public', 'select', $$status = 'approved'$$);

------------------------------------------------------------------------------------------------------------- promotion

select pg_temp.allow('promotion.playlists', 'curator', 'all', 'curator_id = $me');
select pg_temp.allow('promotion.playlist_statistics', 'curator', 'select',
  'exists (select from promotion.playlists p where p.id = playlist_id and p.curator_id = $me)');
select pg_temp.allow('promotion.pitches', 'party', 'select', 'user_id = $me or curator_id = $me');
select pg_temp.allow('promotion.pitches', 'artist_pitches', 'insert', $$
  user_id = $me and status in ('draft', 'pending') and $my_track(track_id)
  and curator_id = (select p.curator_id from promotion.playlists p where p.id = playlist_id) and promotion.may_pitch()$$);
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
select pg_temp.allow('promotion.referrals', 'party', 'select', 'referrer_id = $me or referred_user_id = $me');
select pg_temp.allow('promotion.campaign_goals', 'member', 'all', 'exists (select from promotion.campaigns c where c.id = campaign_id)');
select pg_temp.allow('promotion.audience_insights', 'member', 'select',
  'exists (select from promotion.audiences a where a.id = audience_id)');

------------------------------------------------------------------------------------------------------------- community

select pg_temp.allow('community.skills', 'public', 'select', 'is_active and is_admin_approved');
-- What a profile lists is seen with it.
select pg_temp.allow(t, 'reader', 'select',
  format('user_id = $me or exists (select from identity.public_profiles p where p.user_id = %s.user_id)', t))
from unnest(array['community.user_categories', 'community.user_skills', 'community.user_genres']::regclass[]) t;
select pg_temp.allow(t, 'owner_adds', 'insert', 'user_id = $me')
from unnest(array['community.user_categories', 'community.user_skills', 'community.user_genres', 'community.likes']::regclass[]) t;
select pg_temp.allow(t, 'owner_removes', 'delete', 'user_id = $me')
from unnest(array['community.user_categories', 'community.user_skills', 'community.user_genres', 'community.likes']::regclass[]) t;
select pg_temp.allow('community.followers', 'follower', 'insert', 'follower_id = $me');
select pg_temp.allow('community.followers', 'follower_leaves', 'delete', 'follower_id = $me');
select pg_temp.allow('community.posts', 'public', 'select',
  'not is_hidden and is_approved and (group_id is null or group_id = any (array(select community.current_groups())))');
select pg_temp.allow('community.posts', 'owner', 'all', 'user_id = $me',
  'user_id = $me and (group_id is null or group_id = any (array(select community.current_groups())))');
select pg_temp.allow('community.comments', 'public', 'select',
  'not is_hidden and exists (select from community.posts p where p.id = post_id)');
select pg_temp.allow('community.comments', 'owner', 'all', 'user_id = $me',
  'user_id = $me and exists (select from community.posts p where p.id = post_id)');
select pg_temp.allow('community.groups', 'public', 'select',
  $$visibility <> 'secret' or owner_id = $me or id = any (array(select community.current_groups()))$$);
select pg_temp.allow('community.groups', 'owner', 'insert', 'owner_id = $me');
select pg_temp.allow('community.groups', 'manager', 'update', 'id = any (array(select community.managed_groups()))');
select pg_temp.allow('community.group_members', 'member', 'select',
  'user_id = $me or group_id = any (array(select community.current_groups()))');
select pg_temp.allow('community.group_members', 'joiner', 'insert', $$
  user_id = $me and role = 'member' and exists (
    select from community.groups g
    where g.id = group_id and status = case when g.join_approval_required then 'pending' else 'active' end::identity.membership_status
  )$$);
-- Who is banned does not come back by leaving and joining again.
select pg_temp.allow('community.group_members', 'leaver', 'delete', $$user_id = $me and status <> 'banned'$$);
select pg_temp.allow('community.group_members', 'manager_edits', 'update',
  $$group_id = any (array(select community.managed_groups())) and role <> 'owner'$$);
select pg_temp.allow('community.group_members', 'manager_removes', 'delete',
  $$group_id = any (array(select community.managed_groups())) and role <> 'owner'$$);
select pg_temp.allow('community.conversations', 'participant', 'select', 'id = any (array(select community.current_conversations()))');
select pg_temp.allow('community.conversation_participants', 'participant', 'select',
  'conversation_id = any (array(select community.current_conversations()))');
select pg_temp.allow('community.messages', 'participant', 'select',
  'conversation_id = any (array(select community.current_conversations()))');
select pg_temp.allow('community.messages', 'sender', 'insert',
  'sender_id = $me and conversation_id = any (array(select community.current_conversations()))');
select pg_temp.allow('community.message_deletions', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('community.message_deletions', 'owner_deletes', 'insert',
  'user_id = $me and exists (select from community.messages m where m.id = message_id)');
select pg_temp.allow('community.message_deletions', 'owner_restores', 'delete', 'user_id = $me');
select pg_temp.allow('community.articles', 'public', 'select', 'is_published');
select pg_temp.allow('community.articles', 'author', 'all', 'author_id = $me',
  $$author_id = $me and exists (select from identity.user_roles r where r.user_id = $me and r.role in ('author', 'admin'))$$);

----------------------------------------------------------------------------------------------------------- marketplace

select pg_temp.allow('marketplace.products', 'public', 'select', $$status = 'active' and is_approved$$);
select pg_temp.allow('marketplace.services', 'public', 'select', $$status = 'active'$$);
select pg_temp.allow(t, 'seller', 'all', 'seller_id = $me')
from unnest(array['marketplace.products', 'marketplace.services']::regclass[]) t;
select pg_temp.allow('marketplace.orders', 'party', 'select', 'buyer_id = $me or seller_id = $me');
select pg_temp.allow('marketplace.webinars', 'public', 'select', $$status in ('upcoming', 'live')$$);
select pg_temp.allow('marketplace.webinars', 'host', 'all', 'host_id = $me');
select pg_temp.allow('marketplace.webinar_hosts', 'reader', 'select',
  'exists (select from marketplace.webinars w where w.id = webinar_id)');
select pg_temp.allow('marketplace.webinar_hosts', 'host_' || command, command,
  'exists (select from marketplace.webinars w where w.id = webinar_id and w.host_id = $me)')
from unnest(array['insert', 'delete']) command;
select pg_temp.allow('marketplace.webinar_registrations', 'party', 'select',
  'user_id = $me or exists (select from marketplace.webinars w where w.id = webinar_id and w.host_id = $me)');
select pg_temp.allow('marketplace.reviews', 'reviewer', 'insert',
  'reviewer_id = $me and seller_id <> $me and marketplace.is_sold_by(seller_id, entity_type, entity_id)');
select pg_temp.allow('marketplace.reviews', 'party', 'update', 'reviewer_id = $me or seller_id = $me');

-------------------------------------------------------------------------------------------- studio, analytics and system

select pg_temp.allow('studio.project_tracks', 'reader', 'select', 'exists (select from studio.projects p where p.id = project_id)');
select pg_temp.allow('studio.project_tracks', 'owner', 'all',
  'exists (select from studio.projects p where p.id = project_id and p.user_id = $me)',
  $$exists (select from studio.projects p where p.id = project_id and p.user_id = $me)
    and exists (select from catalog.tracks t where t.id = track_id)$$);
select pg_temp.allow(t, 'owner', 'all', 'exists (select from catalog.tracks t where t.id = track_id and t.user_id = $me)')
from unnest(array['studio.section_replacements', 'studio.music_classifications', 'studio.wav_jobs']::regclass[]) t;
select pg_temp.allow('studio.lyrics_variants', 'owner', 'select', 'exists (select from studio.lyrics_jobs j where j.id = job_id)');
select pg_temp.allow('studio.classification_jobs', 'owner', 'select',
  'exists (select from studio.music_classifications c where c.id = classification_id)');

select pg_temp.allow(t, 'owner', 'select', $$
  user_id = $me or entity_type in ('track', 'release') and entity_id = any (array(select catalog.current_works()))$$)
from unnest(array['analytics.platform_analytics', 'analytics.audience_demographics']::regclass[]) t;
select pg_temp.allow('analytics.daily_stats', 'owner', 'select', $$
  entity_type = 'user' and entity_id = $me
  or entity_type in ('track', 'release') and entity_id = any (array(select catalog.current_works()))$$);
select pg_temp.allow('analytics.spotify_metrics', 'owner', 'select',
  'organization_id = any ($mine) or track_id = any (array(select catalog.current_works()))');
select pg_temp.allow('analytics.bundle_analytics', 'owner', 'select',
  'exists (select from catalog.asset_bundles b where b.id = bundle_id)');
select pg_temp.allow('analytics.events', 'writer', 'insert', 'user_id = $me');

select pg_temp.allow('system.notifications', 'owner', 'select', 'user_id = $me');
select pg_temp.allow('system.notifications', 'owner_reads', 'update', 'user_id = $me');
select pg_temp.allow('system.api_keys', 'owner', 'select', 'user_id = $me or organization_id = any ($managed)');
select pg_temp.allow('system.api_keys', 'owner_revokes', 'delete', 'user_id = $me or organization_id = any ($managed)');
select pg_temp.allow('system.webhooks', 'owner', 'all', 'user_id = $me or organization_id = any ($managed)',
  '(user_id = $me and organization_id is null) or organization_id = any ($managed)');
select pg_temp.allow('system.webhook_deliveries', 'owner', 'select', 'exists (select from system.webhooks w where w.id = webhook_id)');
