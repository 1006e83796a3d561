/** What the author objects, in their words, and how it was answered. */
import type { CaseDetail } from '../../../shared/moderation.ts'
import { Panel } from '../../components/panel.tsx'
import { Moment } from '../../work/common.tsx'

export function Appeals({ detail: { appeals, owner } }: { detail: CaseDetail }) {
  if (appeals.length === 0) return null
  return (
    <Panel title="Appeal" more={owner?.name}>
      {appeals.map((appeal) => (
        <article key={appeal.id} className="case-decision">
          <span>
            {appeal.about === 'sanction' ? 'Against the sanction' : 'Against the decision'}
            {appeal.status === 'approved' && ', overturned'}
            {appeal.status === 'rejected' && ', the decision stays'}
          </span>
          <span className="t3 small">
            <Moment at={appeal.at} />
          </span>
          <p dir="auto">“{appeal.statement}”</p>
          {appeal.answer && (
            <p className="t2" dir="auto">
              {appeal.by?.name ?? 'Staff'} answered: {appeal.answer}
            </p>
          )}
        </article>
      ))}
    </Panel>
  )
}
