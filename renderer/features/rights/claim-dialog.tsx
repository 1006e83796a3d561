/** A claim as typed, kept as a draft, with the conflicts that it would cause before it is saved. */
import { checkCode } from '../../../shared/codes.ts'
import type { ConflictClaim } from '../../../shared/conflicts.ts'
import type { Output } from '../../../shared/contract.ts'
import { itemNumber } from '../../../shared/ids.ts'
import type { Overlap } from '../../../shared/rights.ts'
import { asAppError, call, useApi } from '../../api.ts'
import { codeProblem } from '../../components/code.tsx'
import { many } from '../../components/count.ts'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { Checkbox, Field } from '../../components/field.tsx'
import { toast } from '../../components/toast.tsx'
import { DecisionBanner, FormFoot, useFormDraft } from '../../work/use-decision.tsx'
import { rereadItem } from '../../work/use-item.ts'
import { ConflictCode } from './code.tsx'
import { rightsDesk } from './desk.tsx'
import type { AskProps } from './dialogs.tsx'
import { readTerritories } from './use-resolution.ts'
import { countriesText, periodText, shareText } from './words.ts'

type Typed = ReturnType<typeof startOf>

const startOf = (claim: ConflictClaim | undefined) => ({
  holderName: claim?.party ?? '',
  ipi: claim?.ipi ?? '',
  share: claim ? shareText(claim.share) : '',
  territories: claim?.territories.join(' ') ?? 'World',
  from: claim?.from ?? new Date().toISOString().slice(0, 10),
  until: claim?.until ?? '',
  isExclusive: claim?.isExclusive ?? false,
})

const inputOf = (typed: Typed) => ({
  ...typed,
  ipi: checkCode('ipi', typed.ipi).bare || null,
  share: typed.share.trim(),
  territories: readTerritories(typed.territories),
  until: typed.until || null,
})

/** `claimId`: null for a new one. */
export function ClaimDialog({ claimId, detail, own, queue, onClose }: AskProps & { claimId: string | null }) {
  const { item } = detail
  const claim = detail.claims.find(({ id }) => id === claimId)
  const place = claimId
    ? { id: claimId }
    : { entityType: item.entityType ?? 'track', entityId: item.entityId ?? '', rightType: item.rightType ?? 'digital' }
  const number = itemNumber('conflict', item.number)
  const draft = useFormDraft<Typed, 'save', Output<'rights.saveClaim'>>({
    draftKey: { kind: 'conflict', itemId: item.id, slot: claimId ? `claim:${claimId}` : 'claim' },
    label: `${number} ${item.title}${claim ? `, ${claim.party}` : ''}`,
    version: claim?.version ?? 0,
    own,
    initial: startOf(claim),
    send: ({ commandId, expectedVersion }, typed) =>
      call('rights.saveClaim', { commandId, claim: { ...place, ...inputOf(typed) }, seen: expectedVersion }),
    onSent: (_, isHere, { overlaps }) => {
      if (isHere) onClose()
      queue.touch([item.id])
      void rereadItem(rightsDesk, item.id)
      toast({ icon: 'check', text: `The claim in ${number} is saved.`, detail: many(overlaps.length, 'part overlaps', 'parts overlap') })
    },
  })
  const { value: typed, set } = draft
  const input = { ...place, ...inputOf(typed) }
  const isWhole = input.share !== '' && input.holderName.trim() !== '' && input.territories.length > 0 && input.from !== ''
  const tried = useApi('rights.previewClaim', { claim: input }, { enabled: isWhole, retry: false, placeholderData: (before) => before })
  const problem = tried.error && !tried.isPlaceholderData ? asAppError(tried.error) : null
  const wrong = (field: string) => (problem?.detail.field === field ? problem.message : undefined)
  const blocked = isWhole ? (problem?.message ?? null) : 'Fill in holder, share, territory and start'
  const save = () => {
    if (!blocked && !draft.sending) void draft.send('save')
  }
  return (
    <Dialog
      title={claimId ? `Edit the claim of ${claim?.party ?? typed.holderName}` : `Another claim to ${item.title}`}
      head={<ConflictCode row={item} />}
      width={520}
      onClose={onClose}
      onAnswer={save}
      answers={<Answers leave="Leave it" act="Save the claim" reason={blocked} onClose={onClose} onAct={save} />}
    >
      <div className="stack">
        <DecisionBanner decision={draft} own={own} verb="Save" />
        <Field
          label="Holder"
          value={typed.holderName}
          wrong={wrong('holderName')}
          autoFocus={!claimId}
          onChange={(event) => set({ holderName: event.target.value })}
        />
        <Field
          label="IPI name number (optional)"
          value={typed.ipi}
          maxLength={20}
          wrong={codeProblem('ipi', typed.ipi)}
          onChange={(event) => set({ ipi: event.target.value })}
        />
        <div className="pair">
          <Field
            label="Share, percent"
            inputMode="decimal"
            value={typed.share}
            wrong={wrong('share')}
            onChange={(event) => set({ share: event.target.value })}
          />
          <Field
            label="From"
            type="date"
            value={typed.from}
            wrong={wrong('from')}
            onChange={(event) => set({ from: event.target.value })}
          />
          <Field
            label="Until, that day no more"
            type="date"
            value={typed.until}
            wrong={wrong('until')}
            onChange={(event) => set({ until: event.target.value })}
          />
        </div>
        <Field
          label="Territory, in its order"
          hint="Countries, groups and TIS codes with + and -: +World -2114 +CA"
          value={typed.territories}
          wrong={wrong('territories')}
          onChange={(event) => set({ territories: event.target.value })}
        />
        <Checkbox label="Exclusive" checked={typed.isExclusive} onChange={(isExclusive) => set({ isExclusive })} />
        {problem && !problem.detail.field && <p className="danger">{problem.message}</p>}
        {tried.data && !problem && (
          <div className="pair">
            <Overlaps label="Overlaps now" parts={tried.data.before} />
            <Overlaps label="Once it is saved" parts={tried.data.after} />
          </div>
        )}
        <FormFoot form={draft} />
      </div>
    </Dialog>
  )
}

function Overlaps({ label, parts }: { label: string; parts: Overlap[] }) {
  const { data: groups = [] } = useApi('rights.territories', {}, { staleTime: Number.POSITIVE_INFINITY })
  return (
    <div>
      <span className="label">{label}</span>
      {parts.length === 0 && <p className="t2">Nothing overlaps.</p>}
      {parts.slice(0, 4).map((part) => (
        <p key={`${part.from}${part.countries}`} className={part.reason === 'sum' ? 'danger' : 'warning'}>
          {shareText(part.total)} in {countriesText(part.countries, groups)}, {periodText(part.from, part.until)}
        </p>
      ))}
      {parts.length > 4 && <p className="t3">and {parts.length - 4} more</p>}
    </div>
  )
}
