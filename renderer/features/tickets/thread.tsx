/** What was said and done, oldest first, resting at the newest. */
import { memo, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ThreadEntry } from '../../../shared/tickets.ts'
import { dayKey, exact } from '../../../shared/time.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { useNow, zone } from '../../components/now.ts'
import { Skeleton } from '../../components/skeleton.tsx'
import { dayHeading, timeOf } from '../../components/when.ts'
import { eventIcon, eventWords } from '../../work/history.tsx'
import type { NameOf } from '../../work/words.ts'
import { AttachmentChip, OfTicket } from './attachment.tsx'
import { MessageText } from './message-text.tsx'
import type { Thread } from './use-thread.ts'
import { ticketEvents } from './words.ts'

const hourly = 3_600_000

interface ThreadPaneProps {
  ticketId: string
  thread: Thread
  nameOf: NameOf
  scroller: RefObject<HTMLDivElement | null>
}

/** The pane is laid out from its end, so that it opens at the newest entry and older ones come in above without a jump. */
export function ThreadPane({ ticketId, thread, nameOf, scroller }: ThreadPaneProps) {
  const now = useNow(hourly)
  const { entries } = thread
  const headings = useMemo(() => dayHeadings(entries, now), [entries, now])
  const [below, toEnd] = useBelow(entries, scroller)
  return (
    <div className="thread-place">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section ref={scroller} className="pane-body thread" aria-label="Conversation" tabIndex={0}>
        <div>
          {thread.before && <Older thread={thread} scroller={scroller} />}
          <OfTicket value={ticketId}>
            {entries.map((entry) => (
              <div key={entry.id} id={`entry-${entry.id}`}>
                {headings.has(entry.id) && <h3 className="day">{headings.get(entry.id)}</h3>}
                <Entry entry={entry} nameOf={nameOf} />
              </div>
            ))}
          </OfTicket>
        </div>
      </section>
      {below > 0 && (
        <Button small icon="down" className="queue-fresh below" onClick={toEnd}>
          {below} new below
        </Button>
      )}
    </div>
  )
}

/** What stands above the first entry of each day; nothing where everything is of today. */
function dayHeadings(entries: ThreadEntry[], now: number): Map<string, string> {
  const headings = new Map<string, string>()
  const today = dayKey(new Date(now).toISOString(), zone)
  let last = today
  for (const { id, at } of entries) {
    const day = dayKey(at, zone)
    if (day !== last) headings.set(id, dayHeading(at, now))
    last = day
  }
  return headings
}

const nearEnd = 40 // px

/** How many entries came since the reader scrolled away from the end, and the way there. */
function useBelow(entries: ThreadEntry[], scroller: RefObject<HTMLDivElement | null>): [number, () => void] {
  const [seen, setSeen] = useState<string | undefined>(entries.at(-1)?.id)
  const isAtEnd = useCallback(() => (scroller.current?.scrollTop ?? 0) > -nearEnd, [scroller])
  const lastId = entries.at(-1)?.id
  useEffect(() => {
    if (isAtEnd()) setSeen(lastId)
  }, [lastId, isAtEnd])
  useEffect(() => {
    const pane = scroller.current
    const look = () => isAtEnd() && setSeen(lastId)
    pane?.addEventListener('scroll', look, { passive: true })
    return () => pane?.removeEventListener('scroll', look)
  }, [scroller, lastId, isAtEnd])
  const at = entries.findIndex(({ id }) => id === seen)
  return [at < 0 ? 0 : entries.length - 1 - at, () => scroller.current?.scrollTo({ top: 0 })]
}

/** Reads what came before as soon as its place comes into view. */
function Older({ thread, scroller }: { thread: Thread; scroller: RefObject<HTMLDivElement | null> }) {
  const mark = useRef<HTMLDivElement>(null)
  const { older, error, before } = thread
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each page the place is looked at again
  useEffect(() => {
    if (!mark.current || error) return
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && older(), { root: scroller.current, rootMargin: '400px' })
    watch.observe(mark.current)
    return () => watch.disconnect()
  }, [before, error, older])
  return (
    <div ref={mark} className="older">
      {error ? (
        <Banner
          card
          tone="danger"
          icon="alert"
          actions={
            <Button small onClick={older}>
              Try again
            </Button>
          }
        >
          What came before could not be read. {error.message}
        </Banner>
      ) : (
        <Skeleton width="40%" />
      )}
    </div>
  )
}

const Entry = memo(function Entry({ entry, nameOf }: { entry: ThreadEntry; nameOf: NameOf }) {
  if (entry.type === 'event') return <EventLine event={entry} nameOf={nameOf} />
  return entry.internal ? <Note message={entry} nameOf={nameOf} /> : <Message message={entry} nameOf={nameOf} />
})

function When({ at }: { at: string }) {
  return (
    <time className="when" dateTime={at} title={exact(at, zone)}>
      {timeOf(at)}
    </time>
  )
}

function EventLine({ event, nameOf }: { event: Extract<ThreadEntry, { type: 'event' }>; nameOf: NameOf }) {
  return (
    <div className="entry event">
      <Icon name={eventIcon(event, ticketEvents)} small />
      <span className="words" dir="auto">
        {eventWords(event, nameOf, ticketEvents)}
      </span>
      <When at={event.at} />
    </div>
  )
}

type Said = Extract<ThreadEntry, { type: 'message' }>

function Message({ message, nameOf }: { message: Said; nameOf: NameOf }) {
  const { from, staff, name, channel } = message
  const role = from === 'user' ? 'customer' : from === 'staff' ? 'public reply' : 'automatic message'
  return (
    <article className={from === 'staff' ? 'entry staff' : 'entry'} aria-label={`${staff ? nameOf(staff) : name}, ${role}`}>
      {staff ? <Avatar initials={staff.initials} size="large" /> : <Face icon={from === 'user' ? 'user' : 'mark'} />}
      <div>
        <div className="entry-head">
          <b className="cut">
            <bdi>{staff ? nameOf(staff) : name}</bdi>
          </b>
          <span className="t3 small">{channel ? `${role}, ${channelWords(channel)}` : role}</span>
          <When at={message.at} />
        </div>
        <Body message={message} />
      </div>
    </article>
  )
}

function Note({ message, nameOf }: { message: Said; nameOf: NameOf }) {
  const { staff, name } = message
  const author = staff ? nameOf(staff) : name
  return (
    <article className="entry note" aria-label={`${author}, internal note`}>
      <Icon name="lock" className="warning" />
      <div>
        <div className="entry-head">
          <b className="cut">
            <bdi>{author}</bdi>
          </b>
          <span className="warning small">Internal note, staff only</span>
          <When at={message.at} />
        </div>
        <Body message={message} />
      </div>
    </article>
  )
}

function Body({ message }: { message: Said }) {
  return (
    <div className="entry-body">
      <MessageText body={message.body} />
      {message.attachments.map((attachment) => (
        <AttachmentChip key={attachment.id ?? `${attachment.name} ${attachment.bytes}`} attachment={attachment} />
      ))}
    </div>
  )
}

function Face({ icon }: { icon: 'user' | 'mark' }) {
  return (
    <span className="avatar l" aria-hidden="true">
      <Icon name={icon} small />
    </span>
  )
}

const channelWords = (channel: string) =>
  ({ app: 'in the app', email: 'by e-mail', web: 'on the web' })[channel] ?? channel.replaceAll('_', ' ')
