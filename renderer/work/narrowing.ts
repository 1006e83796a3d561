/** What narrows a list: what the search box says and what is chosen in the filter pane, as one. */
import { parseQuery } from '../../shared/text.ts'

/** A field of the queue's filter. `id` is its name there, `token` what is typed before the colon; the id unless told. */
export type FilterField = { id: string; label: string; token?: string } & (
  | {
      type: 'choice'
      /** In the order of the pane. */
      values: readonly string[]
      names: Record<string, string>
      /** What people type besides the stored values: { waiting: 'waiting_response' }. */
      aliases?: Record<string, string>
    }
  /** A member of staff by id, 'me' or 'none'. */
  | { type: 'staff' }
  /** Any words: tags. */
  | { type: 'words' }
)

/** Chosen values by field; a field without any is left out. */
export type Chosen = Record<string, string[]>

export interface Narrowing {
  chosen: Chosen
  /** Words; empty for none. */
  text: string
}

/** As the queue's method takes it: the chosen values, and `text`. */
export type QueueFilter = Record<string, string[] | string>

const tokenOf = ({ id, token = id }: FilterField) => token

/** Of the typed words those that the field knows; the others are left out. */
function valuesOf(field: FilterField, typed: string[]): string[] {
  if (field.type === 'words') return typed
  if (field.type === 'staff')
    return typed.map((word) => (word === 'nobody' ? 'none' : word)).filter((word) => word === 'me' || word === 'none')
  const stored = typed.map((word) => field.aliases?.[word] ?? word.replaceAll(/[-\s]/g, '_'))
  return field.values.filter((value) => stored.includes(value))
}

/** What stands in the box. A null character, which no text has, is left out. */
export function parseSearch(fields: readonly FilterField[], text: string): Narrowing {
  const { words, tokens } = parseQuery(text.replaceAll('\0', ' '), fields.map(tokenOf))
  const chosen = fields.map((field): [string, string[]] => [field.id, valuesOf(field, tokens[tokenOf(field)] ?? [])])
  return { chosen: Object.fromEntries(chosen.filter(([, values]) => values.length > 0)), text: words.join(' ') }
}

/** Both together: each field's values are united. */
export function unite(base: Chosen, more: Chosen): Chosen {
  const ids = [...new Set([...Object.keys(base), ...Object.keys(more)])]
  return Object.fromEntries(ids.map((id) => [id, [...new Set([...(base[id] ?? []), ...(more[id] ?? [])])]]))
}

export const hasValue = (chosen: Chosen, id: string, value: string): boolean => chosen[id]?.includes(value) ?? false

/** With a value of a field switched on or off; a field that became empty goes. */
export function toggleValue(chosen: Chosen, id: string, value: string): Chosen {
  const { [id]: list = [], ...rest } = chosen
  const left = list.includes(value) ? list.filter((entry) => entry !== value) : [...list, value]
  return left.length > 0 ? { ...rest, [id]: left } : rest
}

/** Every chosen value with its field, in the order of the fields. */
export const chosenValues = (fields: readonly FilterField[], chosen: Chosen): [FilterField, string][] =>
  fields.flatMap((field) => (chosen[field.id] ?? []).map((value): [FilterField, string] => [field, value]))

export const isPlain = ({ chosen, text }: Narrowing): boolean => text === '' && Object.keys(chosen).length === 0

export const filterOf = ({ chosen, text }: Narrowing): QueueFilter => (text ? { ...chosen, text } : chosen)

/** What was kept of a choice, as far as the fields still know it. */
export function readChosen(fields: readonly FilterField[], kept: unknown): Chosen {
  if (typeof kept !== 'object' || !kept) return {}
  const entries = fields.flatMap(({ id }): [string, string[]][] => {
    const values = (kept as Record<string, unknown>)[id]
    const words = Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []
    return words.length > 0 ? [[id, words]] : []
  })
  return Object.fromEntries(entries)
}
