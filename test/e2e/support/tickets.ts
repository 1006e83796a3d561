/** What the specs of the tickets screen share: arranging behind the screen, opening a ticket, reading what it shows. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, type Locator, type Page } from '@playwright/test'
import pg from 'pg'
import type { Copy } from './platform.ts'

/** Runs a statement as the superuser and gives its rows. */
export async function sql<Row extends object>({ url }: Copy, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

export interface Known {
  id: string
  number: number
  subject: string
}

/** The ticket that the demo always has: Nadia Rahmani's, in progress, the customer spoke last. */
export const bankChange = 48213

const columns = 'w.id, w.number::int as number, w.title as subject'

export async function ticketOf(platform: Copy, number: number): Promise<Known> {
  const [ticket] = await sql<Known>(platform, `select ${columns} from console.work_item w where w.kind = 'ticket' and w.number = $1`, [
    number,
  ])
  if (!ticket) throw new Error(`The demo has no T-${number}.`)
  return ticket
}

/** Tickets that match, the most urgent first. */
export function ticketsWhere(platform: Copy, condition: string, limit: number): Promise<Known[]> {
  return sql<Known>(
    platform,
    `select ${columns} from console.work_item w where w.kind = 'ticket' and (${condition}) order by w.due_at, w.id limit ${limit}`,
  )
}

export const free = "w.is_open and w.status = 'open' and w.assignee is null and w.snoozed_until is null"

/** The id of a person of the demo. */
export async function staffId(platform: Copy, login: string): Promise<string> {
  const [person] = await sql<{ id: string }>(platform, 'select user_id as id from console.staff where login = $1', [login])
  return person?.id ?? ''
}

/** What the customer writes reaches the platform by other ways than the console. */
export async function customerWrites(platform: Copy, { id }: Known, body: string): Promise<void> {
  const text = `insert into support.ticket_messages (ticket_id, sender_type, sender_id, body)
    select id, 'user', user_id, $2 from support.tickets where id = $1`
  await sql(platform, text, [id, body])
}

/** Opens the ticket, in a view if one is named, and waits until it can be written in. */
export async function openTicket(page: Page, { id, number }: Known, view = 'open'): Promise<Ticket> {
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#/tickets/${id}?view=${view}`)
  const pane = page.getByRole('region', { name: `Ticket T-${number}`, exact: true })
  await expect(pane.getByRole('textbox', { name: /reply|note/ })).toBeVisible()
  return { pane, page }
}

export interface Ticket {
  pane: Locator
  page: Page
}

export const conversation = ({ pane }: Ticket): Locator => pane.getByRole('region', { name: 'Conversation' })

/** The field of the draft, with the focus in it. */
export async function write({ pane, page }: Ticket, slot: 'reply' | 'note'): Promise<Locator> {
  await page.keyboard.press(slot === 'reply' ? 'r' : 'n')
  const field = pane.getByRole('textbox', { name: slot === 'reply' ? 'Public reply' : 'Internal note' })
  await expect(field).toBeFocused()
  return field
}

/** The trusted side has answered for the text. */
export const expectSaved = ({ pane }: Ticket): Promise<void> => expect(pane.getByText(/^Saved \d\d:\d\d:\d\d$/)).toBeVisible()

/** Puts a text there at once, as pasting does. */
export function paste(field: Locator, text: string): Promise<void> {
  return field.evaluate((element: HTMLTextAreaElement, value) => {
    element.focus()
    element.select()
    element.setRangeText(value, 0, element.value.length, 'end')
    element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }))
  }, text)
}

/** "Status", "Priority", "Owner", "Category". */
export const property = ({ pane }: Ticket, name: string): Locator => pane.getByRole('button', { name: new RegExp(`^${name}: `) })

export const queueRow = (page: Page, { subject }: Known): Locator =>
  page.getByRole('option').filter({ has: page.locator('.subject', { hasText: subject }) })

/** A message of the corner. */
export const said = (page: Page): Locator => page.getByRole('region', { name: 'What just happened' })

/** The line between console and database, which a test can cut and mend. */
export interface Line {
  port: number
  /** Where it leads. */
  to: { host: string; port: number } | null
  cut(): void
  mend(): void
  close(): void
}

export async function startLine(): Promise<Line> {
  const open = new Set<Socket>()
  let isCut = false
  const line: Line = {
    port: 0,
    to: null,
    cut() {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    mend() {
      isCut = false
    },
    close() {
      line.cut()
      server.close()
    },
  }
  const server = createServer((near) => {
    if (isCut || !line.to) return void near.destroy()
    const far = connect(line.to.port, line.to.host)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  line.port = (server.address() as AddressInfo).port
  return line
}
