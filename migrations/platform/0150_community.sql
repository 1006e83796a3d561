-- Categories and skills, posts, groups, messages and articles.

create table community.categories (
  id uuid primary key default system.uuid_v7(),
  name text not null,
  slug text not null unique,
  description text,
  icon text,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table community.categories is 'professional categories';

create table community.skills (
  id uuid primary key default system.uuid_v7(),
  category_id uuid not null references community.categories on delete restrict,
  name text not null,
  slug text not null unique,
  is_active boolean not null default true,
  is_admin_approved boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table community.skills is 'skills under the categories';
comment on column community.skills.is_admin_approved is 'requested skills start false and stay invisible';
create index on community.skills (category_id);

create table community.user_categories (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  category_id uuid not null references community.categories on delete cascade,
  created_at timestamptz not null default now(),
  unique (user_id, category_id)
);
comment on table community.user_categories is 'categories of a user';
create index on community.user_categories (category_id);

create table community.user_skills (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  skill_id uuid not null references community.skills on delete cascade,
  created_at timestamptz not null default now(),
  unique (user_id, skill_id)
);
comment on table community.user_skills is 'skills of a user';
create index on community.user_skills (skill_id);

create table community.user_genres (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  genre_id uuid not null references catalog.genres on delete cascade,
  created_at timestamptz not null default now(),
  unique (user_id, genre_id)
);
comment on table community.user_genres is 'genres of a user';
create index on community.user_genres (genre_id);

create table community.user_badges (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  badge_code text not null,
  title text,
  description text,
  icon_url text,
  awarded_at timestamptz not null default now(),
  awarded_by uuid references identity.users on delete set null,
  created_at timestamptz not null default now(),
  unique (user_id, badge_code)
);
comment on table community.user_badges is 'badges and achievements';
create index on community.user_badges (awarded_by);

create table community.followers (
  id uuid primary key default system.uuid_v7(),
  follower_id uuid not null references identity.users on delete cascade,
  following_id uuid not null references identity.users on delete cascade,
  created_at timestamptz not null default now(),
  unique (follower_id, following_id),
  check (follower_id <> following_id)
);
comment on table community.followers is 'one-way follow; both directions = connected';
create index on community.followers (following_id);

create table community.groups (
  id uuid primary key default system.uuid_v7(),
  owner_id uuid not null references identity.users on delete restrict,
  name text not null,
  slug text not null unique,
  description text,
  avatar_url text,
  banner_url text,
  rules text,
  tags text[],
  visibility community.group_visibility not null default 'public',
  join_approval_required boolean not null default false,
  post_approval_required boolean not null default false,
  is_verified boolean not null default false,
  members_count integer not null default 0,
  posts_count integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table community.groups is 'communities made by users';
create index on community.groups using gin (tags);
create index on community.groups (owner_id);

create table community.posts (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  group_id uuid references community.groups on delete cascade,
  content text,
  media_urls text[],
  link_url text,
  link_preview jsonb,
  post_type community.post_type not null default 'text',
  poll_options jsonb,
  poll_ends_at timestamptz,
  likes_count integer not null default 0,
  comments_count integer not null default 0,
  shares_count integer not null default 0,
  is_pinned boolean not null default false,
  is_approved boolean not null default true,
  is_hidden boolean not null default false,
  hidden_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table community.posts is 'feed posts and group posts';
comment on column community.posts.group_id is 'null = public feed';
comment on column community.posts.is_approved is 'false while the group has to approve the post';
create index on community.posts using gin (to_tsvector('simple', coalesce(content, '')));
create index on community.posts (user_id);
create index on community.posts (group_id);

create table community.comments (
  id uuid primary key default system.uuid_v7(),
  post_id uuid not null references community.posts on delete cascade,
  user_id uuid not null references identity.users on delete cascade,
  parent_comment_id uuid references community.comments on delete cascade,
  content text not null,
  likes_count integer not null default 0,
  is_hidden boolean not null default false,
  hidden_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table community.comments is 'comments on posts, nested';
create index on community.comments (post_id);
create index on community.comments (user_id);
create index on community.comments (parent_comment_id);

create table community.likes (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  entity_type system.entity_type not null check (entity_type in ('post', 'comment', 'track', 'track_version', 'product', 'article')),
  entity_id uuid not null,
  created_at timestamptz not null default now(),
  unique (user_id, entity_type, entity_id)
);
comment on table community.likes is 'likes on anything';
create index on community.likes (entity_type, entity_id);

create table community.group_members (
  id uuid primary key default system.uuid_v7(),
  group_id uuid not null references community.groups on delete cascade,
  user_id uuid not null references identity.users on delete cascade,
  role community.group_role not null default 'member',
  status identity.membership_status not null default 'active',
  joined_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (group_id, user_id)
);
comment on table community.group_members is 'membership and role in a group';
create index on community.group_members (user_id);

create table community.conversations (
  id uuid primary key default system.uuid_v7(),
  is_group boolean not null default false,
  group_name text,
  group_avatar_url text,
  last_message_at timestamptz,
  last_message_preview varchar(100),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table community.conversations is 'direct and group chats';

create table community.conversation_participants (
  conversation_id uuid not null references community.conversations on delete cascade,
  user_id uuid not null references identity.users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (conversation_id, user_id)
);
comment on table community.conversation_participants is 'who takes part in a conversation';
create index on community.conversation_participants (user_id);

create table community.messages (
  id uuid primary key default system.uuid_v7(),
  conversation_id uuid not null references community.conversations on delete cascade,
  sender_id uuid not null references identity.users on delete restrict,
  content text,
  attachment_urls text[],
  is_read boolean not null default false,
  read_at timestamptz,
  is_deleted boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table community.messages is 'chat messages';
create index on community.messages (conversation_id, created_at);
create index on community.messages (sender_id);

create table community.message_deletions (
  message_id uuid not null references community.messages on delete cascade,
  user_id uuid not null references identity.users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (message_id, user_id)
);
comment on table community.message_deletions is 'users who deleted a message for themselves (V deleted_for uuid[])';
create index on community.message_deletions (user_id);

create table community.articles (
  id uuid primary key default system.uuid_v7(),
  author_id uuid not null references identity.users on delete restrict,
  title text not null,
  slug text not null unique,
  content text,
  excerpt text,
  thumbnail_url text,
  category text,
  tags text[],
  views_count integer not null default 0,
  likes_count integer not null default 0,
  comments_count integer not null default 0,
  is_published boolean not null default false,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table community.articles is 'platform news and tutorials, author role required';
create index on community.articles using gin (to_tsvector('simple', title || ' ' || coalesce(content, '')));
create index on community.articles using gin (tags);
create index on community.articles (author_id);

-- References of earlier files to the tables above.
alter table moderation.field_requests
  add foreign key (category_id) references community.categories on delete restrict;

insert into community.categories (name, slug, sort_order) values
  ('Musician', 'musician', 1), ('Producer/Engineer', 'producer_engineer', 2), ('Vocalist', 'vocalist', 3),
  ('Visual Artist', 'visual_artist', 4), ('Educator', 'educator', 5), ('Content Creator', 'content_creator', 6),
  ('Industry Professional', 'industry_professional', 7), ('Music Tools Creator', 'music_tools_creator', 8)
on conflict (slug) do nothing;

select system.apply_conventions('community');
