/** The resolution that is tried: shares before and after, whose claim stands, what is corrected; and what follows from it. */
import { type ConflictDetail, type Resolution, resolutions } from '../../../shared/conflicts.ts'
import { itemNumber } from '../../../shared/ids.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox, Field, TextArea } from '../../components/field.tsx'
import { Icon } from '../../components/icon.tsx'
import { SavedWords } from '../../work/saved-words.tsx'
import { Consequences } from './consequences.tsx'
import { Swatch } from './matrix.tsx'
import type { Party } from './matrix-model.ts'
import { TriedSplit } from './tried-split.tsx'
import { type Fields, type ResolutionState, wholeShares } from './use-resolution.ts'
import { countriesText, type NamedGroup, periodText, resolutionNames, shareText } from './words.ts'

export interface FormProps {
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
      {fields.resolution === 'split_adjusted' && part && <TriedSplit {...props} />}
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
          {disabled ?? 'Nothing is written until you settle it'}
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
