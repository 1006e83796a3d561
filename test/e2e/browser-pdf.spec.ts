/** PDFs that mean harm or are none: what they carry instead of the statement that the store holds. */
import type { Page } from '@playwright/test'
import { expect, test } from './support/test.ts'
import { sql } from './support/tickets.ts'

/** A PDF of these objects, counted from 1; the first is its catalogue. */
function pdfOf(objects: string[], trailer = ''): string {
  let text = '%PDF-1.7\n'
  const places = objects.map((object, n) => {
    const at = text.length
    text += `${n + 1} 0 obj\n${object}\nendobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const start = text.length
  const size = objects.length + 1
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}trailer\n<</Size ${size} /Root 1 0 R ${trailer}>>\nstartxref\n${start}\n%%EOF`
}

const words = '0.2 g 60 60 200 200 re f'
const page = (more: string) => `<</Type /Page /Parent 2 0 R /Contents 4 0 R ${more}>>`
const simple = (catalogue: string, more: string, ...rest: string[]) =>
  pdfOf([
    `<</Type /Catalog /Pages 2 0 R ${catalogue}>>`,
    '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    page(more),
    `<</Length ${words.length}>> stream\n${words}\nendstream`,
    ...rest,
  ])
const plain = '/MediaBox [0 0 400 600]'
const busy =
  '<</S /JavaScript /JS (app.alert\\(1\\); this.submitForm\\("https://elsewhere.example/"\\); app.launchURL\\("https://elsewhere.example/"\\))>>'

const harmful = {
  acting: simple(
    `/OpenAction ${busy} /AA <</WC ${busy}>>`,
    `${plain} /AA <</O ${busy}>> /Annots [5 0 R]`,
    '<</Type /Annot /Subtype /Link /Rect [0 0 400 600] /A <</S /URI /URI (https://elsewhere.example/)>>>>',
  ),
  huge: simple('', '/MediaBox [0 0 14400 14400] /UserUnit 1000'),
  endless: simple(
    '',
    `${plain} /Resources <</XObject <</A 5 0 R>>>>`,
    '<</Type /XObject /Subtype /Form /BBox [0 0 400 600] /Resources <</XObject <</A 5 0 R>>>> /Length 5>> stream\n/A Do\nendstream',
  ),
}
const unreadable = {
  'is broken or no real PDF': '%PDF-1.7\nNothing of a document follows.',
  'is locked with a password': simple(
    '',
    plain,
    `<</Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}>>>`,
  ).replace('/Root 1 0 R', `/Root 1 0 R /Encrypt 5 0 R /ID [<${'43'.repeat(16)}> <${'43'.repeat(16)}>]`),
}

/** The next documents are this instead. */
const instead = (page: Page, text: string) =>
  page.route('**/rpc', async (route) => {
    if (!route.request().postData()?.includes('"documents.read"')) return await route.continue()
    const value = { mediaType: 'application/pdf', base64: Buffer.from(text, 'latin1').toString('base64'), bytes: text.length }
    await route.fulfill({ json: { ok: true, value } })
  })

test('a PDF runs nothing, leads nowhere, and costs no more than a screen', async ({ open, platform }) => {
  test.slow()
  const [found] = await sql<{ id: string }>(platform, `select id from kyc.verifications where status = 'pending' order by id limit 1`)
  const { page } = await open({ person: 'ingrid' })
  const outside: string[] = []
  page.on('request', (request) => request.url().includes('elsewhere') && outside.push(request.url()))
  page.on('dialog', (dialog) => outside.push(dialog.message()))
  const show = async (text: string) => {
    await page.unrouteAll()
    await instead(page, text)
    await page.evaluate(() => {
      location.hash = '#/kyc?view=open'
    })
    await expect(page.getByRole('toolbar', { name: 'View' })).toBeHidden()
    await page.evaluate((id) => {
      location.hash = `#/kyc/${id}?view=open`
    }, found?.id)
  }
  const drawing = page.locator('.viewer canvas')
  for (const text of Object.values(harmful)) {
    await show(text)
    await expect(drawing).toBeVisible()
    await expect.poll(() => drawing.evaluate((element) => (element as HTMLCanvasElement).width)).toBeGreaterThan(320)
    expect(
      await drawing.evaluate((element) => (element as HTMLCanvasElement).width * (element as HTMLCanvasElement).height),
    ).toBeLessThanOrEqual(16_000_000)
    await drawing.click()
    await page.keyboard.press('+')
  }
  for (const [sentence, text] of Object.entries(unreadable)) {
    await show(text)
    await expect(page.getByText(sentence)).toBeVisible()
  }
  expect(outside).toEqual([])
  expect(new URL(page.url()).hostname).toBe('127.0.0.1')
  expect(page.context().pages()).toHaveLength(1)
})
