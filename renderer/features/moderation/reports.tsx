/** Who reported it and how reliable they were; with an approval a report can be called false. */
import type { CaseDetail, CaseReport } from '../../../shared/moderation.ts'
import { Checkbox } from '../../components/field.tsx'
import { Panel } from '../../components/panel.tsx'
import { dayOf } from '../../components/when.ts'
import { PersonName } from '../../work/person-side.tsx'
import type { CaseForm } from './use-case-form.ts'
import { reasonNames } from './words.ts'

interface ReportsProps {
  detail: CaseDetail
  form: CaseForm
}

export function Reports({ detail: { reports }, form }: ReportsProps) {
  const open = reports.filter(({ status }) => status === 'open' || status === 'in_review')
  if (reports.length === 0) return null
  const { falseReports, action } = form.value
  const toggle = (id: string, isFalse: boolean) =>
    form.set({ falseReports: isFalse ? [...falseReports, id] : falseReports.filter((each) => each !== id) })
  return (
    <Panel
      title="Reports"
      more={
        open.length > 1
          ? `${open.length}, answered together`
          : open.length === 1
            ? 'answered with the decision'
            : `${reports.length}, answered`
      }
    >
      {reports.map((report) => (
        <article key={report.id} className="case-report">
          <span>
            <PersonName id={report.reporter.id} name={report.reporter.name} /> <span className="t3">{reasonNames[report.reason]}</span>
          </span>
          <Standing report={report} />
          {report.text && <p dir="auto">“{report.text}”</p>}
          {action === 'approve' && open.includes(report) && (
            <Checkbox label="This report is false" checked={falseReports.includes(report.id)} onChange={(on) => toggle(report.id, on)} />
          )}
        </article>
      ))}
    </Panel>
  )
}

const outcomes: Partial<Record<CaseReport['status'], string>> = { upheld: 'upheld', dismissed: 'dismissed', false_report: 'false' }

function Standing({ report: { upheld, decided, falseReports, barredUntil, status } }: { report: CaseReport }) {
  const outcome = outcomes[status]
  if (outcome) return <span className="t3 small">{outcome}</span>
  if (barredUntil) {
    return (
      <span className="small warning">{barredUntil === 'infinity' ? 'barred from reporting' : `barred until ${dayOf(barredUntil)}`}</span>
    )
  }
  const next = falseReports === 2 ? '; a third false report bars 30 days' : falseReports === 4 ? '; a fifth bars for good' : ''
  const words = decided === 0 ? 'first report' : `${upheld} of ${decided} upheld`
  return <span className={next ? 'small warning' : 't3 small'}>{words + next}</span>
}
