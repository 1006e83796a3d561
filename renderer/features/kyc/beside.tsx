/** What lies beside the documents: linked accounts, earlier decisions, history. */
import type { KycDetail, KycReview, LinkedAccount } from '../../../shared/kyc.ts'
import { exact, when } from '../../../shared/time.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Chip } from '../../components/chip.tsx'
import { zone } from '../../components/now.ts'
import { Panel } from '../../components/panel.tsx'
import { dayOf } from '../../components/when.ts'
import { planNames } from '../../work/common.tsx'
import { History } from '../../work/history.tsx'
import { PersonName } from '../../work/person-side.tsx'
import { nameFor } from '../../work/words.ts'
import { documentNames, kycEvents, levelNames, statusNames } from './words.ts'

const bonds: Record<LinkedAccount['why'][number]['by'], string> = {
  document: 'same document',
  bank: 'same bank account',
  device: 'same device',
}

export function Linked({ accounts }: { accounts: LinkedAccount[] }) {
  return (
    <Panel title="Linked accounts" more="same document, bank account or device">
      {accounts.length === 0 ? (
        <p className="hint">No other account shares a document number, a bank account or a device with this one.</p>
      ) : (
        <table className="table plain">
          <tbody>
            {accounts.map((account) => (
              <tr key={account.id}>
                <td>
                  <PersonName id={account.id} name={account.name} />
                </td>
                <td className="t2">{[...new Set(account.why.map(({ by, detail }) => `${bonds[by]}, ${detail}`))].join('; ')}</td>
                <td className="t2">
                  {planNames[account.plan]}, since {account.since.slice(0, 4)}
                </td>
                <td className="num">
                  <LinkedKyc account={account} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function LinkedKyc({ account: { kyc, status } }: { account: LinkedAccount }) {
  if (status === 'suspended' || status === 'banned') return <Chip tone="warning" icon="alert">{`Account ${status}`}</Chip>
  if (!kyc) return <span className="t3">no check</span>
  if (kyc.status === 'rejected') return <Chip tone="warning" icon="alert">{`KYC refused ${dayOf(kyc.at)}`}</Chip>
  return (
    <span className="t3">
      {levelNames[kyc.level]}, {statusNames[kyc.status].toLowerCase()}
    </span>
  )
}

const decisions: Record<KycReview['decision'], string> = { approve: 'Approved', needs_info: 'Asked for more', reject: 'Rejected' }

/** Earlier decisions stay, also those that were taken back; then everything that happened. */
export function Past({ detail, own }: { detail: KycDetail; own: StaffRef }) {
  const nameOf = nameFor(own)
  const now = Date.now()
  const labelOf = (code: string | null) => detail.reasons.find((reason) => reason.code === code)?.label
  return (
    <>
      <Panel title="Decisions" more={detail.reviews.length === 0 ? 'none in the console' : null}>
        {detail.reviews.toReversed().map((review) => (
          <article className="review" key={review.id}>
            <header className="row">
              <b>{decisions[review.decision]}</b>
              {!review.isFinal && <span className="t2">first of two</span>}
              {review.undoneAt && <Chip>taken back</Chip>}
              <span className="t2">
                {nameOf(review.staff)}, round {review.round}
              </span>
              <span className="grow" />
              <time className="t3 small" dateTime={review.at} title={exact(review.at, zone)}>
                {when(review.at, now, zone)}
              </time>
            </header>
            {review.reasonCode && <p className="t2">{labelOf(review.reasonCode)}</p>}
            {review.publicText && <p dir="auto">{review.publicText}</p>}
            {review.privateNote && (
              <p className="note-line" dir="auto">
                {review.privateNote}
              </p>
            )}
            {review.documents.length > 0 && (
              <p className="t3 small">
                {review.documents
                  .map(({ id, verdict, reasonCode }) => {
                    const document = detail.documents.find((each) => each.id === id)
                    const name = document ? documentNames[document.type] : 'Document'
                    return `${name} ${verdict === 'approved' ? 'accepted' : (labelOf(reasonCode) ?? verdict).toLowerCase()}`
                  })
                  .join(', ')}
              </p>
            )}
          </article>
        ))}
        {detail.reviews.length === 0 && detail.rejectionReason && <p dir="auto">{detail.rejectionReason}</p>}
      </Panel>
      <Panel title="History">
        <History events={detail.history} words={kycEvents} nameOf={nameOf} />
      </Panel>
    </>
  )
}
