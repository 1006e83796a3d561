/** How the tickets screen looks and whether everybody can use it: pictures in both themes, and the rules of WCAG 2.2 AA. */

import { look, size } from './support/look.ts'
import { expect, test } from './support/test.ts'
import { bankChange, openTicket, sql, ticketOf, write } from './support/tickets.ts'

test('the desk, a written reply, and the same at 1280 x 800', async ({ app: { page }, platform }) => {
  test.slow()
  await page.setViewportSize(size)
  const ticket = await openTicket(page, await ticketOf(platform, bankChange), 'mine')
  await look(page, 'tickets')
  await write(ticket, 'reply')
  await page.keyboard.type(
    'Hello Darya,\n\nif finance signs before 16:00 today, the transfer leaves with tonight’s file and should reach {{account}} on Friday.',
  )
  await expect(ticket.pane.getByText('Fill this in before sending:')).toBeVisible()
  await look(page, 'reply')
  await page.keyboard.press('Escape')
  await write(ticket, 'note')
  await page.keyboard.type('For Ruth')
  await page.setViewportSize({ width: 1280, height: 800 })
  await look(page, 'note-1280x800')
})

test('menus, panes and dialogs', async ({ app: { page }, platform }) => {
  test.slow()
  await page.setViewportSize(size)
  const ticket = await openTicket(page, await ticketOf(platform, bankChange), 'mine')
  const shown = async (name: string, open: () => Promise<void>) => {
    await open()
    await page.waitForTimeout(300)
    await look(page, name)
    await page.keyboard.press('Escape')
  }
  await shown('status', () => ticket.pane.getByRole('button', { name: /^Status: / }).click())
  await shown('owner', () => ticket.pane.getByRole('button', { name: /^Owner: / }).click())
  await shown('filters', () => page.getByRole('button', { name: 'Columns and filters' }).click())
  await shown('views', () => page.getByRole('button', { name: 'Views' }).click())
  await shown('templates', () => ticket.pane.getByRole('button', { name: 'Template' }).click())
  await page.keyboard.press('Escape')
  await shown('snooze', () => page.keyboard.press('z'))
  await shown('resolve', () => page.keyboard.press('e'))
  await shown('hand-over', () => page.keyboard.press('f'))
})

test('an empty view, a search that finds nothing, a selection', async ({ app: { page } }) => {
  test.slow()
  await page.setViewportSize(size)
  await expect(page.getByRole('option').first()).toBeVisible()
  for (const key of ['j', 'x', 'j', 'j', 'Shift+X']) await page.keyboard.press(key)
  await expect(page.getByRole('region', { name: 'Selected tickets' })).toBeVisible()
  await look(page, 'selection')
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: /^Filter this list/ }).fill('zzzqqq tag:sepa')
  await expect(page.getByText('No ticket of yours matches.')).toBeVisible()
  await expect(page.getByText(/finds 0 open/)).toBeVisible()
  await look(page, 'nothing-found')
})

test('nothing of yours is waiting', async ({ app: { page }, platform }) => {
  await page.setViewportSize(size)
  await sql(
    platform,
    `update support.tickets t set assigned_to = null from console.staff s where s.user_id = t.assigned_to and s.login = 'nadia'`,
  )
  await page.reload()
  await expect(page.getByText('Nothing of yours is waiting.')).toBeVisible()
  await look(page, 'empty')
})

test('somebody else took it', async ({ open, platform }) => {
  const nadia = await open({ person: 'nadia' })
  const sofia = await open({ person: 'sofia' })
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(nadia.page, known)
  await write(ticket, 'reply')
  await nadia.page.keyboard.type('I was about to answer this one myself.')
  const hers = await openTicket(sofia.page, known)
  await sql(platform, 'update support.tickets set assigned_to = null where id = $1', [known.id])
  await expect(hers.pane.getByRole('button', { name: 'Owner: No owner' })).toBeVisible()
  await sofia.page.keyboard.press('c')
  await expect(ticket.pane.getByText('Sofia Brandt holds this ticket').first()).toBeVisible()
  await nadia.page.setViewportSize(size)
  await look(nadia.page, 'held')
})
