/** What came with a message: opened to look at where the console can show it, else saved; each is recorded. */
import { createContext, lazy, Suspense, useContext, useState } from 'react'
import { safeName } from '../../../shared/attachments.ts'
import type { Attachment } from '../../../shared/tickets.ts'
import { asAppError, call } from '../../api.ts'
import { Chip } from '../../components/chip.tsx'
import { Icon } from '../../components/icon.tsx'
import { toast } from '../../components/toast.tsx'
import { refuse } from '../../stores/toasts.ts'
import { FileName } from './file-name.tsx'
import { sizeWords } from './words.ts'

const AttachmentViewer = lazy(() => import('./attachment-viewer.tsx'))

const scanWords = { clean: 'clean', pending: 'being checked', infected: 'infected, locked' }
const shown = /^(image|video|audio)\/|^application\/pdf$/

/** The ticket whose thread it is. */
export const OfTicket = createContext('')

export function AttachmentChip({ attachment }: { attachment: Attachment }) {
  const ticketId = useContext(OfTicket)
  const { id, name, bytes, mediaType, scan } = attachment
  const [isOpen, setOpen] = useState(false)
  const isShown = shown.test(mediaType)
  const face = (
    <>
      <Icon name={isShown && id !== null ? 'eye' : 'doc'} small />
      <FileName name={name} />
      <span className="t3">
        {sizeWords(bytes)}
        {scan === 'clean' && `, ${scanWords.clean}`}
      </span>
      {scan && scan !== 'clean' && <Chip tone={scan === 'infected' ? 'danger' : 'warning'}>{scanWords[scan]}</Chip>}
    </>
  )
  if (id === null) return <span className="attach">{face}</span>
  const save = () => void saveCopy(ticketId, id, name)
  return (
    <>
      <button
        type="button"
        className="attach"
        title={`${isShown ? 'Look at' : 'Save a copy of'} ${safeName(name)}`}
        onClick={() => (isShown ? setOpen(true) : save())}
      >
        {face}
      </button>
      {isOpen && (
        <Suspense>
          <AttachmentViewer ticketId={ticketId} attachment={{ ...attachment, id }} onSave={save} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

async function saveCopy(ticketId: string, attachmentId: string, name: string) {
  try {
    const { path } = await call('tickets.saveAttachment', { id: ticketId, attachmentId, name: safeName(name) })
    toast({
      icon: 'check',
      tone: 'success',
      text: `${safeName(name)} was saved.`,
      detail: path,
      action: { label: 'Copy the path', run: () => void navigator.clipboard.writeText(path) },
      seconds: 12,
    })
  } catch (thrown) {
    refuse(asAppError(thrown), () => void saveCopy(ticketId, attachmentId, name))
  }
}
