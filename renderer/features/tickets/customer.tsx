/** The person beside the ticket: what the reader may see of them. What the reader may not see is left out. */
import { formatMoney } from '../../../shared/money.ts'
import type { Customer, TicketDetail } from '../../../shared/tickets.ts'
import { localTime, when } from '../../../shared/time.ts'
import { Button } from '../../components/button.tsx'
import { countText } from '../../components/count.ts'
import { Icon, type IconName } from '../../components/icon.tsx'
import { useNow, zone } from '../../components/now.ts'
import { Panel } from '../../components/panel.tsx'
import { toast } from '../../components/toast.tsx'
import { dateOf, dayOf } from '../../components/when.ts'
import { hrefOf, useRoute } from '../../route.ts'
import { planNames } from '../../work/common.tsx'
import { PersonName } from '../../work/person-side.tsx'
import { statusIcons, statusNames } from './words.ts'

interface CustomerPaneProps {
  detail: TicketDetail
  /** It lies over the ticket, where there is no room beside it. */
  isSheet: boolean
  onClose: () => void
}

export function CustomerPane({ detail, isSheet, onClose }: CustomerPaneProps) {
  const { customer, item: ticket } = detail
  return (
    <aside className={isSheet ? 'pane side customer sheet' : 'pane side customer'} aria-label={`Customer ${customer.name}`}>
      <header className="pane-head">
        <h2 className="pane-title cut">
          <PersonName id={customer.id} name={customer.name} />
        </h2>
        <span className="grow" />
        <Button small variant="quiet" keys="P" onClick={onClose}>
          Close
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section className="pane-body" tabIndex={0} aria-label="Facts about the customer">
        <Panel>
          <Facts customer={customer} />
        </Panel>
        {customer.kyc && <Kyc kyc={customer.kyc} />}
        {customer.wallets?.map((wallet) => (
          <Wallet key={wallet.currency} wallet={wallet} />
        ))}
        {customer.payouts && customer.payouts.total.n > 0 && (
          <Payouts payouts={customer.payouts} known={customer.wallets?.[0]?.currency ?? null} />
        )}
        <OtherTickets tickets={customer.tickets} openId={ticket.id} />
      </section>
    </aside>
  )
}

function Facts({ customer }: { customer: Customer }) {
  const { latinName, organization, plan, languages, city, country, email, username } = customer
  const speaks = languages.map(languageName).join(', ')
  return (
    <dl className="facts">
      {latinName && <Fact name="Latin">{latinName}</Fact>}
      <Fact name="E-mail">
        <Email address={email} />
      </Fact>
      {username && <Fact name="User name">{username}</Fact>}
      <Fact name="Account">
        {customer.status === 'active' ? '' : <span className="warning">{plainStatus(customer.status)}, </span>}
        {customer.status === 'active' ? 'Active since ' : 'since '}
        {dateOf(customer.since)}
      </Fact>
      {plan && (
        <Fact name="Plan">
          {planNames[plan.tier]}
          {plan.status !== 'active' && `, ${plainStatus(plan.status).toLowerCase()}`}
          {plan.renewsAt && `, renews ${dayOf(plan.renewsAt)}`}
        </Fact>
      )}
      {organization && (
        <Fact name="Company">
          <bdi>{organization}</bdi>
        </Fact>
      )}
      {speaks && <Fact name="Speaks">{speaks}</Fact>}
      <Fact name="Local time">
        <LocalTime timezone={customer.timezone} place={city ?? countryName(country)} />
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

const plainStatus = (status: string) => status.charAt(0).toUpperCase() + status.slice(1).replaceAll('_', ' ')

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' })
const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })

/** A tag such as "ru", or a name as it was stored. */
function languageName(tag: string): string {
  try {
    return tag.length <= 3 || tag.includes('-') ? (languages.of(tag) ?? tag) : plainStatus(tag)
  } catch {
    return tag
  }
}

function countryName(code: string | null): string | null {
  try {
    return code ? (countries.of(code) ?? code) : null
  } catch {
    return code
  }
}

function LocalTime({ timezone, place }: { timezone: string; place: string | null }) {
  const time = localTime(timezone, useNow(1000))
  return (
    <span title={timezone}>
      {time ?? 'not known'}
      {place && (
        <>
          , <bdi>{place}</bdi>
        </>
      )}
    </span>
  )
}

function Email({ address }: { address: string }) {
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => toast({ id: 'copied', icon: 'check', text: 'Address copied.', seconds: 3 }),
      () => toast({ id: 'copied', icon: 'alert', text: 'The address could not be copied.', detail: 'Select it and copy it by hand.' }),
    )
  return (
    <button type="button" className="copy cut" title={`Copy ${address}`} onClick={copy}>
      {address}
    </button>
  )
}

function Kyc({ kyc }: { kyc: NonNullable<Customer['kyc']> }) {
  const approved = kyc.status === 'approved'
  const more = kyc.expiresAt ? `${Date.parse(kyc.expiresAt) > Date.now() ? 'valid to' : 'ended'} ${dateOf(kyc.expiresAt)}` : undefined
  return (
    <Panel title="KYC" more={more}>
      <dl className="facts">
        <Fact name={plainStatus(kyc.level)}>
          <span className="row mark">
            <Icon name={approved ? 'check' : 'clock'} small className={approved ? 'success' : 'warning'} />
            {plainStatus(kyc.status)}
          </span>
        </Fact>
        {kyc.riskScore && <Fact name="Risk">{riskWords(Number(kyc.riskScore))}</Fact>}
      </dl>
    </Panel>
  )
}

const riskWords = (score: number) => `${Math.round(score)} of 100, ${score < 30 ? 'low' : score < 70 ? 'medium' : 'high'}`

function Wallet({ wallet }: { wallet: NonNullable<Customer['wallets']>[number] }) {
  const { currency, available, pending, onHold, balance } = wallet
  return (
    <Panel title="Wallet" more={currency}>
      <table className="mini">
        <tbody>
          <Amount name="Available" value={available} currency={currency} />
          <Amount name="Pending" value={pending} currency={currency} />
          <Amount name="On hold" value={onHold} currency={currency} />
          <tr className="total">
            <th scope="row" className="strong">
              Balance
            </th>
            <td className="num strong">{formatMoney({ amount: balance, currency }, { code: false })}</td>
          </tr>
        </tbody>
      </table>
    </Panel>
  )
}

function Amount({ name, value, currency }: { name: string; value: string; currency: string }) {
  return (
    <tr>
      <th scope="row" className="t3">
        {name}
      </th>
      <td className="num">{formatMoney({ amount: value, currency }, { code: false })}</td>
    </tr>
  )
}

const payoutIcons: Record<string, IconName> = {
  on_hold: 'pause',
  pending: 'clock',
  approved: 'clock',
  processing: 'clock',
  completed: 's-done',
}

/** `known`: the currency that stands above already. */
function Payouts({ payouts: { total, recent }, known }: { payouts: NonNullable<Customer['payouts']>; known: string | null }) {
  const code = recent.some(({ currency }) => currency !== known)
  return (
    <Panel title="Payouts" more={`${countText(total)} in all`}>
      {recent.map((payout) => (
        <div key={payout.id} className="other">
          <Icon name={payoutIcons[payout.status] ?? 's-closed'} />
          <span className="cut">
            {payout.reference}, {payout.status === 'completed' ? `paid ${dayOf(payout.at)}` : payout.status.replaceAll('_', ' ')}
          </span>
          <span className="num">{formatMoney(payout, { code })}</span>
        </div>
      ))}
    </Panel>
  )
}

function OtherTickets({ tickets: { total, recent }, openId }: { tickets: Customer['tickets']; openId: string }) {
  const view = useRoute().query.get('view')
  const others = recent.filter(({ id }) => id !== openId)
  if (others.length === 0) return null
  return (
    <Panel title="Other tickets" more={`${countText(total)} in all`}>
      {others.map(({ id, number, subject, status, at }) => (
        <a key={id} className="other" href={hrefOf(['tickets', id], { view })} title={`T-${number}, ${statusNames[status].toLowerCase()}`}>
          <Icon name={statusIcons[status]} label={statusNames[status]} />
          <bdi className="cut">{subject}</bdi>
          <span className="t3 small">{when(at, Date.now(), zone)}</span>
        </a>
      ))}
    </Panel>
  )
}
