-- Territories and the overlap rule. A claim's territory is an ordered list of + and - entries over countries and groups of countries;
-- shared/rights.ts is the same rule for the screen. Sets of countries are bit strings, one bit a country: sets meet and part in one step.

set local role console_owner;

insert into console.capability (role, capability) values
  ('console_rights', 'rights.read'), ('console_rights', 'rights.act'), ('console_auditor', 'rights.read');

--------------------------------------------------------------------------------------------------------- territories

create table console.country (
  no smallint primary key check (no between 0 and 255),
  code char(2) not null unique,
  numeric_code char(3) not null unique
);
comment on table console.country is 'ISO 3166-1; no is the bit of the country in a set';

create table console.territory_group (
  id text primary key,
  name text not null,
  /* Other names in capitals: alphanumeric codes of the Territory Information System, abbreviations. */
  aliases text[] not null default '{}'
);
comment on table console.territory_group is 'Groups of countries by their code of CISAC''s Territory Information System, where it has one';

create table console.territory_member (
  group_id text not null references console.territory_group on delete cascade,
  country char(2) not null references console.country (code),
  from_date date not null default '-infinity',
  until_date date not null default 'infinity' check (until_date > from_date),
  primary key (group_id, country, from_date)
);

create table console.territory_mask (
  name text not null,
  from_date date not null,
  until_date date not null,
  mask bit(256) not null,
  primary key (name, from_date)
);
comment on table console.territory_mask is 'Made from the tables above: what each name means from when until when';

create function console.no_countries() returns bit(256)
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$ select repeat('0', 256)::bit(256) $$;

create function console.country_mask(country_no integer) returns bit(256)
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$ select set_bit(repeat('0', 256)::bit(256), country_no, 1) $$;

create function console.countries_of(mask bit(256)) returns text[]
language sql stable parallel safe set search_path = pg_catalog, pg_temp as
$$ select coalesce(array_agg(c.code::text order by c.code), '{}') from console.country c where get_bit(mask, c.no) = 1 $$;

create function console.territories_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from console.territory_mask;
  insert into console.territory_mask
    select called, '-infinity', 'infinity', console.country_mask(c.no) from console.country c, unnest(array[c.code::text, c.numeric_code::text]) called;
  insert into console.territory_mask
    select called, '-infinity', 'infinity', (select bit_or(console.country_mask(c.no)) from console.country c)
    from unnest(array['WORLD', 'WORLDWIDE', 'WW', '2136', '2WL']) called;
  insert into console.territory_mask
    with cut as (
      select id as group_id, '-infinity'::date as at from console.territory_group
      union select group_id, from_date from console.territory_member
      union select group_id, until_date from console.territory_member where until_date < 'infinity'),
    span as (
      select c.group_id, c.at, lead(c.at, 1, 'infinity') over (partition by c.group_id order by c.at) as until,
        (select bit_or(console.country_mask(n.no)) from console.territory_member m join console.country n on n.code = m.country
         where m.group_id = c.group_id and m.from_date <= c.at and m.until_date > c.at) as mask
      from cut c)
    select called, s.at, s.until, coalesce(s.mask, console.no_countries())
    from span s join console.territory_group g on g.id = s.group_id, unnest(array[g.id, upper(g.name)] || g.aliases) called;
  return null;
end $$;
create trigger territories_changed after insert or update or delete on console.territory_group
  for each statement execute function console.territories_changed();
create trigger territories_changed after insert or update or delete on console.territory_member
  for each statement execute function console.territories_changed();

create temporary table groups (id text, name text, aliases text, members text) on commit drop;
insert into console.country (no, code, numeric_code)
select row_number() over () - 1, left(e, 2), right(e, 3) from regexp_split_to_table('AD020 AE784 AF004 AG028 AI660 AL008 AM051 AO024 AQ010 AR032 AS016 AT040 AU036 AW533 AX248 AZ031 BA070 BB052 BD050 BE056 BF854
  BG100 BH048 BI108 BJ204 BL652 BM060 BN096 BO068 BQ535 BR076 BS044 BT064 BV074 BW072 BY112 BZ084 CA124 CC166 CD180 CF140 CG178
  CH756 CI384 CK184 CL152 CM120 CN156 CO170 CR188 CU192 CV132 CW531 CX162 CY196 CZ203 DE276 DJ262 DK208 DM212 DO214 DZ012 EC218
  EE233 EG818 EH732 ER232 ES724 ET231 FI246 FJ242 FK238 FM583 FO234 FR250 GA266 GB826 GD308 GE268 GF254 GG831 GH288 GI292 GL304
  GM270 GN324 GP312 GQ226 GR300 GS239 GT320 GU316 GW624 GY328 HK344 HM334 HN340 HR191 HT332 HU348 ID360 IE372 IL376 IM833 IN356
  IO086 IQ368 IR364 IS352 IT380 JE832 JM388 JO400 JP392 KE404 KG417 KH116 KI296 KM174 KN659 KP408 KR410 KW414 KY136 KZ398 LA418
  LB422 LC662 LI438 LK144 LR430 LS426 LT440 LU442 LV428 LY434 MA504 MC492 MD498 ME499 MF663 MG450 MH584 MK807 ML466 MM104 MN496
  MO446 MP580 MQ474 MR478 MS500 MT470 MU480 MV462 MW454 MX484 MY458 MZ508 NA516 NC540 NE562 NF574 NG566 NI558 NL528 NO578 NP524
  NR520 NU570 NZ554 OM512 PA591 PE604 PF258 PG598 PH608 PK586 PL616 PM666 PN612 PR630 PS275 PT620 PW585 PY600 QA634 RE638 RO642
  RS688 RU643 RW646 SA682 SB090 SC690 SD729 SE752 SG702 SH654 SI705 SJ744 SK703 SL694 SM674 SN686 SO706 SR740 SS728 ST678 SV222
  SX534 SY760 SZ748 TC796 TD148 TF260 TG768 TH764 TJ762 TK772 TL626 TM795 TN788 TO776 TR792 TT780 TV798 TW158 TZ834 UA804 UG800
  UM581 US840 UY858 UZ860 VA336 VC670 VE862 VG092 VI850 VN704 VU548 WF876 WS882 YE887 YT175 ZA710 ZM894 ZW716', '\s+') e;

insert into pg_temp.groups values
  ('2100', 'Africa', '', 'DZ EG EH LY MA SD SS TN BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG AO CD CF CG CM GA GQ ST TD BI DJ ER ET KE KM MG
    MU MW MZ RE RW SC SO TZ UG YT ZM ZW BW LS NA SZ ZA IO TF'),
  ('2101', 'America', '2AM', 'BM CA GL PM US AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI BZ CR GT HN MX NI PA SV
    AR BO BR CL CO EC FK GF GS GY PE PY SR UY VE BV'),
  ('2102', 'American continent', '2AC', 'AR BO BR BZ CA CL CO CR EC GT GY HN MX NI PA PE PY SR SV US UY VE GF'),
  ('2103', 'Antilles', '2AN', 'AG BB CU DM DO GD HT JM KN LC PR TT VC'),
  ('2105', 'ASEAN countries', '', 'BN ID KH@1999-04-30 LA@1997-07-23 MM@1997-07-23 MY PH SG TH VN@1995-07-28'),
  ('2106', 'Asia', '', 'TM TJ KG KZ UZ CN HK JP KP KR MN MO TW AF BD BT IN IR LK MV NP PK BN ID KH LA MM MY PH SG TH TL VN AE AM AZ BH GE IL IQ JO
    KW LB OM PS QA SA SY TR YE'),
  ('2107', 'Australasia', '2AA', 'AU FJ NC NZ SB VU'),
  ('2108', 'Balkans', '2BA', 'AL BA BG GR HR ME MK RO RS SI'),
  ('2109', 'Baltic States', '2BS', 'EE LT LV'),
  ('2110', 'Benelux', '', 'BE LU NL'),
  ('2111', 'British Isles', '2BI', 'GB IE IM GG JE'),
  ('2113', 'Central America', '2CA', 'BZ CR GT HN NI PA SV'),
  ('2114', 'Commonwealth', '', 'AG AU BS BB BD BZ BW BN CA CY DM SZ FJ GH GD GY IN JM KE KI LS MW MY MT MU NR NZ NG PK PG KN LC VC WS SC SL SG SB LK TO TT
    TV UG GB TZ VU ZM NA@1990-03-21 ZA@1994-06-01 CM@1995-11-01 MZ@1995-11-12 RW@2009-11-29 GA@2022-06-25 TG@2022-06-25
    ZW@1980-10-01..2003-12-07 MV@1982-07-09..2016-10-13 MV@2020-02-01 GM@1965-02-18..2013-10-03 GM@2018-02-08'),
  ('2118', 'Commonwealth of Independent States', '2CI', 'AM AZ BY KG KZ MD RU TJ UZ GE@1993-12-03..2009-08-18'),
  ('2119', 'Eastern Europe', '2EE', 'AL BG BY CZ EE HU LT LV MD PL RO RU SK UA'),
  ('2120', 'Europe', '2EU', 'GG JE AX DK EE FI FO GB IE IM IS LT LV NO SE SJ AT BE CH DE FR LI LU MC NL BG BY CZ HU MD PL RO RU SK UA AD AL BA ES GI GR
    HR IT ME MK MT RS PT SI SM VA CY'),
  ('2121', 'European Economic Area', '2EM EEA', 'AT@1994-01-01 BE@1994-01-01 BG@2007-08-01 CY@2004-05-01 CZ@2004-05-01 DE@1994-01-01 DK@1994-01-01 EE@2004-05-01
    ES@1994-01-01 FI@1994-01-01 FR@1994-01-01 GB@1994-01-01..2021-01-01 GR@1994-01-01 HR@2014-04-12 HU@2004-05-01 IE@1994-01-01
    IS@1994-01-01 IT@1994-01-01 LI@1995-05-01 LT@2004-05-01 LU@1994-01-01 LV@2004-05-01 MT@2004-05-01 NL@1994-01-01
    NO@1994-01-01 PL@2004-05-01 PT@1994-01-01 RO@2007-08-01 SE@1994-01-01 SI@2004-05-01 SK@2004-05-01'),
  ('2122', 'European continent', '2EC', 'AX DK EE FI LT LV NO SE SJ AT BE CH DE FR LI LU MC NL BG BY CZ HU MD PL RO RU SK UA AD AL BA ES GI GR HR IT ME MK RS PT SI
    SM VA'),
  ('2123', 'European Union', '2EN EU', 'AT@1995-01-01 BE@1958-01-01 BG@2007-01-01 CY@2004-05-01 CZ@2004-05-01 DE@1958-01-01 DK@1973-01-01 EE@2004-05-01
    ES@1986-01-01 FI@1995-01-01 FR@1958-01-01 GB@1973-01-01..2020-02-01 GR@1981-01-01 HR@2013-07-01 HU@2004-05-01 IE@1973-01-01
    IT@1958-01-01 LT@2004-05-01 LU@1958-01-01 LV@2004-05-01 MT@2004-05-01 NL@1958-01-01 PL@2004-05-01 PT@1986-01-01
    RO@2007-01-01 SE@1995-01-01 SI@2004-05-01 SK@2004-05-01'),
  ('2124', 'GSA countries', '2GC GSA', 'DE AT CH'),
  ('2125', 'Middle East', '2ME', 'AE AF BD BH BT IN IQ IR JO KW LK MN MV NP OM PK QA SA YE'),
  ('2126', 'NAFTA countries', '2NT', 'CA@1994-01-01 MX@1994-01-01 US@1994-01-01'),
  ('2127', 'Nordic countries', '2NC', 'DK FI IS NO SE'),
  ('2128', 'North Africa', '2NF', 'DZ EG LY MA TN'),
  ('2129', 'North America', '2NA', 'BM CA GL MX PM US'),
  ('2130', 'Oceania', '2OC', 'AU NF NZ FJ NC PG SB VU FM GU KI MH MP NR PW AS CK NU PF PN TK TO TV WF WS CC CX HM UM'),
  ('2131', 'Scandinavia', '2SC', 'DK NO SE'),
  ('2132', 'South America', '2SA', 'AR BO BR CL CO EC GY PE PY SR UY VE GF FK'),
  ('2133', 'South East Asia', '2SE', 'BN ID KH LA MM MY PH SG TH TL VN'),
  ('2134', 'West Indies', '2WI', 'AG BB BS CU DM DO GD HT JM KN LC PR TT VC'),
  ('GCC', 'Gulf states', '', 'AE BH KW OM QA SA');
/* A member is written code, code@from or code@from..until. */
insert into console.territory_group (id, name, aliases) select id, name, coalesce(string_to_array(nullif(aliases, ''), ' '), '{}') from pg_temp.groups;
insert into console.territory_member (group_id, country, from_date, until_date)
select g.id, left(m, 2), coalesce(nullif(substr(m, 4, 10), '')::date, '-infinity'), coalesce(nullif(substr(m, 16), '')::date, 'infinity')
from pg_temp.groups g, regexp_split_to_table(g.members, '\s+') m;
drop table pg_temp.groups;

/* The entries of a list in order: 'de' and '+DE' include, '-276' and '−DE' leave out. */
create function console.territory_entries(entries text[]) returns table (place bigint, is_out boolean, name text)
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select e.place, left(e.entry, 1) in ('-', '−'),
    case when n.bare ~ '^[0-9]{1,2}$' then lpad(n.bare, 3, '0') else n.bare end
  from (select x.place, trim(x.entry) as entry from unnest(entries) with ordinality x(entry, place)) e,
    lateral (select upper(trim(ltrim(e.entry, '+-−'))) as bare) n
$$;

create function console.mask_step(state bit(256), is_out boolean, mask bit(256)) returns bit(256)
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$$ select case when is_out then state & ~mask else state | mask end $$;

create aggregate console.mask_fold(boolean, bit(256)) (
  sfunc = console.mask_step, stype = bit(256),
  initcond = '0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'
);

/* The countries that a list means, cut where a membership begins or ends; each entry is applied to what the ones before it left. */
create function console.territory_spans(entries text[]) returns table (from_date date, until_date date, mask bit(256))
language sql stable set search_path = pg_catalog, pg_temp as $$
  with part as materialized (
    select e.place, e.is_out, m.from_date, m.until_date, m.mask from console.territory_entries(entries) e join console.territory_mask m on m.name = e.name),
  cut as (select distinct p.from_date as at from part p),
  span as (
    select c.at, (select console.mask_fold(p.is_out, p.mask order by p.place) from part p where p.from_date <= c.at and p.until_date > c.at) as mask from cut c),
  /* Neighbours that mean the same are one. */
  turn as (select s.at, s.mask from (select s.*, lag(s.mask) over (order by s.at) as before from span s) s where s.before is distinct from s.mask)
  select t.at, lead(t.at, 1, 'infinity') over (order by t.at), t.mask from turn t
$$;

/* Entries that no country and no group is called by; they are shown, never dropped. */
create function console.territory_unknown(entries text[]) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(e.name order by e.place), '{}') from console.territory_entries(entries) e
  where not exists (select from console.territory_mask m where m.name = e.name)
$$;

----------------------------------------------------------------------------------------------------- the overlap rule

/* A claim while its territory means the same countries. share is in hundredths of a per cent; grantors are those its title comes from. */
create type console.claim_share as (
  claim_id uuid, share integer, is_exclusive boolean, holder text, grantors text[], from_date date, until_date date, mask bit(256)
);
/* One claim set in one slice of time. disputed is the share of the income that nobody can be given before it is settled. */
create type console.overlap as (
  countries text[], from_date date, until_date date, claims uuid[], shares integer[], total integer,
  reason text, disputed_claims uuid[], disputed integer
);

create function console.share_tolerance() returns integer
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$ select 10006 $$;

create function console.grantors(chain_of_title jsonb) returns text[]
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(lower(trim(e ->> 'from'))) filter (where e ->> 'from' is not null), '{}')
  from jsonb_array_elements(case jsonb_typeof(chain_of_title) when 'array' then chain_of_title else '[]' end) e
$$;

/* The claims that count, by key: recording rights and work rights are never added together. A refused claim does not count. */
create view console.claim_now as
  select c.entity_type, c.entity_id, c.right_type, c.territories,
    row(c.id, round(c.percentage * 100)::integer, c.is_exclusive, lower(trim(c.holder_name)), console.grantors(c.chain_of_title),
      c.start_date, coalesce(c.end_date, 'infinity'), console.no_countries())::console.claim_share as share
  from rights.claims c
  where c.verification_status <> 'rejected' and coalesce(c.end_date, 'infinity') > c.start_date;

create function console.claim_span(c console.claim_share, from_date date, until_date date, mask bit(256)) returns console.claim_share
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select row((c).claim_id, (c).share, (c).is_exclusive, (c).holder, (c).grantors, greatest((c).from_date, from_date), least((c).until_date, until_date), mask)::console.claim_share
$$;

/* Which claims of a set cannot stand together, and why; no row where they can. */
create function console.clash(claims console.claim_share[], out reason text, out disputed_claims uuid[], out disputed integer)
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if (select sum(c.share) from unnest(claims) c) > console.share_tolerance() then
    reason := 'sum';
    select array_agg(c.claim_id order by c.claim_id), 10000 into disputed_claims, disputed from unnest(claims) c;
    return;
  end if;
  if not (select bool_or(c.is_exclusive) from unnest(claims) c) then return; end if;
  select array_agg(x.claim_id order by x.claim_id), least(sum(x.share), 10000) into disputed_claims, disputed from unnest(claims) x
    where exists (select from unnest(claims) y where y.claim_id <> x.claim_id
      and (x.is_exclusive and y.is_exclusive
        or (x.is_exclusive or y.is_exclusive) and not (x.holder = any (y.grantors) or y.holder = any (x.grantors))));
  reason := case when disputed_claims is not null then 'exclusive' end;
end $$;

/*
 Cuts time at every start and end; in each slice parts the countries by the set of claims that hold there; answers one row per claim
 set and slice that cannot stand. Order: time, then countries.
*/
create function console.overlaps(claims console.claim_share[]) returns setof console.overlap
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  cuts date[];
  active console.claim_share[];
  cells bit(256)[];
  /* Of each cell the places in `active`, as '1,3'. */
  members text[];
  inside bit(256);
  free bit(256);
  held console.claim_share[];
  found console.overlap;
  cell_count integer;
begin
  select array_agg(distinct d order by d) into cuts from unnest(claims) c, unnest(array[c.from_date, c.until_date]) d where c.from_date < c.until_date;
  for i in 1 .. coalesce(cardinality(cuts), 0) - 1 loop
    select array_agg(c order by c.claim_id) into active from unnest(claims) c where c.from_date <= cuts[i] and c.until_date > cuts[i];
    continue when coalesce(cardinality(active), 0) < 2;
    continue when (select sum(c.share) <= console.share_tolerance() and not bool_or(c.is_exclusive) from unnest(active) c);
    cells := '{}'; members := '{}';
    for a in 1 .. cardinality(active) loop
      free := active[a].mask;
      cell_count := cardinality(cells);
      for j in 1 .. cell_count loop
        inside := cells[j] & active[a].mask;
        continue when inside = console.no_countries();
        free := free & ~inside;
        if inside = cells[j] then
          members[j] := members[j] || ',' || a;
        else
          cells[j] := cells[j] & ~inside;
          cells := cells || inside; members := members || (members[j] || ',' || a);
        end if;
      end loop;
      if free <> console.no_countries() then cells := cells || free; members := members || a::text; end if;
    end loop;
    for j in 1 .. cardinality(cells) loop
      continue when members[j] not like '%,%';
      select array_agg(active[x::integer] order by x::integer) into held from unnest(string_to_array(members[j], ',')) x;
      select c.reason, c.disputed_claims, c.disputed into found.reason, found.disputed_claims, found.disputed from console.clash(held) c;
      continue when found.reason is null;
      found.countries := console.countries_of(cells[j]); found.from_date := cuts[i]; found.until_date := cuts[i + 1];
      select array_agg(c.claim_id order by c.claim_id), array_agg(c.share order by c.claim_id), sum(c.share) into found.claims, found.shares, found.total
        from unnest(held) c;
      return next found;
    end loop;
  end loop;
end $$;

/* The overlaps of one entity and right as the claims stand now. */
create function console.overlaps_of(of_type system.entity_type, of_entity uuid, of_right rights.royalty_type) returns setof console.overlap
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.* from console.overlaps((
    select array_agg(console.claim_span(c.share, s.from_date, s.until_date, s.mask)) from console.claim_now c, console.territory_spans(c.territories) s
    where c.entity_type = of_type and c.entity_id = of_entity and c.right_type = of_right)) o
$$;

reset role;
