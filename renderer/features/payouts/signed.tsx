/** What is signed, letter by letter, and who signed it. */

import type { PayoutDetail, PayoutSignature } from '../../../shared/payouts.ts'
import { exact, hourMs, remaining, seconds, whenTime } from '../../../shared/time.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { useNow, zone } from '../../components/now.ts'
import { Panel } from '../../components/panel.tsx'
import type { NameOf } from '../../work/words.ts'

/** "amount: 1240.00 EUR" by its name. */
export const linesOf = (data: string | null | undefined): [name: string, value: string][] =>
  (data ?? '').split('\n').map((line) => {
    const at = line.indexOf(': ')
    return [line.slice(0, at), line.slice(at + 2)]
  })

/** The lines, with what they were in the version before struck out. */
export function DataLines({ data, before }: { data: string; before: string | null }) {
  const old = new Map(linesOf(before))
  return (
    <dl className="signed">
      {linesOf(data).map(([name, value]) => {
        const was = old.get(name)
        const isOther = before !== null && was !== value && name !== 'version'
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {isOther && was && <del>{was}</del>} {isOther ? <ins>{value}</ins> : value}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

const soon = 6 * hourMs

export const hashGroups = (hash: string): string => hash.match(/.{1,8}/g)?.join(' ') ?? hash

export function SignedData({ detail, nameOf }: { detail: PayoutDetail; nameOf: NameOf }) {
  const [version, before] = detail.versions
  if (!version) return null
  const who = version.madeBy ? nameOf(version.madeBy) : 'the platform'
  return (
    <Panel
      title={['pending', 'prepared'].includes(detail.item.state) ? 'What you sign' : 'What is signed'}
      more={`version ${version.version} of ${detail.versions.length}`}
    >
      <div className="box">
        <DataLines data={version.data} before={before?.data ?? null} />
        <div className="hash">
          <span className="t3">sha-256</span> {hashGroups(version.hash)}
        </div>
      </div>
      {before && (
        <p className="small t3" title={exact(version.at, zone)}>
          {version.why} by {who}, {whenTime(version.at, Date.now(), zone)}
        </p>
      )}
    </Panel>
  )
}

interface SignaturesProps {
  detail: PayoutDetail
  own: StaffRef
  onEvidence: (signature: PayoutSignature) => void
}

export function Signatures({ detail, own, onEvidence }: SignaturesProps) {
  const { item, signatures, signers, signRefusal } = detail
  const now = useNow(60_000)
  const waits = item.state === 'prepared' && item.signed < item.needed
  if (signatures.length === 0 && !waits) return null
  return (
    <Panel title="Signatures" more={`${Math.min(item.signed, item.needed)} of ${item.needed}`}>
      <ul className="sigs">
        {signatures.map((signature) => (
          <li key={signature.id}>
            <Avatar initials={signature.signer.initials} />
            <span className={signature.counts ? '' : 't3'}>{signature.signer.id === own.id ? 'You' : signature.signer.name}</span>
            <span className="grow" title={exact(signature.at, zone)}>
              {signature.counts ? <Icon name="check" small className="success" /> : <Icon name="x" small className="t3" />}
              <span>
                {signature.counts
                  ? `${Date.parse(signature.at) > now - 86_400_000 ? seconds(signature.at) : whenTime(signature.at, now, zone)}, on this version`
                  : `on version ${signature.version}, counts no more`}
                {signature.counts && ['prepared', 'approved'].includes(item.state) && <Lapse at={signature.lapsesAt} now={now} />}
              </span>
            </span>
            <Button small variant="quiet" onClick={() => onEvidence(signature)}>
              Evidence
            </Button>
          </li>
        ))}
        {waits && !signatures.some(({ signer, counts }) => counts && signer.id === own.id) && (
          <li>
            <Avatar initials={own.initials} here />
            <span>You</span>
            <span className="grow t2 wrap">{signRefusal ?? 'may sign: you did not ask for, prepare or edit it'}</span>
          </li>
        )}
      </ul>
      {waits && signRefusal && signers.length > 0 && <p className="small t3">Who could: {signers.join(', ')}.</p>}
    </Panel>
  )
}

/** Warned of beforehand: a signature that lapses takes the others with it. */
function Lapse({ at, now }: { at: string; now: number }) {
  const left = Date.parse(at) - now
  if (left > soon) return <span className="t3">, lapses {whenTime(at, now, zone)}</span>
  return <span className="warning">, lapses in {remaining(left)}</span>
}
