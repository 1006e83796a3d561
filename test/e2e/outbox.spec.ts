// Work without the database: it waits, it arrives once, what collides is chosen, and a reply can be taken back.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { look, size } from './support/look.ts'
import { test as base, type Console, expect } from './support/test.ts'
import {
  bankChange,
  conversation,
  free,
  type Known,
  type Line,
  openTicket,
  property,
  said,
  sql,
  startLine,
  ticketOf,
  ticketsWhere,
  write,
} from './support/tickets.ts'

/** The console reaches its database over a line of the test's own. */
const test = base.extend<{ line: Line }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
  line: async ({}, use) => {
    const line = await startLine()
    await use(line)
    line.close()
  },
  platform: async ({ platform, line }, use) => {
    const { connection } = platform.demo
    line.to = connection
    await use({ ...platform, demo: { ...platform.demo, connection: { ...connection, host: '127.0.0.1', port: line.port } } })
  },
})

const isOffline = ({ page }: Pick<Console, 'page'>) => expect(page.getByText('No connection since')).toBeVisible({ timeout: 20_000 })
const isBack = ({ page }: Pick<Console, 'page'>) => expect(page.getByText('No connection since')).toBeHidden({ timeout: 40_000 })

test('a reply is taken back within its seconds: nothing of it leaves, and its text is the draft again', async ({
  app: { page },
  platform,
}) => {
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(page, known)
  const field = await write(ticket, 'reply')
  await page.keyboard.type('Sent a little too early.')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText('Reply sent')
  await expect(said(page).getByRole('button', { name: /^Undo/ })).toBeVisible()
  await expect(conversation(ticket).getByText('Sent a little too early.')).toBeVisible()
  await page.keyboard.press('u')
  await expect(said(page)).toContainText('taken back')
  await expect(field).toHaveValue('Sent a little too early.')
  await expect(conversation(ticket).getByText('Sent a little too early.')).toBeHidden()
  expect(
    await sql(platform, `select from system.email_queue where payload ->> 'ticket_id' = $1 and status = 'queued'`, [known.id]),
  ).toEqual([])
})

test('without a connection what is on the screen stays, what is sent waits and is shown, and it arrives once by itself', async ({
  app,
  platform,
  line,
}) => {
  const { page } = app
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(page, known, 'mine')
  const field = await write(ticket, 'reply')
  await page.keyboard.type('Written just before')
  line.cut()
  await isOffline(app)
  await page.keyboard.type(' and during the outage')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText('Reply to T-48213 waits for the connection.')
  await expect(field).toHaveValue('')
  const waiting = ticket.pane.getByRole('region', { name: 'Not sent yet' })
  await expect(waiting).toContainText('Reply to T-48213, 41 characters')
  // Back into the composer, a word more, and again.
  await page.keyboard.press('ControlOrMeta+o')
  const sheet = page.getByRole('dialog', { name: 'Outbox' })
  await sheet.getByRole('button', { name: 'Edit' }).press('Enter')
  await expect(field).toHaveValue('Written just before and during the outage')
  await expect(field).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type(', twice')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(field).toHaveValue('')
  await write(ticket, 'note')
  await page.keyboard.type('Not this one')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(waiting.getByText('waits for the one above it')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+o')
  await expect(sheet).toContainText('2, sent in this order')
  await look(page, 'outbox')
  await sheet.getByRole('button', { name: 'Cancel' }).last().click()
  await expect(sheet).toContainText('1, sent in this order')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('contentinfo')).toContainText('Outbox 1')
  line.mend()
  await isBack(app)
  await expect(said(page)).toContainText('1 waiting entry sent.', { timeout: 20_000 })
  await expect(conversation(ticket).getByText('Written just before and during the outage, twice')).toBeVisible()
  expect(
    await sql(
      platform,
      `select body from support.ticket_messages where ticket_id = $1 and (body like 'Written%' or body like 'Not this%')`,
      [known.id],
    ),
  ).toEqual([{ body: 'Written just before and during the outage, twice' }])
})

test('what a colleague changed meanwhile is put beside yours, and only that is asked', async ({ app, platform, line }) => {
  const { page } = app
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(page, known, 'mine')
  const [before] = await sql<{ priority: string }>(platform, 'select priority from support.tickets where id = $1', [known.id])
  line.cut()
  await isOffline(app)
  const choose = async (name: string, option: string) => {
    await property(ticket, name).click()
    await page.getByRole('menuitemradio', { name: option }).click()
  }
  await choose('Priority', 'Critical')
  await choose('Category', 'Billing')
  await expect(property(ticket, 'Priority')).toHaveAccessibleName('Priority: Critical')
  await sql(platform, `update support.tickets set priority = 'low' where id = $1`, [known.id])
  line.mend()
  await isBack(app)
  const conflict = ticket.pane.getByRole('region', { name: 'Changed meanwhile' })
  await expect(conflict).toBeVisible({ timeout: 20_000 })
  await expect(conflict.getByRole('row')).toHaveCount(2)
  await expect(conflict.getByRole('row', { name: /Priority/ })).toContainText(new RegExp(before?.priority ?? '', 'i'))
  await expect(conflict).toContainText('1 choice left')
  await page.setViewportSize(size)
  await look(page, 'conflict')
  await page.keyboard.press('Escape')
  await page.keyboard.press('m')
  await expect(conflict.getByRole('row', { name: /Priority/ })).toContainText('Yours')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(conflict).toBeHidden()
  await expect
    .poll(() => sql(platform, 'select priority, category from support.tickets where id = $1', [known.id]))
    .toEqual([{ priority: 'critical', category: 'billing' }])
})

test('a decision that needs the database says so where it is made, in every workspace that decides', async ({ open, line }) => {
  const desks: [string, string][] = [
    ['ingrid', 'kyc'],
    ['amara', 'moderation'],
    ['ruth', 'payouts'],
    ['priya', 'rights'],
  ]
  const pages: Page[] = []
  for (const [person, desk] of desks) {
    const { page } = await open({ person })
    await page.evaluate((to) => {
      location.hash = to
    }, `#/${desk}`)
    const rows = page.getByRole('main')
    const first = rows
      .getByRole('option')
      .or(rows.getByRole('row', { name: /^[KMPR]-\d/ }))
      .first()
    await first.click()
    await expect(page.locator('section.item:not([aria-busy="true"]) .pane-head')).toBeVisible()
    pages.push(page)
  }
  line.cut()
  for (const page of pages) {
    await isOffline({ page })
    await expect(page.getByText('needs the database itself. What you filled in is kept.').first()).toBeVisible()
  }
})

test('the console starts without its database as whoever worked here last, with what is kept', async ({ open, platform, line }) => {
  const known = await ticketOf(platform, bankChange)
  const first = await open({ person: 'nadia' })
  const opened = await openTicket(first.page, known, 'mine')
  await first.page.waitForTimeout(1500)
  await opened.pane.getByRole('button', { name: 'More actions' }).click()
  await first.page.getByRole('menuitem', { name: 'Keep this ticket on this computer' }).click()
  await expect(first.page.getByText('T-48213 can be read without a connection.')).toBeVisible()
  await first.close()
  line.cut()
  // From the start of the program, the browser's own start included, to the work on the screen.
  const began = Date.now()
  const again = await open({ dataDir: first.dataDir })
  await expect(again.page.getByRole('navigation', { name: 'Workspaces' })).toBeVisible()
  // Not on the overview, which nothing is kept of.
  await expect(again.page.getByRole('option').filter({ hasText: known.subject })).toBeVisible()
  test.info().annotations.push({ type: 'start to cached work, ms', description: String(Date.now() - began) })
  await expect(again.page.getByRole('region', { name: /^Queue/ }).getByText('Kept on this computer, the newest as of')).toBeVisible()
  const ticket = await openTicket(again.page, known, 'mine')
  await expect(ticket.pane.getByText('Kept on this computer')).toBeVisible()
  await again.page.setViewportSize(size)
  await look(again.page, 'offline')
  await again.page.keyboard.press('ControlOrMeta+o')
  const sheet = again.page.getByRole('dialog', { name: 'Outbox' })
  await sheet.getByRole('textbox').fill(known.subject.slice(2, 9))
  await expect(sheet.getByRole('region', { name: 'Kept on this computer' })).toContainText('T-48213')
  await expect(sheet.getByRole('button', { name: 'Unpin' })).toBeVisible()
  await again.page.keyboard.press('Escape')
  await again.page.keyboard.press('ControlOrMeta+k')
  await again.page.keyboard.type('ремиз')
  await expect(again.page.getByRole('group', { name: 'Kept on this computer' })).toContainText('T-48213')
  await again.page.keyboard.press('Escape')
  line.mend()
  await isBack(again)
})

test('a password that is changed in the middle is asked for again; what waits is sent then, what was being typed stands there', async ({
  open,
  platform,
  line,
}) => {
  const login = `asha_${platform.demo.connection.database}`
  await sql(platform, `create role ${login} login password 'before' in role console_support`)
  try {
    await sql(
      platform,
      `with u as (insert into identity.users (email, username, full_name) values ('asha@staff.test', 'asha', 'Asha Rao') returning id)
       insert into console.staff (user_id, login, name, initials) select id, $1, 'Asha Rao', 'AR' from u`,
      [login],
    )
    const [known] = (await ticketsWhere(platform, free, 1)) as [Known]
    const app = await open()
    const { page } = app
    await page.getByRole('button', { name: 'Another database' }).click()
    await page.getByLabel('Host').fill('127.0.0.1')
    await page.getByLabel('Port').fill(String(line.port))
    await page.getByLabel('Database', { exact: true }).fill(platform.demo.connection.database)
    await page.getByRole('radio', { name: 'disable' }).click()
    await page.getByLabel('Login').fill(login)
    await page.getByLabel('Password').fill('before')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Now' })).toBeVisible()
    const ticket = await openTicket(page, known)
    line.cut()
    await isOffline(app)
    await write(ticket, 'note')
    await page.keyboard.type('Noted without a connection')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(said(page)).toContainText('waits for the connection.')
    const reply = await write(ticket, 'reply')
    await page.keyboard.type('Being typed')
    await sql(platform, `alter role ${login} password 'after'`)
    line.mend()
    const dialog = page.getByRole('alertdialog', { name: 'Sign in again as Asha Rao?' })
    await expect(dialog).toContainText('The server no longer accepts this password.', { timeout: 40_000 })
    await page.setViewportSize(size)
    await look(page, 'password-changed')
    await dialog.getByLabel(/^Password/).fill('before')
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toContainText('refused')
    await dialog.getByLabel(/^Password/).fill('after')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    await expect(reply).toHaveValue('Being typed')
    const notes = () => sql(platform, `select body from support.ticket_messages where ticket_id = $1 and body like 'Noted%'`, [known.id])
    await expect.poll(notes, { timeout: 20_000 }).toEqual([{ body: 'Noted without a connection' }])
  } finally {
    await sql(platform, `drop role ${login}`)
  }
})

/** What can lie in the place of the local file, and what is said of it. */
const files: [string, (file: string) => void, RegExp][] = [
  ['corrupt', (file) => writeFileSync(file, 'This is not a database. '.repeat(1000)), /is damaged/],
  ['foreign', (file) => new Database(file).exec('create table bookmarks (url text)').close(), /belongs to another program/],
  [
    'newer',
    (file) => {
      const newer = new Database(file)
      newer.exec('create table draft (id text); pragma application_id = 1112230990; pragma user_version = 99')
      newer.close()
    },
    /was written by a newer Backline/,
  ],
  ['unopened', (file) => mkdirSync(file), /could not be opened/],
]

test('a local file that is corrupt, foreign, newer or does not open is kept and explained, and the desk works', async ({
  open,
  platform,
}) => {
  test.slow()
  const ticket = await ticketOf(platform, bankChange)
  for (const [name, spoil, words] of files) {
    const dataDir = mkdtempSync(join(tmpdir(), `backline-${name}-`))
    const file = join(dataDir, 'backline.db')
    spoil(file)
    const { page, close } = await open({ person: 'nadia', dataDir })
    await expect(page.getByRole('contentinfo')).toContainText(words)
    const opened = await openTicket(page, ticket)
    await write(opened, 'note')
    await page.keyboard.type(`Written with a ${name} file`)
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(conversation(opened).getByText(`Written with a ${name} file`)).toBeVisible()
    await close()
    const isAside = name === 'corrupt' || name === 'foreign'
    expect(readdirSync(dataDir).some((each) => each.startsWith('backline.db.kept-'))).toBe(isAside)
    rmSync(dataDir, { recursive: true })
  }
  expect(await sql(platform, `select body from support.ticket_messages where body like 'Written with a %'`)).toHaveLength(files.length)
})
