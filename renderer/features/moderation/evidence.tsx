/** What a case is about, as it is: words, pictures, sound with its spans, what reporters say, and what happened so far. */
import { useEffect, useMemo, useRef } from 'react'
import type { CaseDetail } from '../../../shared/moderation.ts'
import { ago } from '../../../shared/time.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { many } from '../../components/count.ts'
import { useNow } from '../../components/now.ts'
import { Panel } from '../../components/panel.tsx'
import { dayOf } from '../../components/when.ts'
import { isTextField } from '../../keyboard.ts'
import { Moment, planNames } from '../../work/common.tsx'
import { History } from '../../work/history.tsx'
import { PersonName } from '../../work/person-side.tsx'
import { nameFor, plain } from '../../work/words.ts'
import { Appeals } from './appeals.tsx'
import { Pictures } from './pictures.tsx'
import { Reports } from './reports.tsx'
import { Sound } from './sound.tsx'
import type { CaseForm } from './use-case-form.ts'
import { contentNames, doneWords, eventWords, sourceNames, stateNames } from './words.ts'

interface EvidenceProps {
  detail: CaseDetail
  own: StaffRef
  form: CaseForm
}

export function Evidence({ detail, own, form }: EvidenceProps) {
  const { subject, item } = detail
  const sound = subject?.files.find(({ kind }) => kind === 'audio')
  // Whoever takes the case looks at it: in the list Space would select, here it plays.
  const pane = useRef<HTMLElement>(null)
  const isHeld = detail.lease?.holder.id === own.id
  useEffect(() => {
    if (isHeld && !isTextField(document.activeElement)) pane.current?.focus({ preventScroll: true })
  }, [isHeld])
  const pictures = subject?.files.filter(({ kind }) => kind === 'image') ?? []
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard
    <section ref={pane} className="pane-body evidence" tabIndex={0} aria-label="Evidence">
      <Appeals detail={detail} />
      {!subject && (
        <Panel title={contentNames[item.category]}>
          <p className="t2">What this case is about is gone from the platform. The decision is recorded all the same.</p>
        </Panel>
      )}
      {sound && <Sound detail={detail} file={sound} form={form} />}
      {pictures.length > 0 && <Pictures itemId={item.id} files={pictures} />}
      {subject?.body && (
        <Panel title="Words" more={<Moment at={subject.createdAt} />}>
          <p className="case-words" dir="auto">
            {subject.body}
          </p>
        </Panel>
      )}
      <div className="case-grid">
        <div>
          <Reports detail={detail} form={form} />
          <Decisions detail={detail} own={own} />
          <HistoryPanel detail={detail} own={own} />
        </div>
        <SubjectFacts detail={detail} />
      </div>
    </section>
  )
}

/** Looks are in the audit; here they would hide what was done. */
function HistoryPanel({ detail, own }: { detail: CaseDetail; own: StaffRef }) {
  const nameOf = useMemo(() => nameFor(own), [own])
  const events = detail.history.filter(({ action }) => action !== 'document_view')
  return (
    <Panel title="History" {...(events.length === 0 && { more: 'nothing was done yet' })}>
      <History events={events} words={eventWords} nameOf={nameOf} />
    </Panel>
  )
}

/** All that was ever decided, the corrected and overturned too. */
function Decisions({ detail, own }: { detail: CaseDetail; own: StaffRef }) {
  const { decisions, earlier } = detail
  const nameOf = nameFor(own)
  if (decisions.length === 0 && !earlier) return null
  return (
    <Panel title="Decisions" more={decisions.length > 1 ? many(decisions.length, 'decision') : undefined}>
      {decisions.map((each) => (
        <article key={each.id} className="case-decision">
          <span className={each.state === 'standing' ? '' : 't3'}>
            {nameOf(each.by)}: {doneWords(each.action)}
            {each.policy && `, ${each.policy} ${each.policyTitle}, ${each.severity}`}
          </span>
          <span className="t3 small">
            {stateNames[each.state] && `${stateNames[each.state]}, `}
            <Moment at={each.at} />
          </span>
          {each.facts && (
            <p className="t2" dir="auto">
              {each.facts}
            </p>
          )}
        </article>
      ))}
      {earlier && (
        <article className="case-decision">
          <span>
            {nameOf(earlier.by)}: {detail.item.status === 'approved' ? 'approved' : 'acted on'}
          </span>
          <span className="t3 small">
            <Moment at={earlier.at} />
          </span>
          {(earlier.reason ?? earlier.notes) && <p className="t2">{earlier.reason ?? earlier.notes}</p>}
        </article>
      )}
    </Panel>
  )
}

const whole = new Intl.NumberFormat('en')

function SubjectFacts({ detail }: { detail: CaseDetail }) {
  const { item, owner, subject, signals, approvals } = detail
  const now = useNow(60_000)
  const rule = typeof signals?.rule === 'string' ? plain(signals.rule) : null
  const score = typeof signals?.score === 'number' ? `, ${signals.score.toFixed(2)}` : ''
  const warnings = Array.isArray(signals?.contentWarnings) ? signals.contentWarnings.map(String) : []
  return (
    <Panel title={contentNames[item.category]}>
      <dl className="facts">
        <dt>Came up</dt>
        <dd>
          {sourceNames[item.source]} <Moment at={item.createdAt} />
        </dd>
        {rule && (
          <>
            <dt>Found</dt>
            <dd>
              {rule}
              {score}
            </dd>
          </>
        )}
        {warnings.length > 0 && (
          <>
            <dt>Warnings</dt>
            <dd>{warnings.join(', ')}</dd>
          </>
        )}
        <dt>Reach</dt>
        <dd>{whole.format(item.reach)}</dd>
        {subject && (
          <>
            <dt>Made</dt>
            <dd>{ago(subject.createdAt, now)}</dd>
          </>
        )}
        {approvals.map((each) => (
          <Approval key={each.id} approval={each} />
        ))}
        {owner && (
          <>
            <dt>Author</dt>
            <dd>
              <PersonName id={owner.id} name={owner.name} />
              {owner.latinName && <span className="t3"> {owner.latinName}</span>}
            </dd>
            <dt>Since</dt>
            <dd>{dayOf(owner.since)}</dd>
            <dt>Plan</dt>
            <dd>{planNames[owner.plan]}</dd>
            <dt>Status</dt>
            <dd className={['suspended', 'banned'].includes(owner.status) ? 'danger' : ''}>{plain(owner.status)}</dd>
            <dt>Before</dt>
            <dd>
              {many(owner.removals, 'case')} acted on, {many(owner.appeals, 'appeal')}
            </dd>
          </>
        )}
      </dl>
    </Panel>
  )
}

function Approval({ approval: { status, organization, notes } }: { approval: CaseDetail['approvals'][number] }) {
  return (
    <>
      <dt>Approval</dt>
      <dd>
        {plain(status)}
        {organization && <span className="t3">, {organization}</span>}
        {notes && <span className="t2">: {notes}</span>}
      </dd>
    </>
  )
}
