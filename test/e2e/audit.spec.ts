// The audit workspace: for auditors and administrators, nobody else.

import { look, size } from './support/look.ts'
import { expect, test } from './support/test.ts'

test('an auditor finds an entry, sees before and after, verifies the chains and takes it out', async ({ open }) => {
  test.slow()
  const { page } = await open({ person: 'tomasz' })
  await page.setViewportSize(size)
  await page.evaluate(() => {
    location.hash = '#/audit'
  })
  const list = page.getByRole('region', { name: 'Audit' })
  await expect(list.getByRole('row').nth(1)).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('T-48213')
  await expect(list.getByRole('row').nth(1)).toContainText('T-48213')
  await list.getByRole('grid', { name: 'Entries' }).focus()
  await page.keyboard.press('j')
  const entry = page.getByRole('complementary', { name: 'Entry' })
  await expect(entry).toContainText('T-48213')
  await look(page, 'audit')
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('verify the')
  await page.keyboard.press('Enter')
  const verified = page.getByRole('dialog', { name: 'The audit was verified' })
  await expect(verified).toContainText('Every link and every seal holds.', { timeout: 60_000 })
  await look(page, 'audit-verified')
  await verified.getByRole('button', { name: 'Close' }).click()
  await list.getByRole('button', { name: 'Export CSV' }).click()
  await expect(list.getByText(/audit as CSV/)).toBeVisible()
})
