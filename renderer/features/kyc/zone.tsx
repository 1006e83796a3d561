/** The machine-readable zone with every check digit. It warns; nothing follows from it. */
import type { KycDocument } from '../../../shared/kyc.ts'
import { type CheckDigit, isMrz, type Mrz, type MrzProblem } from '../../../shared/mrz.ts'
import { many } from '../../components/count.ts'
import { Icon } from '../../components/icon.tsx'
import { digitNames, documentNames } from './words.ts'

interface ZoneProps {
  document: KycDocument | null
  /** What was read from the document, or from the lines that somebody typed. */
  zone: Mrz | MrzProblem | null
  /** Typed lines, where the capture read none. */
  typed: string
  onType: (text: string) => void
}

export function Zone({ document, zone, typed, onType }: ZoneProps) {
  const mayType = document !== null && !document.mrz && document.type !== 'drivers_license'
  const failed = zone && isMrz(zone) ? zone.digits.filter(({ passes }) => !passes).length : 0
  return (
    <section className="mrz" aria-label="Machine-readable zone">
      <h3 className="panel-title">
        <span>Machine-readable zone{zone && isMrz(zone) && `, ${zone.format}`}</span>
        {zone && isMrz(zone) && (
          <span className={failed > 0 ? 'more danger' : 'more'}>
            {failed > 0
              ? `${failed} of ${many(zone.digits.length, 'check digit')} ${failed === 1 ? 'fails' : 'fail'}`
              : 'every check digit passes'}
          </span>
        )}
      </h3>
      {mayType && (
        <textarea
          className="input area mono typed"
          aria-label="Lines of the zone"
          rows={2}
          spellCheck={false}
          placeholder="No zone was read. Type its lines as they are printed."
          value={typed}
          onChange={(event) => onType(event.target.value)}
        />
      )}
      {!mayType && !zone && (
        <p className="hint">
          {document ? `This ${documentNames[document.type].toLowerCase()} has no zone.` : 'There is no identity document.'}
        </p>
      )}
      {zone && !isMrz(zone) && (
        <>
          {document?.mrz && <pre>{document.mrz.join('\n')}</pre>}
          <p className="hint bad">{zone.problem}</p>
        </>
      )}
      {zone && isMrz(zone) && (
        <>
          <pre>
            {zone.lines.map((line, row) => (
              <Line key={line + String(row)} line={line} row={row} digits={zone.digits} />
            ))}
          </pre>
          <ul className="digits">
            {zone.digits.map((digit) => (
              <Digit key={digit.name} digit={digit} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** The line with its digits underlined, and what a failing one covers marked. */
function Line({ line, row, digits }: { line: string; row: number; digits: CheckDigit[] }) {
  const marks = [...line].map((_, place) => markAt(digits, row, place))
  const runs: { text: string; mark: string }[] = []
  for (const [place, letter] of [...line].entries()) {
    const last = runs.at(-1)
    if (last && last.mark === marks[place]) last.text += letter
    else runs.push({ text: letter, mark: marks[place] ?? '' })
  }
  let place = 0
  return (
    <>
      {runs.map(({ text, mark }) => {
        place += text.length
        return mark ? (
          <mark key={place} className={mark === 'bad' ? 'bad' : ''}>
            {text}
          </mark>
        ) : (
          text
        )
      })}
      {'\n'}
    </>
  )
}

function markAt(digits: CheckDigit[], row: number, place: number): '' | 'digit' | 'bad' {
  const stands = ({ line, from, to }: { line: number; from: number; to: number }) => line === row && place >= from && place < to
  const failing = digits.filter(({ passes }) => !passes)
  // The composite covers nearly all, so only its digit is marked.
  if (failing.some(({ name, spans, at }) => stands(at) || (name !== 'composite' && spans.some(stands)))) return 'bad'
  return digits.some(({ at }) => stands(at)) ? 'digit' : ''
}

function Digit({ digit: { name, over, printed, expected, passes } }: { digit: CheckDigit }) {
  return (
    <li className={passes ? 'digit' : 'digit bad'}>
      <span className="t3 small">{digitNames[name]}</span>
      <span className="mono cut">{name === 'composite' ? `${over.length} characters` : over.replace(/<+$/, '') || 'none'}</span>
      <span className="row verdict">
        <Icon name={passes ? 'check' : 's-x'} small className={passes ? 'success' : 'danger'} />
        <span>
          <b>{printed}</b> {passes ? 'pass' : 'fail, needs '}
          {!passes && <b>{expected}</b>}
        </span>
      </span>
    </li>
  )
}
