/** Files on their way into a draft: read in parts, one after the other, and named by the draft once they are kept. */
import { create } from 'zustand'
import { type AttachmentRef, barredFile, partBytes, safeName } from '../../shared/attachments.ts'
import { uuidv7 } from '../../shared/ids.ts'
import { call, messageOf } from '../api.ts'
import { warn } from '../stores/toasts.ts'
import type { DraftKeeper } from './draft.ts'

export interface Incoming {
  id: string
  keeper: DraftKeeper
  name: string
  /** Of one, how much is here. */
  share: number
}

const useAll = create<{ incoming: Incoming[] }>()(() => ({ incoming: [] }))
const nothing: Incoming[] = []
let queue: Promise<unknown> = Promise.resolve()

export function useIncoming(keeper: DraftKeeper): Incoming[] {
  const { incoming } = useAll()
  return incoming.length === 0 ? nothing : incoming.filter((each) => each.keeper === keeper)
}

/** What cannot be attached is said; the rest goes on. */
export function attach(keeper: DraftKeeper, files: readonly File[]) {
  for (const file of files) {
    const before = useAll.getState().incoming
    const held = heldBy(keeper).length + before.filter((each) => each.keeper === keeper).length
    const reason = barredFile(file, held)
    if (reason) {
      refuse(reason)
      continue
    }
    const entry = { id: uuidv7(), keeper, name: safeName(file.name), share: 0 }
    useAll.setState({ incoming: [...before, entry] })
    queue = queue.then(() => take(entry, file))
  }
}

export function detach(keeper: DraftKeeper, id: string) {
  keeper.change({ attachments: heldBy(keeper).filter((each) => each.id !== id) })
}

async function take(entry: Incoming, file: File) {
  const { keeper, name, id } = entry
  try {
    await keeper.load()
    const ref = await send(entry, file)
    if (heldBy(keeper).some(({ sha256 }) => sha256 === ref.sha256)) refuse(`${name} is attached already.`)
    else keeper.change({ attachments: [...heldBy(keeper), ref] })
  } catch (thrown) {
    const isUnreadable = thrown instanceof DOMException
    refuse(isUnreadable ? `${name} was not attached: it cannot be read. It may be a folder, or was moved meanwhile.` : messageOf(thrown))
  }
  useAll.setState(({ incoming }) => ({ incoming: incoming.filter((each) => each.id !== id) }))
}

async function send({ id, keeper, name }: Incoming, file: File): Promise<AttachmentRef> {
  for (let at = 0; ; at += partBytes) {
    const base64 = await readPart(file.slice(at, at + partBytes))
    const ref = await call('attachments.put', { owner: keeper.owner, upload: id, name, bytes: file.size, at, base64 })
    if (ref) return ref
    const share = Math.min(1, (at + partBytes) / file.size)
    useAll.setState(({ incoming }) => ({ incoming: incoming.map((each) => (each.id === id ? { ...each, share } : each)) }))
  }
}

function readPart(part: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(part)
  })
}

function heldBy(keeper: DraftKeeper): AttachmentRef[] {
  return keeper.content.attachments ?? []
}

function refuse(message: string) {
  warn(message, message)
}
