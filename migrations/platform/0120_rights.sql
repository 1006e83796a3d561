-- Claims, agreements, splits, conflicts and registrations.

create table rights.agreements (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  organization_id uuid references identity.organizations on delete set null,
  title text not null,
  type rights.agreement_type not null,
  status rights.agreement_status not null default 'draft',
  parties jsonb not null,
  document_url text,
  start_date date,
  end_date date,
  signed_at timestamptz,
  territory_scope text[],
  rights_granted jsonb,
  terms jsonb,
  royalty_terms jsonb,
  is_exclusive boolean not null default false,
  is_confidential boolean not null default true,
  auto_renew boolean not null default false,
  renewal_terms jsonb,
  termination_clauses jsonb,
  governing_law text,
  dispute_resolution text,
  amendments_history jsonb,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table rights.agreements is 'contracts and legal documents';
create index on rights.agreements (status, created_at);
create index on rights.agreements (user_id);
create index on rights.agreements (organization_id);

create table rights.claims (
  id uuid primary key default system.uuid_v7(),
  entity_type system.entity_type not null check (entity_type in ('track', 'release')),
  entity_id uuid not null,
  user_id uuid references identity.users on delete restrict,
  right_type rights.royalty_type not null,
  ownership_type rights.ownership_type not null default 'original',
  holder_name text not null,
  holder_type rights.party_type not null,
  holder_id uuid,
  percentage numeric(7,4) not null check (percentage > 0 and percentage <= 100),
  territories text[] not null default '{worldwide}',
  start_date date not null,
  end_date date,
  is_exclusive boolean not null default true,
  verification_status system.approval_status not null default 'pending',
  verified_by uuid references identity.users on delete set null,
  verified_at timestamptz,
  agreement_id uuid references rights.agreements on delete set null,
  agreement_type rights.agreement_type,
  agreement_reference text,
  document_url text,
  royalty_terms jsonb,
  license_terms jsonb,
  contract_terms jsonb,
  has_conflict boolean not null default false,
  conflict_details jsonb,
  chain_of_title jsonb,
  notes text,
  metadata jsonb,
  created_by uuid not null references identity.users on delete restrict,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (end_date is null or end_date >= start_date)
);
comment on table rights.claims is 'ownership claim on a track or release';
comment on column rights.claims.user_id is 'claiming user';
comment on column rights.claims.holder_id is 'a user, artist or organization by holder_type';
comment on column rights.claims.percentage is 'share of ownership, 0 to 100';
comment on column rights.claims.agreement_reference is 'free text reference of an agreement that is not in rights.agreements';
comment on column rights.claims.contract_terms is 'term, territory, royaltyRate, advanceAmount, exclusivity, optionPeriods';
comment on column rights.claims.has_conflict is 'maintained from rights.conflicts';
create index on rights.claims (entity_type, entity_id);
create index on rights.claims (verification_status);
create index on rights.claims (verification_status, created_at);
create index on rights.claims (holder_type, holder_id);
create index on rights.claims (user_id);
create index on rights.claims (verified_by);
create index on rights.claims (agreement_id);
create index on rights.claims (created_by);

create table rights.agreement_links (
  agreement_id uuid not null references rights.agreements on delete cascade,
  related_agreement_id uuid not null references rights.agreements on delete cascade,
  created_at timestamptz not null default now(),
  primary key (agreement_id, related_agreement_id),
  check (agreement_id <> related_agreement_id)
);
comment on table rights.agreement_links is 'related agreements';
create index on rights.agreement_links (related_agreement_id);

create table rights.split_templates (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  name text not null,
  description text,
  right_type rights.royalty_type not null,
  splits jsonb not null,
  template_type rights.template_type not null default 'standard',
  visibility rights.template_visibility not null default 'private',
  applicable_to text[],
  is_default boolean not null default false,
  status text not null default 'active',
  usage_count integer not null default 0,
  tags text[],
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table rights.split_templates is 'reusable split configuration';
create index on rights.split_templates (user_id);

create table rights.royalty_splits (
  id uuid primary key default system.uuid_v7(),
  entity_type system.entity_type not null check (entity_type in ('track', 'release')),
  entity_id uuid not null,
  kind rights.split_kind not null default 'royalty',
  right_type rights.royalty_type not null default 'digital',
  name text,
  version integer not null default 1,
  status rights.split_status not null default 'pending',
  is_approved boolean not null default false,
  approved_by uuid references identity.users on delete set null,
  approved_at timestamptz,
  agreement_id uuid references rights.agreements on delete set null,
  template_id uuid references rights.split_templates on delete set null,
  territories text[],
  effective_from date,
  effective_to date,
  notes text,
  created_by uuid not null references identity.users on delete restrict,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (entity_type, entity_id, kind, right_type, version)
);
comment on table rights.royalty_splits is 'header of one split version of a track or release';
comment on column rights.royalty_splits.kind is 'label_share divides between parent label, sub-label and artist';
create index on rights.royalty_splits (status, created_at);
create index on rights.royalty_splits (approved_by);
create index on rights.royalty_splits (agreement_id);
create index on rights.royalty_splits (template_id);
create index on rights.royalty_splits (created_by);

create table rights.royalty_split_recipients (
  id uuid primary key default system.uuid_v7(),
  split_id uuid not null references rights.royalty_splits on delete cascade,
  recipient_type rights.party_type not null,
  recipient_id uuid,
  recipient_name text not null,
  recipient_email citext,
  recipient_role text,
  percentage numeric(7,4) not null check (percentage > 0 and percentage <= 100),
  status rights.split_status not null default 'pending',
  payment_method_id uuid references finance.payment_methods on delete set null,
  payment_details jsonb,
  agreement_reference text,
  custom_terms jsonb,
  external_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (recipient_id is not null or recipient_email is not null)
);
comment on table rights.royalty_split_recipients is 'one recipient of a split';
comment on column rights.royalty_split_recipients.percentage is 'share of the split, 0 to 100';
comment on column rights.royalty_split_recipients.status is 'pending until the person accepts';
create index on rights.royalty_split_recipients (split_id);
create index on rights.royalty_split_recipients (recipient_id);
create index on rights.royalty_split_recipients (payment_method_id);

create table rights.pro_associations (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  pro_name text not null,
  membership_id text not null,
  territory text not null,
  status text not null default 'active',
  verification_status system.verification_status not null default 'pending',
  verification_method system.verification_method,
  verified_at timestamptz,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, pro_name, territory)
);
comment on table rights.pro_associations is 'membership in a performing rights organization';

create table rights.work_registrations (
  id uuid primary key default system.uuid_v7(),
  track_id uuid not null references catalog.tracks on delete cascade,
  pro_association_id uuid not null references rights.pro_associations on delete restrict,
  work_id text,
  registration_date date,
  status rights.registration_status not null default 'pending',
  confirmation_ref text,
  details jsonb,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table rights.work_registrations is 'registration of a work with a PRO';
create index on rights.work_registrations (status, created_at);
create index on rights.work_registrations (track_id);
create index on rights.work_registrations (pro_association_id);

create table rights.conflicts (
  id uuid primary key default system.uuid_v7(),
  entity_type system.entity_type check (entity_type in ('track', 'release')),
  entity_id uuid,
  conflict_type rights.conflict_type not null default 'ownership',
  right_type rights.royalty_type,
  status rights.conflict_status not null default 'open',
  severity system.severity not null default 'medium',
  work_registration_id uuid references rights.work_registrations on delete set null,
  work_id text,
  claimant_info jsonb,
  counterparty_info jsonb,
  impacted_revenue numeric(18,4),
  currency char(3) not null default 'USD',
  assigned_to uuid references identity.users on delete set null,
  escalation_level integer not null default 0,
  escalated_at timestamptz,
  detected_at timestamptz not null default now(),
  resolved_at timestamptz,
  resolved_by uuid references identity.users on delete set null,
  resolution_type rights.resolution_type,
  resolution_notes text,
  dispute_documents jsonb,
  resolution_documents jsonb,
  notified_parties jsonb,
  system_actions jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (status <> 'resolved' or resolved_at is not null),
  check (entity_id is not null or work_id is not null)
);
comment on table rights.conflicts is 'dispute between claims';
comment on column rights.conflicts.work_id is 'a conflict may name only the work id of a PRO';
create index on rights.conflicts (status, severity, detected_at);
create index on rights.conflicts (entity_type, entity_id);
create index on rights.conflicts (work_registration_id);
create index on rights.conflicts (assigned_to);
create index on rights.conflicts (resolved_by);

create table rights.conflict_claims (
  conflict_id uuid not null references rights.conflicts on delete cascade,
  claim_id uuid not null references rights.claims on delete restrict,
  created_at timestamptz not null default now(),
  primary key (conflict_id, claim_id)
);
comment on table rights.conflict_claims is 'claims in a conflict';
create index on rights.conflict_claims (claim_id);

-- References of earlier files to the tables above.
alter table finance.royalty_allocations
  add foreign key (split_recipient_id) references rights.royalty_split_recipients on delete set null;
alter table finance.advances
  add foreign key (agreement_id) references rights.agreements on delete set null;

select system.apply_conventions('rights');
