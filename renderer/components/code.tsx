/** A code as people write it; one whose form or check digit is wrong says so. */
import { type CodeKind, checkCode } from '../../shared/codes.ts'
import { Icon } from './icon.tsx'

const names: Record<CodeKind, string> = { isrc: 'ISRC', iswc: 'ISWC', ipi: 'IPI name number', gtin: 'UPC or EAN' }

/** null where it holds. */
export function codeProblem(kind: CodeKind, value: string): string | null {
  const { problem } = checkCode(kind, value)
  if (!problem) return null
  return problem.is === 'form' ? `This is no ${names[kind]}.` : `The check digit of this ${names[kind]} would be ${problem.expected}.`
}

export function Code({ kind, value }: { kind: CodeKind; value: string }) {
  const problem = codeProblem(kind, value)
  return (
    <span className="code" title={problem ?? names[kind]}>
      {checkCode(kind, value).text}
      {problem && <Icon name="alert" small className="danger" label={problem} />}
    </span>
  )
}
