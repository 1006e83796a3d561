/** What sections know beside their rows: identity, plan, KYC, wallet, destinations, standing. */
import type { ReactNode } from 'react'
import type { DestinationFacts, IdentityFacts, KycFacts, PlanFacts, StandingFacts, WalletFacts } from '../../../shared/people.ts'
import { exact, localTime, when } from '../../../shared/time.ts'
import { Icon } from '../../components/icon.tsx'
import { useNow, zone } from '../../components/now.ts'
import { hrefOf } from '../../route.ts'
import { State } from './entries.tsx'
import { useReach } from './reach.ts'
import { capital, hrefOfEntry, moneyText, plain } from './words.ts'

/** Left out where there is nothing to say. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === '' || children === false) return null
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

export function Time({ at }: { at: string | null }) {
  const now = useNow(60_000)
  if (!at) return null
  return (
    <time dateTime={at} title={exact(at, zone)}>
      {when(at, now, zone)}
    </time>
  )
}

/** A value that is there and not for this reader. */
function Masked({ value }: { value: string | null }) {
  return (
    <span className="row" title="Your roles see this only in part">
      <Icon name="lock" small label="masked" /> {value ?? 'not for your roles'}
    </span>
  )
}

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' })
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })

/** A code as people say it; as it stands where nobody knows it. */
function nameIn(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

export function Identity({ facts }: { facts: IdentityFacts }) {
  const time = localTime(facts.timezone, useNow(60_000))
  const others = facts.roles.filter((role) => role !== facts.role)
  const speaks = facts.languages.map((code) => capital(nameIn(languages, code))).join(', ')
  return (
    <dl className="facts">
      <Fact name="Full name">{facts.fullName && <bdi>{facts.fullName}</bdi>}</Fact>
      <Fact name="Company">{facts.entityName && <bdi>{facts.entityName}</bdi>}</Fact>
      <Fact name="E-mail">
        {facts.email}
        {!facts.emailVerifiedAt && <span className="warning">, not verified</span>}
      </Fact>
      <Fact name="Phone">{facts.phone}</Fact>
      <Fact name="Address">{facts.address && <bdi>{facts.address}</bdi>}</Fact>
      <Fact name="Country">{facts.country && nameIn(regions, facts.country)}</Fact>
      <Fact name="Local time">{time && `${time}, ${facts.timezone}`}</Fact>
      <Fact name="Speaks">{speaks}</Fact>
      <Fact name="Born">{facts.masked.includes('dateOfBirth') ? <Masked value={null} /> : facts.dateOfBirth}</Fact>
      <Fact name="Tax id">{facts.masked.includes('taxId') ? <Masked value={facts.taxId} /> : facts.taxId}</Fact>
      <Fact name="Role">{capital([facts.role, ...others].map(plain).join(', '))}</Fact>
      <Fact name="Approval">{plain(facts.approvalStatus)}</Fact>
      <Fact name="Verified">{[facts.isVerified && 'account', facts.isVerifiedArtist && 'artist'].filter(Boolean).join(', ') || 'no'}</Fact>
      <Fact name="Joined">
        <Time at={facts.createdAt} />
      </Fact>
      <Fact name="Last here">{facts.lastLoginAt && <Time at={facts.lastLoginAt} />}</Fact>
      <Fact name="Deleted">{facts.deletedAt && <Time at={facts.deletedAt} />}</Fact>
      <Fact name="Client id">{facts.clientId && <span className="mono">{facts.clientId}</span>}</Fact>
      <Fact name="Referral">{facts.referralCode && <span className="mono">{facts.referralCode}</span>}</Fact>
      <Fact name="Mailings">{facts.marketingConsent ? 'agreed to' : 'not agreed to'}</Fact>
    </dl>
  )
}

export function Plan({ facts: { subscription, credits } }: { facts: PlanFacts }) {
  return (
    <dl className="facts">
      {subscription ? (
        <>
          <Fact name="Plan">
            {subscription.name}
            {subscription.status !== 'active' && (
              <>
                {' '}
                <State status={subscription.status} />
              </>
            )}
          </Fact>
          <Fact name="Price">
            {subscription.price &&
              `${moneyText(subscription.price, subscription.currency)}, ${plain(subscription.billingPeriod ?? 'monthly')}`}
          </Fact>
          <Fact name={subscription.autoRenew && !subscription.cancelAt ? 'Renews' : 'Ends'}>
            {subscription.periodEnd && <Time at={subscription.cancelAt ?? subscription.periodEnd} />}
          </Fact>
          <Fact name="Trial to">{subscription.trialEndsAt && <Time at={subscription.trialEndsAt} />}</Fact>
          <Fact name="Stripe">{subscription.stripeCustomerId && <span className="mono">{subscription.stripeCustomerId}</span>}</Fact>
        </>
      ) : (
        <Fact name="Plan">Free</Fact>
      )}
      {credits.map(({ kind, remaining, usedToday }) => (
        <Fact key={kind} name={capital(plain(kind))}>
          {`${remaining} credits, ${usedToday} used today`}
        </Fact>
      ))}
    </dl>
  )
}

export function Kyc({ facts: { verifications, masked } }: { facts: KycFacts }) {
  const desk = useReach().workspaces.get('kyc')
  if (verifications.length === 0) return <p className="t3">Never verified.</p>
  return (
    <>
      {verifications.map((each) => (
        <dl key={each.id} className="facts person-block">
          <Fact name={capital(each.level)}>
            {desk ? (
              <a className="link" href={hrefOf([desk, each.id])}>
                <State status={each.status} />
              </a>
            ) : (
              <State status={each.status} />
            )}
          </Fact>
          <Fact name="Valid to">{each.expiresAt && <Time at={each.expiresAt} />}</Fact>
          <Fact name="Sent in">{each.submittedAt && <Time at={each.submittedAt} />}</Fact>
          <Fact name="Documents">{each.documents > 0 && String(each.documents)}</Fact>
          <Fact name="Risk">{masked.includes('riskScore') ? null : each.riskScore && `${Number(each.riskScore)} of 100`}</Fact>
          <Fact name="Refused">{each.rejectionReason}</Fact>
        </dl>
      ))}
    </>
  )
}

export function Wallet({ facts: { wallets, holds } }: { facts: WalletFacts }) {
  const reach = useReach()
  return (
    <>
      {wallets.map((wallet) => (
        <dl key={wallet.currency} className="facts person-block person-money">
          <Fact name="Available">{moneyText(wallet.available, wallet.currency)}</Fact>
          <Fact name="Pending">{moneyText(wallet.pending, wallet.currency)}</Fact>
          <Fact name="On hold">{moneyText(wallet.onHold, wallet.currency)}</Fact>
          <dt className="strong">Balance</dt>
          <dd className="strong">{moneyText(wallet.balance, wallet.currency)}</dd>
          <Fact name="Earned">{moneyText(wallet.earned, wallet.currency)}</Fact>
          <Fact name="Withdrawn">{moneyText(wallet.withdrawn, wallet.currency)}</Fact>
          <Fact name="Payouts">{wallet.payoutsEnabled ? 'enabled' : <span className="warning">not enabled</span>}</Fact>
        </dl>
      ))}
      {holds.map((hold) => {
        const href = hrefOfEntry({ ...hold, title: '', detail: [], status: null, at: null, pageId: hold.id }, reach)
        const words = (
          <>
            <Icon name="pause" small /> <span className="cut grow">{[plain(hold.what), hold.reason].filter(Boolean).join(': ')}</span>
            <span className="num">{moneyText(hold.amount, hold.currency)}</span>
            {hold.until && (
              <span className="t3 small">
                to <Time at={hold.until} />
              </span>
            )}
          </>
        )
        return href ? (
          <a key={hold.id} className="person-entry" href={href}>
            {words}
          </a>
        ) : (
          <div key={hold.id} className="person-entry">
            {words}
          </div>
        )
      })}
    </>
  )
}

export function Destinations({ facts: { methods, masked } }: { facts: DestinationFacts }) {
  if (methods.length === 0) return <p className="t3">None.</p>
  return (
    <>
      {methods.map((method) => (
        <dl key={method.id} className="facts person-block">
          <Fact name={capital(plain(method.type))}>
            <bdi>{[method.bank ?? method.name, method.isDefault && 'default'].filter(Boolean).join(', ')}</bdi>
          </Fact>
          <Fact name="Holder">{method.holder && <bdi>{method.holder}</bdi>}</Fact>
          <Fact name="Account">
            {masked.includes('account') ? <Masked value={method.account} /> : <span className="mono">{method.account}</span>}
          </Fact>
          <Fact name="State">
            <State status={method.status} /> {method.verification !== 'verified' && <State status={method.verification} />}
          </Fact>
        </dl>
      ))}
    </>
  )
}

export function isSpotless({ falseReports, isReportBanned, points }: StandingFacts): boolean {
  return falseReports === 0 && !isReportBanned && points === 0
}

export function Standing({ facts }: { facts: StandingFacts }) {
  if (isSpotless(facts)) return null
  return (
    <dl className="facts">
      <Fact name="Points">
        {facts.points > 0 && (
          <>
            {facts.points}, the next end <Time at={facts.pointsEndAt} />
          </>
        )}
      </Fact>
      <Fact name="Reports">{`${facts.falseReports} false`}</Fact>
      <Fact name="May report">
        {facts.isReportBanned ? (
          <span className="danger">
            not{' '}
            {facts.isPermanent ? (
              'any more'
            ) : (
              <>
                until <Time at={facts.reportBanUntil} />
              </>
            )}
          </span>
        ) : (
          'yes'
        )}
      </Fact>
    </dl>
  )
}
