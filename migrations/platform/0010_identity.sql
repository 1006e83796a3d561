-- People, organizations, what they may do and how they are seen.

create table identity.users (
  id uuid primary key default system.uuid_v7(),
  email citext not null unique,
  email_verified_at timestamptz,
  username citext unique check (username ~ '^[a-zA-Z0-9_-]{3,50}$'),
  role identity.user_role not null default 'member',
  status identity.user_status not null default 'pending',
  approval_status system.approval_status not null default 'pending',
  is_verified boolean not null default false,
  organization_id uuid,
  first_name text,
  last_name text,
  full_name text,
  entity_name text,
  business_type text,
  phone text,
  date_of_birth date,
  address text,
  city text,
  postal_code text,
  country char(2),
  tax_id text,
  tax_information jsonb,
  timezone text not null default 'UTC',
  marketing_consent boolean not null default false,
  referral_code text unique,
  client_id text unique check (client_id ~ '^tm_client_[a-f0-9]{32}$'),
  onboarding_step text,
  onboarding_completed_at timestamptz,
  last_login_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table identity.users is
  'account of a person: login identity, state, legal and contact data (private; public data is in profiles)';
comment on column identity.users.role is 'primary account kind; further roles are in user_roles';
comment on column identity.users.approval_status is 'mirror of the moderation.approvals row of kind account';
comment on column identity.users.organization_id is 'home tenant';
comment on column identity.users.full_name is 'the only name of accounts that were imported without a split one';
comment on column identity.users.tax_id is 'compliance and finance only';
comment on column identity.users.tax_information is 'compliance and finance only';
comment on column identity.users.deleted_at is 'soft delete';
-- Used by email::text ilike '%part%'; citext's own operators do not know trigrams.
create index on identity.users using gin (email gin_trgm_ops, username gin_trgm_ops);
create index on identity.users (status, created_at);
create index on identity.users (organization_id);

create table identity.user_credentials (
  user_id uuid primary key references identity.users on delete cascade,
  password_hash text,
  two_factor_enabled boolean not null default false,
  two_factor_secret text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table identity.user_credentials is 'sign-in secrets split from users so that no console role can read them';
comment on column identity.user_credentials.password_hash is 'null when an external service holds the sign-in';

create table identity.profiles (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null unique references identity.users on delete cascade,
  display_name text,
  bio text,
  avatar_url text,
  banner_url text,
  smart_link text check (smart_link ~ '^https?://(www\.)?rolink\.me/.*$'),
  social_links jsonb,
  website_url text,
  location_city text,
  location_country char(2),
  location_coords point,
  location_source identity.location_source,
  location_visibility identity.location_visibility not null default 'city',
  location_updated_at timestamptz,
  experience_level identity.experience_level,
  years_active integer,
  influences text[],
  visibility identity.profile_visibility not null default 'public',
  is_verified_artist boolean not null default false,
  is_partner_account boolean not null default false,
  profile_completeness integer not null default 0 check (profile_completeness between 0 and 100),
  featured_work jsonb,
  followers_count integer not null default 0,
  following_count integer not null default 0,
  products_count integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table identity.profiles is 'public face of a user; one per user';
comment on column identity.profiles.smart_link is 'rolink.me only; https:// is prepended when missing';
comment on column identity.profiles.is_partner_account is 'holder of a free partner plan';
create index on identity.profiles using gist (location_coords);

create table identity.organizations (
  id uuid primary key default system.uuid_v7(),
  name text not null,
  slug citext not null unique,
  type identity.organization_type not null,
  status identity.organization_status not null default 'active',
  owner_id uuid not null references identity.users on delete restrict,
  parent_id uuid references identity.organizations on delete restrict,
  description text,
  avatar_url text,
  invite_code text unique,
  settings jsonb not null default '{}',
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table identity.organizations is 'tenant: artist, label, sub-label, agency or team account';
comment on column identity.organizations.slug is 'vanity URL';
comment on column identity.organizations.parent_id is 'parent label of a sub-label';
comment on column identity.organizations.settings is
  'branding; distribution: default platforms, releaseApprovalRequired, metadata requirements; team: maxTeamMembers; '
  'financial: defaultCurrency, paymentThreshold, paymentSchedule';
alter table identity.users
  add foreign key (organization_id) references identity.organizations on delete set null;
create index on identity.organizations (owner_id);
create index on identity.organizations (parent_id);

create table identity.organization_members (
  id uuid primary key default system.uuid_v7(),
  organization_id uuid not null references identity.organizations on delete cascade,
  user_id uuid not null references identity.users on delete cascade,
  role identity.organization_member_role not null default 'member',
  permissions jsonb,
  status identity.membership_status not null default 'pending',
  invited_by uuid references identity.users on delete set null,
  invited_at timestamptz,
  joined_at timestamptz,
  last_active_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, user_id)
);
comment on table identity.organization_members is 'membership of users in organizations';
create index on identity.organization_members (user_id);
create index on identity.organization_members (invited_by);

create table identity.user_roles (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  role identity.user_role not null,
  granted_by uuid references identity.users on delete set null,
  granted_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, role)
);
comment on table identity.user_roles is 'every role a user holds';
create index on identity.user_roles (granted_by);

create table identity.permission_templates (
  id uuid primary key default system.uuid_v7(),
  name text not null unique,
  description text,
  permissions jsonb not null,
  is_default boolean not null default false,
  created_by uuid references identity.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table identity.permission_templates is 'reusable permission sets';
create index on identity.permission_templates (created_by);

create table identity.user_permissions (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  permission text not null,
  is_allowed boolean not null default true,
  template_id uuid references identity.permission_templates on delete set null,
  granted_by uuid references identity.users on delete set null,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, permission)
);
comment on table identity.user_permissions is 'single grants or denials on top of roles';
create index on identity.user_permissions (template_id);
create index on identity.user_permissions (granted_by);

create table identity.user_sessions (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  token_hash text not null unique,
  user_agent text,
  ip_address inet,
  is_admin boolean not null default false,
  data jsonb,
  expires_at timestamptz not null,
  last_active_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table identity.user_sessions is 'login sessions; expired rows are deleted daily';
create index on identity.user_sessions (expires_at);
create index on identity.user_sessions (user_id);

create table identity.user_settings (
  user_id uuid primary key references identity.users on delete cascade,
  account_settings jsonb not null default '{}',
  notification_preferences jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table identity.user_settings is 'preferences of a user';

select system.apply_conventions('identity');
