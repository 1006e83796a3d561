/** The rights desk: queue, matrix, tried split, answers, a part of a conflict, and a morning's work. */
import type { Page } from '@playwright/test'
import { type Console, expect, type OpenOptions, test } from './support/test.ts'

type Open = (options?: OpenOptions) => Promise<Console>

async function openRights(open: Open, person = 'priya'): Promise<Page> {
  const { page } = await open({ person })
  await page.evaluate(() => {
    location.hash = '#/rights'
  })
  await expect(page.getByRole('option').first()).toBeVisible()
  return page
}

async function openConflict(page: Page, title: string) {
  await page.getByRole('option', { name: title }).click()
  await expect(page.getByRole('heading', { name: title, level: 2 })).toBeVisible()
  await expect(page.getByRole('table').first()).toBeVisible()
}

const item = (page: Page) => page.locator('section.item')

test('rights-5: the queue shows the most held first, confirmed and estimated apart, and sorts by deadline and severity', async ({
  open,
}) => {
  const page = await openRights(open)
  const rows = page.getByRole('option')
  await expect(rows.nth(0)).toContainText(/Saltwater Psalms.*9,410\.18.*2,200/s)
  await expect(rows.nth(1)).toContainText(/Glass Harbour.*4,182\.60.*310/s)
  await expect(page.getByRole('link', { name: /All open/ })).toContainText('38')
  await page.getByRole('button', { name: 'Most held first' }).click()
  await page
    .getByRole('menuitemradio', { name: 'Deadline first' })
    .or(page.getByRole('menuitem', { name: 'Deadline first' }))
    .click()
  await expect(rows.first()).toContainText('late')
  await page.getByRole('link', { name: /^Splits/ }).click()
  await expect(rows.first()).toContainText('split')
})

test('rights-4: the matrix shows each party by countries and time, the surplus in the disputed part, each cell with its document', async ({
  open,
}) => {
  const page = await openRights(open)
  await openConflict(page, 'Glass Harbour')
  const matrix = page.getByRole('table').first()
  await expect(matrix).toContainText('Austria, Switzerland, Germany')
  await expect(matrix).toContainText('Gulf states')
  await expect(matrix).toContainText('Rest of the world')
  await expect(matrix.locator('td.hot')).toHaveCount(3)
  await expect(matrix.locator('tr.sum td.hot')).toContainText('110.00')
  await expect(matrix.locator('.share .over')).toHaveCount(1)
  await expect(matrix).toContainText('100.05')
  await expect(matrix.locator('td.hot').first().getByRole('link', { name: 'AG-2231' })).toHaveAttribute(
    'href',
    /records\/rights\.agreements/,
  )
  await expect(page.getByText(/Same parties, same recording/)).toBeVisible()
})

test('rights-6: a split is tried with the money before and after, kept as a draft, and written only when it is settled', async ({
  open,
}) => {
  const console = await open({ person: 'priya' })
  const { page } = console
  await page.evaluate(() => {
    location.hash = '#/rights'
  })
  await openConflict(page, 'Glass Harbour')
  const nordlys = page.getByRole('textbox', { name: 'Share tried for Nordlys Musikk AS' })
  await nordlys.fill('55')
  await page.getByRole('textbox', { name: 'Share tried for スタジオ星' }).fill('45')
  await expect(item(page).getByText('2,300.43').first()).toBeVisible()
  await expect(item(page).getByText('1,882.17').first()).toBeVisible()
  await expect(page.getByText(/R-\d+ ends/)).toBeVisible()
  await expect(item(page).getByRole('contentinfo').or(item(page).locator('footer'))).toContainText('Saved')
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Share tried for Nordlys Musikk AS' })).toHaveValue('55')
  await page.getByRole('button', { name: 'Claim', exact: true }).click()
  await page.getByRole('textbox', { name: /What was agreed/ }).fill('Both signed on 12 March.')
  await page.getByRole('button', { name: /Settle at 55\.00 to 45\.00/ }).click()
  await expect(page.getByText(/ended: split adjusted/)).toBeVisible()
  await expect(page.getByText('Both signed on 12 March.').first()).toBeVisible()
  await expect(page.locator('td.hot')).toHaveCount(0)
  // Nothing is paid yet, so it can be taken back.
  await page.keyboard.press('u')
  await expect(page.getByText(/R-\d+ is as it was, and yours again/)).toBeVisible()
  await expect(page.locator('td.hot')).toHaveCount(3)
})

test('rights-7, rights-9: an answer is recorded with its time; resolved in one country, the others stay open', async ({ open }) => {
  const page = await openRights(open)
  await openConflict(page, 'Glass Harbour')
  await page.getByRole('button', { name: 'Claim', exact: true }).click()
  await page.getByRole('button', { name: 'Record an answer' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Maintains' }).click()
  await dialog.getByRole('button', { name: /Record the answer/ }).click()
  await expect(page.getByRole('complementary', { name: 'Parties and outcome' })).toContainText('maintains')
  await page.keyboard.press('w')
  await page.getByText('スタジオ星').and(page.locator('fieldset bdi')).click()
  await page.locator('.countries').getByText('AT', { exact: true }).click()
  await page.locator('.countries').getByText('CH', { exact: true }).click()
  await expect(page.getByText(/1 part stays open: Austria, Switzerland/)).toBeVisible()
  await page.getByRole('textbox', { name: /What was agreed/ }).fill('They withdraw for Germany.')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/A part of R-\d+ is settled, the others stay open/)).toBeVisible()
  await expect(page.locator('tr.sum td.hot')).toHaveCount(1)
  await expect(page.getByRole('table').first()).toContainText('Austria, Switzerland')
})

test('rights-3: a claim shows the conflicts that it would cause before it is saved', async ({ open }) => {
  const page = await openRights(open)
  await openConflict(page, 'Glass Harbour')
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Enter another claim' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Holder' }).fill('Layl')
  await dialog.getByRole('textbox', { name: 'Share, percent' }).fill('40')
  await dialog.getByRole('textbox', { name: 'Territory, in its order' }).fill('FR XX')
  await expect(dialog.getByText('No country or group is called XX.')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Territory, in its order' }).fill('FR')
  await expect(dialog.getByText(/140\.00 in France/).first()).toBeVisible()
  await dialog.getByRole('button', { name: 'Leave it' }).click()
  await expect(page.locator('tr.sum td.hot')).toHaveCount(1)
  // Over everything: the conflicts say what there is already, as each claim is searched when it is saved.
  await page.getByRole('button', { name: 'Search all claims for conflicts' }).click()
  await dialog.getByRole('button', { name: /^Search all claims/ }).click()
  await expect(dialog.getByText(/claims searched in \d+\.\d s/)).toBeVisible()
  await expect(dialog.getByText('The conflicts say all of it already.')).toBeVisible()
})

test('a code is judged where it is shown and where it is looked for', async ({ open }) => {
  const page = await openRights(open)
  await page.getByRole('textbox', { name: /^Filter this list/ }).fill('T-034.524.680-2')
  await expect(page.getByText('The check digit of this ISWC would be 1.')).toBeVisible()
  await page.getByRole('textbox', { name: /^Filter this list/ }).fill('T0345246801')
  await expect(page.getByText('ISWC T-034.524.680-1')).toBeVisible()
})

test('rights-13: a morning’s work of rights by keyboard alone', async ({ open }) => {
  test.setTimeout(180_000)
  const { page } = await open({ person: 'priya' })
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expect(page.getByRole('option').first()).toBeVisible()
  const pane = page.getByRole('region', { name: /^Conflict R-/ })
  let before = 'none'
  for (let done = 0; done < 20; done++) {
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect(pane).not.toHaveAccessibleName(before)
    before = (await pane.getAttribute('aria-label')) ?? ''
    await page.keyboard.press('c')
    await expect(pane.getByRole('button', { name: /^Hold/ })).toBeVisible()
    await page.keyboard.press('h')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(page.getByText(`${before.replace('Conflict ', '')} is put aside.`)).toBeVisible()
  }
  await expect(page.getByRole('link', { name: /^Put aside/ })).toContainText('20')
})
