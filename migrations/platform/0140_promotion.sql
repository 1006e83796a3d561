-- Playlists, pitches, partners, campaigns and mailings.

create table promotion.playlists (
  id uuid primary key default system.uuid_v7(),
  curator_id uuid not null references identity.users on delete restrict,
  platform_id uuid not null references distribution.platforms on delete restrict,
  external_id text,
  name text not null,
  description text,
  url text,
  cover_url text,
  genre_id uuid references catalog.genres on delete set null,
  followers_count integer not null default 0,
  tracks_count integer not null default 0,
  pitch_price numeric(18,4),
  currency char(3) not null default 'USD',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (platform_id, external_id)
);
comment on table promotion.playlists is 'playlists of curators';
create index on promotion.playlists (curator_id);
create index on promotion.playlists (genre_id);

create table promotion.playlist_statistics (
  id uuid primary key default system.uuid_v7(),
  playlist_id uuid not null references promotion.playlists on delete cascade,
  stat_date date not null,
  followers_count integer,
  tracks_count integer,
  saves integer,
  streams bigint,
  metrics jsonb,
  created_at timestamptz not null default now(),
  unique (playlist_id, stat_date)
);
comment on table promotion.playlist_statistics is 'daily numbers of a playlist';

create table promotion.pitches (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  track_id uuid not null references catalog.tracks on delete restrict,
  playlist_id uuid not null references promotion.playlists on delete restrict,
  curator_id uuid not null references identity.users on delete restrict,
  status promotion.pitch_status not null default 'draft',
  priority promotion.pitch_priority not null default 'standard',
  moderation_status moderation.moderation_status not null default 'pending',
  message text,
  price numeric(18,4),
  currency char(3) not null default 'USD',
  transaction_id uuid references finance.transactions on delete set null,
  submitted_at timestamptz,
  reviewed_at timestamptz,
  decided_at timestamptz,
  expires_at timestamptz,
  rejection_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table promotion.pitches is 'offer of a track to a playlist';
create index on promotion.pitches (status, created_at);
create index on promotion.pitches (moderation_status, created_at);
create index on promotion.pitches (user_id);
create index on promotion.pitches (track_id);
create index on promotion.pitches (playlist_id);
create index on promotion.pitches (curator_id);
create index on promotion.pitches (transaction_id);

create table promotion.pitch_messages (
  id uuid primary key default system.uuid_v7(),
  pitch_id uuid not null references promotion.pitches on delete cascade,
  sender_id uuid not null references identity.users on delete restrict,
  body text not null,
  attachments jsonb,
  read_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table promotion.pitch_messages is 'talk between artist and curator';
create index on promotion.pitch_messages (pitch_id);
create index on promotion.pitch_messages (sender_id);

create table promotion.pitch_reviews (
  id uuid primary key default system.uuid_v7(),
  pitch_id uuid not null unique references promotion.pitches on delete cascade,
  reviewer_id uuid not null references identity.users on delete restrict,
  rating integer check (rating between 1 and 5),
  feedback text,
  is_public boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table promotion.pitch_reviews is 'curator feedback';
create index on promotion.pitch_reviews (reviewer_id);

create table promotion.pitch_analytics (
  id uuid primary key default system.uuid_v7(),
  pitch_id uuid not null references promotion.pitches on delete cascade,
  stat_date date not null,
  views integer not null default 0,
  streams bigint not null default 0,
  saves integer not null default 0,
  metrics jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (pitch_id, stat_date)
);
comment on table promotion.pitch_analytics is 'result of a pitch';

create table promotion.partners (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null unique references identity.users on delete restrict,
  status promotion.partner_status not null default 'pending_approval',
  tier promotion.partner_tier not null default 'bronze',
  commission_rate numeric(5,2) not null default 3,
  referral_code text not null unique,
  clicks_count integer not null default 0,
  conversions_count integer not null default 0,
  total_commission numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  approved_by uuid references identity.users on delete set null,
  approved_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table promotion.partners is 'partner programme member';
comment on column promotion.partners.commission_rate is 'percent: 3, 5, 7, 10, 15 by tier';
create index on promotion.partners (status, created_at);
create index on promotion.partners (approved_by);

create table promotion.partner_commissions (
  id uuid primary key default system.uuid_v7(),
  partner_id uuid not null references promotion.partners on delete restrict,
  referred_user_id uuid references identity.users on delete restrict,
  transaction_id uuid references finance.transactions on delete restrict,
  base_amount numeric(18,4) not null,
  commission_rate numeric(5,2) not null,
  amount numeric(18,4) not null,
  currency char(3) not null default 'USD',
  status promotion.commission_status not null default 'pending',
  payout_id uuid references finance.payouts on delete set null,
  paid_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table promotion.partner_commissions is 'commission earned on a transaction';
comment on column promotion.partner_commissions.commission_rate is 'percent, snapshot';
create index on promotion.partner_commissions (status, created_at);
create index on promotion.partner_commissions (partner_id);
create index on promotion.partner_commissions (referred_user_id);
create index on promotion.partner_commissions (transaction_id);
create index on promotion.partner_commissions (payout_id);

create table promotion.partner_clicks (
  id uuid primary key default system.uuid_v7(),
  partner_id uuid not null references promotion.partners on delete cascade,
  landing_url text,
  referrer_url text,
  ip_address inet,
  user_agent text,
  converted_user_id uuid references identity.users on delete set null,
  converted_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table promotion.partner_clicks is 'clicks on referral links';
create index on promotion.partner_clicks (partner_id);
create index on promotion.partner_clicks (converted_user_id);

create table promotion.referrals (
  id uuid primary key default system.uuid_v7(),
  referrer_id uuid not null references identity.users on delete restrict,
  referred_user_id uuid not null unique references identity.users on delete restrict,
  referral_code text not null,
  status promotion.commission_status not null default 'pending',
  reward_credits integer,
  reward_amount numeric(18,4),
  currency char(3) not null default 'USD',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (referrer_id <> referred_user_id)
);
comment on table promotion.referrals is 'user invites user';
create index on promotion.referrals (referrer_id);

create table promotion.audiences (
  id uuid primary key default system.uuid_v7(),
  organization_id uuid not null references identity.organizations on delete restrict,
  created_by uuid references identity.users on delete set null,
  name text not null,
  description text,
  source promotion.audience_source not null default 'custom',
  criteria jsonb,
  size_estimate bigint,
  meta_audience_id text,
  last_synced_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table promotion.audiences is 'target groups';
create index on promotion.audiences (organization_id);
create index on promotion.audiences (created_by);

create table promotion.campaigns (
  id uuid primary key default system.uuid_v7(),
  organization_id uuid not null references identity.organizations on delete restrict,
  created_by uuid not null references identity.users on delete restrict,
  track_id uuid references catalog.tracks on delete set null,
  audience_id uuid references promotion.audiences on delete set null,
  name text not null,
  description text,
  status promotion.campaign_status not null default 'draft',
  start_date date,
  end_date date,
  budget_amount numeric(18,4),
  spent_amount numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  targeting jsonb,
  creative_assets jsonb,
  meta_ad_account_id text,
  meta_campaign_id text,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table promotion.campaigns is 'advertising campaign for a track';
create index on promotion.campaigns (organization_id);
create index on promotion.campaigns (created_by);
create index on promotion.campaigns (track_id);
create index on promotion.campaigns (audience_id);

create table promotion.campaign_goals (
  id uuid primary key default system.uuid_v7(),
  campaign_id uuid not null references promotion.campaigns on delete cascade,
  type promotion.goal_type not null,
  target_value numeric(18,4) not null,
  current_value numeric(18,4) not null default 0,
  achieved_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table promotion.campaign_goals is 'measurable goals';
comment on column promotion.campaign_goals.target_value is 'a count, not money';
comment on column promotion.campaign_goals.current_value is 'a count, not money';
create index on promotion.campaign_goals (campaign_id);

create table promotion.audience_insights (
  id uuid primary key default system.uuid_v7(),
  audience_id uuid not null references promotion.audiences on delete cascade,
  insight_date date not null,
  demographics jsonb,
  interests jsonb,
  behaviors jsonb,
  locations jsonb,
  created_at timestamptz not null default now(),
  unique (audience_id, insight_date)
);
comment on table promotion.audience_insights is 'demographics of an audience over time';

create table promotion.integrations (
  id uuid primary key default system.uuid_v7(),
  organization_id uuid not null references identity.organizations on delete cascade,
  provider promotion.integration_provider not null,
  status promotion.integration_status not null default 'connected',
  account_id text,
  account_name text,
  access_token text,
  refresh_token text,
  token_expires_at timestamptz,
  scopes text[],
  last_synced_at timestamptz,
  last_error text,
  last_error_at timestamptz,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (organization_id, provider)
);
comment on table promotion.integrations is 'OAuth connections to Meta and Spotify';
comment on column promotion.integrations.access_token is 'encrypted, refreshed automatically';
comment on column promotion.integrations.refresh_token is 'encrypted';

create table promotion.email_campaigns (
  id uuid primary key default system.uuid_v7(),
  name text not null,
  subject text not null,
  body_html text,
  body_text text,
  status promotion.email_campaign_status not null default 'draft',
  segment jsonb,
  scheduled_at timestamptz,
  sent_at timestamptz,
  created_by uuid references identity.users on delete set null,
  recipients_count integer not null default 0,
  sent_count integer not null default 0,
  opened_count integer not null default 0,
  clicked_count integer not null default 0,
  bounced_count integer not null default 0,
  unsubscribed_count integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table promotion.email_campaigns is 'mass mailings';
create index on promotion.email_campaigns (created_by);

create table promotion.email_campaign_recipients (
  id uuid primary key default system.uuid_v7(),
  email_campaign_id uuid not null references promotion.email_campaigns on delete cascade,
  user_id uuid references identity.users on delete set null,
  email citext not null,
  status promotion.recipient_status not null default 'queued',
  sent_at timestamptz,
  opened_at timestamptz,
  clicked_at timestamptz,
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (email_campaign_id, email)
);
comment on table promotion.email_campaign_recipients is 'recipients';
create index on promotion.email_campaign_recipients (email_campaign_id, status);
create index on promotion.email_campaign_recipients (user_id);

create table promotion.marketing_automations (
  id uuid primary key default system.uuid_v7(),
  name text not null,
  description text,
  trigger_event text not null,
  conditions jsonb,
  steps jsonb not null,
  is_active boolean not null default false,
  runs_count integer not null default 0,
  last_run_at timestamptz,
  created_by uuid references identity.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table promotion.marketing_automations is 'triggered mail sequences';
create index on promotion.marketing_automations (created_by);

-- References of earlier files to the tables above.
alter table system.email_queue
  add foreign key (email_campaign_id) references promotion.email_campaigns on delete set null;

select system.apply_conventions('promotion');
