-- Files of the catalog, versions and stems of recordings, archiving and import.

create table catalog.assets (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  entity_type system.entity_type not null,
  entity_id uuid not null,
  type catalog.asset_type not null,
  sub_type text,
  file_url text not null,
  file_name text not null,
  original_file_name text,
  file_size_bytes bigint,
  mime_type text,
  checksum text,
  duration_seconds integer,
  width integer,
  height integer,
  thumbnail_url text,
  is_public boolean not null default false,
  status catalog.asset_status not null default 'active',
  storage_provider text not null default 's3',
  processing_status system.job_status not null default 'completed',
  processing_error text,
  replaced_by_id uuid references catalog.assets on delete set null,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.assets is 'files attached to content';
comment on column catalog.assets.sub_type is 'master, artwork, contract, stems';
create index on catalog.assets (entity_type, entity_id);
create index on catalog.assets (user_id);
create index on catalog.assets (replaced_by_id);

create table catalog.asset_bundles (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  release_id uuid references catalog.releases on delete set null,
  name text not null,
  description text,
  status system.job_status not null default 'pending',
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.asset_bundles is 'downloadable bundle of files';
create index on catalog.asset_bundles (status, created_at);
create index on catalog.asset_bundles (user_id);
create index on catalog.asset_bundles (release_id);

create table catalog.asset_versions (
  id uuid primary key default system.uuid_v7(),
  bundle_id uuid not null references catalog.asset_bundles on delete cascade,
  version text not null,
  changelog text,
  files jsonb not null,
  created_at timestamptz not null default now(),
  unique (bundle_id, version)
);
comment on table catalog.asset_versions is 'version of a bundle';

create table catalog.version_history (
  id uuid primary key default system.uuid_v7(),
  entity_type system.entity_type not null,
  entity_id uuid not null,
  version_number integer not null,
  changes jsonb not null,
  changed_by uuid references identity.users on delete set null,
  changed_at timestamptz not null default now(),
  comment text,
  status text not null default 'active',
  is_automated boolean not null default false,
  previous_version_id uuid references catalog.version_history on delete set null,
  created_at timestamptz not null default now(),
  unique (entity_type, entity_id, version_number)
);
comment on table catalog.version_history is 'change history of content';
create index on catalog.version_history (changed_by);
create index on catalog.version_history (previous_version_id);

create table catalog.track_versions (
  id uuid primary key default system.uuid_v7(),
  track_id uuid not null references catalog.tracks on delete cascade,
  variant_index integer not null,
  audio_url text,
  video_url text,
  cover_url text,
  duration_seconds integer,
  lyrics text,
  suno_id text,
  is_primary_variant boolean not null default false,
  is_preferred_variant boolean not null default false,
  like_count bigint not null default 0,
  metadata jsonb,
  created_at timestamptz not null default now(),
  unique (track_id, variant_index)
);
comment on table catalog.track_versions is 'audio variants of a track (a generation yields variants 0 and 1)';
create index track_versions_primary_idx on catalog.track_versions (track_id) where is_primary_variant;

create table catalog.track_stems (
  id uuid primary key default system.uuid_v7(),
  track_id uuid not null references catalog.tracks on delete cascade,
  version_id uuid references catalog.track_versions on delete cascade,
  stem_type catalog.stem_type not null,
  label text,
  audio_url text not null,
  audio_format catalog.audio_format,
  separation_mode catalog.separation_mode not null,
  suno_task_id text,
  is_individually_licensable boolean not null default false,
  metadata jsonb,
  created_at timestamptz not null default now()
);
comment on table catalog.track_stems is 'separated or uploaded stems';
comment on column catalog.track_stems.label is 'name of a custom stem';
create index on catalog.track_stems (track_id);
create index on catalog.track_stems (version_id);

create table catalog.track_archiving_jobs (
  id uuid primary key default system.uuid_v7(),
  track_id uuid not null references catalog.tracks on delete cascade,
  status system.job_status not null default 'pending',
  original_audio_url text,
  original_cover_url text,
  original_video_url text,
  archived_audio_url text,
  archived_cover_url text,
  archived_video_url text,
  started_at timestamptz,
  completed_at timestamptz,
  error_message text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.track_archiving_jobs is 'move of a track from the public to the archive bucket';
create index on catalog.track_archiving_jobs (status, created_at);
create index on catalog.track_archiving_jobs (track_id);

create table catalog.import_batches (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  type catalog.import_batch_type not null,
  name text not null,
  source text not null,
  status system.job_status not null default 'pending',
  total_items integer not null default 0,
  processed_items integer not null default 0,
  successful_items integer not null default 0,
  failed_items integer not null default 0,
  errors jsonb,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.import_batches is 'bulk imports';
create index on catalog.import_batches (status, created_at);
create index on catalog.import_batches (user_id);

insert into catalog.genres (name, slug) values
  ('Pop', 'pop'), ('Rock', 'rock'), ('Hip Hop', 'hip_hop'), ('Rap', 'rap'), ('Electronic', 'electronic'), ('R&B', 'rb'),
  ('Country', 'country'),
  ('Latin', 'latin'), ('Jazz', 'jazz'), ('Classical', 'classical'), ('Folk', 'folk'), ('Blues', 'blues'), ('Metal', 'metal'),
  ('Reggae', 'reggae'), ('World', 'world')
on conflict (slug) do nothing;

select system.apply_conventions('catalog');
