/** The files of a draft: what is attached, what is on its way, and the three ways to add: choose, drop, paste. */
import { type DragEvent, type RefObject, useEffect, useState } from 'react'
import type { AttachmentRef } from '../../../shared/attachments.ts'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { toast } from '../../components/toast.tsx'
import { attach, detach, type Incoming } from '../../work/attaching.ts'
import type { DraftKeeper } from '../../work/draft.ts'
import { FileName } from './file-name.tsx'
import { sizeWords } from './words.ts'

interface AttachedProps {
  keeper: DraftKeeper
  files: AttachmentRef[]
  incoming: Incoming[]
  locked: boolean
}

export function Attached({ keeper, files, incoming, locked }: AttachedProps) {
  if (files.length === 0 && incoming.length === 0) return null
  return (
    <ul className="attached" aria-label="Attached files">
      {files.map(({ id, name, bytes }) => (
        <li key={id} className="attach">
          <Icon name="clip" small />
          <FileName name={name} />
          <span className="t3">{sizeWords(bytes)}</span>
          {!locked && <Button small variant="quiet" icon="x" only={`Take off ${name}`} onClick={() => detach(keeper, id)} />}
        </li>
      ))}
      {incoming.map(({ id, name, share }) => (
        <li key={id} className="attach" aria-busy="true">
          <Icon name="clip" small />
          <FileName name={name} />
          <span className="t3 figures">{Math.round(share * 100)} %</span>
        </li>
      ))}
    </ul>
  )
}

interface PickerProps {
  keeper: DraftKeeper
  input: RefObject<HTMLInputElement | null>
  /** Why nothing can be attached. */
  reason: string | null
}

export function AttachButton({ keeper, input, reason }: PickerProps) {
  const choose = ({ files }: HTMLInputElement) => attach(keeper, Array.from(files ?? []))
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={({ currentTarget }) => {
          choose(currentTarget)
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
      <Button
        small
        variant="quiet"
        icon="clip"
        keys="Mod+U"
        title="Attach files, Ctrl U"
        reason={reason}
        onClick={() => input.current?.click()}
      >
        Attach
      </Button>
    </>
  )
}

/** Files dropped on the composer are attached; beside it they do nothing, and never leave the console for a page of theirs. */
export function useDrop(keeper: DraftKeeper, reason: string | null) {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const ignore = (event: globalThis.DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return
      event.preventDefault()
    }
    addEventListener('dragover', ignore)
    addEventListener('drop', ignore)
    return () => {
      removeEventListener('dragover', ignore)
      removeEventListener('drop', ignore)
    }
  }, [])
  const handlers = {
    onDragOver(event: DragEvent) {
      if (!carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      setOver(false)
      if (!carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      if (reason) return barred(reason)
      const entries = Array.from(event.dataTransfer.items, (item) => item.webkitGetAsEntry())
      const files = Array.from(event.dataTransfer.files).filter((_, n) => !entries[n]?.isDirectory)
      if (files.length < entries.length) barred('A folder cannot be attached. Attach the files in it.')
      attach(keeper, files)
    },
  }
  return { isOver, handlers }
}

/** Pictures from the clipboard; of what is text too, such as cells of a table, the text is meant. */
export function pasteFiles(event: React.ClipboardEvent, keeper: DraftKeeper, reason: string | null) {
  const { files, types } = event.clipboardData
  if (files.length === 0 || types.includes('text/plain')) return
  event.preventDefault()
  if (reason) barred(reason)
  else attach(keeper, Array.from(files))
}

const carriesFiles = (transfer: DataTransfer | null) => transfer?.types.includes('Files') === true

const barred = (text: string) => toast({ id: 'cannot-attach', icon: 'lock', text, seconds: 6 })
