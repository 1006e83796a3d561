// One console as a process of its own: the trusted side as the shells start it, steered by messages of the run.
//   node test/faults/console.ts <data folder> <url of the database with login and password>

import { profileFromUrl } from '../../electron/services/profiles.ts'
import type { Input, Method } from '../../shared/contract.ts'
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
  for (;;) {
    try {
      await services.session.signIn(services.profiles.get(backline.profileId), username, password)
      services.settings.set('lastProfileId', backline.profileId)
      const person = services.session.person()
      if (person) services.knownPeople.remember(services.profiles.get(backline.profileId), person)
      return
    } catch {
      if (await services.resume(100, { profile: profileFromUrl(address), login: username, password })) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

interface Order {
  id: number
  method: Method | 'clock' | 'waiting'
  input: unknown
}

process.on('message', async ({ id, method, input }: Order) => {
  if (method === 'clock') offset = Number(input)
  const value =
    method === 'clock'
      ? null
      : method === 'waiting'
        ? services.outbox.totals()
        : await backline.call(method, input as Input<Method>).catch((error) => ({ refused: error.code }))
  process.send?.({ id, value })
})
process.on('disconnect', () => process.exit(0))
