/** A PDF among the documents of a check: drawn from memory, turned and enlarged like a picture, in every shell. */
import type { Page } from '@playwright/test'
import { expect, test } from './support/test.ts'
import { sql } from './support/tickets.ts'

/** How much ink a drawing holds: the part of its pixels that are darker than paper. */
const ink = (page: Page, name: string) =>
  page.getByRole('img', { name }).evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement
    const pen = (element as HTMLCanvasElement).getContext('2d')
    const data = pen?.getImageData(0, 0, width, height).data ?? []
    let dark = 0
    for (let n = 0; n < data.length; n += 4) if ((data[n + 3] ?? 0) > 0 && (data[n] ?? 0) < 128) dark++
    return dark / (width * height)
  })

test('kyc-4: a bank statement that came as a PDF is read like a picture', async ({ open, platform }) => {
  const [found] = await sql<{ check: string; document: string }>(
    platform,
    `select v.id as check, d.id as document from kyc.verifications v join kyc.documents d on d.verification_id = v.id
     where d.file_path like '%.pdf' and v.status in ('pending', 'in_review') order by v.id limit 1`,
  )
  const broken: string[] = []
  const { page } = await open({ person: 'ingrid' })
  page.on('console', (message) => {
    if (/Content Security Policy|fake worker/i.test(message.text())) broken.push(message.text())
  })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.evaluate((to) => {
    location.hash = to
  }, `#/kyc/${found?.check}?view=open`)
  await page.getByRole('tab', { name: /Bank statement/ }).click()
  const drawing = page.getByRole('img', { name: 'Bank statement' })
  await expect(drawing).toBeVisible()
  await expect.poll(() => ink(page, 'Bank statement')).toBeGreaterThan(0.005)
  const box = async () => (await drawing.boundingBox()) ?? { width: 0, height: 0 }
  const upright = await box()
  expect(upright.height).toBeGreaterThan(upright.width)
  await page.keyboard.press('.')
  await expect.poll(async () => (await box()).width).toBeGreaterThan((await box()).height)
  await page.keyboard.press('.')
  const width = () => drawing.evaluate((element) => (element as HTMLCanvasElement).width)
  const coarse = await width()
  await page.keyboard.press('+')
  await page.keyboard.press('+')
  await expect.poll(width).toBeGreaterThan(coarse)
  await page.getByRole('slider', { name: 'Brightness' }).fill('1.5')
  await expect(drawing).toHaveCSS('filter', 'brightness(1.5)')
  const looks = await sql(
    platform,
    `select from console.audit where item_id = $1 and action = 'document_view' and after ->> 'document' = $2`,
    [found?.check, found?.document],
  )
  expect(looks).toHaveLength(1)
  expect(broken).toEqual([])
})
