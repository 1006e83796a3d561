-- Tickets, their threads, canned replies and the help centre.

create table support.sla_policies (
  id uuid primary key default system.uuid_v7(),
  priority support.ticket_priority not null,
  category support.ticket_category,
  first_response_minutes integer not null,
  resolution_minutes integer not null,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique nulls not distinct (priority, category)
);
comment on table support.sla_policies is 'response targets per priority';

create table support.tickets (
  id uuid primary key default system.uuid_v7(),
  ticket_number bigint generated always as identity unique,
  user_id uuid not null references identity.users on delete restrict,
  organization_id uuid references identity.organizations on delete set null,
  subject text not null,
  description text not null,
  category support.ticket_category not null default 'technical',
  priority support.ticket_priority not null default 'medium',
  status support.ticket_status not null default 'open',
  assigned_to uuid references identity.users on delete set null,
  entity_type system.entity_type,
  entity_id uuid,
  last_response_at timestamptz,
  first_response_at timestamptz,
  sla_policy_id uuid references support.sla_policies on delete set null,
  first_response_due_at timestamptz,
  resolution_due_at timestamptz,
  sla_breached_at timestamptz,
  escalated_at timestamptz,
  escalated_to uuid references identity.users on delete set null,
  resolution text,
  resolved_at timestamptz,
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table support.tickets is 'support request';
comment on column support.tickets.ticket_number is 'number shown to people';
comment on column support.tickets.entity_type is 'payout, release, track or other object the ticket is about';
comment on column support.tickets.sla_breached_at is 'set by support.check_ticket_sla() from the due times';
comment on column support.tickets.escalated_at is 'for status escalated';
create index on support.tickets (status, priority, created_at);
create index on support.tickets (assigned_to, status);
create index on support.tickets (user_id, created_at);
create index on support.tickets (status, created_at);
create index on support.tickets (entity_type, entity_id);
create index on support.tickets using gin (subject gin_trgm_ops);
create index on support.tickets (organization_id);
create index on support.tickets (sla_policy_id);
create index on support.tickets (escalated_to);

create table support.templates (
  id uuid primary key default system.uuid_v7(),
  name text not null unique,
  category support.ticket_category,
  subject text,
  body text not null,
  is_active boolean not null default true,
  usage_count integer not null default 0,
  created_by uuid references identity.users on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table support.templates is 'canned replies';
create index on support.templates (created_by);

create table support.ticket_messages (
  id uuid primary key default system.uuid_v7(),
  ticket_id uuid not null references support.tickets on delete cascade,
  sender_type support.sender_type not null,
  sender_id uuid references identity.users on delete set null,
  body text not null,
  attachments jsonb not null default '[]',
  is_internal boolean not null default false,
  template_id uuid references support.templates on delete set null,
  created_at timestamptz not null default now()
);
comment on table support.ticket_messages is 'thread of a ticket';
comment on column support.ticket_messages.is_internal is 'internal notes are staff only';
create index on support.ticket_messages (ticket_id);
create index on support.ticket_messages (sender_id);
create index on support.ticket_messages (template_id);

create table support.knowledge_base_articles (
  id uuid primary key default system.uuid_v7(),
  title text not null,
  slug text not null unique,
  body text not null,
  category support.ticket_category,
  tags text[],
  status support.article_status not null default 'draft',
  author_id uuid references identity.users on delete set null,
  views_count integer not null default 0,
  helpful_count integer not null default 0,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table support.knowledge_base_articles is 'help centre';
create index on support.knowledge_base_articles using gin (to_tsvector('simple', title || ' ' || body));
create index on support.knowledge_base_articles using gin (tags);
create index on support.knowledge_base_articles (author_id);

select system.apply_conventions('support');
