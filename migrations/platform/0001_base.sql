-- Namespaces, extensions, value sets and the functions every table needs.

create schema identity;
create schema catalog;
create schema distribution;
create schema rights;
create schema finance;
create schema kyc;
create schema support;
create schema moderation;
create schema promotion;
create schema community;
create schema marketplace;
create schema studio;
create schema analytics;
create schema system;

create extension if not exists citext with schema public;
create extension if not exists pg_trgm with schema public;

-- Statistics of statements serve the views of operations; not every server offers them, and nothing else depends on them.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_stat_statements') then
    create extension if not exists pg_stat_statements with schema public;
  end if;
exception when insufficient_privilege then
  raise notice 'pg_stat_statements is left out: this login may not create it';
end $$;

create type identity.user_role as enum (
  'member', 'artist', 'label', 'sub_label', 'agency', 'manager', 'distributor', 'publisher', 'curator', 'partner', 'author', 'accountant',
  'marketing', 'viewer', 'support', 'moderator', 'admin', 'super_admin'
);
create type identity.user_status as enum (
  'pending', 'pending_approval', 'verification_required', 'active', 'inactive', 'locked', 'suspended', 'banned', 'rejected'
);
create type identity.organization_type as enum ('artist', 'label', 'sub_label', 'agency', 'distributor', 'publisher', 'team');
create type identity.organization_status as enum ('active', 'suspended', 'archived');
create type identity.organization_member_role as enum ('owner', 'admin', 'member', 'viewer');
create type identity.membership_status as enum ('pending', 'active', 'banned', 'removed');
create type identity.profile_visibility as enum ('public', 'members_only', 'private');
create type identity.location_source as enum ('ip', 'gps', 'manual');
create type identity.location_visibility as enum ('exact', 'city', 'country', 'hidden');
create type identity.experience_level as enum ('beginner', 'intermediate', 'professional', 'veteran');

create type system.entity_type as enum (
  'user', 'profile', 'organization', 'artist', 'track', 'track_version', 'track_stem', 'release', 'asset', 'asset_bundle', 'genre',
  'playlist', 'pitch', 'campaign', 'email_campaign', 'audience', 'integration', 'partner', 'product', 'service', 'order', 'webinar',
  'review', 'post', 'comment', 'message', 'conversation', 'group', 'article', 'project', 'persona', 'ticket', 'claim', 'agreement',
  'royalty_split', 'conflict', 'distribution_record', 'kyc_verification', 'kyc_document', 'payment_method', 'wallet', 'transaction',
  'payout', 'payout_batch', 'subscription', 'invoice', 'statement', 'advance', 'approval', 'report', 'moderation_case', 'sanction',
  'appeal', 'field_request', 'setting', 'feature_flag', 'api_key', 'webhook'
);
create type system.approval_status as enum ('pending', 'under_review', 'needs_info', 'changes_requested', 'approved', 'rejected');
create type system.verification_status as enum ('pending', 'verified', 'rejected', 'expired');
create type system.verification_method as enum ('document', 'bank', 'identity_service', 'manual');
create type system.job_status as enum ('pending', 'processing', 'completed', 'failed', 'cancelled');
create type system.severity as enum ('low', 'medium', 'high', 'critical');
create type system.log_type as enum ('info', 'warning', 'error', 'security', 'audit');
create type system.audit_category as enum ('admin', 'financial', 'security', 'access', 'compliance', 'content');
create type system.audit_outcome as enum ('success', 'failure');
create type system.notification_type as enum (
  'pitch_status', 'payment', 'payout', 'order', 'message', 'like', 'comment', 'follow', 'mention', 'review', 'system', 'marketing',
  'moderation', 'support', 'kyc', 'rights'
);
create type system.notification_level as enum ('info', 'success', 'warning', 'error');
create type system.email_status as enum ('queued', 'sending', 'sent', 'failed', 'bounced', 'cancelled');
create type system.webhook_delivery_status as enum ('pending', 'delivered', 'failed', 'retrying');
create type system.retention_mode as enum ('drop_partition', 'delete_rows', 'anonymize');

create type catalog.content_status as enum (
  'draft', 'submitted', 'in_review', 'approved', 'rejected', 'published', 'taken_down', 'archived'
);
create type catalog.release_type as enum ('single', 'album', 'ep', 'compilation', 'remix', 'live');
create type catalog.artist_type as enum ('person', 'group', 'orchestra', 'other');
create type catalog.audio_format as enum ('mp3', 'wav', 'flac', 'aac', 'ogg', 'alac', 'aiff');
create type catalog.language as enum (
  'english', 'spanish', 'french', 'german', 'hindi', 'japanese', 'korean', 'portuguese', 'russian', 'mandarin', 'cantonese', 'arabic',
  'instrumental'
);
create type catalog.stem_type as enum ('vocals', 'drums', 'bass', 'melody', 'instrumental', 'other', 'custom');
create type catalog.separation_mode as enum ('suno_stems', 'replicate_demucs', 'uploaded');
create type catalog.asset_type as enum ('audio', 'image', 'document', 'video');
create type catalog.asset_status as enum ('active', 'replaced', 'deleted');
create type catalog.tag_category as enum (
  'genre', 'mood', 'instrument', 'theme', 'keyword', 'musical_element', 'occasion', 'culture', 'era'
);
create type catalog.tag_source as enum ('user', 'system', 'ai');
create type catalog.credit_role as enum (
  'primary_artist', 'featured_artist', 'compilation_artist', 'composer', 'lyricist', 'producer', 'mixing_engineer', 'mastering_engineer',
  'musician', 'vocalist', 'additional_personnel', 'artwork_designer', 'artwork_photographer', 'artwork_illustrator', 'art_director'
);
create type catalog.sample_clearance_type as enum ('paid', 'royalty', 'free', 'fair_use');
create type catalog.import_batch_type as enum ('releases', 'tracks', 'royalties', 'analytics');

create type distribution.distribution_status as enum (
  'pending', 'scheduled', 'processing', 'retrying', 'distributed', 'failed', 'rejected', 'cancelled', 'takedown_pending',
  'takedown_complete'
);
create type distribution.delivery_method as enum ('api', 'sftp', 'manual');
create type distribution.platform_category as enum ('dsp', 'video', 'social');
create type distribution.platform_tier as enum ('premium', 'standard', 'basic');
create type distribution.batch_type as enum ('release', 'takedown', 'update');
create type distribution.batch_source as enum ('user', 'scheduled', 'automated');

create type rights.royalty_type as enum ('performance', 'mechanical', 'synchronization', 'print', 'digital');
create type rights.ownership_type as enum ('original', 'licensed', 'public_domain', 'sample_cleared', 'remix_authorized');
create type rights.party_type as enum ('user', 'artist', 'label', 'publisher', 'organization', 'external');
create type rights.agreement_type as enum ('recording', 'publishing', 'distribution', 'license', 'other');
create type rights.agreement_status as enum ('draft', 'pending_signature', 'active', 'expired', 'terminated');
create type rights.split_kind as enum ('royalty', 'label_share');
create type rights.split_status as enum ('pending', 'active', 'superseded', 'rejected');
create type rights.template_type as enum ('standard', 'project', 'label');
create type rights.template_visibility as enum ('private', 'team', 'public');
create type rights.conflict_status as enum ('open', 'in_progress', 'escalated', 'resolved');
create type rights.conflict_type as enum ('ownership', 'split_percentage', 'metadata', 'duplicate_registration');
create type rights.resolution_type as enum (
  'accepted_claim', 'split_adjusted', 'disputed', 'withdrawn', 'period_corrected', 'territory_corrected', 'metadata_corrected',
  'duplicate_merged'
);
create type rights.registration_status as enum ('pending', 'submitted', 'registered', 'rejected');

create type finance.plan_tier as enum ('free', 'starter', 'professional', 'business', 'enterprise', 'custom');
create type finance.billing_period as enum ('monthly', 'quarterly', 'yearly', 'lifetime');
create type finance.subscription_status as enum ('trialing', 'active', 'past_due', 'unpaid', 'incomplete', 'cancelled', 'expired');
create type finance.transaction_type as enum (
  'deposit', 'payout', 'pitch_payment', 'subscription_payment', 'product_purchase', 'service_purchase', 'webinar_registration', 'royalty',
  'advance', 'partner_commission', 'bonus', 'penalty', 'refund'
);
create type finance.transaction_status as enum ('pending', 'processing', 'completed', 'failed', 'cancelled', 'refunded', 'disputed');
create type finance.payment_method_type as enum ('card', 'bank_transfer', 'paypal', 'stripe', 'crypto', 'wallet_balance');
create type finance.payment_method_usage as enum ('charge', 'payout', 'both');
create type finance.payment_method_status as enum ('active', 'disabled', 'expired');
create type finance.provider_account_status as enum ('enabled', 'pending', 'disabled');
create type finance.payment_processor as enum ('stripe', 'paypal', 'wallet', 'bank', 'crypto');
create type finance.payout_status as enum ('pending', 'on_hold', 'approved', 'processing', 'completed', 'failed', 'cancelled', 'rejected');
create type finance.payout_type as enum ('royalty', 'advance', 'bonus', 'earnings', 'commission');
create type finance.execution_strategy as enum ('immediate', 'scheduled');
create type finance.payment_status as enum ('pending', 'paid', 'partially_paid', 'refunded', 'free');
create type finance.invoice_status as enum ('draft', 'open', 'paid', 'void', 'uncollectible');
create type finance.discount_type as enum ('percentage', 'fixed', 'credits', 'free_pitches');
create type finance.credit_kind as enum ('generation', 'generation_test', 'pitch');
create type finance.period_status as enum ('open', 'closed');
create type finance.royalty_calculation_status as enum ('pending', 'calculated', 'processed', 'paid');
create type finance.statement_status as enum ('draft', 'finalized', 'paid', 'disputed');
create type finance.advance_status as enum ('active', 'recouped', 'cancelled');
create type finance.recoupment_type as enum ('all_income', 'specific_releases');

create type kyc.verification_level as enum ('basic', 'enhanced', 'advanced');
create type kyc.verification_status as enum ('pending', 'in_review', 'needs_info', 'approved', 'rejected', 'expired');
create type kyc.document_type as enum (
  'passport', 'drivers_license', 'national_id', 'utility_bill', 'bank_statement', 'selfie', 'video_verification'
);

create type support.ticket_status as enum ('open', 'in_progress', 'waiting_response', 'escalated', 'resolved', 'closed');
create type support.ticket_priority as enum ('low', 'medium', 'high', 'urgent', 'critical');
create type support.ticket_category as enum (
  'technical', 'billing', 'content', 'distribution', 'payout', 'kyc', 'rights', 'account', 'other'
);
create type support.sender_type as enum ('user', 'staff', 'system');
create type support.article_status as enum ('draft', 'published', 'archived');

create type moderation.moderation_status as enum ('pending', 'in_progress', 'flagged', 'approved', 'rejected', 'appealed');
create type moderation.content_type as enum (
  'track', 'release', 'profile', 'avatar', 'cover', 'message', 'comment', 'post', 'review', 'product', 'service', 'webinar', 'group',
  'article'
);
create type moderation.case_source as enum ('submission', 'report', 'automated', 'staff');
create type moderation.report_reason as enum ('copyright', 'spam', 'harassment', 'explicit_content', 'impersonation', 'fraud', 'other');
create type moderation.report_status as enum ('open', 'in_review', 'upheld', 'dismissed', 'false_report');
create type moderation.approval_kind as enum ('account', 'release');
create type moderation.sanction_type as enum ('suspension', 'ban');
create type moderation.field_type as enum ('skill', 'genre', 'category');

create type promotion.pitch_status as enum (
  'draft', 'pending', 'approved', 'submitted', 'in_review', 'accepted', 'rejected', 'expired', 'cancelled'
);
create type promotion.pitch_priority as enum ('standard', 'premium', 'express', 'guaranteed');
create type promotion.partner_status as enum ('active', 'inactive', 'suspended', 'pending_approval', 'rejected');
create type promotion.partner_tier as enum ('bronze', 'silver', 'gold', 'platinum', 'diamond');
create type promotion.commission_status as enum ('pending', 'approved', 'paid', 'cancelled');
create type promotion.campaign_status as enum ('draft', 'active', 'paused', 'completed', 'archived');
create type promotion.email_campaign_status as enum ('draft', 'scheduled', 'sending', 'sent', 'paused', 'cancelled');
create type promotion.recipient_status as enum ('queued', 'sent', 'opened', 'clicked', 'bounced', 'unsubscribed', 'failed');
create type promotion.goal_type as enum ('streams', 'followers', 'engagement', 'conversions', 'reach');
create type promotion.audience_source as enum ('custom', 'meta');
create type promotion.integration_provider as enum ('meta', 'spotify');
create type promotion.integration_status as enum ('connected', 'disconnected', 'error', 'expired');

create type community.post_type as enum ('text', 'image', 'video', 'link', 'poll');
create type community.group_visibility as enum ('public', 'private', 'secret');
create type community.group_role as enum ('owner', 'admin', 'moderator', 'member');

create type marketplace.product_type as enum ('regular', 'recorded_webinar');
create type marketplace.listing_status as enum ('draft', 'active', 'paused', 'deleted');
create type marketplace.license_type as enum ('personal', 'commercial', 'exclusive', 'custom');
create type marketplace.service_type as enum (
  'production', 'mixing', 'mastering', 'recording', 'vocals', 'design', 'video', 'consultation', 'other'
);
create type marketplace.order_status as enum (
  'pending', 'in_progress', 'delivered', 'revision_requested', 'completed', 'cancelled', 'refunded'
);
create type marketplace.webinar_status as enum ('upcoming', 'live', 'ended', 'cancelled');

create type studio.ai_provider as enum ('suno', 'mureka', 'minimax', 'openai', 'fal', 'replicate');
create type studio.project_status as enum ('planning', 'in_progress', 'completed');
create type studio.prompt_category as enum ('melody', 'lyrics', 'style');
create type studio.call_strategy as enum ('polling', 'webhook');
create type studio.classifier_type as enum ('genre', 'instrument', 'mood');
create type studio.vocal_presence as enum ('none', 'low', 'medium', 'high');
create type studio.folder_category as enum ('audio', 'projects', 'samples');
create type studio.library_source as enum ('upload', 'generated', 'imported');
create type studio.library_category as enum ('sample', 'loop', 'vocal', 'instrumental');
create type studio.callback_type as enum ('suno_generation', 'suno_stems', 'mureka_recognition', 'fal_description');

create type analytics.event_type as enum (
  'track_play', 'track_download', 'track_share', 'track_like', 'generation_started', 'generation_completed', 'generation_failed',
  'page_view', 'button_click'
);
create type analytics.streaming_event_type as enum ('play', 'skip', 'complete');
create type analytics.report_type as enum ('performance', 'financial', 'audience', 'custom');
create type analytics.report_format as enum ('web', 'pdf', 'excel', 'csv', 'json', 'xml');

-- Ids in order of time keep new rows close together in every index. PostgreSQL 18 has them; before, they are made as RFC 9562 says:
-- 48 bits of milliseconds in front of a random UUID whose version bits turn from 4 (0100) to 7 (0111).
do $$
begin
  if current_setting('server_version_num')::int >= 180000 then
    create function system.uuid_v7() returns uuid language sql volatile parallel safe as 'select pg_catalog.uuidv7()';
  else
    create function system.uuid_v7() returns uuid language sql volatile parallel safe as $sql$
      select encode(
        set_bit(set_bit(
          overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
            from 1 for 6
          ), 52, 1), 53, 1), 'hex')::uuid
    $sql$;
  end if;
end $$;

create function system.set_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;
comment on function system.set_updated_at() is 'keeps updated_at of every table that has one';

create function system.apply_conventions(in_schema text) returns void language plpgsql as $$
declare
  name regclass;
begin
  for name in
    select c.oid from pg_class c
    where c.relnamespace = in_schema::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
  loop
    execute format('alter table %s enable row level security', name);
  end loop;

  for name in
    select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'updated_at' and not a.attisdropped
    where c.relnamespace = in_schema::regnamespace and c.relkind in ('r', 'p')
      and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'set_updated_at')
  loop
    execute format('create trigger set_updated_at before update on %s for each row execute function system.set_updated_at()', name);
  end loop;
end $$;
comment on function system.apply_conventions(text) is
  'gives every table of a schema row level security (nothing is allowed until a policy says so) and its updated_at trigger';

create function system.ensure_partitions(months_back int, months_ahead int) returns int language plpgsql as $$
declare
  parent record;
  partition text;
  fallback text;
  month timestamp;
  low text;
  high text;
  made int := 0;
begin
  -- Two calls at once would make the same partition.
  perform pg_advisory_xact_lock(hashtext('system.ensure_partitions'));

  for parent in
    select n.nspname as schema, c.relname as name, a.attname as key, p.partdefid = 0 as is_new,
      case a.atttypid when 'date'::regtype then 'YYYY-MM-DD' else 'YYYY-MM-DD 00:00+00' end as bound
    from pg_partitioned_table p
    join pg_class c on c.oid = p.partrelid
    join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('system', 'analytics')
    join pg_attribute a on a.attrelid = c.oid and a.attnum = p.partattrs[0]
  loop
    -- An insert never fails for want of a partition.
    fallback := parent.name || '_default';
    if parent.is_new then
      execute format('create table %1$I.%2$I partition of %1$I.%3$I default', parent.schema, fallback, parent.name);
    end if;

    for month in
      select date_trunc('month', now() at time zone 'utc') + make_interval(months => n) from generate_series(-months_back, months_ahead) n
    loop
      partition := parent.name || to_char(month, '_YYYY_MM');
      continue when to_regclass(format('%I.%I', parent.schema, partition)) is not null;
      low := to_char(month, parent.bound);
      high := to_char(month + interval '1 month', parent.bound);
      -- Filled before it is attached, because rows of the month may already sit in the default partition.
      execute format('create table %1$I.%2$I (like %1$I.%3$I including all)', parent.schema, partition, parent.name);
      execute format(
        'with moved as (delete from %1$I.%2$I where %3$I >= %4$L and %3$I < %5$L returning *) insert into %1$I.%6$I select * from moved',
        parent.schema, fallback, parent.key, low, high, partition
      );
      execute format(
        'alter table %1$I.%2$I attach partition %1$I.%3$I for values from (%4$L) to (%5$L)',
        parent.schema, parent.name, partition, low, high
      );
      made := made + 1;
    end loop;
    perform system.apply_conventions(parent.schema);
  end loop;
  return made;
end $$;
comment on function system.ensure_partitions(int, int) is
  'makes the missing monthly partitions around now of every partitioned table and says how many; safe to call at any time';
