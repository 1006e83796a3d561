// The money of conflicts over random histories, and the search over 100,000 claims.

import { availableParallelism, loadavg } from 'node:os'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, addStaff, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let db: pg.Client
let priya: TestStaff
let owner: string

beforeAll(async () => {
  database = await freshDatabase()
  db = new pg.Client({ connectionString: database.url })
  await db.connect()
  priya = await addStaff(database.url, 'Priya', ['rights'])
  owner = await addCustomer(database.url, 'Owner')
  for (const name of ['One', 'Two', 'Three']) await addCustomer(database.url, name)
})
afterAll(async () => {
  await db.end()
  await database.drop()
})

/*
 One history: claims that may clash, income that arrives, is confirmed, restated or paid, shares that change, parts that are withdrawn
 or split, whole or in some countries. The login is staff and the platform at once. Answers what was done.
*/
const history = `
create function pg_temp.pick(choices text[]) returns text language sql volatile as $$ select choices[1 + floor(random() * cardinality(choices))::int] $$;
create function pg_temp.income(track uuid, owner uuid) returns void language sql volatile as $$
  insert into finance.royalty_calculations (user_id, entity_type, entity_id, royalty_type, territory_code, period_start, period_end, amount, net_amount, currency, status)
  select owner, 'track', track, 'digital', pg_temp.pick('{DE,AT,FR,JP}'), m, m + interval '1 month' - interval '1 day', a, a, c, pg_temp.pick('{pending,calculated,processed}')::finance.royalty_calculation_status
  from (select date '2025-01-01' + make_interval(months => floor(random() * 24)::int) as m, c,
          round((random() * 500)::numeric, console.currency_decimals(c)) as a from pg_temp.pick('{EUR,EUR,JPY,KWD}') c) x
$$;
create function pg_temp.history(owner uuid, people uuid[]) returns text language plpgsql as $$
declare
  track uuid;
  conflict uuid;
  part console.conflict_segment;
  choice jsonb;
  done text := '';
begin
  insert into catalog.tracks (user_id, title) values (owner, 'History') returning id into track;
  for i in 1 .. 1 + floor(random() * 3) loop perform pg_temp.income(track, owner); end loop;
  insert into rights.claims (entity_type, entity_id, right_type, holder_type, created_by, holder_name, percentage, territories, start_date, end_date, is_exclusive, user_id)
  select 'track', track, 'digital', 'external', owner, 'Holder ' || n, 20 + floor(random() * 80), pg_temp.pick('{"{worldwide}","{DE,AT,CH}","{2120}","{World,-DE}","{DE,FR}"}')::text[],
    date '2025-01-01' + floor(random() * 300)::int, case when random() < 0.5 then date '2025-12-01' + floor(random() * 400)::int end, random() < 0.2,
    case when random() < 0.7 then people[1 + floor(random() * 3)::int] end
  from generate_series(1, 2 + floor(random() * 3)::int) n;
  for step in 1 .. 6 loop
    select k.id into conflict from rights.conflicts k where k.entity_id = track and k.status <> 'resolved';
    case floor(random() * 7)
      when 0 then perform pg_temp.income(track, owner);
      when 1 then update finance.royalty_calculations c set status = 'calculated', amount = a.v, net_amount = a.v
        from (select round((random() * 300)::numeric, 0) as v) a
        where c.id = (select x.id from finance.royalty_calculations x where x.entity_id = track and x.status = 'pending' limit 1);
      when 2 then update finance.royalty_calculations c set status = 'paid'
        where c.id = (select x.id from finance.royalty_calculations x where x.entity_id = track and x.status in ('calculated', 'processed') limit 1);
      when 3 then update rights.claims c set percentage = 10 + floor(random() * 90)
        where c.id = (select x.id from rights.claims x where x.entity_id = track and x.verification_status <> 'rejected' order by random() limit 1);
      else
        continue when conflict is null;
        select * into part from console.conflict_segment s where s.conflict_id = conflict and s.state = 'open' order by random() limit 1;
        continue when part.no is null;
        choice := case when random() < 0.4 then jsonb_build_object('withdraw', to_jsonb(((part.part).disputed_claims)[2:]))
          else jsonb_build_object('shares', (select jsonb_object_agg(c, floor(random() * 10000 / cardinality((part.part).claims))::int) from unnest((part.part).claims) c)) end;
        if random() < 0.4 then choice := choice || jsonb_build_object('scope', jsonb_build_object('countries', to_jsonb(((part.part).countries)[1:1]))); end if;
        perform console.claim(gen_random_uuid(), 'conflict', conflict);
        perform console.conflict_resolve(gen_random_uuid(), conflict, (select w.version from console.work_conflict w where w.id = conflict),
          case when choice ? 'withdraw' then 'withdrawn' else 'split_adjusted' end, array[part.no], choice, 'Agreed.');
        done := done || 'r';
    end case;
  end loop;
  return done;
end $$`

/** 1,000 in the long run. */
const histories = Number(process.env.RIGHTS_HISTORIES ?? 100)

test(
  'over random histories held, released and paid come to what was earned, to the smallest unit',
  async () => {
    await db.query(
      `insert into console.staff (user_id, login, name, initials) select id, 'postgres', 'Everybody', 'EV' from identity.users where id = $1`,
      [owner],
    )
    await db.query(history)
    const people = (await db.query('select array_agg(id) as ids from identity.users where id <> $1', [owner])).rows[0].ids
    await db.query('select setseed(0.42)')
    const before = (await db.query('select sum(balance_available)::text as b from finance.wallets')).rows[0].b
    let resolved = 0
    for (let batch = 0; batch < histories / 20; batch++) {
      const { rows } = await db.query('select pg_temp.history($1, $2) as done from generate_series(1, 20)', [owner, people])
      resolved += rows.filter(({ done }) => done !== '').length
    }
    expect(resolved).toBeGreaterThan(histories / 5)
    expect((await db.query('select * from console.conflict_money_prove()')).rows).toEqual([])
    // The same from the tables alone: per calculation, and the wallets.
    const { rows } = await db.query(
      `select c.id from finance.royalty_calculations c
     left join (select h.calculation_id, sum(h.amount) filter (where h.state = 'held') as held from console.conflict_hold h group by 1) h on h.calculation_id = c.id
     left join (select h.calculation_id, sum(r.amount) as released from console.conflict_hold h join console.conflict_release r on r.hold_id = h.id
                where r.claim_id is not null or r.transaction_id is not null group by 1) r on r.calculation_id = c.id
     where c.amount <> c.net_amount + coalesce(h.held, 0) + coalesce(r.released, 0) or c.net_amount < 0`,
    )
    expect(rows).toEqual([])
    const paid = await db.query(
      `select (select sum(balance_available) from finance.wallets) - $1::numeric - (select sum(amount) from console.conflict_release where transaction_id is not null) as rest,
       (select count(*)::int from console.conflict_hold where state = 'released') as released`,
      [before],
    )
    expect(Number(paid.rows[0].rest)).toBe(0)
    expect(paid.rows[0].released).toBeGreaterThan(histories / 10)
    // Each hold that was released was given out once and whole; none that is held was.
    const whole = await db.query(
      `select h.id from console.conflict_hold h left join console.conflict_release r on r.hold_id = h.id group by h.id
     having coalesce(sum(r.amount), 0) <> case h.state when 'released' then h.amount else 0 end`,
    )
    expect(whole.rows).toEqual([])
  },
  60_000 + histories * 1000,
)

test('rights-2: 100,000 claims are searched in under 2 s, and again nothing changes', async () => {
  await db.query(`set console.detection = 'off'`)
  await db.query(
    `insert into catalog.tracks (id, user_id, title) select md5('t' || i)::uuid, $1, 'T' || i from generate_series(1, 40000) i`,
    [owner],
  )
  // Two or three claims a track that come to the whole; one track in forty has a share or an exclusive title too many.
  await db.query(
    `insert into rights.claims (entity_type, entity_id, right_type, holder_name, holder_type, percentage, territories, start_date, end_date, is_exclusive, created_by)
     select 'track', md5('t' || t)::uuid, 'digital', 'H' || n, 'external', case when n = 1 and t % 40 = 0 then 60 when t % 2 = 0 then 33.33 else 50 end,
       (array['{worldwide}', '{2120}', '{World,-DE}', '{DE,AT,CH}', '{US,CA}', '{2123,-FR}'])[1 + (t + n) % 6]::text[],
       date '2024-01-01' + (t % 300), case when t % 3 = 0 then date '2027-01-01' + t % 50 end, t % 400 = 1 and n = 1, $1
     from generate_series(1, 40000) t, generate_series(1, 3) n where n < 3 or t % 2 = 0`,
    [owner],
  )
  await db.query('analyze rights.claims')
  await db.query(`set console.detection = ''`)
  const asPriya = new pg.Client({ connectionString: priya.url })
  await asPriya.connect()
  try {
    const first = (await asPriya.query('select console.rights_detect() as r')).rows[0].r
    expect(first.claims).toBeGreaterThanOrEqual(100_000)
    expect(first.conflicts).toBeGreaterThan(300)
    // A busy machine is given five tries, and its share of the time: 2 s are those of a machine that does nothing else.
    const limit = 2000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
    let again = first
    for (let tries = 0; tries < 5 && (tries === 0 || again.milliseconds >= limit); tries++) {
      again = (await asPriya.query('select console.rights_detect() as r')).rows[0].r
      expect(again).toMatchObject({ changed: 0, conflicts: first.conflicts })
    }
    console.log(
      `${again.claims} claims searched in ${again.milliseconds} ms, ${again.conflicts} conflicts; the first time ${first.milliseconds} ms, ${first.changed} new`,
    )
    expect(again.milliseconds).toBeLessThan(limit)
  } finally {
    await asPriya.end()
  }
}, 120_000)
