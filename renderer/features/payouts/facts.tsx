/** What is known of a payout: amount and destination, its way, the checks with their reasons, and the wallet it comes from. */

import type { LedgerEntry, PayoutCheck, PayoutDetail } from '../../../shared/payouts.ts'
import { exact, when, whenTime } from '../../../shared/time.ts'
import { Banner } from '../../components/banner.tsx'
import { ClockText } from '../../components/clock.tsx'
import { Icon, type IconName } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import { Panel } from '../../components/panel.tsx'
import { hrefOf } from '../../route.ts'
import { PersonName } from '../../work/person-side.tsx'
import { isDone } from './desk.tsx'
import { showPolicy } from './policy.tsx'
import { checkNames, figure, money, statusNames } from './words.ts'

interface DetailProps {
  detail: PayoutDetail
}

const methods: Record<string, string> = {
  bank_transfer: 'bank transfer',
  paypal: 'PayPal',
  stripe: 'Stripe',
  crypto: 'crypto',
  card: 'card',
  wallet_balance: 'wallet',
}
const at = (iso: string) => whenTime(iso, Date.now(), zone)

export function Amount({ detail: { item, destination } }: DetailProps) {
  return (
    <div className="amount">
      <div>
        <div className="big">
          {figure(item.amount, item.currency)} <small>{item.currency}</small>
        </div>
        <div>
          <PersonName id={item.customer.id} name={item.customer.name} /> <span className="t3">to</span> {destination.masked}{' '}
          <span className="t3">{[destination.bank, methods[destination.method]].filter(Boolean).join(', ')}</span>
        </div>
      </div>
      <div className="right">
        {!isDone(item) && item.dueAt && <ClockText dueAt={item.dueAt} long />}
        <span className="small t3" title={exact(item.requestedAt, zone)}>
          asked for {at(item.requestedAt)}
        </span>
      </div>
    </div>
  )
}

interface Step {
  name: string
  state: 'done' | 'now' | 'open' | 'stopped'
  words: string | null
}

function stepsOf({ item, hold, preparedBy, preparedAt, times, send, earnedAt, history, ...rest }: PayoutDetail): Step[] {
  const { state, signed, needed } = item
  const order = ['pending', 'prepared', 'approved', 'processing', 'completed']
  const place = state === 'unknown' ? 3 : state === 'returned' ? 5 : order.indexOf(state)
  const ended = ['failed', 'rejected', 'cancelled'].includes(state)
  const step = (name: string, n: number, words: string | null): Step => ({
    name,
    words,
    state: place > n || state === 'completed' ? 'done' : place === n ? 'now' : 'open',
  })
  const steps: Step[] = [
    { name: 'Earned', state: earnedAt ? 'done' : 'open', words: earnedAt && when(earnedAt, Date.now(), zone) },
    { name: 'Held', state: hold ? 'done' : 'open', words: hold && at(hold.at) },
    step('Prepared', 0, preparedBy && preparedAt ? `${when(preparedAt, Date.now(), zone)}, ${preparedBy.name}` : null),
    step('Signed', 1, `${Math.min(signed, needed)} of ${needed}`),
    step('Sent', 2, times.sent && at(times.sent)),
    step(state === 'unknown' ? 'Unknown' : 'Bank line', 3, send?.outcomeReference ?? (times.completed ? at(times.completed) : null)),
  ]
  if (ended || state === 'on_hold') {
    const last = history.find(({ action }) => !action.startsWith('payout_check'))
    const reached = [
      ...steps.slice(0, 2).map((each) => each.state === 'done'),
      preparedAt !== null,
      signed > 0 && signed >= needed,
      times.sent !== null,
    ]
    const settled = steps.map((each, n): Step => ({ ...each, state: reached[n] ? 'done' : 'open' }))
    return [...settled.slice(0, -1), { name: statusNames[state], state: 'stopped', words: last ? at(last.at) : null }]
  }
  if (state === 'returned') return [...steps, { name: 'Returned', state: 'stopped', words: rest.return ? at(rest.return.at) : null }]
  return steps
}

const stepIcons: Record<Step['state'], IconName> = { done: 'check', now: 's-progress', open: 's-open', stopped: 's-x' }

/** From earning to bank line. */
export function Path({ detail }: DetailProps) {
  return (
    <ol className="path" aria-label="From earning to bank line">
      {stepsOf(detail).map(({ name, state, words }) => (
        <li key={name} className={state}>
          <Icon
            name={stepIcons[state]}
            small
            label={state === 'done' ? 'done' : state === 'now' ? 'next' : state === 'stopped' ? 'ended here' : 'not yet'}
          />
          <span>
            {name}
            <small>{words}</small>
          </span>
        </li>
      ))}
    </ol>
  )
}

export function Reason({ detail: { item, reason, send } }: DetailProps) {
  if (item.state === 'unknown') {
    return (
      <Banner card tone="danger" icon="alert">
        Nobody knows whether the money left. Every try carries the key <code>{send?.key}</code>, so it is paid once.
      </Banner>
    )
  }
  if (!reason) return null
  return (
    <Banner card tone={item.state === 'on_hold' ? 'warning' : 'info'} icon={item.state === 'on_hold' ? 'pause' : 'flag'}>
      {statusNames[item.state]}: <bdi>{reason}</bdi>
    </Banner>
  )
}

const faces: Record<PayoutCheck['state'], { icon: IconName; tone: string; words: string }> = {
  ok: { icon: 'check', tone: 'success', words: 'passed' },
  warn: { icon: 'alert', tone: 'warning', words: 'worth a look' },
  raise: { icon: 'alert', tone: 'warning', words: 'takes more signatures' },
  block: { icon: 's-x', tone: 'danger', words: 'stands against it' },
}

function untilWords({ key, state, until }: PayoutCheck): string | null {
  if (!until) return null
  if (key === 'destination' && state === 'raise') return `one is enough from ${at(until)}`
  return Date.parse(until) > Date.now() ? `to ${when(until, Date.now(), zone)}` : when(until, Date.now(), zone)
}

export function Checks({ detail: { checks, item, policy } }: DetailProps) {
  if (checks.length === 0) return null
  const blocks = checks.filter(({ state }) => state === 'block').length
  const title =
    blocks > 0
      ? 'Why it is blocked'
      : item.needed === 1
        ? 'Why one signature is enough'
        : `Why ${item.needed === 2 ? 'two' : 'three'} signatures`
  return (
    <Panel
      title={title}
      more={
        <button type="button" className="link" onClick={showPolicy}>
          policy {policy}
        </button>
      }
    >
      <ul className="checks">
        {checks
          .toSorted((a, b) => Number(b.state === 'block') - Number(a.state === 'block'))
          .map((check) => (
            <li key={check.key} className={check.state}>
              <span className={faces[check.state].tone}>
                <Icon name={faces[check.state].icon} small label={faces[check.state].words} />
              </span>
              <span className={check.state === 'ok' ? 't2' : 'strong'}>{checkNames[check.key]}</span>
              <span className={check.state === 'ok' ? 't2' : ''}>
                {check.text}
                {untilWords(check) && (
                  <span className="t3">
                    {check.key === 'destination' && check.state === 'ok' ? ' ' : '; '}
                    {untilWords(check)}
                  </span>
                )}
                {check.help && <span className="t2 help">{check.help}</span>}
              </span>
            </li>
          ))}
      </ul>
    </Panel>
  )
}

const kinds: Record<string, string> = {
  royalty: 'Royalties',
  deposit: 'Release of hold',
  payout: 'Payout',
  refund: 'Refund',
  penalty: 'Penalty',
  product_purchase: 'Sale',
  service_purchase: 'Service',
  webinar_registration: 'Webinar',
  advance: 'Advance',
  bonus: 'Bonus',
  partner_commission: 'Commission',
}

export function Ledger({ detail: { wallet, hold, item } }: DetailProps) {
  const { currency } = wallet
  const amountText = (amount: string) => (amount.startsWith('-') ? '' : '+') + figure(amount, currency)
  return (
    <Panel
      title={`Wallet, ${currency}`}
      more={`balance ${figure(wallet.balance, currency)}, held ${figure(wallet.held, currency)}, available ${figure(wallet.free, currency)}`}
    >
      <table className="table plain ledger">
        <thead>
          <tr>
            <th>Date</th>
            <th>Entry</th>
            <th className="num">Amount</th>
            <th className="num">Balance</th>
          </tr>
        </thead>
        <tbody>
          {hold && (
            <tr>
              <td className="t3" title={exact(hold.at, zone)}>
                {at(hold.at)}
              </td>
              <td>
                Hold H-{hold.no} for P-{item.number}
              </td>
              <td className="num t2">
                {figure(hold.amount, currency)}{' '}
                {{ active: 'held', short: 'not covered', released: 'released', settled: 'settled' }[hold.state]}
              </td>
              <td className="num">{figure(wallet.balance, currency)}</td>
            </tr>
          )}
          {wallet.entries.map((entry) => (
            <tr key={entry.id}>
              <td className="t3" title={exact(entry.at, zone)}>
                {at(entry.at)}
              </td>
              <td className="cut">
                <EntryWords entry={entry} />
              </td>
              <td className="num">{amountText(entry.amount)}</td>
              <td className="num">{figure(entry.available, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function EntryWords({ entry: { type, description, payoutId } }: { entry: LedgerEntry }) {
  const words = type === 'deposit' && payoutId ? 'Return' : (kinds[type] ?? type)
  const more = description && !words.startsWith(description) ? description : null
  if (payoutId)
    return (
      <a className="link" href={hrefOf(['payouts', payoutId])}>
        {words} {more}
      </a>
    )
  return (
    <>
      {words}
      {more && <span className="t3"> {more}</span>}
    </>
  )
}

export function Others({ detail: { others } }: DetailProps) {
  if (others.length === 0) return null
  return (
    <Panel title="Other payouts of this payee">
      <ul className="others">
        {others.map(({ id, number, amount, currency, state, at: asked }) => (
          <li key={id}>
            <a className="link" href={hrefOf(['payouts', id])}>
              P-{number}
            </a>
            <span className="grow t2">{statusNames[state]}</span>
            <span className="num">{money(amount, currency)}</span>
            <time className="t3" title={exact(asked, zone)}>
              {when(asked, Date.now(), zone)}
            </time>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
