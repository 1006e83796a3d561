/** JSON as a tree that opens and closes; numbers stand as they were stored. */
const shownItems = 200

export function JsonView({ text }: { text: string }) {
  const value = parsed(text)
  if (value === undefined) return <bdi className="record-text mono">{text}</bdi>
  return (
    <div className="json mono">
      <Node value={value} depth={0} />
    </div>
  )
}

/** A number that would lose digits in this language. */
class ExactNumber {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

function parsed(text: string): unknown {
  const keepDigits: Reviver = (_, value, context) =>
    typeof value === 'number' && context?.source && String(value) !== context.source ? new ExactNumber(context.source) : value
  try {
    return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown)
  } catch {
    return undefined
  }
}

function Node({ name, value, depth }: { name?: string; value: unknown; depth: number }) {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) {
    return (
      <div className="json-leaf">
        <Name name={name} />
        <Leaf value={value} />
      </div>
    )
  }
  const entries = Object.entries(value)
  const isList = Array.isArray(value)
  const words = `${entries.length} ${isList ? (entries.length === 1 ? 'item' : 'items') : entries.length === 1 ? 'field' : 'fields'}`
  if (entries.length === 0) {
    return (
      <div className="json-leaf">
        <Name name={name} />
        <span className="t3">{isList ? '[]' : '{}'}</span>
      </div>
    )
  }
  return (
    <details open={depth < 2 && entries.length <= 20}>
      <summary>
        <Name name={name} />
        <span className="t3">{words}</span>
      </summary>
      {entries.slice(0, shownItems).map(([key, each]) => (
        <Node key={key} name={key} value={each} depth={depth + 1} />
      ))}
      {entries.length > shownItems && <div className="json-leaf t3">and {entries.length - shownItems} more; copy the row to see them</div>}
    </details>
  )
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null
  return <span className="json-name">{name}: </span>
}

function Leaf({ value }: { value: unknown }) {
  if (value === null) return <span className="record-null">null</span>
  if (value instanceof ExactNumber) return <span>{value.text}</span>
  return <bdi>{typeof value === 'string' ? JSON.stringify(value) : String(value)}</bdi>
}
