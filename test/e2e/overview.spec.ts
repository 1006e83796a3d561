/** The overview: every figure opens the list that it counts, for every role, in both themes. */
import type { Page } from '@playwright/test'
import { look } from './support/look.ts'
import { expect, test } from './support/test.ts'
import { sql } from './support/tickets.ts'

async function openOverview(page: Page) {
  await page.evaluate(() => {
    location.hash = '#/overview'
  })
  await expect(page.getByRole('heading', { name: 'Now' })).toBeVisible()
  const table = page.getByRole('main').getByRole('table')
  await expect(table).toBeVisible()
  return table
}

test('the console opens on the overview, and every figure leads to as many rows as it says', async ({ open, platform }) => {
  // What becomes late between a look at the figure and one at its list is in one of them only.
  const soon = "kind = 'ticket' and due_at between now() and now() + interval '15 minutes'"
  await sql(platform, `update console.work_item set due_at = due_at + interval '15 minutes' where ${soon}`)
  const { page } = await open({ person: 'nadia' })
  const table = await openOverview(page)
  for (const [name, heading] of [
    ['late', 'Late'],
    ['nobody’s', 'Unassigned'],
    ['yours', 'Mine'],
  ] as const) {
    const figure = table.getByRole('link', { name: new RegExp(`^Tickets, ${name}:`) })
    const words = (await figure.textContent()) ?? ''
    await figure.click()
    const pane = page.getByRole('main')
    await expect(pane.getByRole('heading', { name: heading }).first()).toBeVisible()
    await expect(pane.getByText(words, { exact: true }).first()).toBeVisible()
    await openOverview(page)
  }
})

test('J and K choose a line, its charts follow, and Enter opens its list', async ({ open }) => {
  const { page } = await open({ person: 'daniel' })
  const table = await openOverview(page)
  await expect(page.getByRole('region', { name: 'Tickets by hour' })).toBeVisible()
  await expect(page.getByRole('img', { name: /Tickets, last 12 hours/ }).locator('svg')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Platform' })).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await expect(table.getByRole('button', { name: 'Tickets' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listbox', { name: 'Tickets' })).toBeVisible()
})

for (const [person, size] of [
  ['tomasz', { width: 1600, height: 1000 }],
  ['nadia', { width: 1280, height: 800 }],
] as const) {
  test(`it is free of barriers for ${person}`, async ({ open }) => {
    const { page } = await open({ person })
    await page.setViewportSize(size)
    await openOverview(page)
    await look(page, `overview-${person}`)
  })
}
