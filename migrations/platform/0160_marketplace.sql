-- Products, services, orders, webinars and reviews.

create table marketplace.webinars (
  id uuid primary key default system.uuid_v7(),
  host_id uuid not null references identity.users on delete restrict,
  title text not null,
  slug text not null unique,
  description text,
  thumbnail_url text,
  cover_image_url text,
  category_id uuid references community.categories on delete set null,
  tags text[],
  scheduled_at timestamptz not null,
  duration_minutes integer,
  price numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  max_attendees integer,
  room_id text,
  status marketplace.webinar_status not null default 'upcoming',
  registrations_count integer not null default 0,
  attendees_count integer not null default 0,
  is_recorded boolean not null default false,
  recording_available boolean not null default false,
  recording_url text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table marketplace.webinars is 'live workshops';
comment on column marketplace.webinars.max_attendees is 'null = unlimited';
create index on marketplace.webinars (status, scheduled_at);
create index on marketplace.webinars using gin (tags);
create index on marketplace.webinars (host_id);
create index on marketplace.webinars (category_id);

create table marketplace.products (
  id uuid primary key default system.uuid_v7(),
  seller_id uuid not null references identity.users on delete restrict,
  title text not null,
  slug text not null unique,
  description text,
  product_type marketplace.product_type not null default 'regular',
  source_webinar_id uuid references marketplace.webinars on delete set null,
  thumbnail_url text,
  preview_images text[],
  preview_audio_url text,
  preview_video_url text,
  file_urls text[],
  file_size_bytes bigint,
  file_types text[],
  price numeric(18,4) not null default 0,
  currency char(3) not null default 'USD',
  is_free boolean not null default false,
  allow_name_your_price boolean not null default false,
  minimum_price numeric(18,4),
  technical_details jsonb,
  license_type marketplace.license_type,
  license_text text,
  category_id uuid references community.categories on delete set null,
  tags text[],
  genre_tags text[],
  views_count integer not null default 0,
  likes_count integer not null default 0,
  purchases_count integer not null default 0,
  rating_average numeric(3,2) not null default 0,
  reviews_count integer not null default 0,
  status marketplace.listing_status not null default 'draft',
  is_featured boolean not null default false,
  featured_at timestamptz,
  is_approved boolean not null default true,
  approval_notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table marketplace.products is 'digital goods';
comment on column marketplace.products.technical_details is 'bpm, key, sample_rate, bit_depth';
create index on marketplace.products using gin (to_tsvector('simple', title || ' ' || coalesce(description, '')));
create index on marketplace.products using gin (tags);
create index on marketplace.products using gin (genre_tags);
create index on marketplace.products (status, created_at);
create index on marketplace.products (seller_id);
create index on marketplace.products (source_webinar_id);
create index on marketplace.products (category_id);

create table marketplace.services (
  id uuid primary key default system.uuid_v7(),
  seller_id uuid not null references identity.users on delete restrict,
  title text not null,
  slug text not null unique,
  description text,
  service_type marketplace.service_type not null,
  is_mentoring boolean not null default false,
  thumbnail_url text,
  portfolio_urls text[],
  packages jsonb not null default '[]',
  currency char(3) not null default 'USD',
  buyer_requirements text,
  category_id uuid references community.categories on delete set null,
  tags text[],
  genre_tags text[],
  views_count integer not null default 0,
  orders_count integer not null default 0,
  rating_average numeric(3,2) not null default 0,
  reviews_count integer not null default 0,
  response_time_hours integer,
  completion_rate numeric(5,2),
  status marketplace.listing_status not null default 'draft',
  is_featured boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table marketplace.services is 'services and mentoring';
comment on column marketplace.services.packages is 'name, price, delivery_days, revisions, features';
create index on marketplace.services using gin (tags);
create index on marketplace.services (status, created_at);
create index on marketplace.services (seller_id);
create index on marketplace.services (category_id);

create table marketplace.orders (
  id uuid primary key default system.uuid_v7(),
  service_id uuid not null references marketplace.services on delete restrict,
  buyer_id uuid not null references identity.users on delete restrict,
  seller_id uuid not null references identity.users on delete restrict,
  transaction_id uuid unique references finance.transactions on delete restrict,
  package_name text not null,
  package_price numeric(18,4) not null,
  currency char(3) not null default 'USD',
  delivery_days integer,
  revisions_included integer not null default 0,
  revisions_used integer not null default 0,
  requirements text,
  requirement_files text[],
  delivery_files text[],
  delivery_notes text,
  delivered_at timestamptz,
  status marketplace.order_status not null default 'pending',
  buyer_approved boolean not null default false,
  completed_at timestamptz,
  cancelled_at timestamptz,
  cancellation_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table marketplace.orders is 'order of a service';
comment on column marketplace.orders.package_name is 'package_* is a snapshot of the package';
create index on marketplace.orders (status, created_at);
create index on marketplace.orders (service_id);
create index on marketplace.orders (buyer_id);
create index on marketplace.orders (seller_id);

create table marketplace.webinar_hosts (
  webinar_id uuid not null references marketplace.webinars on delete cascade,
  user_id uuid not null references identity.users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (webinar_id, user_id)
);
comment on table marketplace.webinar_hosts is 'co-hosts';
create index on marketplace.webinar_hosts (user_id);

create table marketplace.webinar_registrations (
  id uuid primary key default system.uuid_v7(),
  webinar_id uuid not null references marketplace.webinars on delete cascade,
  user_id uuid not null references identity.users on delete cascade,
  payment_status finance.payment_status not null default 'pending',
  transaction_id uuid references finance.transactions on delete set null,
  attended boolean not null default false,
  attended_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (webinar_id, user_id)
);
comment on table marketplace.webinar_registrations is 'registrations';
create index on marketplace.webinar_registrations (user_id);
create index on marketplace.webinar_registrations (transaction_id);

create table marketplace.reviews (
  id uuid primary key default system.uuid_v7(),
  reviewer_id uuid not null references identity.users on delete restrict,
  seller_id uuid not null references identity.users on delete restrict,
  entity_type system.entity_type not null check (entity_type in ('product', 'service', 'webinar')),
  entity_id uuid not null,
  rating integer not null check (rating between 1 and 5),
  review_text text,
  seller_response text,
  seller_responded_at timestamptz,
  is_verified_purchase boolean not null default false,
  helpful_count integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table marketplace.reviews is 'reviews of products, services and webinars';
create index on marketplace.reviews (entity_type, entity_id);
create index on marketplace.reviews (reviewer_id);
create index on marketplace.reviews (seller_id);

select system.apply_conventions('marketplace');
