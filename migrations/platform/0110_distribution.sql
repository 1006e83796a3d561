-- Delivery of releases to platforms.

create table distribution.platforms (
  id uuid primary key default system.uuid_v7(),
  code text not null unique,
  name text not null unique,
  logo_url text,
  category distribution.platform_category not null default 'dsp',
  tier distribution.platform_tier not null default 'standard',
  is_active boolean not null default true,
  delivery_method distribution.delivery_method not null default 'api',
  connection_type text,
  auth_type text,
  api_endpoint text,
  api_documentation text,
  credentials jsonb,
  processing_time text,
  territories text[],
  territory_restrictions text[],
  requirements jsonb,
  format_specs jsonb,
  integration_details jsonb,
  features jsonb,
  rate_limits jsonb,
  supported_formats catalog.audio_format[],
  supported_content catalog.release_type[],
  min_audio_quality text,
  min_image_quality text,
  supports_pre_orders boolean not null default false,
  supports_takedowns boolean not null default true,
  supports_metadata_updates boolean not null default false,
  royalty_rate numeric(10,6),
  fees jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table distribution.platforms is 'delivery target; a table and not an enum because platforms are added at run time';
comment on column distribution.platforms.credentials is 'encrypted';

create table distribution.platform_credentials (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  platform_id uuid not null references distribution.platforms on delete restrict,
  credentials jsonb not null,
  status text not null default 'active',
  verification_status system.verification_status not null default 'pending',
  verified_at timestamptz,
  expires_at timestamptz,
  is_default boolean not null default false,
  labels text[],
  scope text not null default 'all',
  integration_level text not null default 'basic',
  connection_type text not null default 'oauth',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table distribution.platform_credentials is 'a user''s own connection to a platform';
comment on column distribution.platform_credentials.credentials is 'encrypted';
create index on distribution.platform_credentials (user_id);
create index on distribution.platform_credentials (platform_id);

create table distribution.batches (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  name text,
  description text,
  batch_type distribution.batch_type not null default 'release',
  batch_source distribution.batch_source not null default 'user',
  priority text not null default 'normal',
  status system.job_status not null default 'processing',
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  total_items integer not null,
  processed_items integer not null default 0,
  success_items integer not null default 0,
  failed_items integer not null default 0,
  callback_url text,
  notification_email citext,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table distribution.batches is 'group of deliveries';
create index on distribution.batches (status, created_at);
create index on distribution.batches (user_id);

create table distribution.scheduled_distributions (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  release_id uuid not null references catalog.releases on delete cascade,
  scheduled_at timestamptz not null,
  status distribution.distribution_status not null default 'scheduled',
  executed_at timestamptz,
  completed_at timestamptz,
  territory_restrictions text[],
  strategy text not null default 'simultaneous',
  priority text not null default 'standard',
  callback_url text,
  notification_email citext,
  notification_sent boolean not null default false,
  failure_notification boolean not null default true,
  distribution_job_id text,
  retry_behavior jsonb,
  notes text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table distribution.scheduled_distributions is 'future delivery of a release to one or more platforms';
create index on distribution.scheduled_distributions (status, scheduled_at);
create index on distribution.scheduled_distributions (user_id);
create index on distribution.scheduled_distributions (release_id);

create table distribution.records (
  id uuid primary key default system.uuid_v7(),
  release_id uuid not null references catalog.releases on delete cascade,
  platform_id uuid not null references distribution.platforms on delete restrict,
  user_id uuid references identity.users on delete set null,
  batch_id uuid references distribution.batches on delete set null,
  status distribution.distribution_status not null default 'pending',
  scheduled_at timestamptz,
  submitted_at timestamptz,
  distributed_at timestamptz,
  completed_at timestamptz,
  last_status_update_at timestamptz not null default now(),
  last_checked_at timestamptz,
  platform_release_id text,
  reference_id text,
  platform_ids jsonb,
  platform_url text,
  platform_status jsonb,
  platform_feedback jsonb,
  platform_specific_metadata jsonb,
  processing_details jsonb,
  delivery_details jsonb,
  delivery_method distribution.delivery_method not null default 'api',
  delivery_package_url text,
  attempt_count integer not null default 0,
  retry_history jsonb,
  errors jsonb,
  error_category text,
  error_details text,
  error_resolution text,
  takedown_requested boolean not null default false,
  takedown_reason text,
  takedown_requested_at timestamptz,
  takedown_completed_at timestamptz,
  territories text[],
  territory_restrictions text[],
  analytics_source text,
  notes text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table distribution.records is 'delivery of one release to one platform';
create index on distribution.records (status, created_at);
create index on distribution.records (release_id);
create index on distribution.records (platform_id);
create index on distribution.records (user_id);
create index on distribution.records (batch_id);

create table distribution.scheduled_distribution_platforms (
  id uuid primary key default system.uuid_v7(),
  scheduled_distribution_id uuid not null references distribution.scheduled_distributions on delete cascade,
  platform_id uuid not null references distribution.platforms on delete restrict,
  status distribution.distribution_status not null default 'scheduled',
  is_exclusive boolean not null default false,
  failure jsonb,
  distribution_record_id uuid references distribution.records on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (scheduled_distribution_id, platform_id)
);
comment on table distribution.scheduled_distribution_platforms is 'platforms of a schedule';
create index on distribution.scheduled_distribution_platforms (platform_id);
create index on distribution.scheduled_distribution_platforms (distribution_record_id);

-- References of earlier files to the tables above.
alter table finance.royalty_calculations
  add foreign key (platform_id) references distribution.platforms on delete restrict;
alter table finance.royalty_calculations
  add foreign key (distribution_record_id) references distribution.records on delete set null;

insert into distribution.platforms (code, name) values
  ('spotify', 'Spotify'), ('apple_music', 'Apple Music'), ('youtube_music', 'YouTube Music'), ('soundcloud', 'SoundCloud'),
  ('tidal', 'TIDAL'), ('deezer', 'Deezer')
on conflict (code) do nothing;

select system.apply_conventions('distribution');
