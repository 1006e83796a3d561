-- Which sealed files beside this one a text refers to: their ids, separated by spaces. What none of these names is removed.

alter table draft add column files text not null default '';
alter table draft_version add column files text not null default '';
alter table outbox add column files text not null default '';
