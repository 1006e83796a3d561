/** The line of properties under the title: each one a menu with its keys, changed at once and taken back when refused. */
import { useState } from 'react'
import { type TicketDetail, type TicketStatus, ticketCategories } from '../../../shared/tickets.ts'
import { priorities, type StaffRef } from '../../../shared/work.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Button } from '../../components/button.tsx'
import { Icon, type IconName } from '../../components/icon.tsx'
import { Menu, MenuItem, MenuLine, MenuList, MenuTrigger } from '../../components/menu.tsx'
import { PickList } from '../../components/pick-list.tsx'
import { Pop } from '../../components/pop.tsx'
import { toast } from '../../components/toast.tsx'
import { useSession } from '../../stores/session.ts'
import { useColleagues } from '../../work/colleagues.tsx'
import { priorityNames } from '../../work/common.tsx'
import { Presences } from '../../work/presence.tsx'
import { ticketDesk } from './desk.tsx'
import type { Acts } from './use-acts.ts'
import { categoryNames, statusIcons, statusNames } from './words.ts'

interface PropertiesProps {
  detail: TicketDetail
  acts: Acts
  /** Statuses that ask for words first open their own dialog. */
  onAsk: (what: 'escalate' | 'resolve' | 'reopen') => void
  /** Why nothing can be changed, for those who only read. */
  locked: string | null
}

export function Properties({ detail, acts, onAsk, locked }: PropertiesProps) {
  const { item: ticket } = detail
  return (
    <div className="pane-sub properties">
      <StatusMenu detail={detail} acts={acts} onAsk={onAsk} locked={locked} />
      <PriorityMenu ticket={ticket} acts={acts} locked={locked} />
      <OwnerMenu ticket={ticket} acts={acts} locked={locked} />
      <CategoryMenu ticket={ticket} acts={acts} locked={locked} />
      <Tags ticket={ticket} acts={acts} locked={locked} />
      <span className="grow" />
      <Presences kind="ticket" itemId={ticket.id} first={detail.presence} />
    </div>
  )
}

type Ticket = TicketDetail['item']
interface PropertyProps {
  ticket: Ticket
  acts: Acts
  locked: string | null
}

interface PropProps {
  /** What the property is: "Priority". */
  name: string
  value: string
  icon?: IconName
  lead?: React.ReactNode
  locked: string | null
  filter?: boolean
  children: React.ReactNode
}

/** One property as a quiet button with its menu; without the right to change it, only its value. */
function Prop({ name, value, icon, lead, locked, filter = false, children }: PropProps) {
  const face = (
    <>
      <span className="sr">{name}: </span>
      {icon && <Icon name={icon} />}
      {lead}
      {value}
    </>
  )
  if (locked) {
    return (
      <span className="prop" title={locked}>
        {face}
      </span>
    )
  }
  return (
    <Menu>
      <MenuTrigger>
        <button type="button" className="prop btn quiet">
          {face}
          <Icon name="down" />
        </button>
      </MenuTrigger>
      <MenuList label={name} filter={filter}>
        {children}
      </MenuList>
    </Menu>
  )
}

/** Says what was changed, with the way back. */
function said(text: string, undo: () => void) {
  toast({ id: 'property', icon: 'check', text, undo })
}

function StatusMenu({ detail: { item: ticket, moves }, acts, onAsk, locked }: Omit<PropertiesProps, 'detail'> & { detail: TicketDetail }) {
  const choose = async (status: TicketStatus) => {
    if (status === 'escalated') return onAsk('escalate')
    if (status === 'resolved') return onAsk('resolve')
    if (status === 'open' && (ticket.status === 'resolved' || ticket.status === 'closed')) return onAsk('reopen')
    const before = ticket.status
    const verb = `Set ${statusNames[status].toLowerCase()}`
    const back = () => void acts.setStatus({ status: before, reason: null }, `Set ${statusNames[before].toLowerCase()}`, { status: before })
    if (await acts.setStatus({ status, reason: null }, verb, { status })) said(`Status is ${statusNames[status].toLowerCase()}.`, back)
  }
  return (
    <Prop name="Status" value={statusNames[ticket.status]} icon={statusIcons[ticket.status]} locked={locked}>
      <MenuItem icon={statusIcons[ticket.status]} checked onSelect={() => {}}>
        {statusNames[ticket.status]}
      </MenuItem>
      {moves
        .filter((status) => status !== ticket.status)
        .map((status) => (
          <MenuItem key={status} icon={statusIcons[status]} onSelect={() => void choose(status)}>
            {statusNames[status]}
          </MenuItem>
        ))}
    </Prop>
  )
}

function PriorityMenu({ ticket, acts, locked }: PropertyProps) {
  const set = (priority: Ticket['priority']) => acts.setPriority({ priority }, `Set ${priorityNames[priority].toLowerCase()}`, { priority })
  const choose = async (priority: Ticket['priority']) => {
    const before = ticket.priority
    if (priority !== before && (await set(priority))) said(`Priority is ${priorityNames[priority].toLowerCase()}.`, () => void set(before))
  }
  return (
    <Prop name="Priority" value={priorityNames[ticket.priority]} icon="flag" locked={locked}>
      {priorities.toReversed().map((priority) => (
        <MenuItem key={priority} checked={priority === ticket.priority} onSelect={() => void choose(priority)}>
          {priorityNames[priority]}
        </MenuItem>
      ))}
    </Prop>
  )
}

function CategoryMenu({ ticket, acts, locked }: PropertyProps) {
  const set = (category: Ticket['category']) => acts.setCategory({ category }, `Move to ${categoryNames[category]}`, { category })
  const choose = async (category: Ticket['category']) => {
    const before = ticket.category
    if (category !== before && (await set(category))) said(`Category is ${categoryNames[category]}.`, () => void set(before))
  }
  return (
    <Prop name="Category" value={categoryNames[ticket.category]} locked={locked} filter>
      {ticketCategories.map((category) => (
        <MenuItem key={category} checked={category === ticket.category} onSelect={() => void choose(category)}>
          {categoryNames[category]}
        </MenuItem>
      ))}
    </Prop>
  )
}

function OwnerMenu({ ticket, acts, locked }: PropertyProps) {
  const own = useSession((session) => session.person?.staff.id)
  const colleagues = useColleagues(ticketDesk)
  const nameOf = (staff: StaffRef | null) => (staff === null ? 'nobody' : staff.id === own ? 'you' : staff.name)
  const set = (staff: StaffRef | null) =>
    acts.assign({ assignee: staff?.id ?? null }, `Make ${nameOf(staff)} the owner`, { assignee: staff })
  const choose = async (staff: StaffRef | null) => {
    const before = ticket.assignee
    if (staff?.id !== before?.id && (await set(staff)))
      said(staff ? `Owner: ${nameOf(staff)}.` : 'Nobody owns it now.', () => void set(before))
  }
  const value = ticket.assignee ? (ticket.assignee.id === own ? 'You' : ticket.assignee.name) : 'No owner'
  const lead = ticket.assignee && <Avatar initials={ticket.assignee.initials} size="small" />
  return (
    <Prop name="Owner" value={value} lead={lead} {...(!ticket.assignee && { icon: 'user' as const })} locked={locked} filter>
      {colleagues.map((staff) => (
        <MenuItem
          key={staff.id}
          lead={<Avatar initials={staff.initials} size="small" />}
          text={staff.id === own ? `You ${staff.name}` : staff.name}
          checked={staff.id === ticket.assignee?.id}
          onSelect={() => void choose(staff)}
        >
          {staff.id === own ? 'You' : staff.name}
        </MenuItem>
      ))}
      {ticket.assignee && (
        <>
          <MenuLine />
          <MenuItem icon="x" onSelect={() => void choose(null)}>
            Nobody
          </MenuItem>
        </>
      )}
    </Prop>
  )
}

/** As many tags as fit on the line; all of them on hover and in the menu. */
function Tags({ ticket, acts, locked }: PropertyProps) {
  const add = (tag: string) => acts.tag({ add: [tag], remove: [] }, `Add ${tag}`, { tags: [...ticket.tags, tag].sort() })
  const remove = async (tag: string) => {
    const rest = { tags: ticket.tags.filter((known) => known !== tag) }
    if (await acts.tag({ add: [], remove: [tag] }, `Remove ${tag}`, rest)) said(`Tag ${tag} removed.`, () => void add(tag))
  }
  return (
    <>
      <span className="tags">
        {ticket.tags.map((tag) => (
          <span key={tag} className="chip" title={ticket.tags.join(', ')}>
            <bdi>{tag}</bdi>
          </span>
        ))}
      </span>
      {!locked && <TagMenu tags={ticket.tags} onAdd={(tag) => void add(tag)} onRemove={(tag) => void remove(tag)} />}
    </>
  )
}

interface TagMenuProps {
  tags: string[]
  onAdd: (tag: string) => void
  onRemove: (tag: string) => void
}

/** Adds what is typed, removes what is chosen. */
function TagMenu({ tags, onAdd, onRemove }: TagMenuProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const tag = text.trim().replace(/\s+/g, '-').toLowerCase()
  const items = [
    ...(tag && !tags.includes(tag) ? [{ tag, isNew: true }] : []),
    ...tags.filter((known) => known.includes(tag)).map((known) => ({ tag: known, isNew: false })),
  ]
  const toggle = (next: boolean) => {
    setOpen(next)
    setText('')
  }
  return (
    <Pop label="Tags" open={open} onOpenChange={toggle} width={240} trigger={<Button small variant="quiet" icon="plus" only="Tags" />}>
      <PickList
        label="Tags"
        placeholder="Add or remove a tag"
        items={items}
        keyOf={(item) => item.tag}
        text={text}
        onText={setText}
        onPick={(item) => {
          if (item.isNew) onAdd(item.tag)
          else onRemove(item.tag)
          toggle(false)
        }}
        render={(item) => (
          <>
            <Icon name={item.isNew ? 'plus' : 'x'} small />
            <span className="cut">
              {item.isNew ? 'Add' : 'Remove'} <bdi>{item.tag}</bdi>
            </span>
          </>
        )}
        nothing="Type a tag of letters, digits and hyphens."
      />
    </Pop>
  )
}
