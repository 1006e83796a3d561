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
 One history: claims that may clash, income that arrives, is divided among its recipients, confirmed, restated or paid, shares that
 change, parts that are withdrawn or split, whole or in some countries, and taken back. The login is staff and the platform at once.
 Answers what was done.
*/
const history = `
create function pg_temp.pick(choices text[]) returns text language sql volatile as $$ select choices[1 + floor(random() * cardinality(choices))::int] $$;
create function pg_temp.income(track uuid, owner uuid) returns void language sql volatile as $$
  insert into finance.royalty_calculations (user_id, entity_type, entity_id, royalty_type, territory_code, period_start, period_end, amount, net_amount, currency, status)
  select owner, 'track', track, 'digital', pg_temp.pick('{DE,AT,FR,JP}'), m, m + interval '1 month' - interval '1 day', a, a, c, pg_temp.pick('{pending,calculated,processed}')::finance.royalty_calculation_status
  from (select date '2025-01-01' + make_interval(months => floor(random() * 24)::int) as m, c,
          round((random() * 500)::numeric, console.currency_decimals(c)) as a from pg_temp.pick('{EUR,EUR,JPY,KWD}') c) x
$$;
/* Divides a calculation by halves, thirds or 60 and 40, before or under a hold; what does not divide goes to the first. */
create function pg_temp.divide(calculation uuid, people uuid[]) returns void language sql volatile as $$
  with way as (select pg_temp.pick('{"50,50","60,40","33.3334,33.3333,33.3333"}') as shares),
  c as (select x.id, x.currency, case when random() < 0.5 then x.amount else x.net_amount end as amount, string_to_array(w.shares, ',')::numeric[] as shares from finance.royalty_calculations x, way w where x.id = calculation),
  part as (select c.*, n, case when n = 1 then 0 else trunc(c.amount * c.shares[n] / 100, console.currency_decimals(c.currency)) end as cut from c, generate_subscripts(c.shares, 1) n)
  insert into finance.royalty_allocations (calculation_id, recipient_type, recipient_id, recipient_name, percentage, amount, currency, period_date)
  select p.id, case when random() < 0.7 then 'user' else 'external' end::rights.party_type, people[1 + p.n % 3], 'Recipient ' || p.n, p.shares[p.n],
    case when p.n = 1 then p.amount - sum(p.cut) over () else p.cut end, p.currency, '2025-01-31'
  from part p
$$;
create function pg_temp.history(owner uuid, people uuid[]) returns text language plpgsql as $$
declare
  track uuid;
  conflict uuid;
  part console.conflict_segment;
  choice jsonb;
  income uuid;
  command uuid;
  resolved jsonb;
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
    case floor(random() * 10)
      when 0 then perform pg_temp.income(track, owner);
      when 1 then
        select x.id into income from finance.royalty_calculations x where x.entity_id = track and x.status = 'pending'
          and not exists (select from finance.royalty_allocations a where a.calculation_id = x.id) limit 1;
        update finance.royalty_calculations c set status = 'calculated', amount = a.v, net_amount = a.v from (select round((random() * 300)::numeric, 0) as v) a where c.id = income;
      when 2 then
        select x.id into income from finance.royalty_calculations x where x.entity_id = track and x.status in ('calculated', 'processed') limit 1;
        update finance.royalty_allocations a set status = 'paid' where a.calculation_id = income;
        update finance.royalty_calculations c set status = 'paid' where c.id = income;
      when 4 then
        select x.id into income from finance.royalty_calculations x where x.entity_id = track and x.status <> 'paid'
          and not exists (select from finance.royalty_allocations a where a.calculation_id = x.id) limit 1;
        perform pg_temp.divide(income, people);
      when 5 then
        update finance.royalty_allocations a set status = 'paid'
          where a.id = (select x.id from finance.royalty_allocations x join finance.royalty_calculations c on c.id = x.calculation_id
                        where c.entity_id = track and x.status <> 'paid' order by random() limit 1);
      when 6 then
        update console.effect e set due_at = now() where e.state = 'waiting';
        perform console.effects_run();
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
        command := gen_random_uuid();
        resolved := console.conflict_resolve(command, conflict, (select w.version from console.work_conflict w where w.id = conflict),
          case when choice ? 'withdraw' then 'withdrawn' else 'split_adjusted' end, array[part.no], choice, 'Agreed.');
        done := done || 'r';
        if random() < 0.2 then
          perform console.conflict_undo(gen_random_uuid(), conflict, (resolved ->> 'version')::integer, command);
          done := done || 'u';
        end if;
    end case;
  end loop;
  update console.effect e set due_at = now() where e.state = 'waiting';
  perform console.effects_run();
  return done;
end $$`

/** 1,000 in the long run. */
const histories = Number(process.env.RIGHTS_HISTORIES ?? 40)

test(
  'over random histories held, released and paid come to what was earned, to the smallest unit',
  async () => {
    const everybody = await addCustomer(database.url, 'Everybody')
    await db.query(`insert into console.staff (user_id, login, name, initials) values ($1, 'postgres', 'Everybody', 'EV')`, [everybody])
    await db.query(history)
    const people = (await db.query('select array_agg(id) as ids from identity.users where id <> all ($1)', [[owner, everybody]])).rows[0]
      .ids
    await db.query('select setseed(0.42)')
    const before = (await db.query('select sum(balance_available)::text as b from finance.wallets')).rows[0].b
    let resolved = 0
    let undone = 0
    for (let batch = 0; batch < histories / 20; batch++) {
      const { rows } = await db.query('select pg_temp.history($1, $2) as done from generate_series(1, 20)', [owner, people])
      resolved += rows.filter(({ done }) => done !== '').length
      undone += rows.filter(({ done }) => done.includes('u')).length
    }
    expect(resolved).toBeGreaterThan(histories / 5)
    expect(undone).toBeGreaterThan(histories / 50)
    expect((await db.query(`select e.problem from console.effect e where e.problem is not null or e.state = 'waiting'`)).rows).toEqual([])
    // Whatever was divided among recipients is what is paid of it, before, under and after a hold.
    const divided = await db.query(
      `select c.id from finance.royalty_calculations c join finance.royalty_allocations a on a.calculation_id = c.id group by c.id having sum(a.amount) <> c.net_amount`,
    )
    expect(divided.rows).toEqual([])
    const shared = await db.query(
      `select count(distinct h.id)::int as holds, (select count(*)::int from console.conflict_release where allocation_id is not null) as alone
       from console.conflict_hold h join finance.royalty_allocations a on a.calculation_id = h.calculation_id`,
    )
    expect(shared.rows[0].holds).toBeGreaterThan(histories / 20)
    if (histories >= 1000) expect(shared.rows[0].alone).toBeGreaterThan(0)
    expect((await db.query('select * from console.conflict_money_prove()')).rows).toEqual([])
    // The same from the tables alone: per calculation, and the wallets.
    const { rows } = await db.query(
      `select c.id from finance.royalty_calculations c
     left join (select h.calculation_id, sum(h.amount) filter (where h.state = 'held') as held from console.conflict_hold h group by 1) h on h.calculation_id = c.id
     left join (select h.calculation_id, sum(r.amount) as released from console.conflict_hold h join console.conflict_release r on r.hold_id = h.id
                where not r.is_back group by 1) r on r.calculation_id = c.id
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
  // Two or three claims a track that come to the whole; some tracks have a share or an exclusive title too many.
  await db.query(
    `insert into rights.claims (entity_type, entity_id, right_type, holder_name, holder_type, percentage, territories, start_date, end_date, is_exclusive, created_by)
     select 'track', md5('t' || t)::uuid, 'digital', 'H' || n, 'external', case when n = 1 and t % 120 = 0 then 60 when t % 2 = 0 then 33.33 else 50 end,
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
    const search = async () => {
      let found = (await asPriya.query('select console.rights_search() as r')).rows[0].r
      while (!found.isDone) found = (await asPriya.query('select console.rights_search($1) as r', [found.id])).rows[0].r
      return found
    }
    // What it would open is shown first; nothing is written until it is applied, step by step.
    const first = await search()
    expect(first.claims).toBeGreaterThanOrEqual(100_000)
    // The conflicts that changed claims opened before say what it finds.
    expect(first).toMatchObject({ seen: first.claims, changes: 0, clears: 0, left: first.opens })
    expect(first.opens).toBeGreaterThan(300)
    expect(first.findings).toHaveLength(50)
    expect(first.findings[0]).toMatchObject({
      what: 'opens',
      entityType: 'track',
      rightType: 'digital',
      conflict: null,
      parts: expect.any(Number),
    })
    expect(first.findings[0].total).toBeGreaterThan(10_006)
    const open = async () =>
      (
        await db.query(
          `select count(*)::int as n from rights.conflicts k join catalog.tracks t on t.id = k.entity_id where t.title ~ '^T[0-9]' and k.status = 'open'`,
        )
      ).rows[0].n
    expect(await open()).toBe(0)
    // A claim that is withdrawn between the search and its end is not held against anybody.
    const { rows } = await db.query(
      `update rights.claims set verification_status = 'rejected' where entity_id = (select entity_id from console.rights_finding where check_id = $1 and no = 1) returning id`,
      [first.id],
    )
    expect(rows.length).toBeGreaterThan(1)
    let left = (await asPriya.query('select console.rights_apply($1, 1) as r', [first.id])).rows[0].r
    expect([left.left, await open()]).toEqual([first.opens - 1, 0])
    while (left.left > 0) left = (await asPriya.query('select console.rights_apply($1, 500) as r', [first.id])).rows[0].r
    expect(await open()).toBe(first.opens - 1)
    // A busy machine is given five tries, and its share of the time: 2 s are those of a machine that does nothing else.
    const limit = 2000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
    let again = first
    for (let tries = 0; tries < 5 && (tries === 0 || again.milliseconds >= limit); tries++) {
      again = await search()
      expect(again).toMatchObject({ opens: 0, changes: 0, clears: 0, conflicts: first.conflicts - 1 })
    }
    console.log(
      `${again.claims} claims searched in ${again.milliseconds} ms, ${again.conflicts} conflicts; the first time ${first.milliseconds} ms`,
    )
    expect(again.milliseconds).toBeLessThan(limit)
  } finally {
    await asPriya.end()
  }
}, 120_000)
