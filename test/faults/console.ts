// One console as a process of its own: the trusted side as the shells start it, steered by messages of the run.
//   node test/faults/console.ts <data folder> <url of the database with login and password>

import type { Input, Method } from '../../shared/contract.ts'
import { fillDisk } from '../support/full-disk.ts'
import { openConsole, ownerOf } from '../support/services.ts'

const [, , dataDir = '', address = ''] = process.argv
const { username, password } = new URL(address)
const backline = openConsole(address, { dataDir })
const { services } = backline

/** The clock of this computer jumps; timers go on as they are. */
let offset = 0
const RealDate = Date
globalThis.Date = class extends RealDate {
  constructor(...args: ConstructorParameters<DateConstructor> | []) {
    super(...((args.length === 0 ? [RealDate.now() + offset] : args) as [number]))
  }
  static override now(): number {
    return RealDate.now() + offset
  }
} as DateConstructor

await begin()
process.send?.({ ready: true, owner: ownerOf(backline) })

/** Signs in; without a server it goes on as whoever was here before. */
async function begin(): Promise<void> {
  const input = { profileId: backline.profileId, login: username, password }
  while (!(await backline.router.handle('session.signIn', input)).ok) await new Promise((resolve) => setTimeout(resolve, 100))
}

interface Order {
  id: number
  method: Method | 'clock' | 'disk' | 'waiting'
  input: unknown
}

process.on('message', async ({ id, method, input }: Order) => {
  if (method === 'clock') offset = Number(input)
  if (method === 'disk') fillDisk(input === true)
  const value =
    method === 'clock' || method === 'disk'
      ? null
      : method === 'waiting'
        ? services.outbox.totals()
        : await backline.call(method, input as Input<Method>).catch((error) => ({ refused: error.code }))
  process.send?.({ id, value })
})
process.on('disconnect', () => process.exit(0))
