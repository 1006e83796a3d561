// What has to hold at the documented volumes: search in People, and a page of every table in Records. On a platform that was filled with
// `npm run demo -- --scale full`; names what is too slow and ends with 1.
//   node test/perf/full.ts --url postgres://postgres:…@127.0.0.1:5432/backline [--rounds 40] [--only people|tables]

import { parseArgs } from 'node:util'
import pg from 'pg'
import { directProfile, openBench } from './bench.ts'
import { measurePeople } from './people.ts'
import { measureTables } from './tables.ts'

const { values: options } = parseArgs({
  options: { url: { type: 'string' }, rounds: { type: 'string', default: '40' }, only: { type: 'string' }, password: { type: 'string' } },
})
if (!options.url) throw new Error('Name a platform that was filled with the full demo: --url postgres://owner@host/database')

/** Reads everything: moderation and audit. */
const tomasz = { id: '', name: '', login: 'tomasz', password: options.password ?? 'backline-demo', url: options.url }
const rounds = Number(options.rounds)
const owner = new pg.Client({ connectionString: options.url })
await owner.connect()
const bench = await openBench(directProfile(options.url), tomasz)
try {
  const slow = [
    ...(options.only === 'tables' ? [] : await measurePeople(bench, owner, rounds)),
    ...(options.only === 'people' ? [] : await measureTables(bench, options.url, tomasz, rounds)),
  ]
  for (const line of slow) console.log(`too slow: ${line}`)
  process.exitCode = slow.length > 0 ? 1 : 0
} finally {
  await bench.close()
  await owner.end()
}
