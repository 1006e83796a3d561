/** The code of what a conflict is about: a recording's ISRC, a release's UPC, else that of the work. */
import type { ConflictRow } from '../../../shared/conflicts.ts'
import { Code } from '../../components/code.tsx'

export function ConflictCode({ row: { code, entityType } }: { row: Pick<ConflictRow, 'code' | 'entityType'> }) {
  if (!code) return null
  return <Code kind={entityType === 'release' ? 'gtin' : code.startsWith('T-') ? 'iswc' : 'isrc'} value={code} />
}
