-- Music made with AI: projects, prompts, personas and generations.

create table studio.projects (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  name text not null,
  description text,
  cover_url text,
  genre text,
  mood text,
  target_tracks_count integer,
  completed_tracks integer not null default 0,
  status studio.project_status not null default 'planning',
  is_public boolean not null default false,
  concept_description text,
  ai_context jsonb,
  ai_context_version integer,
  ai_context_updated_at timestamptz,
  ai_generation_params jsonb,
  created_with_ai boolean not null default false,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.projects is 'music projects';
create index projects_public_idx on studio.projects (created_at) where is_public;
create index on studio.projects (user_id);

create table studio.project_tracks (
  project_id uuid not null references studio.projects on delete cascade,
  track_id uuid not null references catalog.tracks on delete cascade,
  position integer not null,
  added_at timestamptz not null default now(),
  added_by uuid references identity.users on delete set null,
  created_at timestamptz not null default now(),
  primary key (project_id, track_id)
);
comment on table studio.project_tracks is 'tracks of a project in order';
create index on studio.project_tracks (track_id);
create index on studio.project_tracks (added_by);

create table studio.project_prompts (
  id uuid primary key default system.uuid_v7(),
  project_id uuid references studio.projects on delete cascade,
  user_id uuid not null references identity.users on delete cascade,
  title text not null,
  content text not null,
  category studio.prompt_category,
  tags text[],
  is_favorite boolean not null default false,
  usage_count integer not null default 0,
  last_used_at timestamptz,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.project_prompts is 'prompt templates';
create index on studio.project_prompts (project_id);
create index on studio.project_prompts (user_id);

create table studio.personas (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  project_id uuid references studio.projects on delete set null,
  name text not null,
  description text,
  cover_image_url text,
  source_track_id uuid references catalog.tracks on delete set null,
  source_music_index integer,
  suno_persona_id text,
  is_public boolean not null default false,
  last_used_at timestamptz,
  usage_count integer not null default 0,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.personas is 'voice profiles';
create index personas_public_idx on studio.personas (created_at) where is_public;
create index on studio.personas (user_id);
create index on studio.personas (project_id);
create index on studio.personas (source_track_id);

create table studio.prompt_history (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  prompt text not null,
  lyrics text,
  genre text,
  mood text,
  tags text[],
  model_version text,
  provider studio.ai_provider,
  generation_status system.job_status,
  generation_time_ms integer,
  is_template boolean not null default false,
  usage_count integer not null default 0,
  last_used_at timestamptz,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.prompt_history is 'prompts sent to providers';
create index on studio.prompt_history (user_id);

create table studio.track_generations (
  id uuid primary key default system.uuid_v7(),
  track_id uuid not null unique references catalog.tracks on delete cascade,
  user_id uuid not null references identity.users on delete restrict,
  project_id uuid references studio.projects on delete set null,
  persona_id uuid references studio.personas on delete set null,
  source_prompt_id uuid references studio.prompt_history on delete set null,
  prompt text,
  improved_prompt text,
  provider studio.ai_provider not null,
  model_name text,
  reference_audio_url text,
  idempotency_key text unique,
  status system.job_status not null default 'pending',
  progress_percent integer not null default 0 check (progress_percent between 0 and 100),
  error_message text,
  suno_id text,
  mureka_task_id text,
  provider_created_at timestamptz,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.track_generations is 'how a track was generated, one per generated track';
create index on studio.track_generations (status, created_at);
create index on studio.track_generations (user_id);
create index on studio.track_generations (project_id);
create index on studio.track_generations (persona_id);
create index on studio.track_generations (source_prompt_id);

create table studio.generation_attempts (
  id uuid primary key default system.uuid_v7(),
  track_id uuid not null references catalog.tracks on delete cascade,
  attempt_number integer not null check (attempt_number between 1 and 3),
  attempted_at timestamptz not null default now(),
  error_message text,
  created_at timestamptz not null default now(),
  unique (track_id, attempt_number)
);
comment on table studio.generation_attempts is 'retries, at most 3';

create table studio.section_replacements (
  id uuid primary key default system.uuid_v7(),
  track_id uuid not null references catalog.tracks on delete cascade,
  version_id uuid references catalog.track_versions on delete set null,
  replaced_start_s numeric(10,3) not null,
  replaced_end_s numeric(10,3) not null,
  prompt text,
  tags text,
  negative_tags text,
  replacement_audio_url text,
  status system.job_status not null default 'pending',
  suno_task_id text,
  error_message text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (replaced_end_s > replaced_start_s)
);
comment on table studio.section_replacements is 'regenerated parts of a track';
create index on studio.section_replacements (status, created_at);
create index on studio.section_replacements (track_id);
create index on studio.section_replacements (version_id);

create table studio.generation_limits (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null unique references identity.users on delete cascade,
  plan_id uuid references finance.subscription_plans on delete set null,
  generations_limit_daily integer not null,
  generations_used_today integer not null default 0,
  last_reset_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table studio.generation_limits is 'daily generation quota';
create index on studio.generation_limits (plan_id);
