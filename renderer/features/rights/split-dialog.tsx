/** Who receives which part of the royalties: the split that holds, and what a new version of it would be before it is saved. */
import type { ConflictDetail, ConflictRow, Split, SplitRecipient } from '../../../shared/conflicts.ts'
import type { Output } from '../../../shared/contract.ts'
import { itemNumber } from '../../../shared/ids.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { asAppError, call, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { TextArea } from '../../components/field.tsx'
import { QueueSkeleton } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { DecisionBanner, FormFoot, useFormDraft } from '../../work/use-decision.tsx'
import { ConflictCode } from './code.tsx'

interface SplitDialogProps {
  detail: ConflictDetail
  own: StaffRef
  onClose: () => void
}

const nobody: SplitRecipient = { type: 'external', id: null, name: '', email: '', role: null, share: '' }

const placeOf = ({ entityType, entityId, rightType }: ConflictRow) => ({
  entityType: entityType ?? 'track',
  entityId: entityId ?? '',
  rightType: rightType ?? 'digital',
})

export function SplitDialog({ detail: { item }, own, onClose }: SplitDialogProps) {
  const { data, isPending } = useApi('rights.split', placeOf(item), { staleTime: 0 })
  if (!isPending) return <SplitForm item={item} own={own} before={data ?? null} onClose={onClose} />
  return (
    <Dialog title={`Split of ${item.title}`} width={560} onClose={onClose}>
      <QueueSkeleton rows={3} label="Reading the split" />
    </Dialog>
  )
}

interface SplitFormProps {
  item: ConflictRow
  own: StaffRef
  before: Split | null
  onClose: () => void
}

interface Fields {
  recipients: SplitRecipient[]
  notes: string
}

function SplitForm({ item, own, before, onClose }: SplitFormProps) {
  const splitOf = ({ recipients, notes }: Fields) => ({
    ...placeOf(item),
    recipients: recipients.map((each) => ({ ...each, share: each.share.trim() })),
    notes: notes.trim() || null,
  })
  const draft = useFormDraft<Fields, 'save', Output<'rights.saveSplit'>>({
    draftKey: { kind: 'conflict', itemId: item.id, slot: 'split' },
    label: `${itemNumber('conflict', item.number)} ${item.title}`,
    version: before?.version ?? 0,
    own,
    initial: { recipients: before?.recipients ?? [nobody], notes: '' },
    send: ({ commandId, expectedVersion }, fields) =>
      call('rights.saveSplit', { commandId, split: splitOf(fields), seen: expectedVersion }),
    onSent: (_, isHere, { version, status }) => {
      if (isHere) onClose()
      const text = `Version ${version} of the split is ${status === 'active' ? 'in force' : 'saved and waits for the rest'}.`
      toast({ icon: 'split', text })
    },
  })
  const { recipients, notes } = draft.value
  const change = (recipients: SplitRecipient[]) => draft.set({ recipients })
  const edit = (at: number, field: Partial<SplitRecipient>) =>
    change(recipients.map((each, index) => (index === at ? { ...each, ...field } : each)))
  const isWhole = recipients.length > 0 && recipients.every(({ name, share }) => name.trim() !== '' && share.trim() !== '')
  const tried = useApi('rights.previewSplit', { split: splitOf(draft.value) }, { enabled: isWhole, retry: false })
  const problem = tried.error ? asAppError(tried.error) : null
  const blocked = isWhole ? (problem?.message ?? null) : 'Give each recipient a name and a share'
  const save = () => {
    if (!blocked && !draft.sending) void draft.send('save')
  }
  return (
    <Dialog
      title={`Split of ${item.title}`}
      head={<ConflictCode row={item} />}
      width={560}
      onClose={onClose}
      onAnswer={save}
      answers={<Answers leave="Leave it" act="Save the split" reason={blocked} onClose={onClose} onAct={save} />}
    >
      <div className="stack">
        <DecisionBanner decision={draft} own={own} verb="Save" />
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
        <TextArea
          label="Note (optional)"
          rows={2}
          maxLength={2000}
          value={notes}
          onChange={(event) => draft.set({ notes: event.target.value })}
        />
        <FormFoot form={draft} />
      </div>
    </Dialog>
  )
}
