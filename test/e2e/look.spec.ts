/** How the tickets screen looks and whether everybody can use it: pictures in both themes, and the rules of WCAG 2.2 AA. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './support/test.ts'
import { bankChange, type Line, openTicket, said, sql, startLine, ticketOf, write } from './support/tickets.ts'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const size = { width: 1600, height: 1000 }

async function expectUsable(page: Page, what: string) {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(rules).analyze()
  const words = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary}`).join('\n')}`,
  )
  expect(words, what).toEqual([])
}

/** A picture in each theme, and the rules checked in each. */
async function look(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: `test-results/look/${name}-${colorScheme}.png` })
    await expectUsable(page, `${name}, ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

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

/** The console reaches its database over a line of the test's own. */
const lineTest = test.extend<{ line: Line }>({
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

lineTest(
  'offline: what is on the screen stays, what is typed is kept, and it comes back by itself',
  async ({ app: { page }, platform, line }) => {
    await page.setViewportSize(size)
    const ticket = await openTicket(page, await ticketOf(platform, bankChange), 'mine')
    const field = await write(ticket, 'reply')
    await page.keyboard.type('Written just before')
    line.cut()
    await expect(page.getByText('No connection since')).toBeVisible({ timeout: 20_000 })
    await page.keyboard.type(' and during the outage')
    await expect(ticket.pane.getByText(/^Saved/)).toBeVisible()
    await expect(ticket.pane.getByRole('button', { name: 'Send, wait on customer' })).toHaveAttribute('aria-disabled', 'true')
    await expect(page.getByRole('option').first()).toBeVisible()
    await look(page, 'offline')
    await page.evaluate(() => {
      location.hash = '#/tickets?view=escalated'
    })
    await expect(page.getByText('The list could not be read.')).toBeVisible()
    await look(page, 'error')
    line.mend()
    await expect(page.getByText('No connection since')).toBeHidden({ timeout: 30_000 })
    await expect(page.getByRole('option').first()).toBeVisible()
    await openTicket(page, await ticketOf(platform, bankChange), 'mine')
    await expect(field).toHaveValue('Written just before and during the outage')
    await write(ticket, 'reply')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(said(page)).toContainText('Reply sent')
  },
)
