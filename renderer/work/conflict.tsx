/** Somebody else changed the same: before, theirs and yours side by side, and a choice for each. What only one changed is merged already. */
import { useState } from 'react'
import type { OutboxItem } from '../../shared/outbox.ts'
import { whenTime } from '../../shared/time.ts'
import type { Priority, StaffRef, WorkRow } from '../../shared/work.ts'
import { asAppError, call } from '../api.ts'
import { Button } from '../components/button.tsx'
import { many } from '../components/count.ts'
import { Icon } from '../components/icon.tsx'
import { Key } from '../components/key.tsx'
import { zone } from '../components/now.ts'
import { toast } from '../components/toast.tsx'
import { timeOf } from '../components/when.ts'
import { useActions } from '../keyboard.ts'
import { priorityNames } from './common.tsx'
import type { QueueDesk } from './desk.ts'
import { isNews, plain, staleFacts, whoWords } from './words.ts'

type Choice = 'theirs' | 'yours'

/** What the two sides are called. After one's own change at another computer both are one's own. */
const sides: Record<'others' | 'own', Record<Choice, string>> = {
  others: { theirs: 'Theirs', yours: 'Yours' },
  own: { theirs: 'Newer', yours: 'From here' },
}

interface ConflictProps {
  desk: Pick<QueueDesk, 'kind' | 'statuses'>
  item: WorkRow
  held: OutboxItem[]
  own: StaffRef
}

const fieldNames: Record<string, string> = {
  status: 'Status',
  priority: 'Priority',
  category: 'Category',
  assignee: 'Owner',
  tags: 'Tags',
  snoozedUntil: 'Snoozed until',
}

export default function Conflict({ desk, item, held, own }: ConflictProps) {
  const [choices, setChoices] = useState<Record<string, Choice>>({})
  const left = held.filter(({ id }) => !choices[id])
  const { change, who } = lastChange(held, own)
  const names = sides[change?.actor?.id === own.id ? 'own' : 'others']
  const choose = (id: string, choice: Choice) => setChoices((known) => ({ ...known, [id]: choice }))
  const chooseNext = (choice: Choice) => {
    const next = left[0] ?? held[0]
    if (next) choose(next.id, choice)
  }
  const reason = left.length > 0 ? `${many(left.length, 'choice')} left` : null
  const save = () => {
    if (!reason) void resolve(held, choices, item.version)
  }
  const dropAll = () => void resolve(held, Object.fromEntries(held.map(({ id }) => [id, 'theirs' as const])), item.version)
  useActions('conflict', [
    {
      id: 'conflict.theirs',
      label: `Choose ${names.theirs.toLowerCase()}`,
      group: 'Decide',
      keys: 'T',
      icon: 'split',
      run: () => chooseNext('theirs'),
    },
    {
      id: 'conflict.yours',
      label: `Choose ${names.yours.toLowerCase()}`,
      group: 'Decide',
      keys: 'M',
      icon: 'split',
      run: () => chooseNext('yours'),
    },
    { id: 'conflict.save', label: 'Save the choices', group: 'Decide', keys: 'Mod+Enter', icon: 'check', disabled: reason, run: save },
  ])
  return (
    <section className="conflict" aria-label="Changed meanwhile">
      <h3 className="conflict-head">
        <Icon name="split" className="warning" />
        <span className="grow">{who}</span>
        <span className="t3 small plain">{change ? `${timeOf(change.at)}, yours is not saved yet` : 'yours is not saved yet'}</span>
      </h3>
      <table className="table conf">
        <thead>
          <tr>
            <th>Field</th>
            <th>Before</th>
            <th>
              {names.theirs} <Key>T</Key>
            </th>
            <th>
              {names.yours} <Key>M</Key>
            </th>
            <th>After saving</th>
          </tr>
        </thead>
        <tbody>
          {held.flatMap((command) =>
            fieldsOf(command).map((field) => (
              <Row
                key={`${command.id} ${field}`}
                name={fieldNames[field] ?? plain(field)}
                words={[command.base[field], item[field as keyof WorkRow], command.effect[field]].map((value) =>
                  wordsOf(desk, field, value),
                )}
                names={names}
                choice={choices[command.id] ?? null}
                onChoose={(choice) => choose(command.id, choice)}
              />
            )),
          )}
        </tbody>
      </table>
      <div className="foot-bar">
        <span className="grow t2">{reason ?? 'Every field is chosen'}. Your reply and your note are not part of this.</span>
        <Button variant="quiet" onClick={dropAll}>
          Drop yours
        </Button>
        <Button variant="primary" keys="Mod+Enter" reason={reason} onClick={save}>
          Save
        </Button>
      </div>
    </section>
  )
}

interface RowProps {
  name: string
  /** Before, theirs, yours. */
  words: string[]
  names: Record<Choice, string>
  choice: Choice | null
  onChoose: (choice: Choice) => void
}

function Row({ name, words: [before = '', theirs = '', yours = ''], names, choice, onChoose }: RowProps) {
  const pick = (of: Choice, words: string) => (
    <td className={choice === of ? 'chosen' : ''}>
      <label className="pick">
        <input type="radio" checked={choice === of} onChange={() => onChoose(of)} />
        <bdi>{words}</bdi>
      </label>
    </td>
  )
  return (
    <tr>
      <td>
        <b>{name}</b>
      </td>
      <td className="kept">
        <bdi>{before}</bdi>
      </td>
      {pick('theirs', theirs)}
      {pick('yours', yours)}
      <td>
        {choice ? (
          <b>{names[choice]}</b>
        ) : (
          <span className="warning conf-open">
            <Icon name="alert" small /> choose one
          </span>
        )}
      </td>
    </tr>
  )
}

/** Fields that the person chose themselves; what follows from them is not shown. A command without any shows as its status. */
function fieldsOf({ effect }: OutboxItem): string[] {
  const fields = Object.keys(effect).filter((field) => field in fieldNames)
  return fields.length > 0 ? fields : ['status']
}

function wordsOf({ statuses }: Pick<QueueDesk, 'statuses'>, field: string, value: unknown): string {
  if (value === null || value === undefined) return field === 'assignee' ? 'nobody' : 'none'
  if (field === 'assignee') return (value as StaffRef).name
  if (field === 'status') return statuses[String(value)]?.name ?? plain(value)
  if (field === 'priority') return priorityNames[value as Priority]
  if (field === 'snoozedUntil') return whenTime(String(value), Date.now(), zone)
  if (Array.isArray(value)) return value.join(', ') || 'none'
  const words = plain(value)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function lastChange(held: OutboxItem[], own: StaffRef) {
  const changes = held.flatMap(({ problem }) => (problem ? staleFacts(problem).changes : []))
  const change = changes.findLast((each) => isNews(each, own))
  const isOwn = change?.actor?.id === own.id
  const who = isOwn ? 'You changed this elsewhere meanwhile' : `${whoWords(change?.actor ?? null, own)} changed this while you did`
  return { change, who }
}

/** What is yours goes out as a new command, based on what is on the screen now; what is theirs is given up. */
async function resolve(held: OutboxItem[], choices: Record<string, Choice>, version: number) {
  for (const { id } of held) {
    try {
      if (choices[id] === 'yours') await call('outbox.retry', { id, expectedVersion: version })
      else await call('outbox.discard', { id })
    } catch (thrown) {
      toast({ id: 'outbox', icon: 'alert', tone: 'danger', text: asAppError(thrown).message, seconds: 12 })
    }
  }
}
