/**
 * The long run of the crowd: fifty clients at random on five hundred payouts while the server crashes again and again.
 *
 *   node test/faults/payouts.ts [seed] [tries of each client]
 *
 * Prints what was done and refused, how often the server crashed, and every rule that does not hold; ends with 1 when one does not.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { brokenRules, runCrowd } from '../support/payout-crowd.ts'
import { asOwner } from '../support/people.ts'
import { endsByForce, freshDatabase, startPostgres } from '../support/postgres.ts'

const seed = Number(process.argv[2] ?? Date.now() % 1_000_000)
const tries = Number(process.argv[3] ?? 300)
/** Between two crashes, in ms. */
const rest = 5_000

const server = await startPostgres()
process.env.TEST_POSTGRES_URL = server.url()
const database = await freshDatabase()
let crashes = 0
let isOver = false

/** Kills a server process as the kernel would; PostgreSQL ends all others and recovers from its log. */
async function crash() {
  for (await sleep(rest); !isOver; await sleep(rest)) {
    const pid = await asOwner(database.url, async (db) => {
      const { rows } = await db.query(
        `select pid from pg_stat_activity where backend_type = 'client backend' and datname = current_database() and pid <> pg_backend_pid() and state = 'active' order by random() limit 1`,
      )
      return rows[0]?.pid as number | undefined
    }).catch(() => undefined)
    if (pid !== undefined && endsByForce(pid)) crashes++
  }
}

const began = performance.now()
const crashing = crash()
console.log(`seed ${seed}: 50 clients, 500 payouts, ${tries} tries each`)
const { done, refused } = await runCrowd({ url: database.url, clients: 50, payouts: 500, tries, seed, people: 10 })
isOver = true
await crashing
const broken = await brokenRules(database.url)
console.log(`done     ${JSON.stringify(done)}`)
console.log(`refused  ${JSON.stringify(refused)}`)
console.log(`${crashes} crashes in ${Math.round((performance.now() - began) / 1000)} s`)
for (const [rule, rows] of broken) console.log(`BROKEN: ${rule} (${rows})`)
console.log(broken.length === 0 ? 'Every rule holds.' : `${broken.length} rules do not hold.`)
await database.drop()
await server.stop()
process.exit(broken.length === 0 ? 0 : 1)
