/** Who receives which part of the royalties: the split that holds, and what a new version of it would be before it is saved. */
import { type ReactNode, useState } from 'react'
import type { ConflictRow, Split, SplitRecipient } from '../../../shared/conflicts.ts'
import type { AppError } from '../../../shared/errors.ts'
import { uuidv7 } from '../../../shared/ids.ts'
import { asAppError, call, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { TextArea } from '../../components/field.tsx'
import { QueueSkeleton } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { ConflictCode } from './code.tsx'

interface SplitDialogProps {
  item: ConflictRow
  onClose: () => void
}

const nobody: SplitRecipient = { type: 'external', id: null, name: '', email: '', role: null, share: '' }

export function SplitDialog({ item, onClose }: SplitDialogProps) {
  const place = { entityType: item.entityType ?? 'track', entityId: item.entityId ?? '', rightType: item.rightType ?? 'digital' } as const
  const { data, isPending } = useApi('rights.split', place, { staleTime: 0 })
  if (!isPending)
    return <SplitForm place={place} title={item.title} code={<ConflictCode row={item} />} before={data ?? null} onClose={onClose} />
  return (
    <Dialog title={`Split of ${item.title}`} width={560} onClose={onClose}>
      <QueueSkeleton rows={3} label="Reading the split" />
    </Dialog>
  )
}

interface SplitFormProps {
  place: { entityType: 'track' | 'release'; entityId: string; rightType: NonNullable<ConflictRow['rightType']> }
  title: string
  code: ReactNode
  before: Split | null
  onClose: () => void
}

function SplitForm({ place, title, code, before, onClose }: SplitFormProps) {
  const [recipients, setRecipients] = useState<SplitRecipient[]>(before?.recipients ?? [nobody])
  const [notes, setNotes] = useState('')
  const [commandId, setCommandId] = useState(uuidv7)
  const [refused, setRefused] = useState<AppError | null>(null)
  const change = (next: SplitRecipient[]) => {
    setRefused(null)
    setCommandId(uuidv7())
    setRecipients(next)
  }
  const edit = (at: number, field: Partial<SplitRecipient>) =>
    change(recipients.map((each, index) => (index === at ? { ...each, ...field } : each)))
  const split = { ...place, recipients: recipients.map((each) => ({ ...each, share: each.share.trim() })), notes: notes.trim() || null }
  const isWhole = recipients.length > 0 && recipients.every(({ name, share }) => name.trim() !== '' && share.trim() !== '')
  const tried = useApi('rights.previewSplit', { split }, { enabled: isWhole, retry: false })
  const problem = refused ?? (tried.error ? asAppError(tried.error) : null)
  const blocked = !isWhole ? 'Give each recipient a name and a share' : (problem?.message ?? null)
  const save = async () => {
    if (blocked) return
    try {
      const done = await call('rights.saveSplit', { commandId, split, seen: before?.version ?? 0 })
      onClose()
      toast({
        icon: 'split',
        text: `Version ${done.version} of the split is ${done.status === 'active' ? 'in force' : 'saved and waits for the rest'}.`,
      })
    } catch (thrown) {
      setRefused(asAppError(thrown))
    }
  }
  return (
    <Dialog
      title={`Split of ${title}`}
      head={code}
      width={560}
      onClose={onClose}
      onAnswer={() => void save()}
      answers={<Answers leave="Leave it" act="Save the split" reason={blocked} onClose={onClose} onAct={() => void save()} />}
    >
      <div className="stack">
        <p>
          {before
            ? `Version ${before.version} is ${before.status === 'active' ? 'in force' : 'waiting'}. It stays in the history.`
            : 'There is no split yet.'}
        </p>
        {recipients.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: recipients have no id until they are saved
          <div key={at} className="split-row">
            <input
              className="input"
              aria-label={`Name of recipient ${at + 1}`}
              placeholder="Name"
              value={each.name}
              onChange={(event) => edit(at, { name: event.target.value })}
            />
            <input
              className="input"
              aria-label={`E-mail of recipient ${at + 1}`}
              placeholder={each.id ? 'has an account' : 'E-mail'}
              value={each.email ?? ''}
              onChange={(event) => edit(at, { email: event.target.value || null })}
            />
            <input
              className="input num"
              inputMode="decimal"
              aria-label={`Share of recipient ${at + 1}`}
              placeholder="0.00"
              value={each.share}
              onChange={(event) => edit(at, { share: event.target.value })}
            />
            <Button
              small
              variant="quiet"
              icon="x"
              only={`Remove recipient ${at + 1}`}
              onClick={() => change(recipients.filter((_, index) => index !== at))}
            />
          </div>
        ))}
        <div className="row">
          <Button small icon="plus" onClick={() => change([...recipients, nobody])}>
            Another recipient
          </Button>
        </div>
        {problem && <p className="danger">{problem.message}</p>}
        {tried.data && !problem && (
          <p className={tried.data.status === 'active' ? 'success' : 'warning'}>
            {tried.data.status === 'active'
              ? 'It comes to 100 and takes effect today.'
              : 'It comes to less than 100, so it waits; the version in force stays.'}
          </p>
        )}
        <TextArea label="Note (optional)" rows={2} maxLength={2000} value={notes} onChange={(event) => setNotes(event.target.value)} />
      </div>
    </Dialog>
  )
}
