/** What can be done with the selected payouts: their sums, signing them after a look at each, a file of them. */
import { useEffect, useState } from 'react'
import { sum } from '../../../shared/money.ts'
import type { PayoutDetail, PayoutRow } from '../../../shared/payouts.ts'
import { asAppError, call } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { many } from '../../components/count.ts'
import { toast } from '../../components/toast.tsx'
import { useActions } from '../../keyboard.ts'
import { useSession } from '../../stores/session.ts'
import { refuse } from '../../stores/toasts.ts'
import { type BulkAct, BulkBar } from '../../work/bulk.tsx'
import type { BulkProps, Desk } from '../../work/desk.ts'
import { useNeedsDatabase } from '../../work/outbox.ts'
import { forgetFresh, StepUpDialog } from '../../work/step-up.tsx'
import { figure } from './words.ts'

/** More than a person looks at in one go. */
const mostAtOnce = 50

export function PayoutBulk({ desk, ...props }: BulkProps<PayoutRow> & { desk: Desk }) {
  const { rows } = props
  const [isReviewing, setReviewing] = useState(false)
  const may = useSession((session) => session.person?.capabilities.includes('payouts.sign') ?? false)
  const offline = useNeedsDatabase('Signing')
  const tooMany = rows.length > mostAtOnce ? `At most ${mostAtOnce} are signed at once` : null
  const blocked = may ? (offline ?? tooMany) : 'Your roles do not include signing'
  const review = () => blocked || setReviewing(true)
  useActions('payouts.bulk.sign', [
    {
      id: 'payouts.bulk.review',
      label: 'Review and sign the selected payouts',
      group: 'Decide',
      keys: 'A',
      icon: 'sign',
      disabled: blocked,
      run: review,
    },
  ])
  return (
    <div className="payout-bulk">
      <Totals rows={rows} />
      <BulkBar {...props} desk={desk}>
        {(run) => (
          <>
            <Button small onClick={() => void exportRows(rows)}>
              Export CSV
            </Button>
            <Button small variant="primary" keys="A" reason={blocked} onClick={review}>
              Review and sign
            </Button>
            {isReviewing && <Review rows={rows} onSign={(act) => run(act)} onClose={() => setReviewing(false)} />}
          </>
        )}
      </BulkBar>
    </div>
  )
}

/** What the selected come to, each currency apart. */
function Totals({ rows }: { rows: PayoutRow[] }) {
  return (
    <p className="totals" role="status">
      {sum(rows).map(({ amount, currency }) => (
        <span key={currency} className="tot">
          <span className="t3">{rows.filter((row) => row.currency === currency).length} ×</span>
          <b>{figure(amount, currency)}</b> {currency}
        </span>
      ))}
    </p>
  )
}

async function exportRows(rows: PayoutRow[]) {
  try {
    await call('payouts.export', { ids: rows.map(({ id }) => id) })
    toast({
      icon: 'doc',
      text: `${many(rows.length, 'payout')} are being written to a file.`,
      detail: 'Records lists it with its path when it is done.',
    })
  } catch (thrown) {
    refuse(asAppError(thrown), () => void exportRows(rows))
  }
}

interface ReviewProps {
  rows: PayoutRow[]
  onSign: (act: BulkAct<PayoutRow>) => void
  onClose: () => void
}

/** Reads each payout as it will be signed; what changes afterwards is refused by its hash. */
function Review({ rows, onSign, onClose }: ReviewProps) {
  const [shown, setShown] = useState<Map<string, PayoutDetail> | null>(null)
  const [ids] = useState(() => rows.map(({ id }) => id))
  useEffect(() => {
    let isHere = true
    Promise.all(ids.map((id) => call('payouts.get', { id })))
      .then((details) => isHere && setShown(new Map(details.map((detail) => [detail.item.id, detail]))))
      .catch((thrown) => {
        refuse(asAppError(thrown))
        onClose()
      })
    return () => {
      isHere = false
    }
  }, [ids, onClose])
  const signable = [...(shown?.values() ?? [])].filter(({ item, signRefusal }) => item.state === 'prepared' && signRefusal === null)
  const others = (shown?.size ?? 0) - signable.length
  const sign = () => {
    onClose()
    onSign({
      done: 'signed',
      run: async (row, commandId) => {
        const version = shown?.get(row.id)?.versions[0]
        if (!version) return
        await call('payouts.sign', { commandId, id: row.id, dataVersion: version.version, hash: version.hash, reason: null }).catch(
          (thrown) => {
            if (asAppError(thrown).code === 'needs_step_up') forgetFresh()
            throw thrown
          },
        )
      },
    })
  }
  const offline = useNeedsDatabase('Signing')
  const reason = offline ?? (shown === null ? 'They are being read' : signable.length === 0 ? 'None of these can be signed by you' : null)
  return (
    <StepUpDialog
      purpose="payouts"
      title={`Sign ${many(signable.length, 'payout')}?`}
      act={`Sign ${many(signable.length, 'payout')}`}
      reason={reason}
      onOpen={sign}
      onClose={onClose}
    >
      <div className="review">
        <table className="table plain">
          <thead>
            <tr>
              <th>Payout</th>
              <th>Payee</th>
              <th className="num">Amount</th>
              <th>Destination</th>
              <th>What you sign</th>
            </tr>
          </thead>
          <tbody>
            {signable.map(({ item, destination, versions }) => (
              <tr key={item.id}>
                <td className="t3">P-{item.number}</td>
                <td className="cut">
                  <bdi>{item.customer.name}</bdi>
                </td>
                <td className="num">
                  {figure(item.amount, item.currency)} <span className="t3">{item.currency}</span>
                </td>
                <td>{destination.masked}</td>
                <td className="mono t2" title={versions[0]?.data}>
                  v{versions[0]?.version} {versions[0]?.hash.slice(0, 12)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {others > 0 && <p className="t2">{many(others, 'other is', 'others are')} not signed: opened one by one they say why.</p>}
      <Totals rows={signable.map(({ item }) => item)} />
    </StepUpDialog>
  )
}
