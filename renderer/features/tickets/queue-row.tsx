/** One ticket in the list: glyph, subject and clock; who it is from, and what stands out. */
import type { TicketRow } from '../../../shared/tickets.ts'
import { exact, when, whenTime } from '../../../shared/time.ts'
import { Avatar } from '../../components/avatar.tsx'
import { ClockText } from '../../components/clock.tsx'
import { Icon } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import type { RowProps } from '../../work/desk.ts'
import { presenceWords } from '../../work/presence.tsx'
import { planNames, statusIcons, statusNames } from './words.ts'

export function QueueRow({ row, others = [], hasDraft, left }: RowProps<TicketRow>) {
  return (
    <>
      <Icon name={statusIcons[row.status]} label={statusNames[row.status]} />
      <bdi className="subject cut">{row.subject}</bdi>
      <span className="end">{left ?? <RowClock row={row} />}</span>
      <span className="who">
        <bdi className="cut">{row.customer.name}</bdi>
        <span>{planNames[row.plan]}</span>
      </span>
      <span className="end">
        {row.hasAttachment && <Icon name="clip" small label="Has an attachment" />}
        {hasDraft && <Icon name="pencil" small label="You have a draft here" />}
        {others.slice(0, 2).map((presence) => (
          <Avatar
            key={presence.staff.id}
            initials={presence.staff.initials}
            size="small"
            here
            typing={presence.mode === 'typing'}
            title={presenceWords(presence)}
          />
        ))}
      </span>
    </>
  )
}

/** What the row's clock says; for a ticket that is done, when it was last touched. */
export function RowClock({ row }: { row: TicketRow }) {
  if (row.status === 'resolved' || row.status === 'closed')
    return <span title={exact(row.updatedAt, zone)}>{when(row.updatedAt, Date.now(), zone)}</span>
  if (row.snoozedUntil) {
    return (
      <span className="clock paused" title={exact(row.snoozedUntil, zone)}>
        <Icon name="moon" />
        until {whenTime(row.snoozedUntil, Date.now(), zone)}
      </span>
    )
  }
  return <ClockText dueAt={row.dueAt} pausedSince={row.pausedSince} />
}
