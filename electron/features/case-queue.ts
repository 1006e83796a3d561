/** The queue of moderation cases: what it has beside every other queue. */
import {
  type CaseRow,
  type CaseSource,
  type CaseStatus,
  type ContentType,
  caseSorts,
  caseStatuses,
  caseViews,
  contentTypes,
} from '../../shared/moderation.ts'
import { workQueue } from './work-queue.ts'

const waits = 'is_open and snoozed_until is null'

interface Own {
  title: string
  source: CaseSource
  reports_count: number
  score: string
}

/** The views are those of console.work_view, which counts them. */
export const caseQueue = workQueue({
  kind: 'case',
  viewNames: caseViews,
  sortNames: caseSorts,
  statuses: caseStatuses,
  categories: contentTypes,
  views: {
    audio: () => `${waits} and category = 'track'`,
    images: () => `${waits} and category in ('avatar', 'cover')`,
    words: () => `${waits} and category in ('message', 'comment', 'post', 'review', 'article', 'group')`,
    accounts: () => `${waits} and category in ('account', 'profile')`,
    before_release: () => `${waits} and tags @> '{submission}'`,
    fields: () => `${waits} and category = 'custom_field'`,
    appealed: () => `status = 'appealed'`,
  },
  sorts: {
    reach: [
      { column: 'score', type: 'numeric', descending: true },
      { column: 'due_at', type: 'timestamptz' },
      { column: 'id', type: 'uuid' },
    ],
  },
  columns: 'title, source, reports_count, score',
  toRow: (common, { title, source, reports_count, score }: Own): CaseRow => ({
    ...common,
    title,
    source,
    reports: reports_count,
    reach: Number(score),
    status: common.status as CaseStatus,
    category: common.category as ContentType,
  }),
})
