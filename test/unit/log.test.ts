// The log of a console that ends.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLog } from '../../electron/services/log.ts'

test('what is said before the end is in the file; what is said after it makes no file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'backline-log-'))
  const log = createLog(folder)
  log.info('early')
  await log.close()
  expect(readFileSync(join(folder, 'logs', 'backline.log'), 'utf8')).toContain('"event":"early"')
  rmSync(folder, { recursive: true })
  for (const line of ['late', 'later']) {
    log.info(line)
    await sleep(100)
  }
  expect(existsSync(folder)).toBe(false)
})
