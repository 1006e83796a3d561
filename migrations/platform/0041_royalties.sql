-- Royalties: periods, statements, calculations, allocations and advances.

create table finance.royalty_periods (
  id uuid primary key default system.uuid_v7(),
  code text not null unique,
  start_date date not null,
  end_date date not null,
  status finance.period_status not null default 'open',
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (end_date >= start_date)
);
comment on table finance.royalty_periods is 'accounting period';
comment on column finance.royalty_periods.code is 'for example 2023-03 or 2023-Q1';

create table finance.statements (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  period_id uuid not null references finance.royalty_periods on delete restrict,
  statement_type text not null default 'royalty',
  statement_format text not null default 'standard',
  status finance.statement_status not null default 'draft',
  start_date date not null,
  end_date date not null,
  total_amount numeric(18,4) not null,
  currency char(3) not null default 'USD',
  paid_amount numeric(18,4),
  payment_status finance.payment_status not null default 'pending',
  payment_reference text,
  generated_at timestamptz not null default now(),
  finalized_at timestamptz,
  viewed_at timestamptz,
  paid_at timestamptz,
  document_url text,
  notes text,
  summary jsonb,
  platform_breakdown jsonb,
  release_breakdown jsonb,
  track_breakdown jsonb,
  territory_breakdown jsonb,
  tax_summary jsonb,
  deductions_summary jsonb,
  statement_data jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, period_id, statement_type, currency)
);
comment on table finance.statements is 'earnings statement of a user for a period';
create index on finance.statements (period_id);

create table finance.royalty_calculations (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  entity_type system.entity_type not null check (entity_type in ('track', 'release')),
  entity_id uuid not null,
  platform_id uuid,
  distribution_record_id uuid,
  period_id uuid references finance.royalty_periods on delete restrict,
  period_start date,
  period_end date,
  calculated_at timestamptz,
  royalty_type rights.royalty_type not null default 'performance',
  royalty_source text not null default 'streaming',
  territory_code text,
  streams bigint not null default 0,
  downloads bigint not null default 0,
  rate_per_stream numeric(18,10),
  amount numeric(18,4) not null,
  currency char(3) not null default 'USD',
  exchange_rate numeric(18,8) not null default 1,
  gross_amount numeric(18,4),
  tax_withheld numeric(18,4) not null default 0,
  processing_fee numeric(18,4) not null default 0,
  distribution_fee numeric(18,4) not null default 0,
  recoupment_applied numeric(18,4) not null default 0,
  advance_balance numeric(18,4),
  net_amount numeric(18,4),
  status finance.royalty_calculation_status not null default 'pending',
  paid_at timestamptz,
  payment_reference text,
  payment_method finance.payment_method_type,
  statement_id uuid references finance.statements on delete set null,
  payout_batch_id uuid references finance.payout_batches on delete set null,
  transaction_id uuid references finance.transactions on delete set null,
  adjustments jsonb,
  calculation_details jsonb,
  source_data jsonb,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table finance.royalty_calculations is 'earnings of a track or release per platform, territory and period';
create index on finance.royalty_calculations (status, created_at);
create index on finance.royalty_calculations (entity_type, entity_id);
create index on finance.royalty_calculations (user_id);
create index on finance.royalty_calculations (platform_id);
create index on finance.royalty_calculations (distribution_record_id);
create index on finance.royalty_calculations (period_id);
create index on finance.royalty_calculations (statement_id);
create index on finance.royalty_calculations (payout_batch_id);
create index on finance.royalty_calculations (transaction_id);

create table finance.royalty_allocations (
  id uuid primary key default system.uuid_v7(),
  calculation_id uuid not null references finance.royalty_calculations on delete cascade,
  split_recipient_id uuid,
  recipient_type rights.party_type not null,
  recipient_id uuid,
  recipient_name text not null,
  percentage numeric(7,4) not null,
  amount numeric(18,4) not null,
  currency char(3) not null default 'USD',
  period_date date not null,
  status finance.royalty_calculation_status not null default 'pending',
  paid_at timestamptz,
  source_analytics_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table finance.royalty_allocations is 'share of one recipient in a calculation';
create index on finance.royalty_allocations (calculation_id);
create index on finance.royalty_allocations (split_recipient_id);
create index on finance.royalty_allocations (recipient_id);

create table finance.advances (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  agreement_id uuid,
  advance_type text not null default 'standard',
  status finance.advance_status not null default 'active',
  amount numeric(18,4) not null,
  currency char(3) not null default 'USD',
  recouped_amount numeric(18,4) not null default 0,
  remaining_amount numeric(18,4),
  recoupment_rate numeric(7,4) not null default 1,
  recoupment_type finance.recoupment_type not null default 'all_income',
  interest_rate numeric(7,4) not null default 0,
  recoupment_sources jsonb,
  recoupment_period jsonb,
  recoupment_history jsonb,
  payment_plan jsonb,
  issued_at timestamptz not null default now(),
  issued_by uuid references identity.users on delete set null,
  approved_by uuid references identity.users on delete set null,
  payment_status finance.payment_status not null default 'pending',
  payment_date date,
  payment_reference text,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table finance.advances is 'prepayment recouped from later earnings';
comment on column finance.advances.recoupment_rate is 'factor: 1 = 100 %';
comment on column finance.advances.interest_rate is 'factor: 1 = 100 %';
create index on finance.advances (user_id);
create index on finance.advances (agreement_id);
create index on finance.advances (issued_by);
create index on finance.advances (approved_by);

select system.apply_conventions('finance');
