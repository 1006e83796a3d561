/** What finance does with payouts: prepare, sign after a fresh sign-in, be refused with the reason, send and settle. */
import type { Page } from '@playwright/test'
import { look } from './support/look.ts'
import type { Copy } from './support/platform.ts'
import { expect, test } from './support/test.ts'
import { said, sql } from './support/tickets.ts'

const firstPrepared = `select p.id, p.number::int as number, p.version from console.payout p join console.work_payout w on w.id = p.id
  where w.status = 'prepared' and p.needed = $1 order by w.due_at, w.id limit 1`

interface Known {
  id: string
  number: number
}

/** The one row of a statement. */
async function one<Row extends object = Known>(platform: Copy, text: string, values: unknown[] = []): Promise<Row> {
  const [row] = await sql<Row>(platform, text, values)
  if (!row) throw new Error(`No row: ${text}`)
  return row
}

async function openView(page: Page, view: string, id = '') {
  await page.evaluate(
    (hash) => {
      location.hash = hash
    },
    `#/payouts${id && `/${id}`}?view=${view}`,
  )
}
async function openPayout(page: Page, view: string, { id, number }: Known) {
  await openView(page, view, id)
  const pane = page.getByRole('region', { name: `Payout P-${number}` })
  await expect(pane).toBeVisible()
  return pane
}
const grid = (page: Page) => page.getByRole('grid', { name: 'Payouts' })

test('signing takes the password again, once; the last signature approves, and it is sent and paid', async ({ open, platform }) => {
  const { page } = await open({ person: 'ruth' })
  const payout = await one(platform, firstPrepared, [1])
  const pane = await openPayout(page, 'prepared', payout)
  await expect(pane.getByText('What you sign')).toBeVisible()
  await page.keyboard.press('a')
  await expect(pane.getByLabel(/Your password, again/)).toBeFocused()
  await page.keyboard.type('not the password')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(pane.getByText('This is not the password of this login.')).toBeVisible()
  await pane.getByLabel(/Your password, again/).fill('backline-demo')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText(`You signed P-${payout.number}.`)
  await expect(pane.getByRole('button', { name: 'Mark as sent' })).toBeVisible()
  await pane.getByRole('button', { name: 'Mark as sent' }).click()
  await page.keyboard.type('BANK-77')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(pane.getByRole('button', { name: 'Mark as paid' })).toBeVisible()
  await page.keyboard.press('a')
  await page.getByRole('textbox', { name: 'Reference of the bank line' }).fill('LINE-1')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(pane.getByText('LINE-1')).toBeVisible()
  const rows = await sql(
    platform,
    `select t.status::text as status, h.state, s.outcome, (select count(*)::int from console.payout_signature g where g.payout = t.id) as signatures
     from finance.payouts t join console.wallet_hold h on h.payout = t.id join console.payout_send s on s.payout = t.id where t.id = $1`,
    [payout.id],
  )
  expect(rows).toEqual([{ status: 'completed', state: 'settled', outcome: 'paid', signatures: 1 }])
  // The next one asks for nothing but the signature.
  const next = await one(platform, firstPrepared, [1])
  const other = await openPayout(page, 'prepared', next)
  await expect(other.getByText('Signing is open until')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText(`You signed P-${next.number}.`)
  await other.getByRole('button', { name: 'Evidence' }).click()
  await expect(page.getByRole('dialog').getByText('ruth, as finance')).toBeVisible()
})

test('a fresh sign-in that ended is asked for again where one is: what was typed stays, and the second goes through', async ({
  open,
  platform,
}) => {
  const { page } = await open({ person: 'ruth' })
  const ended = () => sql(platform, 'update console.step_up_token set until = now()')
  const signed = async () => {
    const payout = await one(platform, firstPrepared, [1])
    const pane = await openPayout(page, 'prepared', payout)
    return { ...payout, pane, field: pane.getByLabel(/Your password, again/) }
  }
  const first = await signed()
  await first.field.fill('backline-demo')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText(`You signed P-${first.number}.`)

  await ended()
  const second = await signed()
  await expect(second.pane.getByText('Signing is open until')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(second.field).toBeFocused()
  await look(page, 'payouts-step-up-ended')
  await page.keyboard.type('backline-demo')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText(`You signed P-${second.number}.`)

  await ended()
  const sent = await one(
    platform,
    `select id, number::int as number from console.payout where state = 'processing' order by number limit 1`,
  )
  const pane = await openPayout(page, 'processing', sent)
  await pane.getByRole('button', { name: 'Failed' }).click()
  const dialog = page.getByRole('dialog')
  const reason = dialog.getByRole('textbox', { name: 'What the bank says' })
  await reason.fill('AC04 account closed')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(dialog.getByLabel(/Your password, again/)).toBeFocused()
  await expect(reason).toHaveValue('AC04 account closed')
  await look(page, 'payouts-step-up-ended-dialog')
  await page.keyboard.type('backline-demo')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText(`P-${sent.number} is marked as failed`)
  const audit = await sql<{ action: string }>(
    platform,
    `select a.action from console.audit a join console.staff s on s.user_id = a.actor
     where s.login = 'ruth' and a.at > now() - interval '5 minutes' and a.action in ('step_up', 'payout_sign', 'payout_failed') order by a.at`,
  )
  expect(audit.map(({ action }) => action)).toEqual([
    ...['step_up', 'payout_sign'],
    ...['step_up', 'payout_sign'],
    ...['step_up', 'payout_failed'],
  ])
})

test('who prepared it cannot sign it, and is told who can; a blocked one says what would unblock it', async ({ open, platform }) => {
  const { page } = await open({ person: 'elena' })
  const payout = await one(platform, firstPrepared, [1])
  const pane = await openPayout(page, 'prepared', payout)
  await expect(pane.getByText(`You prepared P-${payout.number}, so you cannot sign it. Marek or Ruth can.`).first()).toBeVisible()
  await expect(pane.getByRole('button', { name: /^Sign / })).toHaveCount(0)
  const blocked = await one(
    platform,
    `select id, number::int as number from console.payout where 'kyc' = any (reasons) and state = 'pending' limit 1`,
  )
  const other = await openPayout(page, 'blocked', blocked)
  await expect(other.getByText('Why it is blocked')).toBeVisible()
  await expect(other.getByText('KYC decides it').first()).toBeVisible()
  await expect(other.getByRole('button', { name: 'Prepare for signing' })).toHaveAttribute('aria-disabled', 'true')
})

test('what was changed since it was read is refused with the difference on the screen, and nothing is signed', async ({
  open,
  platform,
}) => {
  const { page } = await open({ person: 'ruth' })
  const payout = await one(platform, firstPrepared, [1])
  const pane = await openPayout(page, 'prepared', payout)
  await expect(pane.getByText('version: 1').or(pane.getByText('version 1 of 1'))).toBeVisible()
  await sql(platform, 'update finance.payouts set amount = amount - 1 where id = $1', [payout.id])
  await expect(pane.getByText('version 2 of 2')).toBeVisible()
  await expect(pane.locator('ins').first()).toBeVisible()
  expect(await sql(platform, 'select from console.payout_signature where payout = $1', [payout.id])).toEqual([])
})

test('a reason that is typed is kept, and a rejected payout gives its money back', async ({ open, platform }) => {
  const { page } = await open({ person: 'ruth' })
  const payout = await one(platform, firstPrepared, [1])
  const pane = await openPayout(page, 'prepared', payout)
  await page.keyboard.press('d')
  await page.keyboard.type('The account belongs to somebody else')
  await expect(page.getByRole('dialog').getByText(/^Saved/)).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('d')
  await expect(page.getByRole('textbox', { name: 'Why it is rejected' })).toHaveValue('The account belongs to somebody else')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText(`P-${payout.number} is rejected`)
  await expect(pane.getByText('Rejected: The account belongs to somebody else')).toBeVisible()
  expect(await sql(platform, 'select state from console.wallet_hold where payout = $1', [payout.id])).toEqual([{ state: 'released' }])
})

test('who sent it does not give its money back, a colleague does; a policy is proposed by one and adopted by another', async ({
  open,
  platform,
}) => {
  test.slow()
  const hers = (await open({ person: 'elena' })).page
  const sent = await one(
    platform,
    `select id, number::int as number from console.payout where state = 'processing' order by number limit 1`,
  )
  const pane = await openPayout(hers, 'processing', sent)
  await expect(pane.getByRole('button', { name: 'Failed' })).toHaveAttribute('title', /^You marked P-\d+ as sent, so somebody else/)
  await hers.getByRole('button', { name: 'Policy 1' }).click()
  await hers.keyboard.press('ControlOrMeta+Enter')
  const form = hers.getByRole('dialog')
  await form.getByLabel('Two signatures above, USD').fill('5000')
  await form.getByLabel('Why it should change').fill('Fraud of the last month stayed under 10,000')
  await expect(form.getByText(/^Saved/)).toBeVisible()
  await hers.reload()
  await expect(hers.getByRole('button', { name: 'Policy 1' })).toBeVisible()
  await hers.keyboard.press('ControlOrMeta+o')
  await form.locator('.box-row', { hasText: 'Change of the policy of payouts' }).getByRole('button', { name: 'Open' }).click()
  await expect(form.getByLabel('Two signatures above, USD')).toHaveValue('5000')
  await look(hers, 'payouts-policy-form')
  await hers.keyboard.press('ControlOrMeta+Enter')
  await expect(said(hers)).toContainText('Policy 2 is proposed')
  await expect(form.getByText('You proposed it, so somebody else adopts it.')).toBeVisible()

  const { page } = await open({ person: 'ruth' })
  const other = await openPayout(page, 'processing', sent)
  await other.getByRole('button', { name: 'Failed' }).click()
  await page.getByRole('textbox', { name: 'What the bank says' }).fill('AC04 account closed')
  await page.getByLabel(/Your password, again/).fill('backline-demo')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText(`P-${sent.number} is marked as failed`)
  await page.getByRole('button', { name: 'Policy 2 is proposed' }).click()
  await expect(page.getByRole('dialog').locator('ins').first()).toHaveText('above 5,000 USD')
  await look(page, 'payouts-policy')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText('Policy 2 is in force.')
  const rows = await sql(
    platform,
    `select p.login as proposed, a.login as adopted from console.payout_policy y join console.staff p on p.user_id = y.proposed_by
     join console.staff a on a.user_id = y.adopted_by where y.version = 2`,
  )
  expect(rows).toEqual([{ proposed: 'elena', adopted: 'ruth' }])
})

test('the selected add up to what they are, and are signed after a look at each', async ({ open, platform }) => {
  const { page } = await open({ person: 'ruth' })
  await openView(page, 'prepared')
  await expect(grid(page)).toBeVisible()
  await expect(page.getByText('One signature').first()).toBeVisible()
  await grid(page).focus()
  for (let n = 0; n < 3; n++) {
    await page.keyboard.press('j')
    await page.keyboard.press('x')
  }
  await expect(page.getByText('3 selected')).toBeVisible()
  await page.keyboard.press('a')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('row')).toHaveCount(4)
  const numbers = (await dialog.locator('tbody td:first-child').allTextContents()).map((number) => Number(number.slice(2)))
  const sums = await sql<{ sum: string }>(
    platform,
    `select count(*) || ' ×' || to_char(sum(amount), 'FM999,999,990.00') || ' ' || currency as sum from console.work_payout
     where number = any ($1) group by currency`,
    [numbers],
  )
  await expect(dialog.locator('.totals .tot')).toHaveCount(sums.length)
  for (const { sum } of sums) await expect(dialog.locator('.totals')).toContainText(sum)
  await dialog.getByLabel(/Your password, again/).fill('backline-demo')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText('3 of 3 payouts signed.')
  const { n } = await one<{ n: number }>(
    platform,
    `select count(*)::int as n from console.payout_signature s join console.staff m on m.user_id = s.signer where m.login = 'ruth' and s.at > now() - interval '1 minute'`,
    [],
  )
  expect(n).toBe(3)
})

test('a morning’s work by keyboard alone: twenty payouts prepared by one, signed by another', async ({ open, platform }) => {
  test.slow()
  const { page } = await open({ person: 'marek' })
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await expect(grid(page)).toBeVisible()
  const signed = async () =>
    (
      await one<{ n: number }>(
        platform,
        `select count(*)::int as n from console.payout_signature s join console.staff m on m.user_id = s.signer where m.login = 'marek'`,
      )
    ).n
  await grid(page).focus()
  await page.keyboard.press('j')
  for (let n = 1; n <= 20; n++) {
    await page.keyboard.press('Enter')
    const foot = page.locator('footer.stepup')
    await expect(foot).toBeVisible()
    if (n === 1) {
      await page.keyboard.press('a')
      await page.keyboard.type('backline-demo')
    }
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect.poll(signed).toBe(n)
    await page.keyboard.press('Escape')
    await expect(grid(page)).toBeFocused()
    await page.keyboard.press('j')
  }
})

for (const [name, size] of [
  ['1600', { width: 1600, height: 1000 }],
  ['1280', { width: 1280, height: 800 }],
] as const) {
  test(`it looks as drawn and is free of barriers at ${name}`, async ({ open, platform }) => {
    const { page } = await open({ person: 'ruth' })
    await page.setViewportSize(size)
    const payout = await one(platform, firstPrepared, [name === '1600' ? 2 : 1])
    await openPayout(page, 'prepared', payout)
    await look(page, `payouts-${name}`)
  })
}
