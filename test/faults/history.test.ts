// Real processes that are killed and lines that are cut: 500 commands here, 10,000 by npm run test:faults.

import { expect, test } from 'vitest'
import { isWhole } from './check.ts'
import { runHistory } from './history.ts'

test('every confirmed command takes effect once, none twice, no draft is lost', { timeout: 240_000 }, async () => {
  const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000)
  // A lock is waited for seconds each time; the long run has that too.
  const figures = await runHistory({ commands: 500, seed, faultEvery: 27, without: 'locked item' })
  console.log(JSON.stringify(figures))
  expect(isWhole(figures), `FAULT_SEED=${seed} ${JSON.stringify(figures)}`).toBe(true)
  expect(Object.keys(figures.faults)).toHaveLength(9)
  expect(figures.confirmed).toBeGreaterThan(400)
})
