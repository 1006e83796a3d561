/** The queue of conflicts of rights: what it has beside every other queue. */
import {
  type ConflictKind,
  type ConflictRow,
  type ConflictStatus,
  conflictKinds,
  conflictSorts,
  conflictStatuses,
  conflictViews,
} from '../../shared/conflicts.ts'
import { workQueue } from './work-queue.ts'

interface Own {
  title: string
  entity_type: ConflictRow['entityType']
  entity_id: string | null
  right_type: ConflictRow['rightType']
  code: string | null
  parties: string[]
  society: string | null
  amount: string
  estimated: string
  currency: string
}

export const conflictQueue = workQueue({
  kind: 'conflict',
  viewNames: conflictViews,
  sortNames: conflictSorts,
  statuses: conflictStatuses,
  categories: conflictKinds,
  views: {
    ownership: () => `is_open and category = 'ownership'`,
    split_percentage: () => `is_open and category = 'split_percentage'`,
    duplicate_registration: () => `is_open and category = 'duplicate_registration'`,
    metadata: () => `is_open and category = 'metadata'`,
    escalated: () => `status = 'escalated'`,
  },
  sorts: {
    held: [
      { column: 'amount', descending: true },
      { column: 'id', type: 'uuid', descending: true },
    ],
  },
  columns: 'title, entity_type, entity_id, right_type, code, parties, society, amount, estimated, currency',
  toRow: (common, own: Own): ConflictRow => ({
    ...common,
    title: own.title,
    status: common.status as ConflictStatus,
    category: common.category as ConflictKind,
    entityType: own.entity_type,
    entityId: own.entity_id,
    rightType: own.right_type,
    code: own.code,
    parties: own.parties,
    society: own.society,
    held: own.amount,
    estimated: own.estimated,
    currency: own.currency,
  }),
})
