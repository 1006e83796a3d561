/** What a reviewer does to the open check: acts, keys, the draft of the decision, and taking it back. */
import { useState } from 'react'
import { itemNumber, uuidv7 } from '../../../shared/ids.ts'
import type { Disposition, KycDecision, KycDetail, KycDocument, KycRow, ScreeningHit } from '../../../shared/kyc.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { call, messageOf } from '../../api.ts'
import { toast } from '../../components/toast.tsx'
import { type Action, useActions } from '../../keyboard.ts'
import { leaseActions } from '../../work/item-actions.tsx'
import { useAct, useBench, useLeaseActs } from '../../work/use-acts.ts'
import { useDecisionDraft } from '../../work/use-decision.tsx'
import { rereadItem } from '../../work/use-item.ts'
import type { Queue } from '../../work/use-queue.ts'
import { focusChoice } from './choice.tsx'
import { approvalBlock, askedFor, emptyDecision, isWaiting, openDecisions, sendBlock, verdictsOf } from './decision.ts'
import { kycDesk } from './desk.tsx'
import { levelNames } from './words.ts'

interface ReviewOptions {
  detail: KycDetail
  queue: Queue<KycRow>
  own: StaffRef
  locked: string | null
  shown: KycDocument | null
  onNext: () => void
  onShow: (tab: string) => void
  onBeside: () => void
}

const undoSeconds = 30
const doneWords: Record<KycDecision, string> = { approve: 'approved', needs_info: 'sent back for more', reject: 'rejected' }

export function useReview(options: ReviewOptions) {
  const { detail, queue, own, locked, shown, onNext, onShow, onBeside } = options
  const { item, lease } = detail
  const number = itemNumber('kyc', item.number)
  const [isHanding, setHanding] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const bench = useBench(kycDesk, item, queue)
  const acts = { ...useLeaseActs(bench), dispose: useAct('kyc.dispose', bench) }
  const cannot =
    locked ?? recusedWords(detail) ?? (lease?.holder.id === own.id ? null : lease ? `${lease.holder.name} holds it` : claimWords(detail))

  const reread = () => {
    queue.touch([item.id])
    void rereadItem(kycDesk, item.id)
  }
  const takeBack = async (ofCommand: string, version: number) => {
    try {
      await call('kyc.undo', { commandId: uuidv7(), id: item.id, expectedVersion: version, ofCommand })
      toast({ icon: 'undo', text: `${number} is open again.`, detail: 'You hold it.' })
    } catch (thrown) {
      toast({ icon: 'alert', tone: 'danger', text: `${number} was not taken back.`, detail: messageOf(thrown), seconds: 12 })
    }
    reread()
  }
  const decision = useDecisionDraft({
    desk: kycDesk,
    item,
    title: `${item.customer.name}, ${levelNames[item.category].toLowerCase()}`,
    own,
    initial: emptyDecision,
    send: async (command, value, how: KycDecision) => {
      const isApproval = how === 'approve'
      const done = await call('kyc.decide', {
        ...command,
        decision: how,
        reasonCode: isApproval ? null : value.reason,
        publicText: isApproval ? null : value.publicText,
        privateNote: value.privateNote || null,
        verdicts: verdictsOf(detail, { ...value, decision: how }),
        askFor: how === 'needs_info' ? askedFor(detail, value) : [],
      })
      return { ...done, ofCommand: command.commandId }
    },
    onSent: (how, _isHere, { isFinal, version, ofCommand }) => {
      reread()
      if (!isFinal)
        return toast({ icon: 'check', text: `${number} ${doneWords[how]}, first of two.`, detail: 'Somebody else decides with you.' })
      const undo = () => void takeBack(ofCommand, version)
      toast({
        icon: 'check',
        text: `${number} ${doneWords[how]}.`,
        detail: 'The person hears of it when this ends.',
        undo,
        seconds: undoSeconds,
      })
    },
  })
  const { value } = decision

  const opinionOf = (document: KycDocument | null) =>
    document ? (value.opinions[document.id] ?? (document.status === 'approved' ? { isGood: true, reason: null } : null)) : null
  const judge = (document: KycDocument, reason: string | null) => {
    decision.set({ opinions: { ...value.opinions, [document.id]: { isGood: reason === null, reason } } })
  }
  /** The next document that is not judged yet. */
  const accept = () => {
    if (!shown) return
    judge(shown, null)
    const open = detail.documents.filter((each) => each.isCurrent && each.id !== shown.id && opinionOf(each) === null)
    if (open[0]) onShow(open[0].id)
  }
  const record = async (hit: ScreeningHit, disposition: Disposition, reason: string) => {
    if (!(await acts.dispose({ hitId: hit.id, disposition, reason }, 'Record'))) return
    const { [hit.id]: _, ...rest } = value.hits
    decision.set({ hits: rest })
  }
  const send = () => {
    const missing = cannot ?? sendBlock(detail, value)
    if (missing) toast({ id: 'refused-key', icon: 'lock', text: missing, seconds: 4 })
    else if (value.decision !== '' && !decision.sending) void decision.send(value.decision)
  }
  const cycle = () => {
    const current = detail.documents.filter(({ isCurrent }) => isCurrent)
    const next = current[(current.findIndex(({ id }) => id === shown?.id) + 1) % current.length]
    if (next) onShow(next.id)
  }

  const shared = leaseActions({
    desk: kycDesk,
    detail,
    title: item.customer.name,
    acts,
    own,
    locked,
    isOpen: detail.recused === null && (item.status === 'pending' || item.status === 'in_review'),
    onNext,
    onHandOver: () => setHanding(true),
  })
  const claimAnyway: Action[] =
    !lease && claimPurpose(detail)
      ? [
          {
            id: 'kyc.claimAnyway',
            label: `Claim ${number} to ${claimPurpose(detail)}`,
            group: 'Item',
            icon: 'user',
            disabled: locked,
            run: () => void acts.claim({}, 'Claim'),
          },
        ]
      : []
  const actions = [...shared, ...claimAnyway]
  const allowed = openDecisions(detail)
  const choose = (each: KycDecision, keys: string, label: string): Action => ({
    id: `kyc.${each}`,
    label,
    group: 'Decide',
    keys,
    disabled: !allowed.includes(each) ? `${number} cannot be decided so now` : each === 'approve' ? approvalBlock(detail, value) : null,
    run: () => decision.set({ decision: each }),
  })
  const focusOn = (id: string) => () => document.getElementById(id)?.focus()
  useActions('kyc.item', [
    ...actions,
    choose('approve', 'A', `Approve ${number}`),
    choose('needs_info', 'I', `Ask for more on ${number}`),
    choose('reject', 'D', item.status === 'approved' ? `Revoke ${number}` : `Reject ${number}`),
    { id: 'kyc.send', label: 'Send the decision', group: 'Decide', keys: 'Mod+Enter', inText: true, unlisted: true, run: send },
    {
      id: 'kyc.accept',
      label: 'Accept the document',
      group: 'Decide',
      keys: 'Y',
      disabled: cannot ?? (shown ? null : 'No document is shown'),
      run: accept,
    },
    {
      id: 'kyc.sendBack',
      label: 'Send the document back',
      group: 'Decide',
      keys: 'B',
      disabled: cannot ?? (shown ? null : 'No document is shown'),
      run: () => setAsking(true),
    },
    { id: 'kyc.look', label: 'Look at the next document', group: 'Item', keys: 'V', icon: 'eye', run: cycle },
    {
      id: 'kyc.beside',
      label: 'Beside the earlier one',
      group: 'Item',
      keys: '\\',
      icon: 'swap',
      disabled: shown?.earlierId ? null : 'There is no earlier one',
      run: onBeside,
    },
    { id: 'kyc.field1', label: 'Same person', group: 'Decide', keys: '1', unlisted: true, run: () => focusChoice('kyc-same') },
    { id: 'kyc.field2', label: 'Screening', group: 'Decide', keys: '2', unlisted: true, run: () => focusChoice('kyc-hit') },
    { id: 'kyc.field3', label: 'Reason', group: 'Decide', keys: '3', unlisted: true, run: focusOn('kyc-reason') },
    { id: 'kyc.field4', label: 'To the person', group: 'Decide', keys: '4', unlisted: true, run: focusOn('kyc-public') },
    { id: 'kyc.field5', label: 'Private note', group: 'Decide', keys: '5', unlisted: true, run: focusOn('kyc-note') },
  ])
  return {
    acts,
    actions,
    decision,
    cannot,
    opinionOf,
    judge,
    record: (...args: Parameters<typeof record>) => void record(...args),
    send,
    isHanding,
    setHanding,
    isAsking,
    setAsking,
  }
}

/** What C does not offer is claimed to change it all the same; null for what waits for review, or is over. */
function claimPurpose({ item, hits }: KycDetail): string | null {
  if (item.status === 'pending' || item.status === 'in_review') return null
  if (hits.some(isWaiting)) return 'judge its hits'
  if (item.status === 'approved') return 'revoke it'
  return item.status === 'needs_info' ? 'reject it' : null
}

const claimWords = (detail: KycDetail): string => (claimPurpose(detail) ? 'Claim it first, in the menu of the head' : 'Claim it first: C')

const recusedWords = ({ recused, item }: KycDetail): string | null =>
  recused === null || item.status === 'approved' ? null : 'You decided this before, so somebody else has to judge it now'
