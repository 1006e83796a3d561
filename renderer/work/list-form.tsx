/** Whether a queue stands as a list or as a table, and with which columns. */
import { Segmented } from '../components/field.tsx'
import { type QueueLayout, setLayout, useLayout } from '../stores/layout.ts'
import type { QueueDesk } from './desk.ts'

type FormDesk = Pick<QueueDesk, 'id' | 'form'> & { columns: readonly { id: string; header: string }[] }

const forms = [
  { value: 'list', label: 'List' },
  { value: 'table', label: 'Table' },
] as const

const usual: QueueLayout = {}

export function useForm({ id, form }: Pick<QueueDesk, 'id' | 'form'>): Required<QueueLayout> {
  const chosen = useLayout(({ queues }) => queues[id] ?? usual)
  return { form: chosen.form ?? form, hidden: chosen.hidden ?? [] }
}

export function ListForm({ desk }: { desk: FormDesk }) {
  const { form, hidden } = useForm(desk)
  const change = (next: QueueLayout) => {
    const { queues } = useLayout.getState()
    setLayout({ queues: { ...queues, [desk.id]: { ...queues[desk.id], ...next } } })
  }
  const toggle = (id: string) => change({ hidden: hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id] })
  return (
    <>
      <Segmented label="Shown as" value={form} options={forms} onChange={(next) => change({ form: next })} />
      {form === 'table' && (
        <fieldset>
          <legend>Columns</legend>
          {desk.columns.slice(1).map(({ id, header }) => (
            <button key={id} type="button" className="choice" aria-pressed={!hidden.includes(id)} onClick={() => toggle(id)}>
              {header}
            </button>
          ))}
        </fieldset>
      )}
    </>
  )
}
