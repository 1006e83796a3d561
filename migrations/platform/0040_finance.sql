-- Plans, wallets, money movements, payouts, invoices and credits.

create table finance.subscription_plans (
  id uuid primary key default system.uuid_v7(),
  code text not null unique,
  display_name text not null,
  description text,
  tier finance.plan_tier not null,
  price_monthly numeric(18,4),
  price_yearly numeric(18,4),
  currency char(3) not null default 'USD',
  trial_days integer,
  credits_monthly integer,
  credits_daily_limit integer,
  max_concurrent_generations integer,
  max_projects integer,
  max_tracks_per_project integer,
  tracks_monthly_limit integer,
  pitches_monthly_limit integer,
  featured_products_limit integer,
  commission_rate numeric(5,2),
  features jsonb,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table finance.subscription_plans is 'price list and limits';
comment on column finance.subscription_plans.credits_monthly is 'null = unlimited';
comment on column finance.subscription_plans.credits_daily_limit is 'null = unlimited';
comment on column finance.subscription_plans.max_concurrent_generations is 'null = unlimited';
comment on column finance.subscription_plans.max_projects is 'null = unlimited';
comment on column finance.subscription_plans.max_tracks_per_project is 'null = unlimited';
comment on column finance.subscription_plans.tracks_monthly_limit is 'generated tracks a month; null = unlimited';
comment on column finance.subscription_plans.commission_rate is 'percent of a sale that the platform keeps';

create table finance.subscriptions (
  id uuid primary key default system.uuid_v7(),
  user_id uuid unique references identity.users on delete restrict,
  organization_id uuid unique references identity.organizations on delete restrict,
  plan_id uuid not null references finance.subscription_plans on delete restrict,
  status finance.subscription_status not null,
  billing_period finance.billing_period,
  trial_ends_at timestamptz,
  auto_renew boolean not null default true,
  current_period_start timestamptz,
  current_period_end timestamptz,
  cancel_at timestamptz,
  cancelled_at timestamptz,
  stripe_subscription_id text unique,
  stripe_customer_id text,
  stripe_price_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (num_nonnulls(user_id, organization_id) = 1)
);
comment on table finance.subscriptions is 'the one current subscription of a user or organization; up- and downgrades update the row';
comment on column finance.subscriptions.billing_period is 'null for the free tier';
create index on finance.subscriptions (plan_id);

create table finance.wallets (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  currency char(3) not null default 'USD',
  balance_available numeric(18,4) not null default 0,
  balance_pending numeric(18,4) not null default 0 check (balance_pending >= 0),
  total_earned numeric(18,4) not null default 0,
  total_earned_stripe numeric(18,4) not null default 0,
  total_earned_paypal numeric(18,4) not null default 0,
  total_withdrawn numeric(18,4) not null default 0,
  total_withdrawn_stripe numeric(18,4) not null default 0,
  total_withdrawn_paypal numeric(18,4) not null default 0,
  total_spent_on_platform numeric(18,4) not null default 0,
  payouts_enabled boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, currency)
);
comment on table finance.wallets is 'balances of a user, one wallet per currency';
comment on column finance.wallets.balance_available is 'may be withdrawn; can turn negative after a late refund or dispute';
comment on column finance.wallets.balance_pending is 'sale income that is still on hold (setting finance.hold_days)';

create table finance.payment_methods (
  id uuid primary key default system.uuid_v7(),
  user_id uuid references identity.users on delete cascade,
  organization_id uuid references identity.organizations on delete cascade,
  type finance.payment_method_type not null,
  usage finance.payment_method_usage not null default 'both',
  name text not null,
  account_holder text,
  account_identifier text,
  routing_number text,
  bank_name text,
  details jsonb not null default '{}',
  provider_account_id text,
  provider_account_status finance.provider_account_status,
  last_four_digits varchar(4),
  expiry_date text,
  country char(2),
  currency char(3) not null default 'USD',
  billing_address jsonb,
  is_default boolean not null default false,
  status finance.payment_method_status not null default 'active',
  last_used_at timestamptz,
  verification_status system.verification_status not null default 'pending',
  verified_at timestamptz,
  verification_attempts integer not null default 0,
  last_verification_attempt_at timestamptz,
  verification_notes text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (num_nonnulls(user_id, organization_id) = 1)
);
comment on table finance.payment_methods is 'cards and accounts to pay with or to be paid on';
comment on column finance.payment_methods.account_identifier is 'masked in the console';
comment on column finance.payment_methods.routing_number is 'masked in the console';
comment on column finance.payment_methods.details is 'encrypted';
create index on finance.payment_methods (user_id);
create index on finance.payment_methods (organization_id);

create table finance.discount_codes (
  id uuid primary key default system.uuid_v7(),
  code citext not null unique,
  type finance.discount_type not null,
  value numeric(18,4) not null,
  currency char(3),
  min_amount numeric(18,4),
  max_uses integer,
  max_uses_per_user integer,
  used_count integer not null default 0,
  valid_from timestamptz,
  valid_until timestamptz,
  is_active boolean not null default true,
  created_by uuid references identity.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table finance.discount_codes is 'promo codes';
create index on finance.discount_codes (created_by);

create table finance.transactions (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  counterparty_id uuid references identity.users on delete restrict,
  organization_id uuid references identity.organizations on delete set null,
  wallet_id uuid references finance.wallets on delete restrict,
  type finance.transaction_type not null,
  status finance.transaction_status not null default 'pending',
  entity_type system.entity_type,
  entity_id uuid,
  currency char(3) not null default 'USD',
  amount_total numeric(18,4) not null,
  amount_fees numeric(18,4) not null default 0,
  amount_commission numeric(18,4) not null default 0,
  amount_seller numeric(18,4) not null default 0,
  commission_rate numeric(5,2),
  seller_tier finance.plan_tier,
  payment_processor finance.payment_processor,
  payment_method_type finance.payment_method_type,
  payment_method_id uuid references finance.payment_methods on delete set null,
  stripe_payment_intent_id text unique,
  stripe_charge_id text unique,
  paypal_transaction_id text unique,
  paypal_order_id text,
  discount_code_id uuid references finance.discount_codes on delete set null,
  parent_transaction_id uuid references finance.transactions on delete restrict,
  hold_until timestamptz,
  completed_at timestamptz,
  refunded_at timestamptz,
  disputed_at timestamptz,
  failure_reason text,
  description text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (
    type not in ('product_purchase', 'service_purchase', 'webinar_registration')
    or amount_total = amount_fees + amount_commission + amount_seller
  )
);
comment on table finance.transactions is 'every movement of money; not partitioned while it is a foreign key target';
comment on column finance.transactions.user_id is 'who pays: the buyer of a sale; whose money it is otherwise: the payee of a payout';
comment on column finance.transactions.counterparty_id is 'the seller of a sale';
comment on column finance.transactions.entity_type is 'product, service, order, webinar, subscription, pitch, payout';
comment on column finance.transactions.amount_total is 'what the buyer paid';
comment on column finance.transactions.amount_fees is 'fee of the processor, borne by the seller';
comment on column finance.transactions.amount_commission is 'commission of the platform, borne by the seller';
comment on column finance.transactions.amount_seller is 'what the seller receives';
comment on column finance.transactions.commission_rate is 'percent, snapshot at sale time, never recomputed';
comment on column finance.transactions.seller_tier is 'snapshot at sale time, never recomputed';
comment on column finance.transactions.parent_transaction_id is 'the sale that a refund, commission or release of hold belongs to';
comment on column finance.transactions.hold_until is 'end of the hold (setting finance.hold_days)';
create index on finance.transactions (user_id, created_at);
create index on finance.transactions (counterparty_id, created_at);
create index on finance.transactions (status, type);
create index on finance.transactions (entity_type, entity_id);
create index on finance.transactions (organization_id);
create index on finance.transactions (wallet_id);
create index on finance.transactions (payment_method_id);
create index on finance.transactions (discount_code_id);
create index on finance.transactions (parent_transaction_id);

create table finance.payout_batches (
  id uuid primary key default system.uuid_v7(),
  name text,
  description text,
  payment_type finance.payout_type not null default 'royalty',
  status system.job_status not null default 'pending',
  payment_method finance.payment_method_type not null default 'bank_transfer',
  execution_strategy finance.execution_strategy not null default 'immediate',
  scheduled_for timestamptz,
  total_amount numeric(18,4) not null,
  currency char(3) not null default 'USD',
  total_payments integer not null,
  successful_payments integer not null default 0,
  failed_payments integer not null default 0,
  processing_started_at timestamptz,
  processing_completed_at timestamptz,
  processed_by uuid references identity.users on delete set null,
  created_by uuid references identity.users on delete set null,
  batch_settings jsonb,
  batch_errors jsonb,
  batch_warnings jsonb,
  notification_sent boolean not null default false,
  external_reference text,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table finance.payout_batches is 'group of payouts executed together';
create index on finance.payout_batches (status, created_at);
create index on finance.payout_batches (processed_by);
create index on finance.payout_batches (created_by);

create table finance.payouts (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  organization_id uuid references identity.organizations on delete set null,
  wallet_id uuid not null references finance.wallets on delete restrict,
  payment_method_id uuid not null references finance.payment_methods on delete restrict,
  batch_id uuid references finance.payout_batches on delete set null,
  transaction_id uuid references finance.transactions on delete restrict,
  amount numeric(18,4) not null check (amount > 0),
  currency char(3) not null default 'USD',
  fee numeric(18,4) not null default 0,
  tax_withheld numeric(18,4) not null default 0,
  net_amount numeric(18,4),
  exchange_rate numeric(18,8) not null default 1,
  status finance.payout_status not null default 'pending',
  payout_method finance.payment_method_type not null,
  stripe_payout_id text unique,
  paypal_batch_id text,
  provider_transaction_id text,
  reference text,
  internal_reference text,
  requested_at timestamptz not null default now(),
  approved_at timestamptz,
  approved_by uuid references identity.users on delete set null,
  processed_at timestamptz,
  completed_at timestamptz,
  failed_at timestamptz,
  cancelled_at timestamptz,
  held_at timestamptz,
  held_by uuid references identity.users on delete set null,
  hold_reason text,
  rejected_at timestamptz,
  rejection_reason text,
  estimated_arrival_date date,
  actual_arrival_date date,
  failure_reason text,
  retry_count integer not null default 0,
  last_retry_at timestamptz,
  payment_details jsonb,
  notes text,
  admin_notes text,
  metadata jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (approved_by is null or approved_by <> user_id)
);
comment on table finance.payouts is 'withdrawal requests and their execution';
comment on column finance.payouts.amount is 'at least the setting finance.min_withdrawal of its currency';
comment on column finance.payouts.held_at is 'compliance hold';
comment on column finance.payouts.payment_details is 'encrypted snapshot of the method';
create index on finance.payouts (status, requested_at);
create index on finance.payouts (user_id, requested_at);
create index on finance.payouts (organization_id);
create index on finance.payouts (wallet_id);
create index on finance.payouts (payment_method_id);
create index on finance.payouts (batch_id);
create index on finance.payouts (transaction_id);
create index on finance.payouts (approved_by);
create index on finance.payouts (held_by);

create table finance.invoices (
  id uuid primary key default system.uuid_v7(),
  user_id uuid references identity.users on delete restrict,
  organization_id uuid references identity.organizations on delete restrict,
  subscription_id uuid references finance.subscriptions on delete set null,
  transaction_id uuid references finance.transactions on delete set null,
  invoice_number text not null unique,
  status finance.invoice_status not null default 'open',
  amount_due numeric(18,4) not null,
  amount_paid numeric(18,4) not null default 0,
  tax_amount numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  period_start timestamptz,
  period_end timestamptz,
  due_at timestamptz,
  paid_at timestamptz,
  line_items jsonb,
  pdf_url text,
  stripe_invoice_id text unique,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (num_nonnulls(user_id, organization_id) = 1)
);
comment on table finance.invoices is 'billing documents';
create index on finance.invoices (status, created_at);
create index on finance.invoices (user_id);
create index on finance.invoices (organization_id);
create index on finance.invoices (subscription_id);
create index on finance.invoices (transaction_id);

create table finance.discount_usages (
  id uuid primary key default system.uuid_v7(),
  discount_code_id uuid not null references finance.discount_codes on delete restrict,
  user_id uuid not null references identity.users on delete restrict,
  transaction_id uuid references finance.transactions on delete set null,
  amount_discounted numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  created_at timestamptz not null default now()
);
comment on table finance.discount_usages is 'use of a promo code';
create index on finance.discount_usages (discount_code_id);
create index on finance.discount_usages (user_id);
create index on finance.discount_usages (transaction_id);

create table finance.credit_balances (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  kind finance.credit_kind not null,
  credits_remaining integer not null default 0 check (credits_remaining >= 0),
  credits_used_today integer not null default 0,
  last_reset_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, kind)
);
comment on table finance.credit_balances is 'credits of a user by kind';

create table finance.credit_ledger (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete restrict,
  kind finance.credit_kind not null,
  delta integer not null,
  balance_after integer not null,
  reason text not null,
  entity_type system.entity_type,
  entity_id uuid,
  transaction_id uuid references finance.transactions on delete set null,
  created_at timestamptz not null default now()
);
comment on table finance.credit_ledger is 'history of credit changes';
create index on finance.credit_ledger (user_id);
create index on finance.credit_ledger (transaction_id);
