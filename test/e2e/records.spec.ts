/** Records as staff use it: finding a table, narrowing it, following links, taking rows out, and changing a setting. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { expectNoBarriers } from './support/look.ts'
import { expect, test } from './support/test.ts'
import { sql } from './support/tickets.ts'

/** Types a part of the name and opens the first table that has it. */
async function openTable(page: Page, name: string) {
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await expect(page.getByRole('navigation', { name: 'Tables by area' }).getByRole('link').first()).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('grid', { name })).toBeFocused()
}

const head = (page: Page, column: string) => page.getByRole('columnheader', { name: column }).getByRole('button')
const rowPane = (page: Page) => page.getByRole('complementary', { name: /^Row of/ })
/** The cells of the row at this place of the list, from 1. */
const cells = (page: Page, place: number) => page.locator(`[role="row"][aria-rowindex="${place + 1}"] [role="gridcell"]`)

test('a table is found, narrowed by a filter, and its rows are counted', async ({ open, platform }) => {
  const { page } = await open({ person: 'elena' })
  await openTable(page, 'finance.payouts')
  const [known] = await sql<{ held: number; every: number }>(
    platform,
    `select count(*) filter (where status = 'on_hold')::int as held, count(*)::int as every from finance.payouts`,
  )
  await expect(page.getByText(`${known?.every.toLocaleString('en')} rows`)).toBeVisible()
  await page.keyboard.press('f')
  await page.keyboard.type('status')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Filter by status?' })
  await dialog.getByText('on_hold', { exact: true }).click()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText(known?.held === 1 ? '1 row' : `${known?.held.toLocaleString('en')} rows`, { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'status is on_hold', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Remove the filter status is on_hold' }).click()
  await expect(page.getByText(`${known?.every.toLocaleString('en')} rows`)).toBeVisible()
})

test('keys move from cell to cell, open a row, follow its link and come back', async ({ open }) => {
  const { page } = await open({ person: 'elena' })
  await openTable(page, 'finance.payouts')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await expect(cells(page, 2).nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(rowPane(page).getByText('at least the setting finance.min_withdrawal')).toBeVisible()
  const user = await rowPane(page).getByRole('definition').nth(1).getByRole('link').textContent()
  await page.getByRole('grid').focus()
  await page.keyboard.press('l')
  await expect(page.getByRole('grid', { name: 'identity.users' })).toBeVisible()
  await expect(rowPane(page).getByRole('definition').first()).toHaveText(user ?? '')
  await expect(rowPane(page).getByRole('link', { name: /^finance\.payouts user_id/ })).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByRole('grid', { name: 'finance.payouts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(rowPane(page)).toBeHidden()
})

test('a head sorts where an index does, and says where none does', async ({ open, platform }) => {
  const { page } = await open({ person: 'elena' })
  await openTable(page, 'identity.users')
  await head(page, 'email').first().click()
  await page.getByRole('menuitemradio', { name: 'Sort rising' }).click()
  await expect(page.getByText('by email, rising')).toBeVisible()
  const [first] = await sql<{ email: string }>(platform, 'select email from identity.users order by email limit 1')
  await expect(cells(page, 1).nth(1)).toHaveText(first?.email ?? '')
  await page.keyboard.press('Home')
  // A key that is pressed while the next rows are on their way goes to the end of those that are there.
  await expect(async () => {
    await page.keyboard.press('PageDown')
    expect(Number(await page.locator('[role="row"]').last().getAttribute('aria-rowindex'))).toBeGreaterThan(300)
  }).toPass({ intervals: [50] })
})

test('cells and rows are copied as CSV and as JSON', async ({ open }) => {
  const { page, electron } = await open({ person: 'daniel' })
  if (!electron) await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await openTable(page, 'system.settings')
  // The desktop's page may write the clipboard and never read it; there the process behind it is asked.
  const clipboard = () =>
    electron ? electron.evaluate(({ clipboard }) => clipboard.readText()) : page.evaluate(() => navigator.clipboard.readText())
  await cells(page, 1).nth(1).click()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('ControlOrMeta+c')
  await expect(page.getByText('2 rows copied as CSV.')).toBeVisible()
  expect((await clipboard()).split('\r\n')[0]).toBe('key,value')
  if (electron) {
    // As "Copy" of the native menu does.
    await electron.evaluate(({ clipboard, webContents }) => {
      clipboard.clear()
      webContents.getAllWebContents()[0]?.copy()
    })
    await expect.poll(clipboard).toMatch(/^key,value\r\n/)
  }
  await page.keyboard.press('x')
  await page.keyboard.press('ControlOrMeta+Shift+c')
  await expect(page.getByText('The row copied as JSON.')).toBeVisible()
  expect(Object.keys(JSON.parse(await clipboard()))).toContain('description')
})

test('an export says how far it is and where its file lies', async ({ open }) => {
  const { page } = await open({ person: 'elena' })
  await openTable(page, 'finance.transactions')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: /^CSV/ }).click()
  const exported = page.getByRole('region', { name: 'Exports' }).getByRole('status')
  await expect(exported).toContainText('rows, ')
  const path = (await exported.getByTitle(/exports/).getAttribute('title')) ?? ''
  expect(readFileSync(path, 'utf8').startsWith('id,user_id,')).toBe(true)
  await exported.getByRole('button', { name: 'Take it off the list' }).click()
  await expect(exported).toBeHidden()
})

test('administration changes a setting with a reason; its history tells it, and others only read', async ({ open, platform }) => {
  const { page } = await open({ person: 'daniel' })
  await openTable(page, 'system.settings')
  await page.getByRole('gridcell', { name: 'finance.hold_days' }).dblclick()
  await rowPane(page).getByRole('button', { name: 'Change the value' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change finance.hold_days?' })
  await dialog.getByLabel('Value, as JSON').fill('nine')
  await expect(dialog.getByText('This is no JSON.')).toBeVisible()
  await dialog.getByLabel('Value, as JSON').fill('9')
  await dialog.getByLabel('Why, for the history').fill('Asked for by the processor')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(rowPane(page).getByText('value: 7 → 9')).toBeVisible()
  await expect(rowPane(page).getByText('“Asked for by the processor”')).toBeVisible()
  expect(await sql(platform, `select value from system.settings where key = 'finance.hold_days'`)).toEqual([{ value: 9 }])

  const auditor = await open({ person: 'tomasz' })
  await openTable(auditor.page, 'system.settings')
  await auditor.page.getByRole('gridcell', { name: 'finance.hold_days' }).dblclick()
  await expect(rowPane(auditor.page).getByText('Your roles read settings')).toBeVisible()
  await expect(rowPane(auditor.page).getByText('value: 7 → 9')).toBeVisible()
})

test('a table outside the roles is not there, and its address says so', async ({ open }) => {
  const { page } = await open({ person: 'nadia' })
  await page.evaluate(() => {
    location.hash = '#/records/kyc.documents'
  })
  await expect(page.getByRole('heading', { name: /^kyc\.documents is outside your roles/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /^documents/ })).toBeHidden()
})

test('every state of Records is free of barriers', async ({ open }) => {
  const { page } = await open({ person: 'daniel' })
  await openTable(page, 'system.settings')
  await expectNoBarriers(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(rowPane(page).getByText('Nobody has changed it here yet.')).toBeVisible()
  await expectNoBarriers(page)
  await page.keyboard.press('f')
  await page.keyboard.type('updated_at')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectNoBarriers(page)
})
