/** The decision at the foot: what, why, what the person is told, and what stays here. */
import { documentTypes, type KycDecision, type KycDetail } from '../../../shared/kyc.ts'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Key } from '../../components/key.tsx'
import { dayOf } from '../../components/when.ts'
import { SavedWords } from '../../work/saved-words.tsx'
import type { Decision } from '../../work/use-decision.tsx'
import { capital } from '../people/words.ts'
import { Choice } from './choice.tsx'
import { approvalBlock, askedFor, currentOf, type DecisionValue, openDecisions, sendBlock } from './decision.ts'
import { documentNames } from './words.ts'

interface DecideProps {
  detail: KycDetail
  decision: Decision<DecisionValue, KycDecision>
  /** Why nothing can be decided now: not held, read only, decided before. */
  locked: string | null
  onSend: () => void
}

const letters: Record<KycDecision, string> = { approve: 'A', needs_info: 'I', reject: 'D' }

export const nameOfDecision = (decision: KycDecision, detail: KycDetail): string =>
  ({ approve: 'Approve', needs_info: 'Ask for more', reject: detail.item.status === 'approved' ? 'Revoke' : 'Reject' })[decision]

export function DecideForm({ detail, decision, locked, onSend }: DecideProps) {
  const { value, set, isEmpty, save, sending } = decision
  const open = openDecisions(detail)
  if (open.length === 0) return null
  const block = approvalBlock(detail, value)
  const missing = locked ?? sendBlock(detail, value)
  const isAdverse = value.decision === 'reject' || value.decision === 'needs_info'
  return (
    <section className="decide" aria-label="Decision">
      <Choice
        id="kyc-decision"
        name="Decision"
        value={value.decision}
        options={open.map((each) => ({
          value: each,
          label: (
            <>
              {each === 'approve' && block && <Icon name="lock" small />}
              {nameOfDecision(each, detail)}
              <Key>{letters[each]}</Key>
            </>
          ),
          reason: each === 'approve' ? block : null,
        }))}
        onChange={(next) => set({ decision: next })}
      />
      <p className="hint row">
        <Hint detail={detail} value={value} block={block} locked={locked} />
      </p>
      {isAdverse && <Adverse detail={detail} value={value} set={set} />}
      <div className={isAdverse ? 'two' : undefined}>
        {isAdverse && (
          <Area
            id="kyc-public"
            label={`To the person${languageOf(detail)}`}
            letter="4"
            value={value.publicText}
            onChange={(publicText) => set({ publicText })}
          />
        )}
        <Area
          id="kyc-note"
          label="Private note"
          letter="5"
          isPrivate
          value={value.privateNote}
          onChange={(privateNote) => set({ privateNote })}
        />
      </div>
      <div className="row send">
        <SavedWords save={save} isEmpty={isEmpty} empty="Nothing is filled in yet" />
        <span className="grow" />
        <Button variant="primary" keys="Mod+Enter" reason={sending ? 'It is on its way' : missing} onClick={onSend}>
          {sendWords(detail, value)}
        </Button>
      </div>
    </section>
  )
}

/** Consequences before the button. */
function Hint({ detail, value, block, locked }: { detail: KycDetail; value: DecisionValue; block: string | null; locked: string | null }) {
  if (locked) return <Lock words={`${locked}.`} />
  const first = isFirst(detail, value) ? ' Your decision is the first of two.' : ''
  if (block && (value.decision === '' || value.decision === 'approve')) return <Lock words={block + first} />
  if (value.decision === 'approve')
    return first ? <>Somebody else has to approve it too.</> : <>It holds until {validUntil(detail)}; the person hears of it in 30 s.</>
  if (value.decision === 'reject' && detail.item.status === 'approved')
    return <>Payouts of this person stop at once; the person hears of it in 30 s.</>
  if (value.decision === 'reject' && first) return <>Somebody else has to reject it too.</>
  if (value.decision) return <>The person hears of it in 30 s. Until then it can be undone.</>
  return <>A approves, I asks for more, D rejects.{first}</>
}

function Lock({ words }: { words: string }) {
  return (
    <>
      <Icon name="lock" small />
      <span className="cut" title={words}>
        {words}
      </span>
    </>
  )
}

/** Whether another reviewer has to agree before this decision holds. */
function isFirst({ second, reviews, round, item }: KycDetail, { decision }: DecisionValue): boolean {
  if (!second || decision === 'needs_info' || (item.status !== 'pending' && item.status !== 'in_review')) return false
  const given = reviews.filter((review) => review.round === round && !review.isFinal && review.undoneAt === null)
  return !given.some((review) => decision === '' || review.decision === decision)
}

function validUntil(detail: KycDetail): string {
  const end = new Date(Date.now() + detail.policy.validDays * 86_400_000).toISOString()
  const document = currentOf(detail, 'identity')?.expiryDate
  return dayOf(document && document < end ? document : end)
}

function sendWords(detail: KycDetail, value: DecisionValue): string {
  if (value.decision === '') return 'Decide'
  if (value.decision !== 'needs_info') return `${nameOfDecision(value.decision, detail)}${isFirst(detail, value) ? ', first of two' : ''}`
  const asked = askedFor(detail, value)
  const [only] = asked
  return asked.length === 1 && only ? `Ask for a new ${documentNames[only].toLowerCase()}` : `Ask for ${asked.length} documents`
}

const languages = new Intl.DisplayNames('en', { type: 'language' })
function languageOf({ person }: KycDetail): string {
  const [first] = person.languages
  try {
    return first ? `, in ${capital(languages.of(first) ?? first)}` : ''
  } catch {
    return ''
  }
}

function Adverse({ detail, value, set }: { detail: KycDetail; value: DecisionValue; set: (change: Partial<DecisionValue>) => void }) {
  const reasons = detail.reasons.filter(({ appliesTo }) => value.decision !== '' && (appliesTo as string[]).includes(value.decision))
  const choose = (code: string) => {
    const textOf = (wanted: string) => detail.reasons.find((reason) => reason.code === wanted)?.publicText ?? ''
    const isOwnText = value.publicText.trim() !== '' && value.publicText !== textOf(value.reason)
    set({ reason: code, ...(isOwnText ? {} : { publicText: textOf(code) }) })
  }
  const asked = askedFor(detail, value)
  const toggle = (type: (typeof documentTypes)[number]) =>
    set({ askFor: asked.includes(type) ? asked.filter((each) => each !== type) : [...asked, type] })
  const offered = documentTypes.filter((type) => asked.includes(type) || detail.documents.some((document) => document.type === type))
  return (
    <div className={value.decision === 'needs_info' ? 'two' : undefined}>
      <div className="field">
        <label className="label" htmlFor="kyc-reason">
          <span>Reason</span>
          <Key>3</Key>
        </label>
        <select id="kyc-reason" className="input" value={value.reason} onChange={(event) => choose(event.target.value)}>
          <option value="">Choose one</option>
          {reasons.map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {value.decision === 'needs_info' && (
        <fieldset className="field again">
          <legend className="label">Send again</legend>
          <div className="row">
            {offered.map((type) => (
              <button key={type} type="button" className="choice" aria-pressed={asked.includes(type)} onClick={() => toggle(type)}>
                {documentNames[type]}
              </button>
            ))}
          </div>
        </fieldset>
      )}
    </div>
  )
}

interface AreaProps {
  id: string
  label: string
  letter: string
  isPrivate?: boolean
  value: string
  onChange: (value: string) => void
}

function Area({ id, label, letter, isPrivate = false, value, onChange }: AreaProps) {
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        <span className="row">
          {isPrivate && <Icon name="lock" small />}
          {label}
        </span>
        <Key>{letter}</Key>
      </label>
      <textarea id={id} className="input area" dir="auto" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  )
}
