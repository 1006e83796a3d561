/** Beside the conflict: what each party says and shows, the money, the deadline, the ways to end it, and its history. */
import { useMemo, useState } from 'react'
import type { ConflictClaim, ConflictDetail, ConflictRow } from '../../../shared/conflicts.ts'
import { formatMoney, sum } from '../../../shared/money.ts'
import { dayMs, whenTime } from '../../../shared/time.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Button } from '../../components/button.tsx'
import { ClockText } from '../../components/clock.tsx'
import { Code } from '../../components/code.tsx'
import { Icon } from '../../components/icon.tsx'
import { Meter } from '../../components/meter.tsx'
import { zone } from '../../components/now.ts'
import { Panel } from '../../components/panel.tsx'
import { type Action, useActions } from '../../keyboard.ts'
import { History } from '../../work/history.tsx'
import type { Queue } from '../../work/use-queue.ts'
import { nameFor } from '../../work/words.ts'
import { Ask, type Asked } from './dialogs.tsx'
import { useConflictActs } from './item.tsx'
import { Swatch } from './matrix.tsx'
import { type Party, partiesOf } from './matrix-model.ts'
import type { ResolutionState } from './use-resolution.ts'
import { answerNames, dayText, eventWords, evidenceWords, monthText } from './words.ts'

interface PartiesProps {
  detail: ConflictDetail
  queue: Queue<ConflictRow>
  own: StaffRef
  locked: string | null
  resolution: ResolutionState
  isSheet: boolean
  onClose: () => void
  onPerson: (account: string) => void
}

export function Parties({ detail, queue, own, locked, resolution, isSheet, onClose, onPerson }: PartiesProps) {
  const { item } = detail
  const [asked, setAsked] = useState<Asked | null>(null)
  const acts = useConflictActs(item, queue)
  const parties = useMemo(() => partiesOf(detail.claims), [detail.claims])
  const isOpen = item.status !== 'resolved'
  const barred = locked ?? (isOpen ? null : 'This conflict has ended')
  return (
    <aside className={isSheet ? 'pane side rights-side sheet' : 'pane side rights-side'} aria-label="Parties and outcome">
      <header className="pane-head">
        <h2 className="pane-title">Parties</h2>
        <span className="grow" />
        {isOpen && <ClockText dueAt={item.dueAt} long />}
        {isSheet && (
          <Button small variant="quiet" keys="P" onClick={onClose}>
            Close
          </Button>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section className="pane-body" tabIndex={0} aria-label="Parties, money and history">
        <section className="panel">
          {parties.map((party) => (
            <PartyEntry key={party.name} party={party} detail={detail} barred={barred} onAsk={setAsked} onPerson={onPerson} />
          ))}
        </section>
        <MoneyPanel detail={detail} />
        <DeadlinePanel detail={detail} />
        {isOpen && <EndIt detail={detail} parties={parties} locked={locked} resolution={resolution} onAsk={setAsked} />}
        <Panel title="History">
          <History events={detail.history} words={eventWords} nameOf={nameFor(own)} />
          {detail.history.length === 0 && <p className="t3">Nobody has done anything here yet.</p>}
        </Panel>
      </section>
      {asked && <Ask asked={asked} detail={detail} acts={acts} own={own} queue={queue} onClose={() => setAsked(null)} />}
    </aside>
  )
}

interface PartyProps {
  party: Party
  detail: ConflictDetail
  barred: string | null
  onAsk: (asked: Asked) => void
  onPerson: (account: string) => void
}

function PartyEntry({ party, detail, barred, onAsk, onPerson }: PartyProps) {
  const ids = party.claims.map(({ id }) => id)
  const disputed = detail.parts.some((part) => part.state === 'open' && part.disputedClaims.some((id) => ids.includes(id)))
  const answer = detail.answers.findLast(({ claim }) => ids.includes(claim))
  const claim = party.claims.find(({ id }) => detail.parts.some((part) => part.disputedClaims.includes(id))) ?? party.claims[0]
  if (!claim) return null
  const { account } = party
  return (
    <div className="party">
      <div className="top">
        <Swatch party={party} />
        <b className="grow cut">
          {account ? (
            <button type="button" className="link" onClick={() => onPerson(account)}>
              <bdi>{party.name}</bdi>
            </button>
          ) : (
            <bdi>{party.name}</bdi>
          )}
        </b>
        <PartyState answer={answer?.answer} isDisputed={disputed} isOpen={detail.item.status !== 'resolved'} />
      </div>
      <div className="ln">
        {claim.ipi && (
          <>
            IPI <Code kind="ipi" value={claim.ipi} />,{' '}
          </>
        )}
        {answer
          ? whenTime(answer.at, Date.now(), zone)
          : detail.notified
            ? `asked ${whenTime(detail.notified, Date.now(), zone)}`
            : 'not asked yet'}
        {answer?.note && <span dir="auto">, {answer.note}</span>}
      </div>
      {disputed && <Pack claim={claim} />}
      <div className="party-acts">
        {disputed && (
          <Button small variant="quiet" reason={barred} onClick={() => onAsk({ is: 'answer', claim })}>
            Record an answer
          </Button>
        )}
        <Button small variant="quiet" reason={barred} onClick={() => onAsk({ is: 'claim', claimId: claim.id })}>
          Edit the claim
        </Button>
      </div>
    </div>
  )
}

function PartyState({
  answer,
  isDisputed,
  isOpen,
}: {
  answer: keyof typeof answerNames | undefined
  isDisputed: boolean
  isOpen: boolean
}) {
  if (answer && answer !== 'pending') return <span className="small t2">{answerNames[answer].toLowerCase()}</span>
  if (isDisputed) return <span className="small warning">{answer ? 'pending' : 'no answer yet'}</span>
  return isOpen ? <span className="small t3">not in dispute</span> : null
}

function Pack({ claim: { agreement, evidence } }: { claim: ConflictClaim }) {
  if (!agreement?.id) {
    return (
      <div className="pack">
        <span className="danger">
          <Icon name="x" small />
          no agreement shown
        </span>
      </div>
    )
  }
  return (
    <div className="pack">
      {(Object.keys(evidenceWords) as (keyof typeof evidenceWords)[]).map((key) => (
        <span key={key} className={evidence[key] ? '' : 'danger'}>
          <Icon name={evidence[key] ? 'check' : 'x'} small />
          {evidenceWords[key][evidence[key] ? 0 : 1]}
        </span>
      ))}
    </div>
  )
}

function MoneyPanel({ detail: { money, item } }: { detail: ConflictDetail }) {
  const lines = (amounts: { amount: string; currency: string }[]) =>
    sum(amounts)
      .map((each) => formatMoney(each, { code: each.currency !== item.currency }))
      .join(', ') || formatMoney({ amount: '0', currency: item.currency }, { code: false })
  const [undisturbed] = money.undisturbed
  return (
    <Panel title="Money of the disputed parts" more={item.currency}>
      <div className="kv">
        <span className="t2">Held, confirmed</span>
        <span className="strong">{lines(money.held.map(({ currency, confirmed }) => ({ currency, amount: confirmed })))}</span>
        <span className="t2">Held, estimated</span>
        <span>{lines(money.held.map(({ currency, estimated }) => ({ currency, amount: estimated })))}</span>
        {money.released.length > 0 && (
          <>
            <span className="t2">Released</span>
            <span>{lines(money.released)}</span>
          </>
        )}
        {undisturbed && (
          <>
            <span className="t2">Flows undisturbed, {monthText(undisturbed.month)}</span>
            <span>{lines(money.undisturbed)}</span>
          </>
        )}
      </div>
    </Panel>
  )
}

function DeadlinePanel({ detail: { deadline, item } }: { detail: ConflictDetail }) {
  if (!deadline || item.status === 'resolved') return null
  const total = deadline.days + (deadline.isExtended ? (deadline.secondDays ?? 0) : 0)
  const used = (Date.now() - Date.parse(deadline.startedAt)) / (total * dayMs)
  return (
    <Panel title="Deadline" more={`${deadline.society}, version ${deadline.version}, ${total} days`}>
      <Meter value={used} tone={used > 1 ? 'late' : used > 0.8 ? 'soon' : undefined} />
      <p className="t2 below">
        {item.dueAt ? `${dayText(item.dueAt.slice(0, 10))}. ` : ''}
        {deadline.onSilence === 'proposal'
          ? 'Silence makes a proposal, never a loss by itself.'
          : 'Silence loses the claim by this policy.'}
        {deadline.secondDays && !deadline.isExtended && ` ${deadline.secondDays} days more can be granted once.`}
      </p>
    </Panel>
  )
}

interface EndItProps {
  detail: ConflictDetail
  parties: Party[]
  locked: string | null
  resolution: ResolutionState
  onAsk: (asked: Asked) => void
}

/** Whose silence proposes what: one maintains, the time is over, and the others have not answered. */
function proposalOf({ item, answers, deadline }: ConflictDetail, claims: ConflictClaim[]): ConflictClaim | null {
  if (!deadline || !item.dueAt || Date.parse(item.dueAt) > Date.now()) return null
  const said = (claim: ConflictClaim) => answers.findLast((each) => each.claim === claim.id)?.answer ?? 'pending'
  const maintained = claims.filter((claim) => said(claim) === 'maintain')
  return maintained.length === 1 && claims.every((claim) => claim === maintained[0] || said(claim) === 'pending')
    ? (maintained[0] ?? null)
    : null
}

function EndIt({ detail, parties, locked, resolution, onAsk }: EndItProps) {
  const { draft, shares, chosen } = resolution
  const claims = shares.map(({ claim }) => claim)
  const complete = claims.filter(({ evidence }) => evidence.isComplete)
  const isEscalated = detail.item.status === 'escalated'
  const tie =
    complete.length > 1 && !isEscalated
      ? `${complete.map(({ party }) => party).join(' and ')} each present complete evidence. Escalate it first.`
      : null
  const proposal = proposalOf(detail, claims)
  const accept = (claim: ConflictClaim) => draft.set({ resolution: 'accepted_claim', keep: claim.id })
  const reasonFor = ({ party, evidence }: ConflictClaim) =>
    locked ?? (evidence.isComplete ? tie : `The evidence of ${party} is not complete`)
  const actions: Action[] = [
    ...claims.slice(0, 9).map(
      (claim, index): Action => ({
        id: `rights.accept${index + 1}`,
        label: `Accept the claim of ${claim.party}`,
        group: 'Decide',
        keys: String(index + 1),
        disabled: reasonFor(claim),
        run: () => accept(claim),
      }),
    ),
    {
      id: 'rights.split',
      label: 'Try a split',
      group: 'Decide',
      keys: 'T',
      disabled: locked,
      run: () => draft.set({ resolution: 'split_adjusted' }),
    },
    {
      id: 'rights.withdraw',
      label: 'Record a withdrawal',
      group: 'Decide',
      keys: 'W',
      disabled: locked,
      run: () => draft.set({ resolution: 'withdrawn' }),
    },
  ]
  useActions('rights.end', actions)
  const lacking = claims.find(({ evidence }) => !evidence.isComplete)
  return (
    <Panel
      title="End it"
      more={
        chosen.length === detail.parts.filter(({ state }) => state === 'open').length ? 'closes every open part' : 'closes the chosen part'
      }
    >
      <div className="acts">
        {claims.slice(0, 4).map((claim, index) => (
          <Button key={claim.id} keys={String(index + 1)} reason={reasonFor(claim)} onClick={() => accept(claim)}>
            <span className="cut">
              Accept the claim of <bdi>{claim.party}</bdi>
            </span>
          </Button>
        ))}
        <Button keys="W" reason={locked} onClick={() => draft.set({ resolution: 'withdrawn' })}>
          Record a withdrawal
        </Button>
        <Button keys="!" reason={locked ?? (isEscalated ? 'It is escalated already' : null)} onClick={() => onAsk({ is: 'escalate' })}>
          Escalate
        </Button>
      </div>
      {proposal && (
        <p className="hint below">
          The time is over and only {proposal.party} answered. Proposed: accept the claim of {proposal.party}.
        </p>
      )}
      {(tie || lacking) && (
        <p className="hint below">
          {tie ?? `The evidence of ${lacking?.party} is incomplete. The claim can be accepted once nothing is missing.`}
        </p>
      )}
      {parties.length === 0 && <p className="hint below">Nobody claims anything here.</p>}
    </Panel>
  )
}
