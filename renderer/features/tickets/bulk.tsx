/** The same act on every selected ticket: one command each, with a result for each, counted at the end. */
import { useRef, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import { uuidv7 } from '../../../shared/ids.ts'
import { type TicketPriority, type TicketRow, type TicketStatus, ticketPriorities, ticketStatuses } from '../../../shared/tickets.ts'
import { asAppError, call } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../../components/menu.tsx'
import { toast } from '../../components/toast.tsx'
import { useActions } from '../../keyboard.ts'
import { many, priorityNames, statusIcons, statusNames } from './words.ts'

const atOnce = 4

interface BulkAct {
  /** "assigned", "set urgent": what stands in the result. */
  done: string
  run: (row: TicketRow, commandId: string) => Promise<unknown>
}

const assignToMe: BulkAct = {
  done: 'assigned to you',
  run: ({ id, version }, commandId) => call('work.claim', { kind: 'ticket', id, commandId, expectedVersion: version }),
}
const setPriority = (priority: TicketPriority): BulkAct => ({
  done: `set to ${priorityNames[priority].toLowerCase()}`,
  run: ({ id, version }, commandId) => call('tickets.setPriority', { id, commandId, expectedVersion: version, priority }),
})
const setStatus = (status: TicketStatus): BulkAct => ({
  done: `set to ${statusNames[status].toLowerCase()}`,
  run: ({ id, version }, commandId) => call('tickets.setStatus', { id, commandId, expectedVersion: version, status, reason: null }),
})

/** What stands in the way, without the name of one ticket: "2 were already claimed". */
const whyNot: Partial<Record<AppError['code'], (n: number) => string>> = {
  already_claimed: (n) => `${n} ${were(n)} already claimed`,
  stale: (n) => `${n} ${were(n)} changed meanwhile`,
  illegal_transition: (n) => `${n} cannot go there from where ${n === 1 ? 'it is' : 'they are'}`,
  not_allowed: (n) => `${n} ${were(n)} refused: your roles do not include it`,
  not_found: (n) => `${n} ${were(n)} removed`,
  offline: (n) => `${n} could not be reached`,
}
const were = (n: number) => (n === 1 ? 'was' : 'were')

function refusalWords(refused: Map<string, AppError>): string {
  const errors = [...refused.values()]
  const codes = [...new Set(errors.map(({ code }) => code))]
  const words = codes.map((code) => {
    const same = errors.filter((error) => error.code === code)
    return whyNot[code]?.(same.length) ?? `${same.length} failed: ${same[0]?.message}`
  })
  return words.length > 0 ? `${words.join('; ')}.` : ''
}

interface BulkBarProps {
  rows: TicketRow[]
  /** Selects these instead: what is left after an act. */
  onSelect: (ids: string[]) => void
  onDone: (ids: string[]) => void
}

export function BulkBar({ rows, onSelect, onDone }: BulkBarProps) {
  const [progress, setProgress] = useState<number | null>(null)
  const stopped = useRef(false)

  const run = async (act: BulkAct) => {
    const waiting = [...rows]
    const refused = new Map<string, AppError>()
    let finished = 0
    stopped.current = false
    setProgress(0)
    const worker = async () => {
      for (let row = waiting.shift(); row && !stopped.current; row = waiting.shift()) {
        await act.run(row, uuidv7()).catch((thrown) => refused.set(row?.id ?? '', asAppError(thrown)))
        finished += 1
        setProgress(finished)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    setProgress(null)
    onDone(rows.map(({ id }) => id))
    tell(act, finished, refused)
  }

  const tell = (act: BulkAct, finished: number, refused: Map<string, AppError>) => {
    const left = rows.length - finished
    const detail = [refusalWords(refused), left > 0 && `${many(left, 'ticket')} left as ${left === 1 ? 'it was' : 'they were'}.`]
      .filter(Boolean)
      .join(' ')
    const ids = [...refused.keys()]
    onSelect(ids)
    toast({
      icon: refused.size > 0 ? 'alert' : 'check',
      tone: refused.size > 0 ? 'warning' : 'success',
      text: `${(finished - refused.size).toLocaleString('en-GB')} of ${many(rows.length, 'ticket')} ${act.done}.`,
      detail,
      seconds: refused.size > 0 ? 12 : 6,
    })
  }

  useActions('tickets.bulk', [
    {
      id: 'tickets.bulk.assign',
      label: `Assign ${many(rows.length, 'selected ticket')} to you`,
      group: 'Item',
      icon: 'user',
      run: () => void run(assignToMe),
    },
    { id: 'tickets.bulk.clear', label: 'Clear the selection', group: 'Move', keys: 'Escape', unlisted: true, run: () => onSelect([]) },
  ])

  if (progress !== null) {
    return (
      <footer className="bulk" role="status">
        <span className="grow">
          {progress.toLocaleString('en-GB')} of {many(rows.length, 'ticket')} done
        </span>
        <Button
          small
          onClick={() => {
            stopped.current = true
          }}
        >
          Stop
        </Button>
      </footer>
    )
  }
  return (
    <section className="bulk" aria-label="Selected tickets">
      <span className="strong">{rows.length.toLocaleString('en-GB')} selected</span>
      <span className="grow" />
      <Button small onClick={() => void run(assignToMe)}>
        Assign to you
      </Button>
      <ChoiceMenu
        label="Priority"
        choices={ticketPriorities.toReversed()}
        nameOf={(value) => priorityNames[value]}
        onChoose={(value) => void run(setPriority(value))}
      />
      <StatusChoice onChoose={(status) => void run(setStatus(status))} />
      <Button small variant="quiet" icon="x" only="Clear the selection" keys="Escape" onClick={() => onSelect([])} />
    </section>
  )
}

interface ChoiceMenuProps<Value extends string> {
  label: string
  choices: readonly Value[]
  nameOf: (value: Value) => string
  onChoose: (value: Value) => void
}

function ChoiceMenu<Value extends string>({ label, choices, nameOf, onChoose }: ChoiceMenuProps<Value>) {
  return (
    <Menu>
      <MenuTrigger>
        <Button small>{label}</Button>
      </MenuTrigger>
      <MenuList label={label} side="top">
        {choices.map((value) => (
          <MenuItem key={value} onSelect={() => onChoose(value)}>
            {nameOf(value)}
          </MenuItem>
        ))}
      </MenuList>
    </Menu>
  )
}

function StatusChoice({ onChoose }: { onChoose: (status: TicketStatus) => void }) {
  return (
    <Menu>
      <MenuTrigger>
        <Button small>Status</Button>
      </MenuTrigger>
      <MenuList label="Status" side="top" align="end">
        {ticketStatuses.map((status) => (
          <MenuItem key={status} icon={statusIcons[status]} onSelect={() => onChoose(status)}>
            {statusNames[status]}
          </MenuItem>
        ))}
      </MenuList>
    </Menu>
  )
}
