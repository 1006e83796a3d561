/** What would follow from a resolution: said by the database, which tried it and took it back. */
import type { ConflictDetail } from '../../../shared/conflicts.ts'
import { itemNumber } from '../../../shared/ids.ts'
import { formatMoney } from '../../../shared/money.ts'
import { many } from '../../components/count.ts'
import { Icon } from '../../components/icon.tsx'
import type { ResolutionState } from './use-resolution.ts'
import { countriesText, type NamedGroup, periodText, shareText } from './words.ts'

interface ConsequencesProps {
  detail: ConflictDetail
  groups: NamedGroup[]
  state: ResolutionState
}

export function Consequences({ detail, groups, state }: ConsequencesProps) {
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
