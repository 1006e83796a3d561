/** What follows from a verdict before it is sent: the strikes with their ladder, the notice, and everything that leaves. */
import type { ReactNode } from 'react'
import type { CaseDetail, CasePlan, CaseRules } from '../../../shared/moderation.ts'
import { Button } from '../../components/button.tsx'
import { many } from '../../components/count.ts'
import { Icon, type IconName } from '../../components/icon.tsx'
import { Keys } from '../../components/key.tsx'
import { Panel } from '../../components/panel.tsx'
import { dayOf } from '../../components/when.ts'
import type { CaseForm } from './use-case-form.ts'
import { penaltyNames, penaltyWords } from './words.ts'

interface PlanProps {
  plan: CasePlan
  rules: CaseRules | undefined
  detail: CaseDetail
  form: CaseForm
  locked: string | null
}

export function Plan({ plan, rules, detail, form, locked }: PlanProps) {
  const isAdverse = form.value.action !== 'approve'
  return (
    <>
      {isAdverse && detail.owner && rules && <Strikes plan={plan} rules={rules} owner={detail.owner} />}
      {plan.notice && <Notice plan={plan} notice={plan.notice} form={form} locked={locked} isAdverse={isAdverse} />}
      <Effects plan={plan} detail={detail} form={form} />
    </>
  )
}

function Strikes({ plan, rules, owner }: { plan: CasePlan; rules: CaseRules; owner: NonNullable<CaseDetail['owner']> }) {
  const { had, adds, total } = plan.strikes
  const most = Math.max(...rules.ladder.map(({ points }) => points))
  const reached = rules.ladder.findLast(({ points }) => points <= total)
  return (
    <Panel title={`Strikes of ${owner.name}`} more={`${had} now + ${adds} = ${total}`}>
      <div className="ladder">
        <div className="ladder-bar" style={{ gridTemplateColumns: `repeat(${most}, 1fr)` }} aria-hidden="true">
          {Array.from({ length: most }, (_, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place
            <i key={n} className={n < had ? 'had' : n < total ? 'add' : ''} />
          ))}
        </div>
        <ol style={{ gridTemplateColumns: `repeat(${most}, 1fr)` }}>
          {rules.ladder.map((rung, n) => (
            <li
              key={rung.points}
              className={rung === reached && adds > 0 ? 'now' : ''}
              style={{ gridColumn: `${(rules.ladder[n - 1]?.points ?? 0) + 1} / ${rung.points + 1}` }}
            >
              <b>{rung.points}</b>
              <span>
                {penaltyNames[rung.penalty]} {rung.days && <span className="days">{rung.days} d</span>}
              </span>
            </li>
          ))}
        </ol>
      </div>
      <p className="small t2">{strikeWords(plan)}</p>
      {owner.strikes.map((strike) => (
        <p key={strike.id} className="small t3">
          {many(strike.points, 'point')} from “{strike.title}”, {dayOf(strike.at)}, until {dayOf(strike.expiresAt)}.
        </p>
      ))}
    </Panel>
  )
}

function strikeWords({ strikes: { adds, expiresAt }, penalty, until, missing }: CasePlan): string {
  if (missing.includes('policy') || missing.includes('severity')) return 'The policy and the severity say how many points follow.'
  const words = penalty ? penaltyWords(penalty, until) : 'No penalty follows.'
  if (adds === 0) return `${words} Automatic matches and wrong details give no points.`
  return expiresAt ? `${words} The new points count until ${dayOf(expiresAt)}.` : words
}

interface NoticeProps {
  plan: CasePlan
  notice: NonNullable<CasePlan['notice']>
  form: CaseForm
  locked: string | null
  isAdverse: boolean
}

function Notice({ plan, notice, form, locked, isAdverse }: NoticeProps) {
  const { value, set } = form
  const isEdited = value.notice !== null
  const open = isEdited ? [] : notice.unresolved
  return (
    <Panel
      title={`Notice, ${notice.language}`}
      more={
        <span className={open.length > 0 ? 'warning row' : 'row'} title={open.join(', ')}>
          {isEdited ? 'edited' : open.length > 0 ? `not filled yet: ${open.length}` : 'all filled in'}
          <Keys keys="5" />
        </span>
      }
    >
      <div className="box">
        <textarea
          name="notice"
          className="notice"
          aria-label={`Notice in ${notice.language}`}
          dir="auto"
          rows={7}
          readOnly={locked !== null}
          value={value.notice ?? notice.body}
          onChange={(event) => set({ notice: event.target.value === notice.body ? null : event.target.value })}
        />
        {isAdverse && (
          <dl className="dsa">
            <dt>Ground</dt>
            <dd>{plan.ground ? `${plan.ground}, ${plan.clause}` : 'policy missing'}</dd>
            <dt>Where</dt>
            <dd>{plan.territory}</dd>
            <dt>Found by</dt>
            <dd>{plan.foundBy}</dd>
            <dt>Until</dt>
            <dd>{plan.until ? dayOf(plan.until) : 'changed'}</dd>
            <dt>Decided by</dt>
            <dd>a person</dd>
            <dt>Redress</dt>
            <dd>appeal, 6 months</dd>
          </dl>
        )}
      </div>
      {isEdited && (
        <Button small variant="quiet" icon="undo" onClick={() => set({ notice: null })}>
          As it was made
        </Button>
      )}
    </Panel>
  )
}

function Effects({ plan, detail, form }: Pick<PlanProps, 'plan' | 'detail' | 'form'>) {
  const { action, falseReports } = form.value
  const { stores, reporters, requesters, penalty, notice } = plan
  return (
    <Panel title="On sending" more="can be undone for 30 s">
      <ul className="effects">
        {action && <Effect icon="records">{contentWords(action, detail)}</Effect>}
        {stores > 0 && <Effect icon="records">{many(stores, 'store')} take it down</Effect>}
        {penalty && <Effect icon="user">{penaltyWords(penalty, plan.until)}</Effect>}
        {notice && <Effect icon="mail">{detail.owner?.name ?? 'The author'} is told</Effect>}
        {reporters > 0 && <Effect icon="mail">{many(reporters, 'reporter')} answered, each in their language</Effect>}
        {requesters > 0 && <Effect icon="mail">{many(requesters, 'person', 'people')} who asked for it are told</Effect>}
        {action === 'approve' && falseReports.length > 0 && (
          <Effect icon="alert">{many(falseReports.length, 'report')} counted as false</Effect>
        )}
      </ul>
    </Panel>
  )
}

function Effect({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <li>
      <Icon name={icon} small />
      <span>{children}</span>
    </li>
  )
}

function contentWords(action: NonNullable<CaseForm['value']['action']>, { item }: CaseDetail): string {
  if (item.category === 'custom_field') return action === 'approve' ? 'It joins the list' : 'It does not join the list'
  switch (action) {
    case 'approve':
      return 'It stays, or goes on if it waited'
    case 'hide':
      return 'Others no longer see it'
    case 'remove':
      return 'It is taken away'
    case 'changes':
      return 'It goes back to the author'
    case 'suspend':
    case 'ban':
      return 'It is hidden as well'
    default:
      return 'It stays where it is'
  }
}
