/** Whether the tickets stand as a list or as a table, and with which columns. */
import { Segmented } from '../../components/field.tsx'
import { setLayout, useLayout } from '../../stores/layout.ts'

/** Columns of the table that may be left out, with their heads. */
export const optionalColumns = {
  customer: 'Customer',
  plan: 'Plan',
  status: 'Status',
  priority: 'Priority',
  category: 'Category',
  owner: 'Owner',
  opened: 'Opened',
  changed: 'Changed',
  due: 'Due',
} as const

const forms = [
  { value: 'list', label: 'List' },
  { value: 'table', label: 'Table' },
] as const

export function ListForm() {
  const { queueForm, hiddenColumns } = useLayout()
  const toggle = (id: string) => {
    const hidden = hiddenColumns.includes(id)
    setLayout({ hiddenColumns: hidden ? hiddenColumns.filter((each) => each !== id) : [...hiddenColumns, id] })
  }
  return (
    <>
      <Segmented label="Shown as" value={queueForm} options={forms} onChange={(form) => setLayout({ queueForm: form })} />
      {queueForm === 'table' && (
        <fieldset>
          <legend>Columns</legend>
          {Object.entries(optionalColumns).map(([id, head]) => (
            <button key={id} type="button" className="choice" aria-pressed={!hiddenColumns.includes(id)} onClick={() => toggle(id)}>
              {head}
            </button>
          ))}
        </fieldset>
      )}
    </>
  )
}
