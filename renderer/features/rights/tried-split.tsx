/** A split that is tried: shares now and tried as bars, and per party what changes, what is paid of the held money, and of a month. */
import { formatMoney, fromMinor, sum, toMinor } from '../../../shared/money.ts'
import { tolerated, whole } from '../../../shared/rights.ts'
import { Icon } from '../../components/icon.tsx'
import { ShareBar, Sum, Swatch } from './matrix.tsx'
import type { Party } from './matrix-model.ts'
import type { FormProps } from './resolution.tsx'
import { shareText, wholeUnits } from './words.ts'

/** A share of an amount in whole units, rounded down: an estimate. */
const shareOf = (amount: string, share: number, currency: string) =>
  wholeUnits(fromMinor((toMinor(amount, currency) * BigInt(share)) / BigInt(whole), currency))

export function TriedSplit({ detail, parties, state }: FormProps) {
  const { shares, fields, chosen, preview, draft } = state
  const { currency } = detail.item
  const none = formatMoney({ amount: '0', currency }, { code: false })
  const partyOf = (name: string) => parties.find((party) => party.name === name) as Party
  // Of several parts the one that comes to most stands for all: what fits there fits everywhere.
  const [hardest] = chosen.toSorted((a, b) => b.total - a.total)
  const there = shares.filter(({ claim }) => hardest?.claims.includes(claim.id))
  const total = (of: (each: (typeof shares)[number]) => number) => there.reduce((sum, each) => sum + of(each), 0)
  const tried = total((each) => each.tried ?? 0)
  const ofParts = (of: (part: (typeof chosen)[number]) => string) =>
    sum(chosen.map((part) => ({ amount: of(part), currency })))[0]?.amount ?? '0'
  const monthly = ofParts((part) => part.monthly)
  const paid = (claim: string) => preview?.released.find((each) => each.claim === claim && each.currency === currency)?.amount ?? null
  const bars = (of: (each: (typeof shares)[number]) => number) =>
    there.map((each) => ({ party: partyOf(each.claim.party), share: of(each) }))
  return (
    <>
      <div className="sim-bars">
        <span className="t2">Now</span>
        <ShareBar parts={bars(({ now }) => now)} labels />
        <span className="end">
          <Sum share={total(({ now }) => now)} />
        </span>
        <span className="t2">Tried</span>
        <ShareBar parts={bars((each) => each.tried ?? 0)} labels />
        <span className="end">
          {tried > tolerated ? (
            <Sum share={tried} />
          ) : (
            <span className="success strong">
              <Icon name="check" small />
              {shareText(tried)}
            </span>
          )}
        </span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>Party</th>
            <th className="num">Share now</th>
            <th className="num">Tried</th>
            <th className="num">Change</th>
            <th className="num">Held money, paid at once</th>
            <th className="num opt">A month, estimated</th>
          </tr>
        </thead>
        <tbody>
          {shares.map(({ claim, now, tried }) => (
            <tr key={claim.id}>
              <td>
                <span className="row">
                  <Swatch party={partyOf(claim.party)} />
                  <bdi className="cut">{claim.party}</bdi>
                </span>
              </td>
              <td className="num">{shareText(now)}</td>
              <td className="num">
                <input
                  className={tried === null ? 'input bad' : 'input'}
                  inputMode="decimal"
                  aria-label={`Share tried for ${claim.party}`}
                  aria-invalid={tried === null || undefined}
                  value={fields.shares[claim.id] ?? shareText(now)}
                  onChange={(event) => draft.set({ shares: { ...fields.shares, [claim.id]: event.target.value } })}
                />
              </td>
              <td className="num">{tried === null ? '' : signed(tried - now)}</td>
              <td className="num">
                {paid(claim.root) ? (
                  <>
                    {none} <span className="t3">to</span>{' '}
                    <b>{formatMoney({ amount: paid(claim.root) ?? '0', currency }, { code: false })}</b>
                  </>
                ) : (
                  <span className="t3">{none}</span>
                )}
              </td>
              <td className="num t2 opt">
                {tried !== null && (
                  <>
                    {shareOf(monthly, tried, currency)} <span className="t3">of {shareOf(monthly, now, currency)} claimed</span>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>Sum</td>
            <td className="num danger">{shareText(total(({ now }) => now))}</td>
            <td className="num">{shareText(tried)}</td>
            <td className="num" />
            <td className="num">{formatMoney({ amount: ofParts((part) => part.held), currency }, { code: false })}</td>
            <td className="num opt">{wholeUnits({ amount: monthly, currency })}</td>
          </tr>
        </tfoot>
      </table>
    </>
  )
}

const signed = (change: number) => (change === 0 ? '0.00' : `${change < 0 ? '\u2212' : '+'}${shareText(Math.abs(change))}`)
