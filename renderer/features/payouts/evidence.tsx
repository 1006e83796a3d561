/** The evidence of a signature: who, from where, when, what was shown, and how everything stood in that moment. */
import type { PayoutSignature } from '../../../shared/payouts.ts'
import { exact } from '../../../shared/time.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { zone } from '../../components/now.ts'
import { DataLines, hashGroups } from './signed.tsx'
import { checkNames } from './words.ts'

interface EvidenceProps {
  signature: PayoutSignature
  number: string
  onClose: () => void
}

export function Evidence({ signature, number, onClose }: EvidenceProps) {
  const { evidence: e, at, lapsesAt, version, hash } = signature
  const facts: [name: string, value: string | null][] = [
    ['Signed by', `${e.actor.name}, ${e.login}, as ${e.roles.join(' and ')}`],
    ['At', `${exact(at, zone)} by the server's clock`],
    [
      'Session',
      `signed in ${exact(e.session.signedInAt, zone)}${e.session.address ? ` from ${e.session.address}` : ''}, console ${e.session.client.slice(0, 8)}`,
    ],
    ['Reason', e.reason],
    ['Amount', e.amount],
    ['Destination', e.destination],
    ['Policy', `${e.policy}, ${e.needed === 1 ? 'one signature' : `${e.needed} signatures`}${e.weight ? `, weighed as ${e.weight}` : ''}`],
    ['Screening', e.screening && [e.screening.state, e.screening.list].filter(Boolean).join(', ')],
    ['Hold', e.hold === null ? null : `H-${e.hold}`],
    ['Prepared by', e.preparedBy?.name ?? null],
    ['Last edited by', e.editedBy?.name ?? null],
    ['Lapses', exact(lapsesAt, zone)],
  ]
  return (
    <Dialog
      title={`Signature on ${number}, version ${version}`}
      width={640}
      onClose={onClose}
      answers={
        <Button keys="Escape" onClick={onClose}>
          Close
        </Button>
      }
    >
      <div className="stack evidence-of">
        <dl className="facts">
          {facts.map(([name, value]) => value !== null && [<dt key={name}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>])}
        </dl>
        <div className="box">
          <DataLines data={e.data} before={e.before} />
          <div className="hash">
            <span className="t3">sha-256</span> {hashGroups(hash)}
          </div>
        </div>
        <dl className="facts">
          {e.checks.map(({ key, text }) => [<dt key={key}>{checkNames[key]}</dt>, <dd key={`${key} value`}>{text}</dd>])}
        </dl>
      </div>
    </Dialog>
  )
}
