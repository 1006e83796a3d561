/** Search in People by values that are there, of each kind by which it finds, and by values that are not. */
import type pg from 'pg'
import { type BenchConsole, quantile, timed } from './bench.ts'

const most = 100 // ms, p95

/** Each gives random values of its kind as `text`. */
const kinds: [name: string, sql: string][] = [
  ['name', `select coalesce(full_name, username::text) from identity.users order by random()`],
  ['first name, common', `select first_name from identity.users where first_name is not null group by 1 order by count(*) desc`],
  ['last name, common', `select last_name from identity.users where last_name is not null group by 1 order by count(*) desc`],
  ['two letters', `select distinct left(first_name, 2) from identity.users where first_name is not null`],
  ['three letters within', `select distinct substr(lower(full_name), 3, 3) from identity.users where char_length(full_name) > 6`],
  ['name in its own script', `select display_name from identity.profiles where display_name ~ '[^ -~]' order by random()`],
  ['organization', `select name from identity.organizations order by random()`],
  ['e-mail', `select email::text from identity.users order by random()`],
  ['domain', `select distinct '@' || split_part(email::text, '@', 2) from identity.users`],
  ['username', `select username::text from identity.users where username is not null order by random()`],
  ['id', `select id::text from identity.users order by random()`],
  ['ISRC', `select isrc from catalog.tracks tablesample system (0.2) where isrc is not null`],
  ['UPC', `select upc from catalog.releases tablesample system (1) where upc is not null`],
  ['ticket number', `select 'T-' || ticket_number from support.tickets tablesample system (1)`],
  ['payout reference', `select reference from finance.payouts tablesample system (0.1)`],
  ['payout number', `select 'P-' || number from console.payout tablesample system (0.1)`],
  [
    'document number',
    `select verification_data #>> '{declared,number}' from kyc.verifications where verification_data #>> '{declared,number}' is not null`,
  ],
  ['document number hash', `select hash from console.kyc_declared`],
  ['Stripe id', `select stripe_charge_id from finance.transactions where stripe_charge_id is not null`],
  ['nothing: a name', `select 'Zq' || substr(md5(n::text), 1, 6) || ' Vbx' || n from generate_series(1, 50) n`],
  [
    'nothing: a name like many',
    `select left(full_name, 3) || 'xq' || substr(full_name, 4) from identity.users where char_length(full_name) > 8 order by random()`,
  ],
  ['nothing: a number', `select 'T-' || 900000000 + n from generate_series(1, 50) n`],
  ['nothing: an id', `select gen_random_uuid()::text from generate_series(1, 50)`],
  ['nothing: Stripe', `select 'ch_' || md5(n::text) from generate_series(1, 50) n`],
]

export async function measurePeople({ ask }: BenchConsole, owner: pg.Client, rounds: number): Promise<string[]> {
  const slow: string[] = []
  const all: number[] = []
  console.log('search in People by           p50 ms     p95     max   found')
  for (const [name, sql] of kinds) {
    const { rows } = await owner.query<[string]>({ text: `${sql} limit ${rounds}`, rowMode: 'array' })
    const texts = rows.map(([text]) => text)
    if (texts.length === 0) throw new Error(`There is no ${name} in this platform to look for.`)
    const times: number[] = []
    let found = 0
    for (let round = -3; round < rounds; round++) {
      const text = texts[(round + texts.length * 3) % texts.length] as string
      const ms = await timed(async () => {
        if ((await ask('people.search', { text })).length > 0) found++
      })
      if (round >= 0) times.push(ms)
    }
    all.push(...times)
    const figures = [0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(1).padStart(8))
    console.log(`${name.padEnd(28)}${figures.join('')} ${`${found}/${rounds + 3}`.padStart(7)}`)
    if (quantile(times, 0.95) >= most) slow.push(`search by ${name}, p95 ${quantile(times, 0.95).toFixed(0)} ms`)
    if (name.startsWith('nothing') === found > 0 && !name.includes('like many')) slow.push(`search by ${name} found ${found}`)
  }
  console.log(`${'all together'.padEnd(28)}${[0.5, 0.95, 1].map((share) => quantile(all, share).toFixed(1).padStart(8)).join('')}\n`)
  return slow
}
