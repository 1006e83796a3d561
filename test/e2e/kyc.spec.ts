/** The identity checks: looking, comparing, deciding, alone and with a second reviewer. */
import type { Page } from '@playwright/test'
import { look } from './support/look.ts'
import type { Copy } from './support/platform.ts'
import { expect, test } from './support/test.ts'
import { sql } from './support/tickets.ts'

const openCheck = `select v.id from kyc.verifications v where v.status = 'pending' and v.assigned_to is null
  and not exists (select from console.kyc_hit h where h.verification_id = v.id)
  and exists (select from kyc.documents d where d.verification_id = v.id and d.document_type = 'passport' and d.expiry_date > current_date and d.metadata ->> 'mrz' is not null)`

async function checkWhere(platform: Copy, condition: string): Promise<string> {
  const [found] = await sql<{ id: string }>(platform, `${openCheck} and ${condition} order by v.submitted_at, v.id limit 1`)
  if (!found) throw new Error(`The demo has no check where ${condition}.`)
  return found.id
}

async function openKyc(page: Page, id = '') {
  await page.evaluate(
    (to) => {
      location.hash = to
    },
    `#/kyc${id && `/${id}`}?view=open`,
  )
  if (id === '') return await expect(page.getByRole('option').first()).toBeVisible()
  await expect(page.getByRole('region', { name: /^Check K-/ })).toBeVisible()
  await expect(page.getByText(/view recorded/)).toBeVisible()
}

const decision = (page: Page) => page.getByRole('region', { name: 'Decision' })
const tabs = (page: Page) => page.getByRole('tablist', { name: 'Documents' })
const held = (page: Page) => expect(page.getByText(/^Yours for/)).toBeVisible()

/** Accepts every document that is not judged yet. */
async function acceptAll(page: Page) {
  const open = tabs(page).getByRole('img', { name: 'not judged' })
  for (let left = await open.count(); left > 0; left--) {
    await page.keyboard.press('y')
    await expect(open).toHaveCount(left - 1)
  }
}

test('kyc-4: document, selfie, declared fields, digits, screening and decision stand at 1280 x 800 without scrolling', async ({
  open,
  platform,
}) => {
  const { page } = await open({ person: 'ingrid' })
  await page.setViewportSize({ width: 1280, height: 800 })
  await openKyc(page, await checkWhere(platform, `v.level = 'basic'`))
  const parts = [
    page.getByRole('img', { name: 'Passport' }),
    page.getByRole('img', { name: 'Selfie' }),
    page.getByRole('row', { name: /^Expires/ }),
    page.getByRole('region', { name: 'Machine-readable zone' }).getByRole('listitem').last(),
    page.getByRole('heading', { name: /^Screening/ }),
    page.getByRole('textbox', { name: /Private note/ }),
    decision(page).getByRole('button').last(),
  ]
  for (const part of parts) await expect(part).toBeInViewport({ ratio: 1 })
  const scrolled = page.getByRole('region', { name: 'Comparison' })
  expect(await scrolled.evaluate((element) => element.scrollHeight <= element.clientHeight)).toBe(true)

  const picture = page.getByRole('img', { name: 'Passport' })
  const before = (await picture.boundingBox()) as { width: number; height: number }
  await page.keyboard.press('.')
  await expect.poll(async () => ((await picture.boundingBox())?.height ?? 0) > ((await picture.boundingBox())?.width ?? 0)).toBe(true)
  await page.keyboard.press('.')
  await page.keyboard.press('+')
  await expect.poll(async () => ((await picture.boundingBox())?.width ?? 0) > before.width).toBe(true)
  await page.getByRole('slider', { name: 'Brightness' }).fill('1.5')
  await expect(picture).toHaveCSS('filter', 'brightness(1.5)')

  await look(page, 'kyc')
})

test('kyc-1: who decides after somebody else is told who it was, and what they filled in stays', async ({ open, platform }) => {
  const id = await checkWhere(platform, `v.level = 'basic' and v.risk_score < 40`)
  const ingrid = await open({ person: 'ingrid' })
  await openKyc(ingrid.page, id)
  await ingrid.page.keyboard.press('c')
  await held(ingrid.page)
  await ingrid.page.keyboard.press('5')
  await ingrid.page.keyboard.type('The signature looks different.')
  await ingrid.page.keyboard.press('Escape')
  await expect(ingrid.page.getByText(/^Saved/)).toBeVisible()
  await ingrid.page.keyboard.press('a')

  await sql(platform, `update console.lease set until = now() - interval '1 second' where kind = 'kyc' and item_id = $1`, [id])
  const hana = await open({ person: 'hana' })
  await openKyc(hana.page, id)
  await hana.page.keyboard.press('c')
  await held(hana.page)
  await acceptAll(hana.page)
  await hana.page.keyboard.press('a')
  await hana.page.keyboard.press('Control+Enter')
  await expect(hana.page.getByText(/^K-\d+ approved\.$/)).toBeVisible()

  await expect(ingrid.page.getByText('Approved by Hana Novak')).toBeVisible()
  await ingrid.page.getByRole('tab', { name: 'History' }).click()
  await expect(ingrid.page.getByText('Hana Novak approved it')).toBeVisible()
  const [kept] = await sql<{ n: number }>(
    platform,
    `select count(*)::int as n from console.kyc_review where verification_id = $1 and at > now() - interval '10 minutes'`,
    [id],
  )
  expect(kept?.n).toBe(1)
  await expect(decision(ingrid.page).getByRole('textbox', { name: /Private note/ })).toHaveValue('The signature looks different.')
})

test('a high risk is approved by two: the first is told so and cannot be the second', async ({ open, platform }) => {
  const id = await checkWhere(platform, `v.level = 'basic' and v.risk_score < 70`)
  await sql(platform, 'update kyc.verifications set risk_score = 74 where id = $1', [id])
  const ingrid = await open({ person: 'ingrid' })
  await openKyc(ingrid.page, id)
  await ingrid.page.keyboard.press('c')
  await held(ingrid.page)
  await expect(ingrid.page.getByText('Your decision is the first of two.')).toBeVisible()
  await acceptAll(ingrid.page)
  await ingrid.page.keyboard.press('a')
  await decision(ingrid.page).getByRole('button', { name: 'Approve, first of two' }).click()
  await expect(ingrid.page.getByText(/approved, first of two\.$/)).toBeVisible()
  await expect(ingrid.page.getByText('You decided this before, so somebody else has to judge it now.')).toBeVisible()

  const hana = await open({ person: 'hana' })
  await openKyc(hana.page, id)
  await hana.page.keyboard.press('c')
  await held(hana.page)
  await acceptAll(hana.page)
  await hana.page.keyboard.press('a')
  await decision(hana.page)
    .getByRole('button', { name: /^Approve/ })
    .last()
    .click()
  await expect(hana.page.getByText(/^K-\d+ approved\.$/)).toBeVisible()
  await expect(ingrid.page.getByText('Approved by Hana Novak')).toBeVisible()
})

test('asking for more leaves after 30 seconds and can be taken back until then', async ({ open, platform }) => {
  const id = await checkWhere(platform, `v.level = 'basic' and v.risk_score < 40`)
  const { page } = await open({ person: 'ingrid' })
  await openKyc(page, id)
  await page.keyboard.press('c')
  await held(page)
  await page.keyboard.press('b')
  await page.getByRole('menuitemradio', { name: 'Not readable' }).click()
  await page.keyboard.press('i')
  await page.keyboard.press('3')
  await page.keyboard.type('Not r')
  await expect(decision(page).getByRole('textbox', { name: /To the person/ })).toHaveValue(/not readable/)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/sent back for more\.$/)).toBeVisible()
  await expect(page.getByText(/asked for more .* The answer opens the next round/)).toBeVisible()
  const [asked] = await sql<{ status: string; notices: number }>(
    platform,
    `select v.status::text, (select count(*)::int from system.notifications n where n.entity_id = v.id and n.title = 'We need something more from you') as notices from kyc.verifications v where v.id = $1`,
    [id],
  )
  expect(asked).toEqual({ status: 'needs_info', notices: 0 })
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect(page.getByText(/is open again\.$/)).toBeVisible()
  await held(page)
})

test('kyc-5: the document that was sent again stands beside the earlier one, whose decision stays', async ({ open, platform }) => {
  const [resent] = await sql<{ id: string }>(
    platform,
    `select v.id from kyc.verifications v join console.kyc_request r on r.verification_id = v.id where r.answered_at is not null and v.status = 'pending' order by v.id limit 1`,
  )
  const { page } = await open({ person: 'ingrid' })
  await openKyc(page, resent?.id)
  await page.keyboard.press('\\')
  const stages = page.getByRole('figure', { name: 'Passport' })
  await expect(stages).toHaveCount(2)
  for (const stage of await stages.all()) await expect(stage.getByRole('img', { name: 'Passport' })).toBeVisible()
  await expect(stages.first()).toContainText('Not readable')
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByText('The picture is not readable.')).toBeVisible()
})

test('an open screening hit keeps a check from being approved until somebody says what it is', async ({ open, platform }) => {
  const [found] = await sql<{ id: string }>(
    platform,
    `select v.id from kyc.verifications v join console.kyc_hit h on h.verification_id = v.id
     where v.status = 'pending' and v.level = 'basic' and v.risk_score < 70 and h.list = 'sanctions' order by v.id limit 1`,
  )
  const { page } = await open({ person: 'ingrid' })
  await openKyc(page, found?.id)
  await page.keyboard.press('c')
  await held(page)
  await acceptAll(page)
  const approve = decision(page).getByRole('radio', { name: /Approve/ })
  await expect(approve).toHaveAttribute('aria-disabled', 'true')
  await expect(page.getByText(/^Approving waits: the sanctions hit/)).toBeVisible()
  await page.keyboard.press('2')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Another birth year')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /^Change what/ })).toBeVisible()
  await expect(approve).toHaveAttribute('aria-disabled', 'false')
})

test('the auditor reads a case without its documents and without acting', async ({ open, platform }) => {
  const id = await checkWhere(platform, `v.level = 'basic'`)
  const { page } = await open({ person: 'tomasz' })
  await page.evaluate((to) => {
    location.hash = to
  }, `#/kyc/${id}`)
  await expect(page.getByText('Your roles read the case without its documents.')).toBeVisible()
  await expect(page.getByRole('row', { name: /^Number/ })).toBeVisible()
  const looks = await sql(platform, `select from console.audit where item_id = $1 and action = 'document_view'`, [id])
  expect(looks).toHaveLength(0)
})

test('a morning’s work of compliance by keyboard alone: 20 checks', async ({ open, platform }) => {
  test.setTimeout(180_000)
  const { page } = await open({ person: 'ingrid' })
  await openKyc(page)
  const before = await decided(platform)
  for (let n = 0; n < 20; n++) {
    const address = page.url()
    await page.keyboard.press('c')
    await expect.poll(() => page.url()).not.toBe(address)
    await held(page)
    await acceptAll(page)
    const approve = decision(page).getByRole('radio', { name: /Approve/ })
    if ((await approve.getAttribute('aria-disabled')) === 'false') {
      await page.keyboard.press('a')
    } else {
      await page.keyboard.press('i')
      await page.keyboard.press('3')
      await page.keyboard.type('Document exp')
      await expect(decision(page).getByRole('textbox', { name: /To the person/ })).not.toHaveValue('')
    }
    await page.keyboard.press('Control+Enter')
    await expect.poll(() => decided(platform)).toBe(before + n + 1)
    await expect(page.getByText(/^Yours for/)).toBeHidden()
    await page.keyboard.press('Escape')
  }
  const [chain] = await sql<{ n: number }>(
    platform,
    `select count(distinct verification_id)::int as n from console.kyc_review where staff = (select user_id from console.staff where login = 'ingrid') and at > now() - interval '10 minutes'`,
  )
  expect(chain?.n).toBeGreaterThanOrEqual(20)
})

const decided = async (platform: Copy) =>
  (await sql<{ n: number }>(platform, 'select count(*)::int as n from console.kyc_review'))[0]?.n ?? 0
