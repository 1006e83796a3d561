-- What was submitted and has not arrived yet, and what of the platform is kept for reading without it. Bodies are only here sealed.

create table outbox (
  -- The order of sending; a clock that is set back does not change it.
  seq integer primary key autoincrement,
  -- The command id; another one takes its place only after a refusal.
  id text not null unique,
  owner text not null,
  key_id text not null,
  kind text not null,
  item_id text not null,
  state text not null check (state in ('waiting', 'conflict', 'rejected')),
  -- An attempt whose end is not known was made: only the same command may follow it.
  in_doubt integer not null default 0,
  created_at text not null,
  -- Method, input, label, base, draft and the last refusal; bound to the command id.
  sealed blob not null
) strict;
create index outbox_of on outbox (owner, key_id, seq);
create index outbox_item on outbox (owner, kind, item_id, seq);

create table cache (
  id text primary key,
  owner text not null,
  key_id text not null,
  kind text not null,
  item_id text not null,
  pinned integer not null default 0,
  -- The item's version, to see whether it changed since.
  version integer not null,
  -- When the platform told it, and when the person last looked at it.
  read_at text not null,
  used_at text not null,
  bytes integer not null,
  sealed blob not null,
  unique (owner, key_id, kind, item_id)
) strict;
create index cache_age on cache (owner, key_id, pinned, used_at);

-- Who worked here last on a connection, for a start without the database.
create table known_person (
  profile_id text primary key,
  key_id text not null,
  sealed blob not null,
  at text not null
) strict;
