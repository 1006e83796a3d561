// Real processes that are killed and lines that are cut: 500 commands here, 10,000 by npm run test:faults.

import { expect, test } from 'vitest'
import { runHistory } from './history.ts'

test('every confirmed command takes effect once, none twice, no draft is lost', { timeout: 240_000 }, async () => {
  const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000)
  const figures = await runHistory({ commands: 500, seed, faultEvery: 20 })
  console.log(JSON.stringify(figures))
  expect(figures, `FAULT_SEED=${seed}`).toMatchObject({
    lost: 0,
    doubled: 0,
    draftsLost: 0,
    auditBroken: 0,
    auditMissing: 0,
    leasesShared: 0,
  })
  expect(figures.confirmed).toBeGreaterThan(400)
})
