-- Pages of organizations, releases and tracks: what they are, and what belongs to them.

set local role console_owner;

create table console.thing_part (
  kind text not null,
  section text not null,
  capability text not null,
  place integer not null,
  primary key (kind, section)
);
comment on table console.thing_part is 'The sections of the page of an organization, release or track in their order, each with the capability that opens it';
insert into console.thing_part (kind, section, capability, place)
select kind, s[1], s[2], place
from (values
  ('organization', '{{labels,person.read},{members,person.read},{releases,person.content},{tracks,person.content},{claims,person.rights},{campaigns,person.promotion}}'::text[]),
  ('release', '{{tracks,person.content},{deliveries,person.content},{splits,person.rights},{claims,person.rights},{conflicts,person.rights},{cases,person.conduct},{assets,person.content}}'),
  ('track', '{{releases,person.content},{deliveries,person.content},{versions,person.content},{stems,person.content},{splits,person.rights},{claims,person.rights},{conflicts,person.rights},{cases,person.conduct},{generations,person.studio}}')) m(kind, parts),
  lateral (select array[parts[i][1], parts[i][2]] as s, i as place from generate_subscripts(parts, 1) i) p;

/* As console.entry, for things: `section` is "track/claims", `owner` the thing. The types are joined so that their indexes are used. */
create view console.thing_entry as
  select 'organization/labels' as section, o.parent_id as owner, 'identity.organizations' as table_name, o.id, o.name as title, array[o.type::text] as detail,
    o.status::text as status, null::numeric as amount, null::text as currency, o.created_at as at, 'organization' as page, o.id as page_id
    from identity.organizations o where o.parent_id is not null
  union all
  select 'organization/members', m.organization_id, 'identity.organization_members', m.id, p.name, array[m.role::text], m.status::text, null, null,
    coalesce(m.joined_at, m.created_at), 'person', m.user_id
    from identity.organization_members m join console.person p on p.id = m.user_id
  union all
  select 'organization/releases', r.organization_id, 'catalog.releases', r.id, r.title, array[r.display_artist, r.type::text, r.upc], r.status::text, null, null, r.created_at, 'release', r.id
    from catalog.releases r
  union all
  select 'organization/tracks', t.organization_id, 'catalog.tracks', t.id, t.title, array[t.display_artist, t.isrc], t.status::text, null, null, t.created_at, 'track', t.id
    from catalog.tracks t
  union all
  select 'organization/campaigns', c.organization_id, 'promotion.campaigns', c.id, c.name, '{}', c.status::text, c.budget_amount, c.currency, c.created_at, null, null
    from promotion.campaigns c
  union all
  select 'organization/claims', c.holder_id, 'rights.claims', c.id, coalesce(t.title, r.title, c.holder_name),
    array[trim_scale(c.percentage) || ' %', c.right_type::text, array_to_string(c.territories, ' '), case when c.has_conflict then 'in conflict' end],
    c.verification_status::text, null, null, c.created_at, c.entity_type::text, c.entity_id
    from (values ('label'::rights.party_type), ('publisher'), ('organization')) h(type) join rights.claims c on c.holder_type = h.type
    left join catalog.tracks t on t.id = c.entity_id and c.entity_type = 'track'
    left join catalog.releases r on r.id = c.entity_id and c.entity_type = 'release'
  union all
  select 'release/tracks', x.release_id, 'catalog.release_tracks', x.id, concat_ws('.', nullif(x.disc_number, 1), x.track_number) || ' ' || t.title,
    array[t.isrc, case when x.is_bonus then 'bonus' end], t.status::text, null, null, x.created_at, 'track', t.id
    from catalog.release_tracks x join catalog.tracks t on t.id = x.track_id
  union all
  select 'release/deliveries', d.release_id, 'distribution.records', d.id, f.name, array[d.platform_release_id, d.error_details, case when d.takedown_requested then 'takedown requested' end],
    d.status::text, null, null, d.last_status_update_at, null, null
    from distribution.records d join distribution.platforms f on f.id = d.platform_id
  union all
  select 'release/assets', a.entity_id, 'catalog.assets', a.id, a.file_name, array[a.type::text, a.sub_type], a.status::text, null, null, a.created_at, null, null
    from catalog.assets a where a.entity_type = 'release'
  union all
  select 'track/releases', x.track_id, 'catalog.release_tracks', x.id, r.title, array['track ' || x.track_number, r.upc], r.status::text, null, null, r.created_at, 'release', r.id
    from catalog.release_tracks x join catalog.releases r on r.id = x.release_id
  union all
  select 'track/deliveries', x.track_id, 'distribution.records', d.id, f.name, array[r.title, d.platform_release_id, d.error_details], d.status::text,
    null, null, d.last_status_update_at, 'release', r.id
    from catalog.release_tracks x join catalog.releases r on r.id = x.release_id
    join distribution.records d on d.release_id = r.id join distribution.platforms f on f.id = d.platform_id
  union all
  select 'track/versions', v.track_id, 'catalog.track_versions', v.id, 'Variant ' || v.variant_index,
    array[case when v.is_primary_variant then 'master' end, v.duration_seconds || ' s'], null, null, null, v.created_at, null, null
    from catalog.track_versions v
  union all
  select 'track/stems', s.track_id, 'catalog.track_stems', s.id, coalesce(s.label, s.stem_type::text), array[s.stem_type::text, s.separation_mode::text], null, null, null, s.created_at, null, null
    from catalog.track_stems s
  union all
  select 'track/generations', g.track_id, 'studio.track_generations', g.id, left(coalesce(g.prompt, 'track'), 120), array[g.provider::text, g.model_name, g.error_message], g.status::text,
    null, null, g.created_at, null, null
    from studio.track_generations g
  union all
  select e.kind || '/splits', s.entity_id, 'rights.royalty_split_recipients', r.id, r.recipient_name,
    array[trim_scale(r.percentage) || ' %', s.right_type::text, s.kind::text, 'version ' || s.version], r.status::text, null, null, r.created_at,
    case when r.recipient_type = 'user' then 'person' end, case when r.recipient_type = 'user' then r.recipient_id end
    from (values ('track'::system.entity_type), ('release')) e(kind)
    join rights.royalty_splits s on s.entity_type = e.kind join rights.royalty_split_recipients r on r.split_id = s.id
  union all
  select e.kind || '/claims', c.entity_id, 'rights.claims', c.id, c.holder_name,
    array[trim_scale(c.percentage) || ' %', c.right_type::text, array_to_string(c.territories, ' '), case when c.has_conflict then 'in conflict' end],
    c.verification_status::text, null, null, c.created_at, 'person', c.user_id
    from (values ('track'::system.entity_type), ('release')) e(kind) join rights.claims c on c.entity_type = e.kind
  union all
  select e.kind || '/conflicts', k.entity_id, 'rights.conflicts', k.id, k.conflict_type::text, array[k.severity::text, k.right_type::text], k.status::text,
    k.impacted_revenue, k.currency, k.detected_at, 'conflict', k.id
    from (values ('track'::system.entity_type), ('release')) e(kind) join rights.conflicts k on k.entity_type = e.kind
  union all
  select e.kind || '/cases', m.entity_id, 'moderation.cases', m.id, m.content_type::text, array[m.source::text, m.severity::text], m.status::text, null, null, m.created_at, 'case', m.id
    from (values ('track'::system.entity_type), ('release')) e(kind) join moderation.cases m on m.entity_type = e.kind;

/* What a thing is: {title, subtitle, status, person, facts: [[name, value, page, page's id]]}; null when there is none. */
create function console.thing_facts(kind text, thing uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('title', o.name, 'subtitle', null, 'status', o.status, 'table', 'identity.organizations',
    'person', jsonb_build_object('id', o.owner_id, 'name', (select p.name from console.person p where p.id = o.owner_id)),
    'facts', jsonb_build_array(
      jsonb_build_array('type', o.type), jsonb_build_array('address', o.slug), jsonb_build_array('description', o.description),
      jsonb_build_array('parent', (select x.name from identity.organizations x where x.id = o.parent_id), 'organization', o.parent_id),
      jsonb_build_array('since', o.created_at), jsonb_build_array('deleted', o.deleted_at)))
  from identity.organizations o where kind = 'organization' and o.id = thing
  union all
  select jsonb_build_object('title', r.title, 'subtitle', r.display_artist, 'status', r.status, 'table', 'catalog.releases',
    'person', jsonb_build_object('id', r.user_id, 'name', (select p.name from console.person p where p.id = r.user_id)),
    'facts', jsonb_build_array(
      jsonb_build_array('type', r.type), jsonb_build_array('UPC', r.upc), jsonb_build_array('catalogue id', r.catalogue_id), jsonb_build_array('label', r.record_label),
      jsonb_build_array('organization', (select o.name from identity.organizations o where o.id = r.organization_id), 'organization', r.organization_id),
      jsonb_build_array('released', r.release_date), jsonb_build_array('distribution', r.distribution_status), jsonb_build_array('moderation', r.moderation_status),
      jsonb_build_array('language', r.language), jsonb_build_array('genre', (select g.name from catalog.genres g where g.id = r.genre_id)),
      jsonb_build_array('ownership', r.ownership_type), jsonb_build_array('copyright', r.copyright_text),
      jsonb_build_array('created', r.created_at), jsonb_build_array('deleted', r.deleted_at)))
  from catalog.releases r where kind = 'release' and r.id = thing
  union all
  select jsonb_build_object('title', concat_ws(' ', t.title, '(' || t.version_title || ')'), 'subtitle', t.display_artist, 'status', t.status, 'table', 'catalog.tracks',
    'person', jsonb_build_object('id', t.user_id, 'name', (select p.name from console.person p where p.id = t.user_id)),
    'facts', jsonb_build_array(
      jsonb_build_array('ISRC', t.isrc), jsonb_build_array('length', t.duration_seconds / 60 || ':' || lpad((t.duration_seconds % 60)::text, 2, '0')),
      jsonb_build_array('organization', (select o.name from identity.organizations o where o.id = t.organization_id), 'organization', t.organization_id),
      jsonb_build_array('released', t.release_date), jsonb_build_array('moderation', t.moderation_status), jsonb_build_array('language', t.language),
      jsonb_build_array('genre', (select g.name from catalog.genres g where g.id = t.genre_id)), jsonb_build_array('key', concat_ws(', ', t.musical_key, t.bpm || ' bpm')),
      jsonb_build_array('label', t.record_label), jsonb_build_array('publisher', t.publisher), jsonb_build_array('ownership', t.ownership_type),
      jsonb_build_array('plays', t.play_count), jsonb_build_array('likes', t.like_count), jsonb_build_array('archived', t.archived_at),
      jsonb_build_array('created', t.created_at), jsonb_build_array('deleted', t.deleted_at)))
  from catalog.tracks t where kind = 'track' and t.id = thing
$$;

/*
 The page of an organization, release or track: what it is, and {section, total, entries} of every section that the reader may open, the
 newest 20 each; null when there is none.
*/
create function console.thing_item(kind text, thing uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  item jsonb;
  part record;
  entries jsonb;
  sections jsonb := '[]';
begin
  perform console.require(case when kind = 'organization' then 'person.read' else 'person.content' end);
  item := console.thing_facts(kind, thing);
  if item is null then return null; end if;
  for part in select p.section from console.thing_part p where p.kind = thing_item.kind and console.can(p.capability) order by p.place loop
    select coalesce(jsonb_agg(console.entry_json(row(x.*)::console.entry) order by x.at desc, x.id), '[]') into entries
      from (select * from console.thing_entry e where e.section = thing_item.kind || '/' || part.section and e.owner = thing order by e.at desc, e.id limit 20) x;
    sections := sections || jsonb_build_object('section', part.section, 'entries', entries, 'total', console.capped_json(
      case when jsonb_array_length(entries) < 20 then jsonb_array_length(entries) else (
        select count(*) from (select from console.thing_entry e where e.section = thing_item.kind || '/' || part.section and e.owner = thing limit 1001) c) end));
  end loop;
  return item || jsonb_build_object('kind', kind, 'id', thing, 'sections', sections);
end $$;

grant execute on function console.thing_item(text, uuid) to console_staff;

reset role;
