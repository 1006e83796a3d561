/** People as staff use it: finding somebody, reading what one's roles allow, and what administration does to an account. */
import type { Page } from '@playwright/test'
import { expectNoBarriers } from './support/look.ts'
import { expect, test } from './support/test.ts'
import { sql, ticketOf } from './support/tickets.ts'

/** The customer of the ticket that the demo always has. */
const darya = { ticket: 48213, name: 'Дарья Ремизова', latin: 'Darya Remizova' }

async function find(page: Page, words: string) {
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await expect(page.getByRole('textbox', { name: 'Find a person' })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type(words)
}

const found = (page: Page) => page.getByRole('listbox', { name: 'People found' }).getByRole('option')
const pageOf = (page: Page, name: string) => page.getByRole('region', { name: `Person ${name}` })
const facts = (page: Page, name: string) => page.getByRole('complementary', { name: `Facts about ${name}` })

test('a name in either script, an address and a ticket number lead to the same person', async ({ open, platform }) => {
  const { page } = await open({ person: 'nadia' })
  const [known] = await sql<{ email: string; username: string }>(
    platform,
    `select u.email::text, u.username::text from support.tickets t join identity.users u on u.id = t.user_id where t.ticket_number = $1`,
    [darya.ticket],
  )
  await find(page, 'Дарья Рем')
  for (const words of ['darya remizova', known?.email, known?.username, `T-${darya.ticket}`]) {
    await expect(found(page).filter({ hasText: darya.name }).first()).toBeVisible()
    await page.getByRole('textbox', { name: 'Find a person' }).fill(words ?? '')
  }
  await expect(found(page).first()).toContainText(`T-${darya.ticket}`)
  await page.getByRole('textbox', { name: 'Find a person' }).press('Enter')
  await expect(pageOf(page, darya.name)).toBeVisible()
  await expect(pageOf(page, darya.name).getByText(darya.latin)).toBeVisible()
  await page.getByRole('textbox', { name: 'Find a person' }).fill('nobody is called this')
  await expect(page.getByRole('heading', { name: 'Nobody is called that.' })).toBeVisible()
})

test('sections load by themselves and lead on, to the ticket and to Records', async ({ open, platform }) => {
  const { page } = await open({ person: 'nadia' })
  const ticket = await ticketOf(platform, darya.ticket)
  await find(page, `T-${darya.ticket}`)
  await expect(found(page).first()).toBeVisible()
  await page.keyboard.press('Enter')
  const person = pageOf(page, darya.name)
  await expect(person.getByRole('heading', { name: /^Tickets/ })).toBeVisible()
  await expect(facts(page, darya.name).getByText('Available')).toBeVisible()
  // That there is a date of birth may be known to the desk, the date may not.
  await expect(facts(page, darya.name).getByText('not for your roles')).toHaveCount(1)
  const [born] = await sql<{ on: string }>(
    platform,
    `select date_of_birth::text as on from support.tickets t join identity.users u on u.id = t.user_id where t.ticket_number = $1`,
    [darya.ticket],
  )
  expect(born?.on).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  await expect(facts(page, darya.name)).not.toContainText(born?.on.slice(0, 4) ?? '')
  await expect(person.getByRole('heading', { name: /^Audit/ })).toHaveCount(0)
  await person.getByRole('region', { name: 'Tickets' }).getByRole('heading').getByRole('link').click()
  await expect(page.getByRole('grid', { name: 'support.tickets' })).toBeVisible()
  await page.goBack()
  await expect(person).toBeVisible()
  await person.getByRole('link', { name: ticket.subject }).click()
  await expect(page).toHaveURL(new RegExp(`#/tickets/${ticket.id}`))
})

test('a moderator sees no money, and an account of staff is out of reach for administration', async ({ open }) => {
  const moderator = await open({ person: 'amara' })
  await find(moderator.page, 'darya remizova')
  await expect(found(moderator.page).first()).toBeVisible()
  await moderator.page.keyboard.press('Enter')
  await expect(facts(moderator.page, darya.name).getByRole('heading', { name: /^Plan/ })).toBeVisible()
  await expect(facts(moderator.page, darya.name).getByRole('heading', { name: /^Wallet/ })).toHaveCount(0)
  await expect(moderator.page.getByRole('button', { name: 'Suspend' })).toHaveCount(0)

  const admin = await open({ person: 'daniel' })
  await find(admin.page, 'nadia rahmani')
  await expect(found(admin.page).first()).toBeVisible()
  await admin.page.keyboard.press('Enter')
  await expect(admin.page.getByRole('button', { name: 'Suspend' })).toHaveAttribute('aria-disabled', 'true')
})

test('administration suspends with a reason and reinstates; both stand in the audit', async ({ open, platform }) => {
  const { page } = await open({ person: 'daniel' })
  await find(page, 'darya remizova')
  await expect(found(page).first()).toBeVisible()
  await page.keyboard.press('Enter')
  const person = pageOf(page, darya.name)
  await person.getByRole('button', { name: 'Suspend' }).click()
  const dialog = page.getByRole('alertdialog', { name: `Suspend ${darya.name}?` })
  await expect(dialog).toContainText('signed out everywhere')
  await dialog.getByLabel('Why, for the audit').fill('Reported by the bank')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(person.getByText('suspended', { exact: true })).toBeVisible()
  await expect(person.getByRole('region', { name: 'Strikes and sanctions' })).toContainText('Reported by the bank')
  await expect(person.getByRole('region', { name: 'Audit' })).toContainText('Suspended')
  const [row] = await sql<{ status: string }>(
    platform,
    `select u.status::text from support.tickets t join identity.users u on u.id = t.user_id where t.ticket_number = $1`,
    [darya.ticket],
  )
  expect(row?.status).toBe('suspended')
  await person.getByRole('button', { name: 'Reinstate' }).click()
  await page.getByRole('dialog').getByLabel('Why, for the audit').fill('Cleared')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(person.getByRole('region', { name: 'Audit' })).toContainText('Reinstated')
  await expect(person.getByText('active', { exact: true }).first()).toBeVisible()

  await person.getByRole('button', { name: 'More acts' }).click()
  await page.getByRole('menuitem', { name: 'Change the role' }).click()
  const roles = page.getByRole('dialog', { name: `Change the role of ${darya.name}?` })
  await roles.getByText('Label', { exact: true }).click()
  await roles.getByLabel('Why, for the audit').fill('Runs a label now')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(person.getByRole('region', { name: 'Audit' })).toContainText('Changed the role of the person')
})

test('every state of People is free of barriers', async ({ open }) => {
  const { page } = await open({ person: 'daniel' })
  await find(page, 'remiz')
  await expect(found(page).first()).toBeVisible()
  await expectNoBarriers(page)
  await page.getByRole('textbox', { name: 'Find a person' }).press('Enter')
  await expect(page.getByRole('heading', { name: /^Audit/ })).toBeVisible()
  await expectNoBarriers(page)
  await page.getByRole('button', { name: 'Suspend' }).click()
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await expectNoBarriers(page)
})
