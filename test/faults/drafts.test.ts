// A draft that was answered "saved" is there after the process is killed without a word.

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDrafts } from '../../electron/services/drafts.ts'
import { createEvents } from '../../electron/services/events.ts'
import { createLog } from '../../electron/services/log.ts'
import { createPlaces } from '../../electron/services/places.ts'
import { openLocalStore } from '../../electron/services/sqlite.ts'
import { createVault, fileKeeper } from '../../electron/services/vault.ts'
import type { DraftKey } from '../../shared/drafts.ts'
import { removeFolder, temporaryFolder } from '../support/services.ts'

const services = join(import.meta.dirname, '../../electron/services')
const migrations = join(import.meta.dirname, '../../migrations/local')
const key: DraftKey = { kind: 'ticket', itemId: randomUUID(), slot: 'reply' }
const owner = { profileId: 'p', staffId: randomUUID(), isDemo: false }
let folder: string

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => removeFolder(folder))

/** Types without end and prints how many keys were answered as saved. */
function typist(): string {
  const from = (name: string) => JSON.stringify(pathToFileURL(join(services, name)).href)
  const file = join(folder, 'typist.ts')
  writeFileSync(
    file,
    `import { createDrafts } from ${from('drafts.ts')}
import { createEvents } from ${from('events.ts')}
import { createLog } from ${from('log.ts')}
import { createPlaces } from ${from('places.ts')}
import { openLocalStore } from ${from('sqlite.ts')}
import { createVault, fileKeeper } from ${from('vault.ts')}
const folder = ${JSON.stringify(folder)}
const log = createLog(folder)
const vault = createVault(fileKeeper(folder + '/drafts.key'), fileKeeper(folder + '/demo.key'), log)
const store = openLocalStore(folder, ${JSON.stringify(migrations)}, log)
const drafts = createDrafts({ store, places: createPlaces(store, vault, () => (${JSON.stringify(owner)})), events: createEvents(log), log })
for (let keys = 1; ; keys++) {
  const content = { body: 'x'.repeat(keys), caret: keys, templateId: null, baseVersion: 1, commandId: null, attempt: null }
  drafts.save(${JSON.stringify(key)}, 'T-1', content)
  process.stdout.write(keys + '\\n')
  await new Promise((resolve) => setImmediate(resolve))
}
`,
  )
  return file
}

it('survives kill -9 ten times', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 10; round++) {
    const child = spawn(process.execPath, [typist()], { stdio: ['ignore', 'pipe', 'inherit'] })
    let answered = 0
    createInterface(child.stdout).on('line', (line) => {
      answered = Number(line)
    })
    while (answered < 20 + round * 13) await new Promise((resolve) => setTimeout(resolve, 5))
    child.kill('SIGKILL')
    await once(child, 'close')

    const log = createLog(folder)
    const store = openLocalStore(folder, migrations, log)
    expect(store.state()).toBeNull()
    const vault = createVault(fileKeeper(join(folder, 'drafts.key')), fileKeeper(join(folder, 'demo.key')), log)
    const drafts = createDrafts({ store, places: createPlaces(store, vault, () => owner), events: createEvents(log), log })
    expect(drafts.get(key)?.body.length).toBeGreaterThanOrEqual(answered)
    store.close()
    await log.close()
  }
})
