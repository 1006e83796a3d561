/** The same act on every selected item: one command each, with a result for each, counted at the end. */

import { type ReactNode, useRef, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { uuidv7 } from '../../shared/ids.ts'
import type { WorkRow } from '../../shared/work.ts'
import { asAppError, call } from '../api.ts'
import { Button } from '../components/button.tsx'
import { many } from '../components/count.ts'
import type { IconName } from '../components/icon.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../components/menu.tsx'
import { toast } from '../components/toast.tsx'
import { useActions } from '../keyboard.ts'
import type { BulkProps, Desk } from './desk.ts'

const atOnce = 4

export interface BulkAct<Row> {
  /** "assigned", "set urgent": what stands in the result. */
  done: string
  run: (row: Row, commandId: string) => Promise<unknown>
}

const assignToMe = ({ kind }: Desk): BulkAct<WorkRow> => ({
  done: 'assigned to you',
  run: ({ id }, commandId) => call('work.claim', { kind, id, commandId }),
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

interface BulkBarProps<Row extends WorkRow> extends BulkProps<Row> {
  desk: Desk
  /** The workspace's own acts, as buttons and menus. */
  children: (run: (act: BulkAct<Row>) => void) => ReactNode
}

export function BulkBar<Row extends WorkRow>({ desk, rows, onSelect, onDone, children }: BulkBarProps<Row>) {
  const [progress, setProgress] = useState<number | null>(null)
  const stopped = useRef(false)

  const run = async (act: BulkAct<Row>) => {
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

  const selected = many(rows.length, `selected ${desk.one}`, `selected ${desk.many}`)
  const tell = (act: BulkAct<Row>, finished: number, refused: Map<string, AppError>) => {
    const left = rows.length - finished
    const detail = [refusalWords(refused), left > 0 && `${many(left, desk.one, desk.many)} left as ${left === 1 ? 'it was' : 'they were'}.`]
      .filter(Boolean)
      .join(' ')
    const ids = [...refused.keys()]
    onSelect(ids)
    toast({
      icon: refused.size > 0 ? 'alert' : 'check',
      tone: refused.size > 0 ? 'warning' : 'success',
      text: `${(finished - refused.size).toLocaleString('en-GB')} of ${many(rows.length, desk.one, desk.many)} ${act.done}.`,
      detail,
      seconds: refused.size > 0 ? 12 : 6,
    })
  }

  useActions(`${desk.id}.bulk`, [
    {
      id: `${desk.id}.bulk.assign`,
      label: `Assign ${selected} to you`,
      group: 'Item',
      icon: 'user',
      run: () => void run(assignToMe(desk)),
    },
    { id: `${desk.id}.bulk.clear`, label: 'Clear the selection', group: 'Move', keys: 'Escape', unlisted: true, run: () => onSelect([]) },
  ])

  if (progress !== null) {
    return (
      <footer className="bulk" role="status">
        <span className="grow">
          {progress.toLocaleString('en-GB')} of {many(rows.length, desk.one, desk.many)} done
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
    <section className="bulk" aria-label={`Selected ${desk.many}`}>
      <span className="strong">{rows.length.toLocaleString('en-GB')} selected</span>
      <span className="grow" />
      <Button small onClick={() => void run(assignToMe(desk))}>
        Assign to you
      </Button>
      {children((act) => void run(act))}
      <Button small variant="quiet" icon="x" only="Clear the selection" keys="Escape" onClick={() => onSelect([])} />
    </section>
  )
}

interface BulkMenuProps<Value extends string> {
  label: string
  choices: readonly Value[]
  nameOf: (value: Value) => string
  iconOf?: (value: Value) => IconName
  onChoose: (value: Value) => void
}

/** One act with a choice. */
export function BulkMenu<Value extends string>({ label, choices, nameOf, iconOf, onChoose }: BulkMenuProps<Value>) {
  return (
    <Menu>
      <MenuTrigger>
        <Button small>{label}</Button>
      </MenuTrigger>
      <MenuList label={label} side="top">
        {choices.map((value) => (
          <MenuItem key={value} {...(iconOf && { icon: iconOf(value) })} onSelect={() => onChoose(value)}>
            {nameOf(value)}
          </MenuItem>
        ))}
      </MenuList>
    </Menu>
  )
}
