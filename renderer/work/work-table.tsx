/** The list as a table: more figures a row, for looking over a whole view. Fetched when it is first wanted: it brings a library of its own. */
import type { WorkRow } from '../../shared/work.ts'
import { QueueTable, type QueueTableProps } from '../components/queue-table.tsx'
import type { QueueDesk } from './desk.ts'
import { useForm } from './list-form.tsx'

type WorkTableProps<Row extends WorkRow> = Omit<QueueTableProps<Row>, 'columns' | 'hidden'> & { desk: QueueDesk<Row> }

export default function WorkTable<Row extends WorkRow>({ desk, ...queue }: WorkTableProps<Row>) {
  return <QueueTable {...queue} columns={desk.columns} hidden={useForm(desk).hidden} />
}
