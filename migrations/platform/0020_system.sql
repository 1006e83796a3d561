-- What every domain uses: notices, mail, logs, keys, settings, webhooks, retention.

create table system.notifications (
  id uuid default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  type system.notification_type not null,
  level system.notification_level not null default 'info',
  title text not null,
  message text,
  link_url text,
  actor_id uuid references identity.users on delete set null,
  entity_type system.entity_type,
  entity_id uuid,
  data jsonb,
  is_read boolean not null default false,
  read_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (id, created_at)
) partition by range (created_at);
comment on table system.notifications is 'in-app notices; updates allowed for is_read';
create index on system.notifications (user_id, is_read, created_at);
create index notifications_unread_idx on system.notifications (user_id, created_at) where not is_read;
create index on system.notifications (entity_type, entity_id);
create index on system.notifications (actor_id);

create table system.email_queue (
  id uuid primary key default system.uuid_v7(),
  user_id uuid references identity.users on delete set null,
  email_campaign_id uuid,
  to_email citext not null,
  template_key text,
  subject text not null,
  body_html text,
  body_text text,
  payload jsonb,
  status system.email_status not null default 'queued',
  priority integer not null default 5,
  scheduled_at timestamptz not null default now(),
  attempts integer not null default 0,
  last_error text,
  sent_at timestamptz,
  provider_message_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table system.email_queue is 'outgoing mail';
create index on system.email_queue (status, scheduled_at);
create index on system.email_queue (user_id);
create index on system.email_queue (email_campaign_id);

create table system.audit_logs (
  id uuid default system.uuid_v7(),
  actor_id uuid references identity.users on delete restrict,
  organization_id uuid references identity.organizations on delete restrict,
  category system.audit_category not null default 'content',
  action text not null,
  entity_type system.entity_type,
  entity_id uuid,
  entity_key text,
  details jsonb,
  severity system.log_type not null default 'info',
  outcome system.audit_outcome not null default 'success',
  ip_address inet,
  user_agent text,
  request_id text,
  created_at timestamptz not null default now(),
  primary key (id, created_at)
) partition by range (created_at);
comment on table system.audit_logs is 'who changed what; never updated or deleted by the application';
comment on column system.audit_logs.entity_key is 'for objects without uuid';
comment on column system.audit_logs.details is 'before, after, reason';
create index on system.audit_logs (entity_type, entity_id, created_at);
create index on system.audit_logs (actor_id, created_at);
create index on system.audit_logs (organization_id);

create table system.activity_events (
  id uuid default system.uuid_v7(),
  user_id uuid,
  organization_id uuid,
  action text not null,
  entity_type system.entity_type,
  entity_id uuid,
  changes jsonb,
  ip_address inet,
  user_agent text,
  occurred_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (id, occurred_at)
) partition by range (occurred_at);
comment on table system.activity_events is 'user action log';
create index on system.activity_events (user_id, occurred_at);

create table system.system_logs (
  id uuid default system.uuid_v7(),
  log_type system.log_type not null default 'info',
  source text not null,
  message text not null,
  context jsonb,
  duration_ms integer,
  occurred_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (id, occurred_at)
) partition by range (occurred_at);
comment on table system.system_logs is 'operational log: API calls, sync jobs, errors, performance';
comment on column system.system_logs.log_type is 'security and audit records go to audit_logs';
create index on system.system_logs (log_type, occurred_at);

create table system.api_keys (
  id uuid primary key default system.uuid_v7(),
  user_id uuid references identity.users on delete cascade,
  organization_id uuid references identity.organizations on delete cascade,
  name text not null,
  key_hash text not null unique,
  key_prefix text not null,
  scopes text[] not null default '{}',
  is_active boolean not null default true,
  ip_restrictions inet[],
  rate_limit integer,
  expires_at timestamptz,
  last_used_at timestamptz,
  usage_count bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (num_nonnulls(user_id, organization_id) >= 1)
);
comment on table system.api_keys is 'programmatic access of a user or organization';
create index on system.api_keys (user_id);
create index on system.api_keys (organization_id);

create table system.api_requests (
  id uuid default system.uuid_v7(),
  api_key_id uuid,
  user_id uuid,
  organization_id uuid,
  method text not null,
  endpoint text not null,
  status_code integer not null,
  duration_ms integer,
  request_bytes bigint,
  response_bytes bigint,
  rate_limit_remaining integer,
  ip_address inet,
  user_agent text,
  occurred_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (id, occurred_at)
) partition by range (occurred_at);
comment on table system.api_requests is 'API traffic';
create index on system.api_requests (api_key_id, occurred_at);
create index on system.api_requests (user_id, occurred_at);

create table system.feature_flags (
  id uuid primary key default system.uuid_v7(),
  key text not null unique,
  description text,
  is_enabled boolean not null default false,
  rollout_percentage integer not null default 100 check (rollout_percentage between 0 and 100),
  rules jsonb,
  updated_by uuid references identity.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table system.feature_flags is 'switches';
create index on system.feature_flags (updated_by);

create table system.settings (
  id uuid primary key default system.uuid_v7(),
  key text not null unique,
  value jsonb not null,
  description text,
  updated_by uuid references identity.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table system.settings is 'key-value settings';
comment on column system.settings.key is 'dotted name, for example finance.min_withdrawal';
create index on system.settings (updated_by);

create table system.webhooks (
  id uuid primary key default system.uuid_v7(),
  user_id uuid references identity.users on delete cascade,
  organization_id uuid references identity.organizations on delete cascade,
  url text not null,
  secret text not null,
  events text[] not null,
  is_active boolean not null default true,
  failure_count integer not null default 0,
  last_triggered_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table system.webhooks is 'outgoing webhooks of customers';
create index on system.webhooks (user_id);
create index on system.webhooks (organization_id);

create table system.webhook_deliveries (
  id uuid primary key default system.uuid_v7(),
  webhook_id uuid not null references system.webhooks on delete cascade,
  event text not null,
  payload jsonb not null,
  status system.webhook_delivery_status not null default 'pending',
  attempt integer not null default 1,
  response_code integer,
  response_body text,
  duration_ms integer,
  delivered_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table system.webhook_deliveries is 'delivery attempts';
create index on system.webhook_deliveries (status, created_at);
create index on system.webhook_deliveries (webhook_id);

create table system.rate_limit_buckets (
  id uuid primary key default system.uuid_v7(),
  key text not null unique,
  tokens integer not null,
  window_start timestamptz not null,
  last_refill_at timestamptz,
  last_request_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table system.rate_limit_buckets is 'token buckets';
comment on column system.rate_limit_buckets.key is 'user_id:endpoint';

create table system.retention_policies (
  id uuid primary key default system.uuid_v7(),
  table_name text not null unique,
  time_column text not null,
  keep_for interval,
  mode system.retention_mode not null default 'drop_partition',
  archive_before_drop boolean not null default false,
  last_run_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table system.retention_policies is 'retention per table, read by system.apply_retention(); a null interval keeps rows';
comment on column system.retention_policies.keep_for is 'null keeps rows';

insert into system.settings (key, value, description) values
  ('finance.min_withdrawal', '{"USD": "50.00"}', 'smallest payout per currency; a currency without an entry cannot be paid out'),
  ('finance.hold_days', '7', 'days that sale income stays pending'),
  ('finance.processor_fees', '{"stripe": {"percent": "2.9", "fixed": "0.30"}, "paypal": {"percent": "3.49", "fixed": "0.49"}}',
    'fees of the processors, USD'),
  ('finance.commission_rates', '{"free": 40, "starter": 30, "professional": 20, "business": 10, "enterprise": 10, "custom": 10}',
    'percent of a sale that the platform keeps, by tier of the seller at sale time'),
  ('moderation.field_requests', '{"skill": 3, "genre": 5}', 'requesters that approve a skill or a genre without staff'),
  ('moderation.false_reports', '{"temporary_at": 3, "temporary_days": 30, "permanent_at": 5}', 'false reports that ban a reporter'),
  ('catalog.archive', '{"after_days": 90, "notice_days": 7}', 'age and notice of the move of a track to the archive'),
  ('system.rate_limits', '{"generate-music": 10, "generate-lyrics": 20, "api-general": 100}', 'requests a minute'),
  ('system.maintenance_mode', 'false', 'keeps end users out')
on conflict (key) do nothing;

-- A null interval says that nobody has set an end, not that somebody forgot the table.
insert into system.retention_policies (table_name, time_column, keep_for, mode) values
  ('analytics.campaign_metrics', 'stat_date', '2 years', 'drop_partition'),
  ('analytics.meta_ad_metrics', 'stat_date', '2 years', 'drop_partition'),
  ('analytics.spotify_metrics', 'stat_date', '2 years', 'drop_partition'),
  ('analytics.campaign_reports', 'period_start', '2 years', 'drop_partition'),
  ('analytics.streaming_events', 'occurred_at', '90 days', 'drop_partition'),
  ('analytics.platform_analytics', 'stat_date', null, 'drop_partition'),
  ('analytics.events', 'occurred_at', null, 'drop_partition'),
  ('analytics.realtime_metrics', 'recorded_at', null, 'drop_partition'),
  ('system.activity_events', 'occurred_at', '1 year', 'drop_partition'),
  ('system.api_requests', 'occurred_at', '90 days', 'drop_partition'),
  ('system.system_logs', 'occurred_at', '30 days', 'drop_partition'),
  ('system.notifications', 'created_at', null, 'drop_partition'),
  ('system.email_queue', 'created_at', null, 'delete_rows'),
  -- Only the records of category access; all others stay.
  ('system.audit_logs', 'created_at', '90 days', 'delete_rows')
on conflict (table_name) do nothing;

select system.ensure_partitions(3, 3);

select system.apply_conventions('system');
