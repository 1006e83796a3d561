-- Artists, recordings, releases, credits and tags.

create table catalog.artists (
  id uuid primary key default system.uuid_v7(),
  user_id uuid references identity.users on delete set null,
  organization_id uuid references identity.organizations on delete set null,
  name text not null,
  sort_name text,
  type catalog.artist_type not null default 'person',
  biography text,
  formed_year integer,
  dissolved_year integer,
  country char(2),
  website_url text,
  social_links jsonb,
  image_url text,
  genres text[],
  tags text[],
  is_verified boolean not null default false,
  spotify_id text unique,
  apple_id text,
  isni varchar(16),
  member_artists jsonb,
  aliases jsonb,
  primary_label text,
  management_contact text,
  booking_contact text,
  press_contact text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.artists is 'performing artist or group';
create index on catalog.artists using gin (name gin_trgm_ops);
create index on catalog.artists using gin (tags);
create index on catalog.artists (user_id);
create index on catalog.artists (organization_id);

create table catalog.genres (
  id uuid primary key default system.uuid_v7(),
  name text not null,
  slug text not null unique,
  parent_genre_id uuid references catalog.genres on delete restrict,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.genres is 'genre tree; a table and not an enum because genres are added at run time';
create index on catalog.genres (parent_genre_id);

create table catalog.tracks (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  organization_id uuid references identity.organizations on delete set null,
  title text not null,
  version_title text,
  album_title text,
  primary_artist_id uuid references catalog.artists on delete set null,
  display_artist text,
  isrc varchar(12) unique check (isrc ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$'),
  spotify_id text unique,
  apple_music_id text,
  status catalog.content_status not null default 'draft',
  moderation_status moderation.moderation_status,
  duration_seconds integer check (duration_seconds >= 0),
  release_date date,
  original_release_date date,
  recording_date date,
  publication_year integer,
  language catalog.language,
  is_explicit boolean not null default false,
  genre_id uuid references catalog.genres on delete set null,
  secondary_genres text[],
  moods text[],
  tags text[],
  bpm integer,
  musical_key text,
  lyrics text,
  description text,
  audio_url text,
  video_url text,
  cover_url text,
  waveform_url text,
  audio_format catalog.audio_format,
  audio_metadata jsonb,
  has_stems boolean not null default false,
  has_vocals boolean,
  sample_details jsonb,
  ai_analysis jsonb,
  ai_tags jsonb,
  ownership_type rights.ownership_type not null default 'original',
  royalty_eligible boolean not null default true,
  record_label text,
  publisher text,
  copyright_text text,
  is_public boolean not null default false,
  like_count bigint not null default 0,
  play_count bigint not null default 0,
  view_count bigint not null default 0,
  download_count bigint not null default 0,
  archive_scheduled_at timestamptz,
  archived_at timestamptz,
  archived_to_storage boolean not null default false,
  storage_audio_url text,
  storage_cover_url text,
  storage_video_url text,
  metadata jsonb not null default '{}',
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.tracks is 'recording: metadata, files, publication state; generation detail is in studio.track_generations';
comment on column catalog.tracks.organization_id is 'tenant';
comment on column catalog.tracks.version_title is 'for example Radio Edit';
comment on column catalog.tracks.display_artist is 'required before distribution; other people are in catalog.credits';
comment on column catalog.tracks.isrc is 'without hyphens';
comment on column catalog.tracks.moderation_status is 'null until submitted for publication or pitching';
comment on column catalog.tracks.audio_metadata is 'sampleRate, bitDepth, channels, bitrate, codec, checksum';
comment on column catalog.tracks.sample_details is 'clearanceType is a catalog.sample_clearance_type';
comment on column catalog.tracks.ai_analysis is 'qualityScore, contentWarnings, genre, mood, key, bpm predictions, marketPotential';
comment on column catalog.tracks.archive_scheduled_at is 'end of the 7 days of notice before archiving';
comment on column catalog.tracks.storage_audio_url is 'in the tracks-archive bucket';
comment on column catalog.tracks.storage_cover_url is 'in the tracks-archive bucket';
comment on column catalog.tracks.storage_video_url is 'in the tracks-archive bucket';
comment on column catalog.tracks.metadata is 'timestamped lyrics; legacy_id of imported rows';
create index on catalog.tracks (status, created_at);
create index on catalog.tracks (moderation_status, created_at);
create index tracks_public_idx on catalog.tracks (created_at) where is_public;
create index on catalog.tracks using gin (title gin_trgm_ops, display_artist gin_trgm_ops);
create index on catalog.tracks using gin (tags);
create index on catalog.tracks using gin (metadata jsonb_path_ops);
create index on catalog.tracks (user_id);
create index on catalog.tracks (organization_id);
create index on catalog.tracks (primary_artist_id);
create index on catalog.tracks (genre_id);

create table catalog.releases (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  organization_id uuid references identity.organizations on delete set null,
  title text not null,
  type catalog.release_type not null default 'single',
  primary_artist_id uuid references catalog.artists on delete set null,
  display_artist text not null,
  status catalog.content_status not null default 'draft',
  moderation_status moderation.moderation_status,
  distribution_status distribution.distribution_status not null default 'pending',
  distributed_at timestamptz,
  catalogue_id text not null unique,
  catalog_number text,
  upc varchar(13) unique check (upc ~ '^[0-9]{13}$'),
  release_date date,
  original_release_date date,
  pre_order_date date,
  language catalog.language,
  is_explicit boolean not null default false,
  genre_id uuid references catalog.genres on delete set null,
  secondary_genres text[],
  tags text[],
  cover_url text,
  artwork jsonb,
  artwork_metadata jsonb,
  description text,
  notes text,
  content_warnings text[],
  record_label text,
  copyright_text text,
  publishing_rights text,
  ownership_type rights.ownership_type not null default 'original',
  territories text[],
  territories_excluded text[],
  visibility_settings jsonb,
  ai_analysis jsonb,
  metadata jsonb not null default '{}',
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.releases is 'single, EP, album or other product delivered to platforms';
comment on column catalog.releases.display_artist is 'artists of a compilation are in catalog.credits';
comment on column catalog.releases.moderation_status is 'null until submitted';
comment on column catalog.releases.distribution_status is 'rollup of distribution.records';
comment on column catalog.releases.catalogue_id is 'internal unique id';
comment on column catalog.releases.catalog_number is 'catalogue number of the label';
comment on column catalog.releases.upc is 'see catalog.is_valid_upc()';
comment on column catalog.releases.genre_id is 'required before submission';
comment on column catalog.releases.visibility_settings is 'searchable, featured, playlistEligible, storeVisibility';
create index on catalog.releases (status, created_at);
create index on catalog.releases (moderation_status, created_at);
create index on catalog.releases using gin (title gin_trgm_ops, display_artist gin_trgm_ops);
create index on catalog.releases using gin (tags);
create index on catalog.releases using gin (metadata jsonb_path_ops);
create index on catalog.releases (user_id);
create index on catalog.releases (organization_id);
create index on catalog.releases (primary_artist_id);
create index on catalog.releases (genre_id);

create table catalog.release_tracks (
  id uuid primary key default system.uuid_v7(),
  release_id uuid not null references catalog.releases on delete cascade,
  track_id uuid not null references catalog.tracks on delete restrict,
  disc_number integer not null default 1,
  track_number integer not null,
  is_bonus boolean not null default false,
  is_instant boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (release_id, disc_number, track_number),
  unique (release_id, track_id)
);
comment on table catalog.release_tracks is 'order of tracks in a release';
create index on catalog.release_tracks (track_id);

create table catalog.credits (
  id uuid primary key default system.uuid_v7(),
  entity_type system.entity_type not null check (entity_type in ('track', 'release')),
  entity_id uuid not null,
  role catalog.credit_role not null,
  name text not null,
  detail text,
  instrument text,
  position integer,
  artist_id uuid references catalog.artists on delete set null,
  user_id uuid references identity.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.credits is 'people and roles on a track or release';
comment on column catalog.credits.detail is 'lead, backup, harmony';
create index on catalog.credits (entity_type, entity_id);
create index on catalog.credits (artist_id);
create index on catalog.credits (user_id);

create table catalog.tags (
  id uuid primary key default system.uuid_v7(),
  name text not null,
  slug text not null unique,
  usage_count integer not null default 0,
  trending_score numeric(10,2) not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table catalog.tags is 'popularity of free tags';

create table catalog.content_tags (
  id uuid primary key default system.uuid_v7(),
  entity_type system.entity_type not null,
  entity_id uuid not null,
  category catalog.tag_category not null,
  tag text not null,
  source catalog.tag_source not null default 'user',
  confidence numeric(5,4),
  created_by uuid references identity.users on delete set null,
  is_verified boolean not null default false,
  verified_by uuid references identity.users on delete set null,
  verified_at timestamptz,
  created_at timestamptz not null default now(),
  unique (entity_type, entity_id, category, tag)
);
comment on table catalog.content_tags is 'structured tags on content';
create index on catalog.content_tags (created_by);
create index on catalog.content_tags (verified_by);
