/** `npm run test:faults`: the long run. Prints its figures and its seed; FAULT_SEED and FAULT_COMMANDS repeat or shorten it. */
import { isWhole } from './check.ts'
import { killsAndCuts } from './faults.ts'
import { runHistory } from './history.ts'

const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000)
const commands = Number(process.env.FAULT_COMMANDS ?? 10_000)
console.log(`${commands} commands, FAULT_SEED=${seed}`)
const figures = await runHistory({ commands, seed, faultEvery: 27 })
console.log(JSON.stringify(figures, null, 2))
const ended = killsAndCuts.reduce((sum, kind) => sum + (figures.faults[kind] ?? 0), 0)
console.log(`${ended} kills and cuts.`)
console.log(
  isWhole(figures) ? 'Nothing was lost and nothing was done twice.' : `The history does not hold. Repeat it with FAULT_SEED=${seed}.`,
)
process.exit(isWhole(figures) ? 0 : 1)
