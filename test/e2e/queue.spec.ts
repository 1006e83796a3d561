/** What the list of the tickets shows, as the model of every queue: others' changes, finding, views, selections, long scrolling. */
import { expect, test } from './support/test.ts'
import { bankChange, free, openTicket, property, queueRow, said, sql, staffId, ticketOf, ticketsWhere, write } from './support/tickets.ts'

test('tickets-9: who views and who types shows in list and ticket within two seconds, and is gone with them', async ({
  open,
  platform,
}) => {
  const known = await ticketOf(platform, bankChange)
  const nadia = await open({ person: 'nadia' })
  const sofia = await open({ person: 'sofia' })
  const seen = await openTicket(nadia.page, known, 'mine')
  const hers = await openTicket(sofia.page, known)
  await expect(seen.pane.getByText('Sofia Brandt is viewing')).toBeVisible({ timeout: 2_000 })
  await write(hers, 'note')
  await sofia.page.keyboard.type('x')
  await expect(seen.pane.getByText('Sofia Brandt is typing')).toBeVisible({ timeout: 2_000 })
  await expect(queueRow(nadia.page, known).getByRole('img', { name: 'Sofia Brandt is typing' })).toBeVisible({ timeout: 2_000 })
  await sofia.page.evaluate(() => {
    location.hash = '#/tickets?view=mine'
  })
  await expect(seen.pane.getByText(/Sofia Brandt is/)).toBeHidden({ timeout: 2_000 })
})

test('tickets-13: what others change shows in place, what joins waits, and the open row keeps its position', async ({
  app: { page },
  platform,
}) => {
  const known = await ticketOf(platform, bankChange)
  await openTicket(page, known, 'mine')
  const row = queueRow(page, known)
  const before = await row.boundingBox()
  const nadia = await staffId(platform, 'nadia')
  const [first, joining] = [
    await ticketsWhere(platform, `w.assignee = '${nadia}' and w.is_open and w.snoozed_until is null`, 1),
    await ticketsWhere(platform, free, 2),
  ]
  // One that leaves from above, two that join above, one that changes in place.
  const [leaving] = first
  if (!leaving) throw new Error('Nothing is hers.')
  await sql(platform, `update support.tickets set assigned_to = null, status = 'closed' where id = $1`, [leaving.id])
  await sql(platform, 'update support.tickets set assigned_to = $1 where id = any($2)', [nadia, joining.map(({ id }) => id)])
  await sql(platform, `update support.tickets set status = 'escalated' where id = $1`, [known.id])
  await expect(page.getByRole('button', { name: '2 new' })).toBeVisible()
  await expect(row.getByRole('img', { name: 'Escalated' })).toBeVisible()
  await expect(queueRow(page, leaving)).toContainText('Closed')
  expect(await row.boundingBox()).toEqual(before)
  await page.getByRole('button', { name: '2 new' }).click()
  await expect(page.getByRole('button', { name: '2 new' })).toBeHidden()
  for (const each of joining) await expect(queueRow(page, each)).toBeVisible()
})

test('a page that was asked for before a change, and comes after it, does not take its place', async ({
  app: { page },
  platform,
  shell,
}) => {
  test.skip(shell === 'electron', 'Only a browser lets a test hold an answer back.')
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(page, known)
  let hasAnswered = () => {}
  let release = () => {}
  const answered = new Promise<void>((resolve) => {
    hasAnswered = resolve
  })
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/rpc', async (route) => {
    const { method, input } = route.request().postDataJSON()
    if (method !== 'tickets.queue' || input.view !== 'mine' || input.ids) return route.continue()
    const response = await route.fetch()
    hasAnswered()
    await released
    await route.fulfill({ response })
  })
  await page.evaluate((id) => {
    location.hash = `#/tickets/${id}?view=mine`
  }, known.id)
  await answered
  await sql(platform, `update support.tickets set status = 'escalated' where id = $1`, [known.id])
  await expect(property(ticket, 'Status')).toHaveAccessibleName('Status: Escalated')
  // Longer than a console waits before it asks for a row that changed.
  await page.waitForTimeout(700)
  release()
  await expect(queueRow(page, known).getByRole('img', { name: 'Escalated' })).toBeVisible()
})

test('a change that the database was too busy to tell is asked for again', async ({ app: { page }, platform, shell }) => {
  test.skip(shell === 'electron', 'Only a browser lets a test answer in the database’s place.')
  const known = await ticketOf(platform, bankChange)
  await openTicket(page, known, 'mine')
  let refused = 0
  await page.route('**/rpc', async (route) => {
    const { method, input } = route.request().postDataJSON()
    if (method !== 'tickets.queue' || !input.ids || refused > 0) return route.continue()
    refused += 1
    const error = { code: 'busy', message: 'The database is too busy.', detail: {}, source: '53300', at: new Date().toISOString(), ref: '' }
    await route.fulfill({ json: { ok: false, error } })
  })
  await sql(platform, `update support.tickets set status = 'escalated' where id = $1`, [known.id])
  await expect(queueRow(page, known).getByRole('img', { name: 'Escalated' })).toBeVisible()
  expect(refused).toBe(1)
})

test('SQL in every filter finds nothing and harms nothing', async ({ app: { page }, platform }) => {
  const counted = 'select (select count(*)::int from support.tickets) as tickets, (select count(*)::int from console.staff) as staff'
  const before = await sql(platform, counted)
  const failures: string[] = []
  page.on('pageerror', (error) => failures.push(error.message))
  const box = page.getByRole('textbox', { name: /^Filter this list/ })
  const hostile = [
    `'; drop table support.tickets; --`,
    `" or 1=1 --`,
    `%' or '%'='`,
    '\\',
    `status:'; select pg_sleep(9) --`,
    `tag:"'); delete from console.staff; --"`,
    '$1 {{x}} \\u0027',
    '\u0000x',
  ]
  for (const text of hostile) {
    await box.fill(text)
    await box.press('Enter')
    await expect(page.getByRole('region', { name: /^Queue/ })).toHaveAttribute('aria-busy', 'false')
    await expect(page.getByText('The list could not be read.')).toBeHidden()
  }
  await box.fill('')
  await page.getByRole('button', { name: 'Columns and filters' }).click()
  await page.getByRole('textbox', { name: 'Tag', exact: true }).fill(`x'); drop table support.tickets; --`)
  await page.keyboard.press('Enter')
  await expect(page.getByText('No ticket of this view matches.')).toBeVisible()
  expect(await sql(platform, counted)).toEqual(before)
  expect(failures).toEqual([])
})

test('the search box understands words and tokens', async ({ app: { page }, platform }) => {
  await page.evaluate(() => {
    location.hash = '#/tickets?view=open'
  })
  const box = page.getByRole('textbox', { name: /^Filter this list/ })
  await box.fill('owner:me status:progress tag:sepa bank')
  const known = await ticketOf(platform, bankChange)
  await expect(page.getByRole('option')).toHaveCount(1)
  await expect(queueRow(page, known)).toBeVisible()
  await box.fill('T-48213')
  await expect(queueRow(page, known)).toBeVisible()
  await box.fill('zzzqqq')
  await expect(page.getByText('No ticket of this view matches.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(page.getByRole('option').first()).toBeVisible()
})

test('views are saved, renamed and removed, and removing can be taken back', async ({ app: { page } }) => {
  const menu = page.getByRole('button', { name: 'Views' })
  const title = page.getByRole('heading', { level: 1 })
  await page.getByRole('textbox', { name: /^Filter this list/ }).fill('priority:urgent')
  await menu.click()
  await page.getByRole('menuitem', { name: 'Save this view' }).click()
  await page.keyboard.type('Urgent, mine')
  await page.keyboard.press('Enter')
  await expect(title).toHaveText('Urgent, mine')
  await menu.click()
  await page.getByRole('menuitem', { name: 'Rename Urgent, mine' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('On fire')
  await page.keyboard.press('Enter')
  await expect(title).toHaveText('On fire')
  await menu.click()
  await page.getByRole('menuitemradio', { name: 'Mine', exact: true }).click()
  await expect(title).toHaveText('Mine')
  await menu.click()
  await page.getByRole('menuitemradio', { name: 'On fire' }).click()
  await expect(page.getByRole('textbox', { name: /^Filter this list/ })).toHaveValue('priority:urgent')
  await menu.click()
  await page.getByRole('menuitem', { name: 'Remove On fire' }).click()
  await expect(title).toHaveText('Mine')
  await page.keyboard.press('u')
  await menu.click()
  await expect(page.getByRole('menuitemradio', { name: 'On fire' })).toBeVisible()
})

test('an act on a selection counts what was done and names what stood in the way', async ({ app: { page }, platform }) => {
  const chosen = await ticketsWhere(platform, free, 3)
  await page.evaluate(() => {
    location.hash = '#/tickets?view=unassigned'
  })
  for (const known of chosen) await queueRow(page, known).click({ modifiers: ['ControlOrMeta'] })
  const bar = page.getByRole('region', { name: 'Selected tickets' })
  await expect(bar).toContainText('3 selected')
  // Taken by a colleague in the moment before; the screen cannot know it yet.
  const sofia = await staffId(platform, 'sofia')
  await sql(platform, 'alter table console.change disable trigger change_notify')
  await sql(platform, 'update support.tickets set assigned_to = $1 where id = $2', [sofia, chosen[1]?.id])
  await bar.getByRole('button', { name: 'Assign to you' }).click()
  await expect(said(page)).toContainText('2 of 3 tickets assigned to you.')
  await expect(said(page)).toContainText('1 was already claimed.')
  await expect(bar).toContainText('1 selected')
  await page.keyboard.press('Escape')
  await expect(bar).toBeHidden()
})

test('tickets-13: every ticket of a long view is reached by scrolling, back and forth, with only the visible rows in the page', async ({
  app: { page },
  platform,
}) => {
  test.slow()
  await page.evaluate(() => {
    location.hash = '#/tickets?view=all'
  })
  const all = await sql<{ id: string }>(platform, `select id from console.work_item where kind = 'ticket' order by due_at, id`)
  const list = page.getByRole('listbox', { name: 'Tickets' })
  await expect(list.getByRole('option').first()).toBeVisible()
  const topRow = await list.locator('.subject').first().textContent()
  const seen = new Set<string>()
  /** Looks at what is in the page, a part of a page further each time, until the row is among it. */
  const scrollTo = async (id: string | undefined, pages: number) => {
    for (let isReached = false; !isReached; ) {
      const ids = await list.getByRole('option').evaluateAll((rows) => rows.map((row) => row.id.slice(-36)))
      expect(ids.length).toBeLessThan(80)
      for (const each of ids) seen.add(each)
      isReached = ids.some((each) => each === id)
      // The rows of a place are drawn in the frame after the one that scrolled there.
      await list.evaluate(async (element, by) => {
        element.scrollBy(0, by * element.clientHeight)
        for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame)
      }, pages)
    }
  }
  await scrollTo(all.at(-1)?.id, 0.8)
  await scrollTo(all[0]?.id, -4)
  expect(seen.size).toBe(all.length)
  await expect(list.locator('.subject').first()).toHaveText(topRow ?? '')
})
