/** A condition on one column, in the forms that its type allows. */
import { useState } from 'react'
import { codeKindOf } from '../../../shared/codes.ts'
import { filtersOf, isIndexed, kindOf, type RecordColumn, type RecordFilter, type RecordTable } from '../../../shared/records.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { TypedCode } from '../../components/code.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Checkbox, Field, Segmented, TextArea } from '../../components/field.tsx'
import { typeOf } from './grid-head.tsx'
import { filterNames, slowWords } from './words.ts'

interface FilterDialogProps {
  table: RecordTable
  column: RecordColumn
  filter: RecordFilter | null
  onFilter: (filter: RecordFilter) => void
  onClose: () => void
}

interface Draft {
  op: RecordFilter['op']
  values: string[]
  from: string
  to: string
  text: string
  isNull: boolean
}

export function FilterDialog({ table, column, filter, onFilter, onClose }: FilterDialogProps) {
  const ops = filtersOf(column)
  const [draft, setDraft] = useState(() => draftOf(filter, ops[0] ?? 'null'))
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const made = filterOf(column, draft)
  const slow = slowWords(table, isIndexed(column, draft.op))
  const reason = made ? null : 'Say what to look for first'
  const answer = () => made && onFilter(made)
  return (
    <Dialog
      title={`Filter by ${column.name}?`}
      head={<span className="t3 small">{typeOf(column)}</span>}
      onClose={onClose}
      onAnswer={answer}
      answers={
        <>
          <Button keys="Escape" onClick={onClose}>
            Leave it
          </Button>
          <Button variant="primary" keys="Mod+Enter" reason={reason} onClick={answer}>
            Filter
          </Button>
        </>
      }
    >
      <div className="stack">
        {column.comment && <p>{column.comment}</p>}
        {ops.length > 1 && (
          <Segmented
            label="Condition"
            value={draft.op}
            options={ops.map((op) => ({ value: op, label: filterNames[op] }))}
            onChange={(op) => change({ op })}
          />
        )}
        <Condition column={column} draft={draft} onChange={change} />
        {slow && (
          <Banner card tone="warning" icon="clock">
            {slow}
          </Banner>
        )}
      </div>
    </Dialog>
  )
}

interface ConditionProps {
  column: RecordColumn
  draft: Draft
  onChange: (part: Partial<Draft>) => void
}

function Condition({ column, draft, onChange }: ConditionProps) {
  const kind = kindOf(column)
  if (draft.op === 'null') {
    const options = [
      { value: 'yes', label: 'Is null' },
      { value: 'no', label: 'Is not null' },
    ] as const
    return (
      <Segmented
        label="Null"
        value={draft.isNull ? 'yes' : 'no'}
        options={options}
        onChange={(value) => onChange({ isNull: value === 'yes' })}
      />
    )
  }
  if (draft.op === 'contains') {
    const hint = kind === 'array' ? 'One element, exactly as it stands' : 'In capitals or not'
    return (
      <Field
        label="Contains"
        autoFocus
        hint={hint}
        maxLength={200}
        value={draft.text}
        onChange={(event) => onChange({ text: event.target.value })}
      />
    )
  }
  if (draft.op === 'range') {
    const hint = kind === 'time' ? 'A day such as 2026-05-01 stands for the whole day, in UTC' : undefined
    return (
      <>
        <Field label="From" autoFocus hint={hint} value={draft.from} onChange={(event) => onChange({ from: event.target.value })} />
        <Field label="To, with it" value={draft.to} onChange={(event) => onChange({ to: event.target.value })} />
      </>
    )
  }
  const code = codeKindOf(column.name)
  const choices = column.enum ?? (kind === 'boolean' ? ['true', 'false'] : null)
  if (!choices) {
    const text = draft.values.join('\n')
    return (
      <>
        <TextArea
          label="Is one of these, one a line"
          rows={4}
          autoFocus
          value={text}
          onChange={(event) => onChange({ values: event.target.value.split('\n') })}
        />
        {code && [...new Set(draft.values)].map((value) => <TypedCode key={value} text={value} among={[code]} />)}
      </>
    )
  }
  return (
    <fieldset className="record-choices" aria-label="Is one of these">
      {choices.map((value) => (
        <Checkbox
          key={value}
          label={value}
          checked={draft.values.includes(value)}
          onChange={(checked) => onChange({ values: checked ? [...draft.values, value] : draft.values.filter((each) => each !== value) })}
        />
      ))}
    </fieldset>
  )
}

function draftOf(filter: RecordFilter | null, op: RecordFilter['op']): Draft {
  const empty: Draft = { op: filter?.op ?? op, values: [], from: '', to: '', text: '', isNull: true }
  if (!filter) return empty
  if (filter.op === 'range') return { ...empty, from: filter.from ?? '', to: filter.to ?? '' }
  return { ...empty, ...filter }
}

/** null as long as it says nothing. */
function filterOf({ name: column }: RecordColumn, { op, values, from, to, text, isNull }: Draft): RecordFilter | null {
  if (op === 'null') return { column, op, isNull }
  if (op === 'contains') return text.trim() ? { column, op, text: text.trim() } : null
  if (op === 'range') return from.trim() || to.trim() ? { column, op, from: from.trim() || null, to: to.trim() || null } : null
  const given = [...new Set(values.map((value) => value.trim()).filter(Boolean))]
  return given.length > 0 ? { column, op, values: given } : null
}
