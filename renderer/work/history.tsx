/** What happened to an item, one line an event: who, what, and the values before and after. */

import { actionVerb } from '../../shared/actions.ts'
import { exact, when, whenTime } from '../../shared/time.ts'
import type { ItemEvent, StaffRef } from '../../shared/work.ts'
import { Icon, type IconName } from '../components/icon.tsx'
import { useNow, zone } from '../components/now.ts'
import { inSentence, type NameOf, plain } from './words.ts'

type Facts = ItemEvent['before']

/** A workspace's own words and icons for its audit actions; what they do not know is said as for every kind. */
export interface EventWords {
  /** "ticket" */
  one: string
  /** What was done, after the name: "resolved it". */
  verb?: (event: ItemEvent, nameOf: NameOf) => string | null
  icon?: (event: ItemEvent) => IconName | null
}

interface HistoryProps {
  events: readonly ItemEvent[]
  words: EventWords
  nameOf: NameOf
}

/** The newest first. */
export function History({ events, words, nameOf }: HistoryProps) {
  const now = useNow(60_000)
  if (events.length === 0) return <p className="t3">Nothing was done to it in the console yet.</p>
  return (
    <ul className="history">
      {events
        .toSorted((a, b) => (a.at < b.at ? 1 : -1))
        .map((event) => (
          <li key={event.id}>
            <Icon name={eventIcon(event, words)} small />
            <span className="words" dir="auto">
              {eventWords(event, nameOf, words)}
            </span>
            <time className="t3" dateTime={event.at} title={exact(event.at, zone)}>
              {when(event.at, now, zone)}
            </time>
          </li>
        ))}
    </ul>
  )
}

const icons: Record<string, IconName> = {
  claim: 'user',
  next_item: 'user',
  release: 'user',
  skip: 'user',
  hand_over: 'user',
  assign: 'user',
  snooze: 'moon',
  wake: 'moon',
}

export const eventIcon = (event: ItemEvent, words: EventWords): IconName => words.icon?.(event) ?? icons[event.action] ?? 'pencil'

/** What happened, in one line: "You claimed the ticket". The words of the person who did it follow in quotes. */
export function eventWords(event: ItemEvent, nameOf: NameOf, words: EventWords): string {
  const who = event.actor ? nameOf(event.actor) : 'The platform'
  const said = event.reason ? `: “${event.reason}”` : ''
  return `${who} ${words.verb?.(event, nameOf) ?? verbOf(event, nameOf, words.one)}${said}`
}

export const staffIn = (facts: Facts, key: string): StaffRef | null => (facts?.[key] as StaffRef | null | undefined) ?? null

function verbOf({ action, actor, before, after }: ItemEvent, nameOf: NameOf, one: string): string {
  switch (action) {
    case 'claim':
    case 'next_item':
      return `claimed the ${one}`
    case 'release':
      return `gave the ${one} back`
    case 'skip':
      return `left the ${one} to others`
    case 'hand_over':
      return `handed the ${one} to ${inSentence(nameOf(staffIn(after, 'assignee')))}`
    case 'assign':
      return ownerWords(actor, staffIn(before, 'assignee'), staffIn(after, 'assignee'), nameOf, one)
    case 'snooze':
      return after?.until ? `snoozed it until ${whenTime(String(after.until), Date.now(), zone)}` : 'woke it'
    case 'platform_update':
      return differences(before, after)
    default:
      return actionVerb(action)
  }
}

function ownerWords(actor: StaffRef | null, before: StaffRef | null, after: StaffRef | null, nameOf: NameOf, one: string): string {
  if (!after) return before && before.id !== actor?.id ? `took it from ${inSentence(nameOf(before))}` : `gave up the ${one}`
  if (after.id !== actor?.id) return `made ${inSentence(nameOf(after))} the owner`
  return before && before.id !== after.id ? `took the ${one} from ${inSentence(nameOf(before))}` : `took the ${one}`
}

/** "changed the status from open to held and the owner from none to Ruth Achterberg" */
export function differences(before: Facts, after: Facts): string {
  const changed = Object.keys(after ?? {}).filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]))
  const words = changed.map(
    (key) => `${key === 'assignee' ? 'owner' : plain(key)} from ${shownValue(before?.[key])} to ${shownValue(after?.[key])}`,
  )
  return words.length > 0 ? `changed the ${words.join(' and the ')}` : 'touched it'
}

const shownValue = (value: unknown): string => (value && typeof value === 'object' && 'name' in value ? String(value.name) : plain(value))
