-- Review of content and accounts, abuse reports, sanctions and appeals.

create table moderation.cases (
  id uuid primary key default system.uuid_v7(),
  content_type moderation.content_type not null,
  entity_type system.entity_type not null,
  entity_id uuid not null,
  owner_id uuid references identity.users on delete set null,
  source moderation.case_source not null,
  status moderation.moderation_status not null default 'pending',
  severity system.severity not null default 'medium',
  reports_count integer not null default 0,
  signals jsonb,
  assigned_to uuid references identity.users on delete set null,
  decided_by uuid references identity.users on delete set null,
  decided_at timestamptz,
  decision_notes text,
  rejection_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table moderation.cases is 'content item under review';
comment on column moderation.cases.entity_type is 'avatar and cover are parts of a profile, track or release';
comment on column moderation.cases.owner_id is 'author of the content';
comment on column moderation.cases.signals is 'content warnings of the analysis and other automatic findings';
create index on moderation.cases (status, severity, created_at);
create index on moderation.cases (entity_type, entity_id);
create index on moderation.cases (status, created_at);
create index on moderation.cases (owner_id);
create index on moderation.cases (assigned_to);
create index on moderation.cases (decided_by);

create table moderation.reports (
  id uuid primary key default system.uuid_v7(),
  reporter_id uuid not null references identity.users on delete restrict,
  entity_type system.entity_type not null,
  entity_id uuid not null,
  case_id uuid references moderation.cases on delete set null,
  reason moderation.report_reason not null,
  description text,
  status moderation.report_status not null default 'open',
  reviewed_by uuid references identity.users on delete set null,
  reviewed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (reporter_id, entity_type, entity_id)
);
comment on table moderation.reports is 'abuse report by a user';
create index on moderation.reports (status, created_at);
create index on moderation.reports (entity_type, entity_id);
create index on moderation.reports (case_id);
create index on moderation.reports (reviewed_by);

create table moderation.reporter_standings (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null unique references identity.users on delete cascade,
  false_report_count integer not null default 0,
  is_report_banned boolean not null default false,
  report_ban_until timestamptz,
  is_permanent_ban boolean not null default false,
  overridden_by uuid references identity.users on delete set null,
  overridden_at timestamptz,
  override_note text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table moderation.reporter_standings is 'false reports of a user';
create index on moderation.reporter_standings (overridden_by);

create table moderation.approvals (
  id uuid primary key default system.uuid_v7(),
  kind moderation.approval_kind not null,
  entity_type system.entity_type not null check (entity_type in ('user', 'release')),
  entity_id uuid not null,
  organization_id uuid references identity.organizations on delete set null,
  requested_by uuid references identity.users on delete set null,
  reviewer_id uuid references identity.users on delete set null,
  status system.approval_status not null default 'pending',
  notes text,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table moderation.approvals is 'approval of accounts and releases';
comment on column moderation.approvals.organization_id is 'the sub-label that submits';
create index on moderation.approvals (status, kind, created_at);
create index on moderation.approvals (entity_type, entity_id);
create unique index approvals_account_idx on moderation.approvals (entity_id) where kind = 'account';
create index on moderation.approvals (organization_id);
create index on moderation.approvals (requested_by);
create index on moderation.approvals (reviewer_id);

create table moderation.sanctions (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  type moderation.sanction_type not null,
  reason text not null,
  case_id uuid references moderation.cases on delete set null,
  starts_at timestamptz not null default now(),
  ends_at timestamptz,
  issued_by uuid references identity.users on delete set null,
  lifted_at timestamptz,
  lifted_by uuid references identity.users on delete set null,
  lift_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table moderation.sanctions is 'bans and suspensions of a user';
comment on column moderation.sanctions.ends_at is 'null = permanent';
create index on moderation.sanctions (user_id, type);
create index on moderation.sanctions (case_id);
create index on moderation.sanctions (issued_by);
create index on moderation.sanctions (lifted_by);

create table moderation.appeals (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  case_id uuid references moderation.cases on delete cascade,
  sanction_id uuid references moderation.sanctions on delete cascade,
  statement text not null,
  status system.approval_status not null default 'pending',
  decided_by uuid references identity.users on delete set null,
  decided_at timestamptz,
  decision_notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (num_nonnulls(case_id, sanction_id) = 1)
);
comment on table moderation.appeals is 'objection against a decision';
create index on moderation.appeals (status, created_at);
create index on moderation.appeals (user_id);
create index on moderation.appeals (case_id);
create index on moderation.appeals (sanction_id);
create index on moderation.appeals (decided_by);

create table moderation.field_requests (
  id uuid primary key default system.uuid_v7(),
  field_type moderation.field_type not null,
  field_value citext not null,
  category_id uuid,
  request_count integer not null default 1,
  status system.approval_status not null default 'pending',
  is_auto_approved boolean not null default false,
  reviewed_by uuid references identity.users on delete set null,
  reviewed_at timestamptz,
  rejection_reason text,
  created_entity_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (field_type, field_value, category_id)
);
comment on table moderation.field_requests is 'requests for new skills, genres and categories';
comment on column moderation.field_requests.category_id is 'only for skills';
comment on column moderation.field_requests.created_entity_id is 'row made in catalog.genres, community.skills or community.categories';
create index on moderation.field_requests (status, created_at);
create index on moderation.field_requests (category_id);
create index on moderation.field_requests (reviewed_by);

create table moderation.field_request_requesters (
  request_id uuid not null references moderation.field_requests on delete cascade,
  user_id uuid not null references identity.users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (request_id, user_id)
);
comment on table moderation.field_request_requesters is 'who asked; a user counts once';
create index on moderation.field_request_requesters (user_id);

select system.apply_conventions('moderation');
