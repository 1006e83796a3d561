// Twenty clients at random on sixty payouts; the long run with kills of the server is test/faults/payouts.ts.

import { expect, test } from 'vitest'
import { brokenRules, runCrowd } from '../support/payout-crowd.ts'
import { freshDatabase } from '../support/postgres.ts'

test('whatever a crowd does at once: no second send mark, no signature for other data, wallets and chain whole', {
  timeout: 240_000,
}, async () => {
  const database = await freshDatabase()
  const crowd = await runCrowd({ url: database.url, clients: 20, payouts: 60, tries: 20, seed: 7 })
  // Nothing was lost, and enough happened for the rules to be tried.
  expect(Object.keys(crowd.refused).filter((code) => !/^(BL\d{3}|40P01)$/.test(code))).toEqual([])
  for (const act of ['prepare', 'sign', 'send', 'edit']) expect([act, (crowd.done[act] ?? 0) > 0]).toEqual([act, true])
  expect(await brokenRules(database.url)).toEqual([])
  await database.drop()
})
