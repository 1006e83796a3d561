// One person at two computers at once: each is told what the other did, and nothing leaves twice.

import type { Page } from '@playwright/test'
import { expect, test } from './support/test.ts'
import {
  bankChange,
  conversation,
  expectSaved,
  free,
  type Known,
  openTicket,
  property,
  said,
  sql,
  type Ticket,
  ticketOf,
  ticketsWhere,
  write,
} from './support/tickets.ts'

const menu = async ({ pane, page }: Ticket, item: string) => {
  await pane.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
const type = async (ticket: Ticket, slot: 'reply' | 'note', text: string) => {
  const field = await write(ticket, slot)
  await ticket.page.keyboard.type(text)
  await expectSaved(ticket)
  return field
}
const presence = (page: Page) => page.getByRole('status').filter({ hasText: /is (viewing|typing)/ })

test('a reply that left from one computer is told at the other, whose draft stays and does not leave by itself', async ({
  open,
  platform,
}) => {
  const known = await ticketOf(platform, bankChange)
  const [office, home] = [await open({ person: 'nadia' }), await open({ person: 'nadia' })]
  const here = await openTicket(office.page, known)
  const there = await openTicket(home.page, known)
  await type(here, 'reply', 'From the office.')
  const field = await type(there, 'reply', 'From home.')
  for (const { page } of [office, home]) await expect(presence(page)).toHaveCount(0)

  await office.page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(office.page)).toContainText('Reply sent')
  await expect(there.pane.getByText(/You wrote at \d\d:\d\d, after your draft began\./)).toBeVisible()
  await expect(field).toHaveValue('From home.')
  await home.page.keyboard.press('ControlOrMeta+Enter')
  await expect(there.pane.getByText(/Not sent\. You wrote at \d\d:\d\d, after your draft began\. Your text is kept\./)).toBeVisible()
  const replies = () =>
    sql(platform, `select body from support.ticket_messages where ticket_id = $1 and body like 'From %' order by created_at`, [known.id])
  expect(await replies()).toEqual([{ body: 'From the office.' }])
  await there.pane.getByRole('button', { name: 'Read it' }).click()
  await expect(field).toHaveValue('From home.')
  await field.focus()
  await home.page.keyboard.press('ControlOrMeta+Enter')
  await expect(conversation(here).getByText('From home.')).toBeVisible()
  expect(await replies()).toHaveLength(2)
  // What left from here is no news here.
  await type(there, 'reply', 'And then.')
  await expect(there.pane.getByText(/after your draft began/)).toBeHidden()
})

test('a claim is the person’s at both: giving it back at one frees it at the other, and signing out there ends nothing here', async ({
  open,
  platform,
}) => {
  const [known] = (await ticketsWhere(platform, free, 1)) as [Known]
  const [office, home] = [await open({ person: 'nadia' }), await open({ person: 'nadia' })]
  const here = await openTicket(office.page, known)
  const there = await openTicket(home.page, known)
  await office.page.keyboard.press('c')
  await expect(property(there, 'Owner')).toHaveAccessibleName('Owner: You')
  await type(here, 'note', 'Half a thought')
  await menu(there, 'Give it back')
  await expect(property(here, 'Owner')).toHaveAccessibleName('Owner: No owner')
  expect(await sql(platform, 'select from console.lease where item_id = $1', [known.id])).toEqual([])

  await home.page
    .getByRole('button', { name: /^Nadia Rahmani/ })
    .last()
    .click()
  await home.page.getByRole('menuitem', { name: /^Sign out(?!,)/ }).click()
  await expect(home.page.getByRole('heading', { name: 'Backline' })).toBeVisible()
  await office.page.keyboard.press('ControlOrMeta+Enter')
  await expect(conversation(here).getByText('Half a thought')).toBeVisible()
})
