/** npm run demo -- --url postgres://owner@host/database [--scale small|full] [--password TEXT] */
import { parseArgs } from 'node:util'
import { DemoRefused, fillDemo } from '../migrations/demo/fill.ts'
import { toProblem } from './services/errors.ts'

const usage = `Fills a migrated, empty platform with Backline's demo: 2,000 people with all that they have on a platform, 1,500 tickets,
cases, identity checks, payouts and conflicts, twelve logins of staff.

  npm run demo -- --url postgres://owner@host:5432/database [--scale small|full] [--password TEXT]

  --url       the database, as its owner or a superuser; the password may come from PGPASSWORD
  --scale     full adds the documented volumes: 100,000 people, ten million movements of money, a million payouts, 200,000 cases and
              more. Needs a superuser and 40 GB of disk, and takes about a quarter of an hour. Broken off, it goes on when run again
  --password  of all demo logins; must be given for a server that is not on this computer`

const exits = { usage: 2, refused: 3, failed: 4 }

process.exitCode = await main()

async function main(): Promise<number> {
  const options = readOptions()
  if (!options) {
    console.error(usage)
    return exits.usage
  }
  const started = performance.now()
  try {
    const { people } = await fillDemo(options.url, { ...options, log: console.log })
    const password = options.password ? 'the password you gave' : `the password ${people[0]?.password}`
    console.log(`Ready after ${Math.round((performance.now() - started) / 1000)} s. These can sign in, all with ${password}:`)
    for (const { login, name, role } of people) console.log(`  ${login.padEnd(8)} ${name}, ${role.charAt(0).toLowerCase()}${role.slice(1)}`)
    return 0
  } catch (error) {
    console.error(sentenceFor(error, options.scale))
    return error instanceof DemoRefused ? exits.refused : exits.failed
  }
}

function readOptions(): { url: string; scale: 'small' | 'full'; password?: string } | null {
  try {
    const { values } = parseArgs({
      options: { url: { type: 'string' }, scale: { type: 'string', default: 'small' }, password: { type: 'string' } },
    })
    const { url, scale, password } = values
    if (!url || !/^postgres(ql)?:$/.test(new URL(url).protocol)) return null
    if (scale !== 'small' && scale !== 'full') return null
    return password === undefined ? { url, scale } : { url, scale, password }
  } catch {
    return null
  }
}

function sentenceFor(error: unknown, scale: 'small' | 'full'): string {
  if (error instanceof DemoRefused) return error.message
  const problem = toProblem(error)
  if (problem.code !== 'internal') return problem.message
  const reason = error instanceof Error ? error.message : String(error)
  return scale === 'small'
    ? `The demo could not be filled in, and nothing of it was kept: ${reason}.`
    : `The demo could not be filled in whole: ${reason}. What is there was kept; the same command goes on from it.`
}
