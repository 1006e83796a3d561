/** The queue of identity checks: what it has beside every other queue. */
import { type KycLevel, type KycRow, type KycStatus, kycLevels, kycSorts, kycStatuses, kycViews } from '../../shared/kyc.ts'
import { workQueue } from './work-queue.ts'

export const kycQueue = workQueue({
  kind: 'kyc',
  viewNames: kycViews,
  sortNames: kycSorts,
  statuses: kycStatuses,
  categories: kycLevels,
  views: {
    needs_info: () => `status = 'needs_info'`,
    in_review: () => `status = 'in_review'`,
    // As console.work_view counts it.
    hits: () => `not is_open and tags @> '{hit_open}'`,
  },
  sorts: {
    risk: [
      { column: 'score', descending: true },
      { column: 'id', type: 'uuid', descending: true },
    ],
  },
  columns: 'score',
  toRow: (common, { score }: { score: string }) => ({
    ...common,
    status: common.status as KycStatus,
    category: common.category as KycLevel,
    customer: common.customer as KycRow['customer'],
    dueClock: common.dueClock as KycRow['dueClock'],
    score,
  }),
})
