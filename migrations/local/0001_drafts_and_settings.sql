-- The local file: what is typed and not yet sent, connections and settings. What people wrote is only here sealed.

-- One row a person, item and slot; it stays when the text is sent or discarded, because its versions hang on it.
create table draft (
  id text primary key,
  owner text not null,
  key_id text not null,
  kind text not null,
  item_id text not null,
  slot text not null,
  -- Label and content; null when there is nothing to send.
  sealed blob,
  unsent integer not null default 0,
  saved_at text not null,
  -- When the last version was cut, or the text begun.
  cut_at text not null,
  unique (owner, key_id, kind, item_id, slot)
) strict;

create table draft_version (
  id integer primary key,
  draft_id text not null references draft on delete cascade,
  sealed blob not null,
  discarded integer not null default 0,
  saved_at text not null
) strict;
create index draft_version_of on draft_version (draft_id, id);

create table profile (
  id text primary key,
  value text not null
) strict;

create table setting (
  key text primary key,
  value text not null
) strict;
