/** What a moderator does with cases, alone and beside colleagues. */
import type { Page } from '@playwright/test'
import { expect, test } from './support/test.ts'
import { said, sql } from './support/tickets.ts'

type Platform = Parameters<typeof sql>[0]

const open = async (page: Page, path: string) => {
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#/moderation${path}`)
}
const decision = (page: Page) => page.getByRole('complementary')
const caseOf = async (platform: Platform, condition: string) => {
  const [found] = (await sql(
    platform,
    `select w.id, w.number::int, w.title, w.customer from console.work_item w join moderation.cases c on c.id = w.id
     where w.kind = 'case' and w.is_open and w.assignee is null and ${condition} order by w.due_at, w.id limit 1`,
  )) as { id: string; number: number; title: string; customer: string }[]
  if (!found) throw new Error(`The demo has no case where ${condition}`)
  return found
}
const reported = `w.status <> 'appealed' and c.source = 'report' and c.content_type = 'comment'`

async function claim(page: Page, found: { id: string; title: string }) {
  await open(page, `/${found.id}`)
  await expect(page.getByRole('heading', { name: found.title }).first()).toBeVisible()
  await page.keyboard.press('c')
  await expect(page.getByText(/Yours for|yours for/).first()).toBeVisible()
}

/** Policy, facts and action of an adverse decision, by keys. */
async function fillIn(page: Page, policy: string, facts: string) {
  await page.keyboard.press('1')
  await page.keyboard.type(policy)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: new RegExp(`^Policy: ${policy}`) })).toBeVisible()
  await expect(page.getByRole('menu')).toBeHidden()
  await page.keyboard.press('3')
  await expect(decision(page).getByRole('textbox', { name: /^Facts/ })).toBeFocused()
  await page.keyboard.type(facts)
  await page.keyboard.press('Escape')
  await page.keyboard.press('d')
  await expect(page.getByRole('radio', { name: 'Remove' })).toBeChecked()
}

test('moderation-1: a morning’s work of a moderator by keyboard alone', async ({ open: start, platform }) => {
  test.setTimeout(180_000)
  const { page } = await start({ person: 'tomasz' })
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await expect(page.getByRole('option').first()).toBeVisible()
  let before = ''
  for (let n = 0; n < 20; n++) {
    await page.keyboard.press('c')
    await expect(page.getByRole('region', { name: /^Case M-/ })).not.toHaveAccessibleName(before || 'none')
    before = (await page.getByRole('region', { name: /^Case M-/ }).getAttribute('aria-label')) ?? ''
    await expect(page.getByText(/Yours for|yours for/).first()).toBeVisible()
    if (await page.getByRole('radio', { name: 'Let it stand' }).isVisible()) {
      await page.keyboard.press('1')
      await page.keyboard.press('Space')
      await page.keyboard.press('2')
      await page.keyboard.type('We looked at it again; the decision stays.')
    } else if (n % 4 === 3) await fillIn(page, 'D1', 'It was posted forty times.')
    else await page.keyboard.press('a')
    await expect(
      decision(page)
        .getByRole('button', { name: /notify$|^Approve$|and answer$|^Remove$/ })
        .last(),
    ).not.toHaveAttribute('aria-disabled', 'true')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(decision(page).getByRole('heading', { name: 'Decided' })).toBeVisible()
  }
  const [done] = await sql(
    platform,
    `select count(*)::int as n from console.case_decision d join console.staff s on s.user_id = d.decided_by where s.login = 'tomasz'`,
    [],
  )
  expect(done).toEqual({ n: 20 })
})

test('moderation-10, 11, 12: what is missing blocks, what follows is shown before it is sent, and it can be undone', async ({
  open: start,
  platform,
}) => {
  const found = await caseOf(platform, reported)
  const { page } = await start({ person: 'amara' })
  // Without motion a menu has nothing to wait for before it goes.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await claim(page, found)
  await page.keyboard.press('d')
  await expect(decision(page).getByText('Choose the policy', { exact: true })).toBeVisible()
  await expect(decision(page).getByText(/not filled yet/)).toBeVisible()
  await fillIn(page, 'A1', 'The second line wishes somebody dead.')
  await expect(decision(page).getByText('0 now + 4 = 4')).toBeVisible()
  await expect(decision(page).getByText('The notice warns them.').first()).toBeVisible()
  await expect(decision(page).getByRole('textbox', { name: /^Notice in / })).toHaveValue(/The second line wishes somebody dead/)
  await expect(decision(page).getByText(/^Saved/)).toBeVisible()
  const look = () =>
    sql(
      platform,
      `select c.status::text, m.is_hidden as hidden, (select count(*)::int from console.case_strike s where s.user_id = c.owner_id and removed_at is null) as strikes
       from moderation.cases c join community.comments m on m.id = c.entity_id where c.id = $1`,
      [found.id],
    )
  const [before] = await look()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(page)).toContainText(`“${found.title}” decided.`)
  expect(await look()).toEqual([{ status: 'rejected', hidden: true, strikes: 1 }])
  await page.keyboard.press('u')
  await expect(said(page)).toContainText('is as it was, and yours again.')
  expect(await look()).toEqual([before])
  await expect(decision(page).getByRole('heading', { name: 'Decision' })).toBeVisible()
})

test('moderation-3, 16: a colleague’s claim shows at once; a late decision is refused and what was filled in is kept', async ({
  open: start,
  platform,
}) => {
  const found = await caseOf(platform, reported)
  const mine = await start({ person: 'amara' })
  const theirs = await start({ person: 'tomasz' })
  await claim(mine.page, found)
  await fillIn(mine.page, 'D1', 'Forty of the same.')
  await expect(decision(mine.page).getByText(/^Saved/)).toBeVisible()
  await open(theirs.page, `/${found.id}`)
  await expect(theirs.page.getByText(/Amara Okafor holds this/).first()).toBeVisible({ timeout: 2000 })
  await sql(platform, `update console.lease set until = now() - interval '1 second' where item_id = $1`, [found.id])
  await sql(
    platform,
    `insert into console.lease (kind, item_id, holder, until) select 'case', $1, user_id, now() + interval '10 minutes' from console.staff where login = 'tomasz'
     on conflict (kind, item_id) do update set holder = excluded.holder, until = excluded.until, since = now()`,
    [found.id],
  )
  await mine.page.keyboard.press('ControlOrMeta+Enter')
  await expect(mine.page.getByText(/Tomasz .* (holds|took) this/).first()).toBeVisible()
  await expect(decision(mine.page).getByRole('textbox', { name: /^Facts/ })).toHaveValue('Forty of the same.')
  expect(await sql(platform, 'select count(*)::int as n from console.case_decision where case_id = $1', [found.id])).toEqual([{ n: 0 }])
})

test('moderation-8: pictures are blurred and grey until they are asked for', async ({ open: start, platform }) => {
  const found = await caseOf(platform, `c.content_type in ('cover', 'avatar')`)
  const { page } = await start({ person: 'amara' })
  await open(page, `/${found.id}`)
  const picture = page.getByRole('img', { name: /blurred$/ }).first()
  await expect(picture).toBeVisible()
  expect(await picture.evaluate((image) => getComputedStyle(image).filter)).toBe('blur(12px) grayscale(1)')
  await page.keyboard.press('v')
  const shown = page.getByRole('img', { name: /as published$/ }).first()
  await expect(shown).toBeVisible()
  expect(await shown.evaluate((image) => getComputedStyle(image).filter)).toBe('none')
  const [looks] = await sql<{ n: number }>(
    platform,
    `select count(*)::int as n from console.audit where item_id = $1 and action = 'document_view'`,
    [found.id],
  )
  expect(looks?.n).toBeGreaterThan(0)
})

test('moderation-7: a span is marked while it plays, belongs to the facts, and its times are in decision and notice', async ({
  open: start,
  platform,
}) => {
  const found = await caseOf(platform, `c.content_type = 'track' and c.signals -> 'spans' <> '[]' and w.status <> 'appealed'`)
  const { page } = await start({ person: 'amara' })
  await claim(page, found)
  await expect(page.getByRole('img', { name: /^Waveform, \d:/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  await page.keyboard.press(']')
  const first = page.getByRole('row', { selected: true })
  await expect(first).toContainText('automatic')
  await page.keyboard.press('i')
  await page.keyboard.press('Space')
  await expect(page.getByText(/A span begins at/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.waitForTimeout(700)
  await page.keyboard.press('Space')
  await page.keyboard.press('o')
  await expect(page.getByRole('row', { name: /marked by you/ })).toBeVisible()
  await fillIn(page, 'C2', 'The lead vocal is another’s.')
  await expect(decision(page).getByRole('textbox', { name: /^Notice in / })).toHaveValue(/\d:\d\d\.\d–\d:\d\d\.\d/)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(decision(page).getByRole('heading', { name: 'Decided' })).toBeVisible()
  const [made] = await sql(platform, 'select jsonb_array_length(spans) as spans from console.case_decision where case_id = $1', [found.id])
  expect(made).toEqual({ spans: 1 })
})

test('an appeal is answered in words by somebody else, and overturning puts the content back', async ({ open: start, platform }) => {
  const found = await caseOf(platform, reported)
  await sql(
    platform,
    `with d as (update moderation.cases set status = 'rejected', decided_at = now(), decided_by = (select user_id from console.staff where login = 'amara') where id = $1 returning entity_id, owner_id),
       hidden as (update community.comments set is_hidden = true where id = (select entity_id from d))
     select`,
    [found.id],
  )
  await sql(
    platform,
    `insert into moderation.appeals (user_id, case_id, statement) select owner_id, id, 'It was a joke among friends.' from moderation.cases where id = $1`,
    [found.id],
  )
  const first = await start({ person: 'amara' })
  await open(first.page, `/${found.id}`)
  await expect(
    decision(first.page)
      .getByText(/You decided this before/)
      .first(),
  ).toBeVisible()
  const { page } = await start({ person: 'tomasz' })
  await claim(page, found)
  await expect(page.getByText('“It was a joke among friends.”')).toBeVisible()
  await page.keyboard.press('1')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('2')
  await page.keyboard.type('You were right, it is a joke.')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(decision(page).getByRole('heading', { name: 'Decided' })).toBeVisible()
  expect(
    await sql(
      platform,
      `select a.status::text, a.decision_notes as answer, m.is_hidden as hidden from moderation.appeals a join moderation.cases c on c.id = a.case_id
       join community.comments m on m.id = c.entity_id where c.id = $1`,
      [found.id],
    ),
  ).toEqual([{ status: 'approved', answer: 'You were right, it is a joke.', hidden: false }])
})
