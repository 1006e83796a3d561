/** The resolution that is tried: shares before and after, whose claim stands, what is corrected; and what follows from it. */
import { type ConflictDetail, type Resolution, resolutions } from '../../../shared/conflicts.ts'
import { itemNumber } from '../../../shared/ids.ts'
import { formatMoney, fromMinor, toMinor } from '../../../shared/money.ts'
import { tolerated, whole } from '../../../shared/rights.ts'
import { Button } from '../../components/button.tsx'
import { many } from '../../components/count.ts'
import { Checkbox, Field, TextArea } from '../../components/field.tsx'
import { Icon } from '../../components/icon.tsx'
import { SavedWords } from '../../work/saved-words.tsx'
import { ShareBar, Sum, Swatch } from './matrix.tsx'
import type { Party } from './matrix-model.ts'
import { type Fields, type ResolutionState, wholeShares } from './use-resolution.ts'
import { countriesText, type NamedGroup, periodText, resolutionNames, shareText, wholeUnits } from './words.ts'

interface FormProps {
  detail: ConflictDetail
  parties: Party[]
  groups: NamedGroup[]
  state: ResolutionState
}

const titles: Record<Resolution, string> = {
  split_adjusted: 'Try a split',
  accepted_claim: 'Accept a claim',
  withdrawn: 'Record a withdrawal',
  period_corrected: 'Correct a period',
  territory_corrected: 'Correct a territory',
  metadata_corrected: 'Correct the data',
  duplicate_merged: 'Merge the duplicate',
}

export function ResolutionForm(props: FormProps) {
  const { detail, groups, state } = props
  const { fields, chosen, draft } = state
  const [part] = chosen
  return (
    <section className="sim" aria-label={titles[fields.resolution]}>
      <div className="sim-head">
        <h3 className="strong">{titles[fields.resolution]}</h3>
        <span className="t3 small cut">
          {part
            ? `${countriesText(state.reached, groups)}, ${periodText(part.from, part.until)}`
            : 'Nothing overlaps any more; it can be closed.'}
        </span>
        <span className="grow" />
        {fields.resolution === 'split_adjusted' && part && <Presets {...props} />}
        <select
          className="input s"
          aria-label="Resolution"
          value={fields.resolution}
          onChange={(event) => draft.set({ resolution: event.target.value as Resolution })}
        >
          {resolutions.map((each) => (
            <option key={each} value={each}>
              {resolutionNames[each]}
            </option>
          ))}
        </select>
      </div>
      <Reach {...props} />
      {fields.resolution === 'split_adjusted' && part && <Split {...props} />}
      {(fields.resolution === 'period_corrected' || fields.resolution === 'territory_corrected') && <Correction {...props} />}
      {!['split_adjusted', 'period_corrected', 'territory_corrected'].includes(fields.resolution) && part && <Whose {...props} />}
      <Consequences detail={detail} groups={groups} state={state} />
      <div className="sim-reason">
        <TextArea
          label="What was agreed or found, for the history"
          rows={2}
          maxLength={2000}
          value={fields.reason}
          onChange={(event) => draft.set({ reason: event.target.value })}
        />
      </div>
    </section>
  )
}

/** The open parts, and the countries of the chosen ones that it reaches. */
function Reach({ detail, groups, state }: FormProps) {
  const { fields, chosen, countries, draft } = state
  const open = detail.parts.filter((part) => part.state === 'open')
  const toggle = (list: string[], one: string) => (list.includes(one) ? list.filter((each) => each !== one) : [...list, one])
  if (open.length < 2 && (countries.length < 2 || countries.length > 12)) return null
  return (
    <div className="reach">
      {open.length > 1 &&
        open.map((part) => (
          <Checkbox
            key={part.no}
            checked={chosen.includes(part)}
            label={`${countriesText(part.countries, groups)}, ${periodText(part.from, part.until)}: ${shareText(part.total)}`}
            onChange={(checked) => {
              const numbers = chosen.map(({ no }) => no)
              const next = checked ? [...numbers, part.no] : numbers.filter((no) => no !== part.no)
              if (next.length > 0) draft.set({ parts: next.sort((a, b) => a - b), without: [] })
            }}
          />
        ))}
      {countries.length > 1 && countries.length <= 12 && (
        <span className="row countries">
          <span className="t3 small">Only in</span>
          {countries.map((country) => (
            <Checkbox
              key={country}
              checked={!fields.without.includes(country)}
              label={country}
              onChange={() => draft.set({ without: toggle(fields.without, country) })}
            />
          ))}
        </span>
      )}
    </div>
  )
}

function Presets({ detail, state: { shares, draft } }: FormProps) {
  const [before] = detail.earlier.filter((each) => each.shares)
  const asBefore = () => {
    const known = new Map(before?.shares?.map(({ party, share }) => [party, share]))
    const found = shares.filter(({ claim }) => known.has(claim.party))
    draft.set({ shares: Object.fromEntries(found.map(({ claim }) => [claim.id, shareText(known.get(claim.party) ?? 0)])) })
  }
  return (
    <>
      <Button small variant="quiet" onClick={() => draft.set({ shares: wholeShares(shares, false) })}>
        In proportion
      </Button>
      <Button small variant="quiet" className="opt" onClick={() => draft.set({ shares: wholeShares(shares, true) })}>
        {shares.length === 2 ? 'Half each' : 'Alike'}
      </Button>
      {before && (
        <Button small variant="quiet" className="opt" onClick={asBefore}>
          As in {itemNumber('conflict', before.number)}
        </Button>
      )}
    </>
  )
}

/** A share of an amount in whole units, rounded down: an estimate. */
const shareOf = (amount: string, share: number, currency: string) =>
  wholeUnits(fromMinor((toMinor(amount, currency) * BigInt(share)) / BigInt(whole), currency))

function Split({ detail, parties, state }: FormProps) {
  const { shares, fields, chosen, preview, draft } = state
  const { currency } = detail.item
  const [part] = chosen
  const partyOf = (name: string) => parties.find((party) => party.name === name) as Party
  const total = (of: (each: (typeof shares)[number]) => number) => shares.reduce((sum, each) => sum + of(each), 0)
  const tried = total((each) => each.tried ?? 0)
  const held = total(() => 0)
  const paid = (claim: string) => preview?.released.find((each) => each.claim === claim && each.currency === currency)?.amount ?? null
  const bars = (of: (each: (typeof shares)[number]) => number) =>
    shares.map((each) => ({ party: partyOf(each.claim.party), share: of(each) }))
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
                    0.00 <span className="t3">to</span> <b>{formatMoney({ amount: paid(claim.root) ?? '0', currency }, { code: false })}</b>
                  </>
                ) : (
                  <span className="t3">0.00</span>
                )}
              </td>
              <td className="num t2 opt">
                {part && tried !== null && (
                  <>
                    {shareOf(part.monthly, tried, currency)} <span className="t3">of {shareOf(part.monthly, now, currency)} claimed</span>
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
            <td className="num">{part && held === 0 ? formatMoney({ amount: part.held, currency }, { code: false }) : ''}</td>
            <td className="num opt">{part && wholeUnits({ amount: part.monthly, currency })}</td>
          </tr>
        </tfoot>
      </table>
    </>
  )
}

const signed = (change: number) => (change === 0 ? '0.00' : `${change < 0 ? '\u2212' : '+'}${shareText(Math.abs(change))}`)

/** Whose claim stands, or whose is withdrawn. */
function Whose({ parties, state }: FormProps) {
  const { shares, fields, draft } = state
  const isWithdrawal = fields.resolution === 'withdrawn'
  const isChosen = (id: string) => (isWithdrawal ? fields.withdraw.includes(id) : fields.keep === id)
  const choose = (id: string) =>
    isWithdrawal
      ? draft.set({ withdraw: isChosen(id) ? fields.withdraw.filter((each) => each !== id) : [...fields.withdraw, id] })
      : draft.set({ keep: id })
  return (
    <fieldset className="whose">
      <legend className="sr">{isWithdrawal ? 'Whose claim is withdrawn' : 'Whose claim stands'}</legend>
      {shares.map(({ claim, now }) => (
        <label key={claim.id} className={isChosen(claim.id) ? 'whose-row on' : 'whose-row'}>
          <input
            type={isWithdrawal ? 'checkbox' : 'radio'}
            name="whose"
            className="sr"
            checked={isChosen(claim.id)}
            onChange={() => choose(claim.id)}
          />
          <Swatch party={parties.find(({ name }) => name === claim.party) as Party} />
          <bdi className="grow cut">{claim.party}</bdi>
          <span className="t3">{fateOf(isWithdrawal, isChosen(claim.id), fields.keep !== null)}</span>
          <span className="num">{shareText(now)}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** What becomes of a claim by the choice that is made. */
function fateOf(isWithdrawal: boolean, isChosen: boolean, isMade: boolean): string {
  if (isWithdrawal) return isChosen ? 'withdraws' : ''
  if (isChosen) return 'stands'
  return isMade ? 'ends here' : ''
}

function Correction({ detail, state }: FormProps) {
  const { fields, draft } = state
  const claims = detail.claims.filter(({ counts }) => counts)
  const claim = claims.find(({ id }) => id === fields.claim)
  return (
    <div className="correction">
      <label className="field">
        <span className="label">Claim</span>
        <select
          className="input"
          value={fields.claim ?? ''}
          onChange={(event) => draft.set({ claim: event.target.value || null, from: null, until: null, territories: null })}
        >
          <option value="">Choose a claim</option>
          {claims.map((each) => (
            <option key={each.id} value={each.id}>
              {each.party}, {shareText(each.share)}, {periodText(each.from, each.until)}
            </option>
          ))}
        </select>
      </label>
      {claim && fields.resolution === 'period_corrected' && (
        <>
          <Field label="From" type="date" value={fields.from ?? claim.from} onChange={(event) => draft.set({ from: event.target.value })} />
          <Field
            label="Until, that day no more"
            type="date"
            value={fields.until ?? claim.until ?? ''}
            onChange={(event) => draft.set({ until: event.target.value })}
          />
        </>
      )}
      {claim && fields.resolution === 'territory_corrected' && (
        <Field
          label="Territory, in its order"
          hint="Countries, groups and TIS codes with + and -: +World -2124"
          value={fields.territories ?? claim.territories.join(' ')}
          onChange={(event) => draft.set({ territories: event.target.value })}
        />
      )}
    </div>
  )
}

/** What would follow: said by the database, which tried it and took it back. */
function Consequences({ detail, groups, state }: Pick<FormProps, 'detail' | 'groups' | 'state'>) {
  const { preview, refused, fields } = state
  if (refused) {
    return (
      <p className="consequences danger" role="alert">
        <Icon name="alert" small /> {refused.message}
      </p>
    )
  }
  if (!preview) return null
  const out = preview.released.filter(({ claim }) => claim)
  const back = preview.released.filter(({ claim }) => !claim)
  return (
    <section className="panel consequences" aria-live="polite">
      <h3 className="panel-title">{fields.resolution === 'split_adjusted' ? 'If all agree' : 'What follows'}</h3>
      <ul className="effects">
        {out.map((each) => (
          <li key={`${each.claim}${each.currency}`}>
            <Icon name="payouts" small />
            <span>
              <b>{formatMoney(each)}</b> to <bdi>{each.party}</bdi>, once{each.hasAccount ? '' : ', owed outside the platform'}
            </span>
          </li>
        ))}
        {back.map((each) => (
          <li key={each.currency}>
            <Icon name="undo" small />
            <span>
              <b>{formatMoney(each)}</b> that nobody claims goes on with the next statement
            </span>
          </li>
        ))}
        {preview.released.length === 0 && (
          <li>
            <Icon name="payouts" small />
            <span>No confirmed money is held in this part; estimates are given out once they are confirmed</span>
          </li>
        )}
        <li>
          <Icon name={preview.isOver ? 's-done' : 's-progress'} small />
          <span>
            {preview.isOver
              ? `${itemNumber('conflict', detail.item.number)} ends`
              : `${many(preview.open.length, 'part stays open', 'parts stay open')}: ${preview.open
                  .slice(0, 3)
                  .map((part) => `${countriesText(part.countries, groups)}, ${periodText(part.from, part.until)}, ${shareText(part.total)}`)
                  .join('; ')}`}
          </span>
        </li>
      </ul>
    </section>
  )
}

interface FootProps {
  state: ResolutionState
  disabled: string | null
  onSettle: () => void
  onStartOver: () => void
}

function verbOf({ resolution }: Fields, { shares, countries, reached }: ResolutionState): string {
  const where = reached.length < countries.length ? ` in ${reached.join(', ')}` : ''
  if (resolution === 'split_adjusted') return `Settle at ${shares.map(({ tried, now }) => shareText(tried ?? now)).join(' to ')}${where}`
  return `${titles[resolution]}${where}`
}

export function ResolutionFoot({ state, disabled, onSettle, onStartOver }: FootProps) {
  const { draft, fields } = state
  return (
    <footer className="foot">
      {draft.isEmpty ? (
        <span className="small t2 row cut">
          <Icon name="lock" small />
          Nothing is written until you settle it
        </span>
      ) : (
        <SavedWords save={draft.save} isEmpty={draft.isEmpty} empty="" />
      )}
      {disabled && !draft.isEmpty && <span className="small t3 cut">{disabled}</span>}
      <span className="grow" />
      {!draft.isEmpty && (
        <Button variant="quiet" onClick={onStartOver}>
          Start over
        </Button>
      )}
      <Button variant="primary" keys="Mod+Enter" reason={draft.sending ? 'It is on its way' : disabled} onClick={onSettle}>
        {verbOf(fields, state)}
      </Button>
    </footer>
  )
}
