// The log of a console that ends.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { createLog } from '../../electron/services/log.ts'

const folder = mkdtempSync(join(tmpdir(), 'backline-log-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('what is said before the end is in the file', async () => {
  const log = createLog(folder)
  log.info('early')
  await log.close()
  expect(readFileSync(join(folder, 'logs', 'backline.log'), 'utf8')).toContain('"event":"early"')
})

test('what is said after the end opens no file', async () => {
  const log = createLog(join(folder, 'second'))
  await log.close()
  log.info('late')
  await sleep(100)
  expect(existsSync(join(folder, 'second'))).toBe(false)
})
