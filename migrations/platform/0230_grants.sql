-- The privileges behind the policies: what a policy names is granted, nothing else, and of some rows only some columns.

do $$
declare
  policy record;
begin
  for policy in
    select format('%I.%I', schemaname, tablename) as name,
      case cmd when 'ALL' then 'select, insert, update, delete' else cmd end as commands
    from pg_policies where 'platform_user' = any (roles) and permissive = 'PERMISSIVE'
  loop
    execute format('grant %s on %s to platform_user', policy.commands, policy.name);
  end loop;
end $$;
grant usage on schema identity, catalog, distribution, rights, finance, kyc, support, moderation, promotion, community, marketplace, studio,
  analytics, system to platform_user;
grant select on identity.public_profiles to platform_user;
revoke execute on function identity.current_organizations, identity.managed_organizations, catalog.current_works, rights.current_parties,
  rights.current_splits, community.current_groups, community.managed_groups, community.current_conversations, moderation.may_report,
  marketplace.is_sold_by, finance.may_request_payout, promotion.may_pitch from public;
grant execute on function identity.current_organizations, identity.managed_organizations, catalog.current_works, rights.current_parties,
  rights.current_splits, community.current_groups, community.managed_groups, community.current_conversations, moderation.may_report,
  marketplace.is_sold_by, finance.may_request_payout, promotion.may_pitch, community.is_liked, moderation.request_field to platform_user;

-- Of some rows only some columns: a policy says which rows, these lists say which columns. Counters, verdicts, results of jobs and links
-- to money are written by services and by the console, secrets and notes of staff are read by nobody here, and a row that several may
-- edit does not change hands.
create function pg_temp.only(command text, table_name regclass, columns text) returns void language plpgsql as $$
begin
  execute format('revoke %s on %s from platform_user', command, table_name);
  execute format('grant %s (%s) on %s to platform_user', command, columns, table_name);
end $$;
create function pg_temp.all_but(command text, table_name regclass, columns text[]) returns void language sql as $$
  select pg_temp.only(command, table_name, string_agg(quote_ident(attname), ', '))
  from pg_attribute where attrelid = table_name and attnum > 0 and not attisdropped and attname <> all (columns)
$$;
-- `fixed` may be given and then not changed.
create function pg_temp.write_all_but(table_name regclass, columns text[], fixed text[] default '{}') returns void language sql as $$
  select pg_temp.all_but('insert', table_name, columns), pg_temp.all_but('update', table_name, columns || fixed)
$$;

select pg_temp.only('update', 'identity.users', 'username, first_name, last_name, full_name, entity_name, business_type, phone,
  date_of_birth, address, city, postal_code, country, tax_id, tax_information, timezone, marketing_consent, onboarding_step,
  onboarding_completed_at');
select pg_temp.only('update', 'identity.profiles', 'display_name, bio, avatar_url, banner_url, smart_link, social_links, website_url,
  location_city, location_country, location_coords, location_source, location_visibility, location_updated_at, experience_level,
  years_active, influences, visibility, featured_work');
select pg_temp.all_but('select', 'identity.user_sessions', array['token_hash', 'data']);
select pg_temp.only('update', 'identity.user_sessions', 'expires_at');
select pg_temp.only('update', 'identity.organizations', 'name, slug, description, avatar_url, invite_code, settings');
select pg_temp.only('insert', 'identity.organization_members', 'organization_id, user_id, role, permissions, status,
  invited_by, invited_at');
select pg_temp.only('update', 'identity.organization_members', 'role, permissions');

select pg_temp.write_all_but('catalog.artists', array['is_verified'], array['user_id']);
select pg_temp.write_all_but('catalog.tracks', array['moderation_status', 'like_count', 'play_count', 'view_count', 'download_count',
  'archive_scheduled_at', 'archived_at', 'archived_to_storage', 'storage_audio_url', 'storage_cover_url', 'storage_video_url'],
  array['user_id']);
select pg_temp.write_all_but('catalog.releases', array['moderation_status', 'distribution_status', 'distributed_at', 'upc'],
  array['user_id']);
select pg_temp.write_all_but('catalog.track_versions', array['like_count', 'is_primary_variant']);
select pg_temp.write_all_but('catalog.content_tags', array['is_verified', 'verified_by', 'verified_at'], array['created_by']);
select pg_temp.write_all_but('catalog.assets', array['processing_status', 'processing_error'], array['user_id']);
select pg_temp.write_all_but('catalog.asset_bundles', array['status'], array['user_id']);
select pg_temp.write_all_but('catalog.import_batches', array['status', 'processed_items', 'successful_items', 'failed_items', 'errors']);
select pg_temp.all_but('select', 'distribution.platforms', array['credentials', 'api_endpoint', 'integration_details']);
select pg_temp.write_all_but('distribution.batches', array['status', 'started_at', 'completed_at', 'processed_items', 'success_items',
  'failed_items']);
select pg_temp.write_all_but('distribution.scheduled_distributions', array['status', 'executed_at', 'completed_at', 'notification_sent',
  'distribution_job_id'], array['user_id', 'release_id']);
select pg_temp.write_all_but('distribution.scheduled_distribution_platforms', array['status', 'failure', 'distribution_record_id']);

select pg_temp.write_all_but('rights.claims', array['verification_status', 'verified_by', 'verified_at', 'has_conflict',
  'conflict_details'], array['user_id', 'created_by']);
select pg_temp.write_all_but('rights.royalty_splits', array['status', 'is_approved', 'approved_by', 'approved_at'],
  array['entity_type', 'entity_id', 'created_by']);
select pg_temp.write_all_but('rights.royalty_split_recipients', array['status', 'payment_method_id'], array['split_id']);
select pg_temp.all_but('select', 'rights.royalty_split_recipients', array['payment_method_id', 'payment_details']);

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
select pg_temp.only('select', 'moderation.sanctions', 'id, user_id, type, reason, case_id, starts_at, ends_at, lifted_at');
select pg_temp.only('select', 'moderation.appeals', 'id, user_id, case_id, sanction_id, statement, status, decided_at, created_at');
select pg_temp.only('insert', 'moderation.appeals', 'user_id, case_id, sanction_id, statement');
select pg_temp.only('select', 'moderation.reports', 'id, reporter_id, entity_type, entity_id, reason, description, status, created_at');
select pg_temp.only('insert', 'moderation.reports', 'reporter_id, entity_type, entity_id, reason, description');
select pg_temp.only('select', 'moderation.reporter_standings', 'id, user_id, false_report_count, is_report_banned, report_ban_until,
  is_permanent_ban');

select pg_temp.all_but('select', 'promotion.integrations', array['access_token', 'refresh_token']);
select pg_temp.write_all_but('promotion.integrations', array['access_token', 'refresh_token', 'token_expires_at', 'last_synced_at',
  'last_error', 'last_error_at']);
select pg_temp.write_all_but('promotion.playlists', array['followers_count', 'tracks_count']);
select pg_temp.write_all_but('promotion.campaigns', array['spent_amount'], array['created_by']);
select pg_temp.write_all_but('promotion.audiences', '{}', array['created_by']);
select pg_temp.only('insert', 'promotion.pitches', 'user_id, track_id, playlist_id, curator_id, status, priority, message');
select pg_temp.only('update', 'promotion.pitches', 'status, priority, message, rejection_reason, reviewed_at');
select pg_temp.write_all_but('community.posts', array['likes_count', 'comments_count', 'shares_count', 'is_approved', 'is_hidden',
  'hidden_reason'], array['group_id']);
select pg_temp.write_all_but('community.comments', array['likes_count', 'is_hidden', 'hidden_reason'], array['post_id']);
select pg_temp.write_all_but('community.groups', array['is_verified', 'members_count', 'posts_count'], array['owner_id']);
select pg_temp.only('update', 'community.group_members', 'role, status');
select pg_temp.only('insert', 'community.messages', 'conversation_id, sender_id, content, attachment_urls');
select pg_temp.write_all_but('community.articles', array['views_count', 'likes_count', 'comments_count']);
-- What is paid for is handed over by services.
select pg_temp.all_but('select', 'marketplace.products', array['file_urls']);
select pg_temp.all_but('select', 'marketplace.webinars', array['room_id', 'recording_url']);
select pg_temp.write_all_but('marketplace.products', array['views_count', 'likes_count', 'purchases_count', 'rating_average',
  'reviews_count', 'is_approved', 'approval_notes']);
select pg_temp.write_all_but('marketplace.services', array['views_count', 'orders_count', 'rating_average', 'reviews_count',
  'response_time_hours', 'completion_rate', 'is_featured']);
select pg_temp.write_all_but('marketplace.webinars', array['registrations_count', 'attendees_count']);
select pg_temp.all_but('insert', 'marketplace.reviews', array['seller_response', 'seller_responded_at', 'is_verified_purchase',
  'helpful_count']);
select pg_temp.only('update', 'marketplace.reviews', 'rating, review_text, seller_response, seller_responded_at');
select pg_temp.write_all_but('system.webhooks', array['failure_count', 'last_triggered_at'], array['user_id']);
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

create function promotion.guard_pitch() returns trigger language plpgsql as $$
declare
  me uuid := identity.current_user_id();
begin
  if me <> new.user_id and (new.priority, new.message) is distinct from (old.priority, old.message)
    or me <> new.curator_id and (new.rejection_reason, new.reviewed_at) is distinct from (old.rejection_reason, old.reviewed_at)
  then
    raise exception 'the artist writes the pitch, the curator the answer' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger guard_pitch before update on promotion.pitches for each row execute function promotion.guard_pitch();

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
