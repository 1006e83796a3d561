/** `npm run test:faults`: the long run. Prints its figures and its seed; FAULT_SEED and FAULT_COMMANDS repeat or shorten it. */
import { startPostgres } from '../support/postgres.ts'
import { runHistory } from './history.ts'

const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000)
const commands = Number(process.env.FAULT_COMMANDS ?? 10_000)
const server = await startPostgres()
process.env.TEST_POSTGRES_URL = server.url()
console.log(`${commands} commands, FAULT_SEED=${seed}`)
const figures = await runHistory({ commands, seed, faultEvery: 40 })
console.log(JSON.stringify(figures, null, 2))
await server.stop()
const { lost, doubled, draftsLost, auditBroken, auditMissing, leasesShared } = figures
const isWhole = lost + doubled + draftsLost + auditBroken + auditMissing + leasesShared === 0
console.log(isWhole ? 'Nothing was lost and nothing was done twice.' : `The history does not hold. Repeat it with FAULT_SEED=${seed}.`)
process.exit(isWhole ? 0 : 1)
