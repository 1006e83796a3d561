-- Identity verification and its evidence.

create table kyc.verifications (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  level kyc.verification_level not null default 'basic',
  status kyc.verification_status not null default 'pending',
  verification_method system.verification_method,
  risk_score numeric(5,2),
  verification_data jsonb,
  verification_notes text,
  submitted_at timestamptz,
  verified_at timestamptz,
  expires_at timestamptz,
  assigned_to uuid references identity.users on delete set null,
  reviewed_by uuid references identity.users on delete set null,
  rejection_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (reviewed_by is null or reviewed_by <> user_id)
);
comment on table kyc.verifications is 'identity verification of a user at one level';
comment on column kyc.verifications.user_id is 'restricted: evidence outlives the account';
comment on column kyc.verifications.verification_data is 'encrypted, compliance only';
create index on kyc.verifications (user_id, level);
create index on kyc.verifications (status, created_at);
create index on kyc.verifications (assigned_to);
create index on kyc.verifications (reviewed_by);

create table kyc.documents (
  id uuid primary key default system.uuid_v7(),
  verification_id uuid not null references kyc.verifications on delete cascade,
  document_type kyc.document_type not null,
  file_path text not null,
  status kyc.verification_status not null default 'pending',
  verified_at timestamptz,
  verified_by uuid references identity.users on delete set null,
  rejection_reason text,
  expiry_date date,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table kyc.documents is 'evidence files of a verification';
comment on column kyc.documents.file_path is 'object key in a private bucket, opened through short-lived signed URLs only';
create index on kyc.documents (status, created_at);
create index on kyc.documents (verification_id);
create index on kyc.documents (verified_by);

select system.apply_conventions('kyc');
