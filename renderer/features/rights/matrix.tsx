/** Shares by party, countries and time; what is over the whole is hatched. Each cell leads to its agreement or claim. */
import { memo } from 'react'
import type { ConflictClaim } from '../../../shared/conflicts.ts'
import { tolerated, whole } from '../../../shared/rights.ts'
import { Icon } from '../../components/icon.tsx'
import { hrefOfRecords } from '../records/place.ts'
import type { CountryGroup, Matrix, Party } from './matrix-model.ts'
import { countriesText, dayText, type NamedGroup, shareText } from './words.ts'

/** 120 of 100 fit the width. */
const scale = 1.2 * whole

const toneOf = (letter: string) => `abc`[(letter.charCodeAt(0) - 65) % 3] as string

export function Swatch({ party }: { party: Party }) {
  return (
    <span className={`sw ${toneOf(party.letter)}`} aria-hidden="true">
      {party.letter}
    </span>
  )
}

/** The parts of a sum beside each other; `labels` writes the shares into them. */
export function ShareBar({ parts, labels = false }: { parts: { party: Party; share: number }[]; labels?: boolean }) {
  let at = 0
  const drawn = parts.flatMap(({ party, share }) => {
    const from = at
    at += share
    const inside = Math.max(0, Math.min(at, whole) - from)
    const percent = (value: number) => `${(value / scale) * 100}%`
    return inside > 0
      ? [
          <i key={party.letter} className={toneOf(party.letter)} style={{ left: percent(from), width: percent(inside) }}>
            {labels && shareText(share)}
          </i>,
        ]
      : []
  })
  const surplus = Math.min(at, scale) - whole
  return (
    <span className="share" aria-hidden="true">
      {drawn}
      {surplus > 6 && <i className="over" style={{ left: `${(whole / scale) * 100}%`, width: `${(surplus / scale) * 100}%` }} />}
      <b style={{ left: `${(whole / scale) * 100}%` }} />
    </span>
  )
}

/** A sum with its state in words and shape. */
export function Sum({ share }: { share: number }) {
  if (share === 0) return <span className="t3">unclaimed</span>
  if (share <= tolerated) return <span className="strong">{shareText(share)}</span>
  return (
    <span className="danger strong">
      <Icon name="alert" small label="over the whole" />
      {shareText(share)}
    </span>
  )
}

function ClaimLink({ claim }: { claim: ConflictClaim }) {
  const { agreement } = claim
  const target = agreement?.id ? { table: 'rights.agreements', key: [agreement.id] } : { table: 'rights.claims', key: [claim.id] }
  const name = agreement?.reference ?? 'claim'
  return (
    <a className="doc" href={hrefOfRecords(target)} title={agreement?.title ?? `The claim of ${claim.party} in Records`}>
      <Icon name="doc" small />
      {name}
    </a>
  )
}

interface MatrixProps {
  matrix: Matrix
  groups: NamedGroup[]
  /** Countries of the part that is being decided. */
  chosen: number[]
  onChoose: (part: number) => void
}

export const MatrixTable = memo(function MatrixTable({ matrix: { columns, groups }, groups: named, chosen, onChoose }: MatrixProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard
    <section className="matrix-frame" tabIndex={0} aria-label="Shares claimed by party, countries and time">
      <table className={columns.length > 4 ? 'table matrix tight' : 'table matrix'} style={{ minWidth: 132 + columns.length * 122 }}>
        <thead>
          <tr>
            <th style={{ width: 132 }}>Party</th>
            {columns.map(({ from, until }) => (
              <th key={from}>
                {until === 'infinity' ? 'from' : dayText(from)}
                <br />
                {until === 'infinity' ? dayText(from) : `to ${dayText(until)}`}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group, index) => (
          <GroupRows
            key={group.countries.join()}
            group={group}
            name={countriesText(group.countries, named, index > 0)}
            chosen={chosen}
            onChoose={onChoose}
            span={columns.length + 1}
          />
        ))}
      </table>
    </section>
  )
})

interface GroupProps {
  group: CountryGroup
  name: string
  chosen: number[]
  onChoose: (part: number) => void
  span: number
}

function GroupRows({ group: { countries, rows, sums }, name, chosen, onChoose, span }: GroupProps) {
  const hot = (column: number) => (sums[column]?.part ? 'hot' : '')
  return (
    <tbody>
      <tr className="terr">
        <td colSpan={span}>
          <span className="strong">{name}</span>{' '}
          <span className="t3" title={countries.join(', ')}>
            {countries.length === 1 ? '1 country' : `${countries.length} countries`}
          </span>
        </td>
      </tr>
      {rows.map(({ party, cells }, row) => (
        <tr key={party.name} className={row === 0 ? 'first' : ''}>
          <td>
            <span className="row">
              <Swatch party={party} />
              <bdi className="cut">{party.name}</bdi>
            </span>
          </td>
          {cells.map(({ claims, share }, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
            <td key={column} className={hot(column)}>
              {claims.length === 0 ? (
                <span className="t3">none</span>
              ) : (
                <span className="cc">
                  <span className="docs">
                    {claims.map((claim) => (
                      <ClaimLink key={claim.id} claim={claim} />
                    ))}
                  </span>
                  <span>{shareText(share)}</span>
                </span>
              )}
            </td>
          ))}
        </tr>
      ))}
      <tr className="sum">
        <td className="t2">
          Sum {sums.some(({ share }) => share > whole && share <= tolerated) && <span className="t3 small">within tolerance</span>}
        </td>
        {sums.map(({ share, parts, part }, column) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
          <td key={column} className={hot(column)}>
            <span className="cs">
              <ShareBar parts={parts} />
              {part ? (
                <button
                  type="button"
                  className="part"
                  aria-pressed={chosen.includes(part.no)}
                  title="Decide this part"
                  onClick={() => onChoose(part.no)}
                >
                  <Sum share={share} />
                </button>
              ) : (
                <Sum share={share} />
              )}
            </span>
          </td>
        ))}
      </tr>
    </tbody>
  )
}
