-- The tools of the studio: lyrics, analysis, conversion, the audio library, workstation projects and callbacks.

create table studio.lyrics_jobs (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  prompt text not null,
  base_lyrics text,
  is_extension boolean not null default false,
  provider studio.ai_provider not null,
  status system.job_status not null default 'pending',
  suno_task_id text,
  mureka_task_id text,
  call_strategy studio.call_strategy not null default 'polling',
  callback_url text,
  initial_response jsonb,
  last_poll_response jsonb,
  last_callback jsonb,
  error_message text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.lyrics_jobs is 'lyrics generation jobs';
create index on studio.lyrics_jobs (status, created_at);
create index on studio.lyrics_jobs (user_id);

create table studio.lyrics_variants (
  id uuid primary key default system.uuid_v7(),
  job_id uuid not null references studio.lyrics_jobs on delete cascade,
  variant_index integer not null,
  title text,
  content text,
  status system.job_status not null default 'pending',
  error_message text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (job_id, variant_index)
);
comment on table studio.lyrics_variants is 'variants of a lyrics job';

create table studio.saved_lyrics (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  job_id uuid references studio.lyrics_jobs on delete set null,
  title text not null,
  content text not null,
  genre text,
  mood text,
  language catalog.language,
  theme text,
  folder text,
  tags text[],
  is_favorite boolean not null default false,
  usage_count integer not null default 0,
  last_used_at timestamptz,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.saved_lyrics is 'lyrics kept by a user';
create index on studio.saved_lyrics (user_id);
create index on studio.saved_lyrics (job_id);

create table studio.lyrics_generation_logs (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  prompt text,
  status system.job_status not null,
  generated_title text,
  generated_lyrics text,
  error_message text,
  metadata jsonb,
  created_at timestamptz not null default now()
);
comment on table studio.lyrics_generation_logs is 'log of lyrics generations';
create index on studio.lyrics_generation_logs (user_id);

create table studio.song_descriptions (
  id uuid primary key default system.uuid_v7(),
  audio_file_url text not null,
  ai_description text,
  detected_genre text,
  detected_mood text,
  detected_instruments text[],
  energy_level numeric(4,3),
  danceability numeric(4,3),
  tempo integer,
  musical_key text,
  time_signature text,
  vocal_presence studio.vocal_presence,
  fal_request_id text,
  status system.job_status not null default 'pending',
  error_message text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.song_descriptions is 'AI description of an audio file';
create index on studio.song_descriptions (status, created_at);

create table studio.song_recognitions (
  id uuid primary key default system.uuid_v7(),
  audio_file_url text not null,
  recognized_title text,
  recognized_artist text,
  recognized_album text,
  confidence_score numeric(4,3),
  mureka_task_id text,
  mureka_file_id text,
  fal_request_id text,
  status system.job_status not null default 'pending',
  error_message text,
  external_ids jsonb,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.song_recognitions is 'recognition of a recording';
create index on studio.song_recognitions (status, created_at);

create table studio.music_classifications (
  id uuid primary key default system.uuid_v7(),
  track_id uuid not null references catalog.tracks on delete cascade,
  classifier_type studio.classifier_type not null,
  classifier_version text,
  genres_ranked jsonb,
  instruments_detected text[],
  instruments_ranked jsonb,
  mood_detected text,
  embeddings jsonb,
  confidence_score numeric(4,3),
  visualization_url text,
  status system.job_status not null default 'pending',
  error_message text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.music_classifications is 'classifier results';
create index on studio.music_classifications (status, created_at);
create index on studio.music_classifications (track_id);

create table studio.classification_jobs (
  id uuid primary key default system.uuid_v7(),
  classification_id uuid not null references studio.music_classifications on delete cascade,
  classifier_type studio.classifier_type not null,
  classifier_config jsonb,
  input_audio_url text,
  output_visualization_url text,
  raw_output jsonb,
  replicate_prediction_id text,
  status system.job_status not null default 'pending',
  error_message text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.classification_jobs is 'classifier runs';
create index on studio.classification_jobs (status, created_at);
create index on studio.classification_jobs (classification_id);

create table studio.audio_upscale_jobs (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  track_id uuid references catalog.tracks on delete set null,
  input_audio_url text not null,
  output_audio_url text,
  model_version text,
  guidance_scale numeric(6,3),
  ddim_steps integer,
  seed integer,
  truncated_batches boolean,
  replicate_prediction_id text,
  status system.job_status not null default 'pending',
  error_message text,
  completed_at timestamptz,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.audio_upscale_jobs is 'quality upscaling';
create index on studio.audio_upscale_jobs (status, created_at);
create index on studio.audio_upscale_jobs (user_id);
create index on studio.audio_upscale_jobs (track_id);

create table studio.wav_jobs (
  id uuid primary key default system.uuid_v7(),
  track_id uuid not null references catalog.tracks on delete cascade,
  audio_id text,
  status system.job_status not null default 'pending',
  suno_task_id text,
  callback_url text,
  wav_url text,
  error_message text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.wav_jobs is 'WAV conversion';
create index on studio.wav_jobs (status, created_at);
create index on studio.wav_jobs (track_id);

create table studio.cloud_folders (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  name text not null,
  parent_id uuid references studio.cloud_folders on delete cascade,
  category studio.folder_category,
  icon text,
  color text,
  is_favorite boolean not null default false,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.cloud_folders is 'folders of the audio library';
create index on studio.cloud_folders (user_id);
create index on studio.cloud_folders (parent_id);

create table studio.audio_library (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  project_id uuid references studio.projects on delete set null,
  parent_folder_id uuid references studio.cloud_folders on delete set null,
  file_name text not null,
  file_url text not null,
  file_size_bytes bigint,
  duration_seconds integer,
  source_type studio.library_source not null,
  category studio.library_category,
  folder text,
  description text,
  tags text[],
  bpm integer,
  musical_key text,
  is_favorite boolean not null default false,
  usage_count integer not null default 0,
  last_used_at timestamptz,
  analysis_status system.job_status not null default 'pending',
  analysis_data jsonb,
  recognized_song_id uuid references studio.song_recognitions on delete set null,
  source_metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.audio_library is 'audio files of a user';
create index on studio.audio_library (user_id);
create index on studio.audio_library (project_id);
create index on studio.audio_library (parent_folder_id);
create index on studio.audio_library (recognized_song_id);

create table studio.daw_projects (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  name text not null,
  description text,
  bpm integer,
  duration_seconds integer,
  data jsonb not null default '{}',
  thumbnail_url text,
  is_public boolean not null default false,
  last_saved_at timestamptz,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.daw_projects is 'browser DAW projects (tracks, clips, effects, timeline in data)';
create index daw_projects_public_idx on studio.daw_projects (created_at) where is_public;
create index on studio.daw_projects (user_id);

create table studio.callback_logs (
  id uuid primary key default system.uuid_v7(),
  track_id uuid references catalog.tracks on delete set null,
  provider studio.ai_provider not null,
  callback_type studio.callback_type not null,
  payload jsonb,
  error_message text,
  created_at timestamptz not null default now()
);
comment on table studio.callback_logs is 'webhooks received from AI providers';
create index on studio.callback_logs (track_id);

select system.apply_conventions('studio');
