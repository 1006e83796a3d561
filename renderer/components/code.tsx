/** A code as people write it; one whose form or check digit is wrong says so, where it is shown and where it is typed. */
import { type CheckedCode, type CodeKind, checkCode, codeIn, codeKindOf } from '../../shared/codes.ts'
import { Icon } from './icon.tsx'

const names: Record<CodeKind, string> = { isrc: 'ISRC', iswc: 'ISWC', ipi: 'IPI name number', gtin: 'UPC or EAN' }

/** null where it holds. */
const problemOf = ({ kind, problem }: CheckedCode): string | null => {
  if (!problem) return null
  return problem.is === 'form' ? `This is no ${names[kind]}.` : `The check digit of this ${names[kind]} would be ${problem.expected}.`
}

/** What is wrong with a typed code of this kind; null where it holds, and where nothing is typed. */
export const codeProblem = (kind: CodeKind, typed: string): string | null => (typed.trim() ? problemOf(checkCode(kind, typed)) : null)

/** `isRaw`: as it is stored, where values are compared and copied. */
export function Code({ kind, value, isRaw = false }: { kind: CodeKind; value: string; isRaw?: boolean }) {
  const code = checkCode(kind, value)
  const problem = problemOf(code)
  return (
    <span className="code" title={problem ?? names[kind]}>
      {isRaw ? value : code.text}
      {problem && <Icon name="alert" small className="danger" label={problem} />}
    </span>
  )
}

/** A value that may be a code by what it is called: "ISRC", "upc"; any other is shown as it is. */
export function CodeOf({ name, value, isRaw = false }: { name: string; value: string; isRaw?: boolean }) {
  const kind = codeKindOf(name)
  return kind ? <Code kind={kind} value={value} isRaw={isRaw} /> : value
}

/** Below a field in which codes are typed or looked for: which one it is, and whether it holds. Nothing for other words. */
export function TypedCode({ text, among }: { text: string; among: readonly CodeKind[] }) {
  const code = codeIn(text, among)
  if (!code) return null
  const problem = problemOf(code)
  return (
    <p className={problem ? 'typed-code danger' : 'typed-code t3'} role={problem ? 'alert' : undefined}>
      <Icon name={problem ? 'alert' : 'check'} small />
      {problem ?? `${names[code.kind]} ${code.text}`}
    </p>
  )
}
