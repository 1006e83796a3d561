/** What stands around every workspace: ways in, keys, the palette, the rail, the table, and that all of it can be read and reached. */
import type { Page } from '@playwright/test'
import { barriers } from './support/look.ts'
import { expect, test } from './support/test.ts'

const focusedRow = (page: Page) =>
  page.evaluate(() => document.getElementById(document.activeElement?.getAttribute('aria-activedescendant') ?? '')?.dataset.index)

for (const theme of ['light', 'dark'] as const) {
  test(`every state of the frame is free of barriers, ${theme}`, async ({ open }) => {
    const { page, signIn } = await open()
    await page.emulateMedia({ colorScheme: theme })
    expect(await barriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Another database' }).click()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByText('Name the host or its address.')).toBeVisible()
    expect(await barriers(page)).toEqual([])
    await page.getByRole('button', { name: 'The demo’s people' }).click()
    await signIn('nadia')
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('dark')
    await expect(page.getByRole('option', { name: 'Dark theme' })).toBeVisible()
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Nadia Rahmani' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await page.keyboard.press('k')
    await expect(page.getByRole('heading', { name: 'KYC is outside your roles.' })).toBeVisible()
    expect(await barriers(page)).toEqual([])
  })
}

test('a digit signs in, a wrong database says so in a sentence, and nothing typed is lost', async ({ open }) => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Another database' }).click()
  await page.getByLabel('Host').fill('127.0.0.1')
  await page.getByLabel('Port').fill('1')
  await page.getByLabel('Database', { exact: true }).fill('platform')
  await page.getByRole('radio', { name: 'disable' }).click()
  await page.getByLabel('Login').fill('nadia')
  await page.getByLabel('Password').fill('secret')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('refused')
  await page.getByRole('button', { name: 'The demo’s people' }).click()
  await page.getByRole('button', { name: 'Another database' }).click()
  await expect(page.getByLabel('Host')).toHaveValue('127.0.0.1')
  await expect(page.getByLabel('Password')).toHaveValue('secret')
  await page.getByRole('button', { name: 'The demo’s people' }).click()
  await page.keyboard.press('1')
  await expect(page.getByRole('heading', { name: 'Now' })).toBeVisible()
})

test('letters act outside text only, once while held, and on a Cyrillic layout too', async ({ app: { page } }) => {
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('j')
  await expect.poll(() => focusedRow(page)).toBe('2')
  await page.evaluate(() => {
    const press = (key: string, code: string, more = {}) =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...more }))
    press('о', 'KeyJ')
    press('j', 'KeyJ', { isComposing: true })
    press('x', 'KeyX', { repeat: true })
  })
  await expect.poll(() => focusedRow(page)).toBe('4')
  await expect(page.locator('[aria-checked="true"]')).toHaveCount(0)
  await page.keyboard.press('/')
  await page.keyboard.type('jg?')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('textbox')).toHaveValue('jg?')
})

test('G waits two seconds for the second letter and shows where it leads', async ({ app: { page } }) => {
  await page.keyboard.press('g')
  await expect(page.getByRole('status', { name: 'Go to' })).toContainText('Payouts')
  await page.keyboard.press('k')
  await expect(page.getByRole('heading', { name: 'KYC is outside your roles.' })).toBeVisible()
  await page.keyboard.press('g')
  await expect(page.getByRole('status', { name: 'Go to' })).toBeHidden({ timeout: 3000 })
  await page.keyboard.press('t')
  await expect(page.getByRole('heading', { name: 'KYC', exact: true })).toBeVisible()
})

test('the palette takes what was highlighted, also when answers arrive, and gives the focus back', async ({ app: { page } }) => {
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('payout')
  const chosen = page.getByRole('option', { selected: true })
  await expect(chosen).toHaveText(/^Payouts/)
  await expect(page.getByRole('group', { name: 'Tickets' })).toBeVisible()
  await expect(chosen).toHaveText(/^Payouts/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Payouts is outside your roles.' })).toBeVisible()

  const find = page.getByRole('button', { name: 'Find or go to' })
  await find.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'Find or go to' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(find).toBeFocused()
})

test('the sheet of keys is found by key and by word', async ({ app: { page } }) => {
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await sheet.getByRole('textbox').fill('next pane')
  await expect(sheet.getByText('F6')).toBeVisible()
  await expect(sheet.getByText('Overview')).toHaveCount(0)
  await sheet.getByRole('textbox').fill('J')
  await expect(sheet.getByText('Down, up')).toBeVisible()
})

test('F6 goes around the panes and back to where one was', async ({ app: { page } }) => {
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('j')
  const list = page.getByRole('listbox', { name: 'Tickets' })
  await expect(list).toBeFocused()
  const seen: string[] = []
  for (let hop = 0; hop < 8; hop += 1) {
    await page.keyboard.press('F6')
    seen.push(await page.evaluate(() => document.activeElement?.closest('.rail, .status, .pane')?.className ?? 'nowhere'))
    if (await list.evaluate((element) => element === document.activeElement)) break
  }
  expect(seen).toContain('rail')
  expect(seen).toContain('status')
  expect(seen).not.toContain('nowhere')
  await expect(list).toBeFocused()
})

test('theme and density stay after a reload', async ({ app: { page } }) => {
  await page.getByRole('button', { name: 'Nadia Rahmani' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await page.getByRole('menuitemradio', { name: 'Compact' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Mine' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact')
})

test('the list stands as a table where no ticket is open, ordered by its heads, and Escape leads back to it', async ({ app: { page } }) => {
  await page.getByRole('button', { name: 'Columns and filters' }).click()
  await page.getByRole('radio', { name: 'Table' }).click()
  await page.getByRole('button', { name: 'Plan', pressed: true }).click()
  await page.keyboard.press('Escape')
  const table = page.getByRole('grid', { name: 'Tickets' })
  await expect(table.getByRole('columnheader', { name: 'Due' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(table.getByRole('columnheader', { name: 'Plan' })).toHaveCount(0)
  await table.getByRole('button', { name: 'Opened' }).click()
  await expect(table.getByRole('columnheader', { name: 'Opened' })).toHaveAttribute('aria-sort', 'descending')
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listbox', { name: 'Tickets' })).toBeVisible()
  await expect(page).toHaveURL(/#\/tickets\/[0-9a-f-]+/)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(table).toBeVisible()
})
