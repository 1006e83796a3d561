-- Reported performance, product events, reports and advertising numbers.

create table analytics.platform_analytics (
  id uuid default system.uuid_v7(),
  user_id uuid references identity.users on delete restrict,
  entity_type system.entity_type not null,
  entity_id uuid not null,
  platform_id uuid references distribution.platforms on delete restrict,
  stat_date date not null,
  territory_code text,
  source text,
  streams bigint not null default 0,
  downloads bigint not null default 0,
  revenue numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  listeners integer,
  unique_listeners integer,
  new_listeners integer,
  returning_listeners integer,
  saves integer,
  likes integer,
  shares integer,
  comments integer,
  playlists integer,
  follows_gained integer,
  completion_rate numeric(5,2),
  skip_rate numeric(5,2),
  avg_playback_seconds integer,
  device_type text,
  listening_method text,
  playback_source text,
  marketing_source text,
  demographic_data jsonb,
  playlist_data jsonb,
  source_data jsonb,
  metadata jsonb,
  is_estimated boolean not null default false,
  import_batch_id uuid,
  created_at timestamptz not null default now(),
  primary key (id, stat_date)
) partition by range (stat_date);
comment on table analytics.platform_analytics is
  'reported performance per entity, platform, territory and day; royalty evidence, so no expiry';
create index on analytics.platform_analytics (entity_type, entity_id, stat_date);
create index on analytics.platform_analytics (user_id);
create index on analytics.platform_analytics (platform_id);

create table analytics.daily_stats (
  id uuid primary key default system.uuid_v7(),
  entity_type system.entity_type not null check (entity_type in ('user', 'release', 'track')),
  entity_id uuid not null,
  stat_date date not null,
  platform_id uuid references distribution.platforms on delete restrict,
  total_streams bigint not null default 0,
  total_downloads bigint not null default 0,
  total_revenue numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  unique_listeners integer,
  avg_listen_seconds integer,
  platform_breakdown jsonb,
  territory_breakdown jsonb,
  track_performance jsonb,
  release_performance jsonb,
  trend_data jsonb,
  metrics jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (entity_type, entity_id, stat_date, platform_id)
);
comment on table analytics.daily_stats is 'daily totals per user, release or track';
comment on column analytics.daily_stats.platform_id is 'null for totals over all platforms';
comment on column analytics.daily_stats.metrics is 'activity counters of a user';
create index on analytics.daily_stats (platform_id);

create table analytics.audience_demographics (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  entity_type system.entity_type not null,
  entity_id uuid not null,
  period text not null,
  source_id uuid,
  confidence numeric(5,4) not null default 1,
  data_quality text not null default 'high',
  age_ranges jsonb,
  genders jsonb,
  countries jsonb,
  cities jsonb,
  platforms jsonb,
  devices jsonb,
  listening_preferences jsonb,
  genre_affinities jsonb,
  engagement_metrics jsonb,
  growth_trends jsonb,
  audience_segments jsonb,
  related_artists jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table analytics.audience_demographics is 'listeners of an entity per period';
create index on analytics.audience_demographics (entity_type, entity_id);
create index on analytics.audience_demographics (user_id);

create table analytics.bundle_analytics (
  id uuid primary key default system.uuid_v7(),
  bundle_id uuid not null references catalog.asset_bundles on delete cascade,
  version_id uuid references catalog.asset_versions on delete set null,
  stat_date date not null,
  downloads integer not null default 0,
  unique_users integer not null default 0,
  geographic_data jsonb,
  created_at timestamptz not null default now()
);
comment on table analytics.bundle_analytics is 'downloads of asset bundles';
create index on analytics.bundle_analytics (bundle_id);
create index on analytics.bundle_analytics (version_id);

create table analytics.saved_reports (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  name text not null,
  description text,
  type analytics.report_type not null,
  parameters jsonb not null,
  schedule jsonb,
  format analytics.report_format not null default 'web',
  category text,
  tags text[],
  is_public boolean not null default false,
  is_template boolean not null default false,
  version integer not null default 1,
  parent_report_id uuid references analytics.saved_reports on delete set null,
  last_run_at timestamptz,
  last_result_url text,
  thumbnail_url text,
  query_data jsonb,
  visualizations jsonb,
  sharing jsonb,
  execution_stats jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table analytics.saved_reports is 'report definitions';
create index on analytics.saved_reports (user_id);
create index on analytics.saved_reports (parent_report_id);

create table analytics.report_exports (
  id uuid primary key default system.uuid_v7(),
  report_id uuid references analytics.saved_reports on delete set null,
  user_id uuid not null references identity.users on delete restrict,
  name text,
  format analytics.report_format not null,
  status system.job_status not null default 'completed',
  url text,
  expires_at timestamptz,
  size_bytes bigint,
  pages integer,
  thumbnail_url text,
  download_count integer not null default 0,
  parameters jsonb,
  processing_time_ms integer,
  error_details text,
  job_id text,
  notification_sent boolean not null default false,
  recipient_email citext,
  is_password_protected boolean not null default false,
  is_watermarked boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table analytics.report_exports is 'exported files';
create index on analytics.report_exports (status, created_at);
create index on analytics.report_exports (report_id);
create index on analytics.report_exports (user_id);

create table analytics.daily_analytics (
  id uuid primary key default system.uuid_v7(),
  stat_date date not null unique,
  new_users integer,
  active_users integer,
  pitches_created integer,
  pitches_accepted integer,
  revenue numeric(18,4),
  mrr numeric(18,4),
  currency char(3) not null default 'USD',
  open_tickets integer,
  metrics jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table analytics.daily_analytics is 'platform-wide numbers of a day';

create table analytics.realtime_metrics (
  id uuid default system.uuid_v7(),
  metric text not null,
  value double precision not null,
  dimensions jsonb,
  recorded_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (id, recorded_at)
) partition by range (recorded_at);
comment on table analytics.realtime_metrics is 'real-time platform metrics';
create index on analytics.realtime_metrics (metric, recorded_at);

create table analytics.events (
  id uuid default system.uuid_v7(),
  user_id uuid,
  track_id uuid,
  event_type analytics.event_type not null,
  event_data jsonb,
  occurred_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (id, occurred_at)
) partition by range (occurred_at);
comment on table analytics.events is 'product events';
create index on analytics.events (event_type, occurred_at);
create index on analytics.events (user_id, occurred_at);

create table analytics.streaming_events (
  id uuid default system.uuid_v7(),
  track_id uuid not null,
  user_id uuid,
  event_type analytics.streaming_event_type not null,
  position_seconds integer,
  country char(2),
  region text,
  city text,
  device jsonb,
  occurred_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (id, occurred_at)
) partition by range (occurred_at);
comment on table analytics.streaming_events is 'play, skip, complete';
create index on analytics.streaming_events (track_id, occurred_at);

create table analytics.campaign_metrics (
  id uuid default system.uuid_v7(),
  campaign_id uuid not null,
  organization_id uuid not null,
  stat_date date not null,
  impressions bigint not null default 0,
  clicks bigint not null default 0,
  conversions bigint not null default 0,
  spend numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  ctr numeric(9,6),
  cpc numeric(18,4),
  cpm numeric(18,4),
  conversion_rate numeric(9,6),
  created_at timestamptz not null default now(),
  primary key (id, stat_date),
  unique (campaign_id, stat_date)
) partition by range (stat_date);
comment on table analytics.campaign_metrics is 'daily campaign performance';
create index on analytics.campaign_metrics (organization_id, stat_date);

create table analytics.meta_ad_metrics (
  id uuid default system.uuid_v7(),
  campaign_id uuid not null,
  organization_id uuid not null,
  stat_date date not null,
  ad_set_id text,
  ad_id text,
  placement text,
  impressions bigint not null default 0,
  clicks bigint not null default 0,
  conversions bigint not null default 0,
  spend numeric(18,4) not null default 0,
  revenue numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  roas numeric(12,4),
  created_at timestamptz not null default now(),
  primary key (id, stat_date)
) partition by range (stat_date);
comment on table analytics.meta_ad_metrics is 'Meta ads per ad set, ad and placement';
create index on analytics.meta_ad_metrics (organization_id, stat_date);
create index on analytics.meta_ad_metrics (campaign_id, stat_date);

create table analytics.spotify_metrics (
  id uuid default system.uuid_v7(),
  track_id uuid not null,
  organization_id uuid,
  stat_date date not null,
  streams bigint not null default 0,
  listeners integer,
  saves integer,
  save_rate numeric(9,6),
  skip_rate numeric(9,6),
  playlist_adds integer,
  demographics jsonb,
  created_at timestamptz not null default now(),
  primary key (id, stat_date),
  unique (track_id, stat_date)
) partition by range (stat_date);
comment on table analytics.spotify_metrics is 'pulled Spotify numbers of a track; marketing estimate, not royalty evidence';
create index on analytics.spotify_metrics (organization_id, stat_date);

create table analytics.campaign_reports (
  id uuid default system.uuid_v7(),
  campaign_id uuid not null,
  organization_id uuid not null,
  period_start date not null,
  period_end date not null,
  totals jsonb,
  daily_breakdown jsonb,
  top_locations jsonb,
  demographics jsonb,
  roi numeric(12,4),
  created_at timestamptz not null default now(),
  primary key (id, period_start)
) partition by range (period_start);
comment on table analytics.campaign_reports is 'pre-aggregated campaign report';
create index on analytics.campaign_reports (organization_id, period_start);
create index on analytics.campaign_reports (campaign_id, period_start);

select system.ensure_partitions(3, 3);

select system.apply_conventions('analytics');
