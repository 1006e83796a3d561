/** What is typed is never lost, and what is sent arrives once. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { look } from './support/look.ts'
import { expect, test } from './support/test.ts'
import {
  bankChange,
  conversation,
  customerWrites,
  expectSaved,
  free,
  openTicket,
  paste,
  property,
  said,
  sql,
  ticketOf,
  ticketsWhere,
  write,
} from './support/tickets.ts'

const picture = readFileSync(join(import.meta.dirname, '../../resources/specimens/selfie-1.png'))
const pause = 1_000 // ms after which nothing typed may be missing

test('tickets-1: kill -9 in the middle of typing; after the restart the text is on the screen with its caret', async ({
  open,
  platform,
}) => {
  const known = await ticketOf(platform, bankChange)
  const first = await open({ person: 'nadia' })
  const ticket = await openTicket(first.page, known)
  const field = await write(ticket, 'reply')
  await first.page.keyboard.type('Hello Darya,\n\nif finance signs before 16:00 today, the money comes tonight.', { delay: 5 })
  for (let step = 0; step < 'tonight.'.length; step += 1) await first.page.keyboard.press('ArrowLeft')
  await first.page.keyboard.type('surely ')
  await first.page.waitForTimeout(pause)
  const typed = await field.inputValue()
  await first.page.keyboard.type('and then')
  await first.kill()

  const again = await open({ person: 'nadia', dataDir: first.dataDir })
  await expect(again.page.getByText('1 draft kept')).toBeVisible()
  const restored = await openTicket(again.page, known)
  await expect(said(again.page)).toContainText('Your draft is back')
  const back = await write(restored, 'reply')
  const text = await back.inputValue()
  expect(text.replace(/and then|and the|and|an|a(?=tonight)/, '').replace('surely  ', 'surely ')).toContain('the money comes surely')
  expect(text.length).toBeGreaterThanOrEqual(typed.length)
  const caret = await back.evaluate((element: HTMLTextAreaElement) => element.selectionStart)
  expect(text.slice(caret)).toBe('tonight.')
})

test('tickets-2: a draft of 50,000 characters is unchanged through 100 switches of ticket', async ({ app: { page }, platform }) => {
  const known = await ticketOf(platform, bankChange)
  const [other] = await ticketsWhere(platform, free, 1)
  if (!other) throw new Error('Nothing is free.')
  const text = Array.from({ length: 1_000 }, (_, n) => `Line ${n} מה קורה 🎛️ مرحبا {x} <b>&amp; ${'é'.repeat(12)} end`)
    .join('\n')
    .slice(0, 50_000)
  const ticket = await openTicket(page, known)
  await paste(await write(ticket, 'reply'), text)
  await page.keyboard.press('Escape')
  const field = page.getByRole('textbox', { name: 'Public reply' })
  for (let round = 0; round < 50; round += 1) {
    await page.evaluate((id) => {
      location.hash = `#/tickets/${id}?view=open`
    }, other.id)
    await expect(page.getByRole('region', { name: `Ticket T-${other.number}` })).toBeVisible()
    await page.evaluate((id) => {
      location.hash = `#/tickets/${id}?view=open`
    }, known.id)
    await expect(page.getByRole('region', { name: `Ticket T-${known.number}` })).toBeVisible()
  }
  expect(await field.inputValue()).toBe(text)
  await expectSaved(ticket)
  await page.reload()
  await openTicket(page, known)
  await expect(field).not.toHaveValue('')
  expect(await field.inputValue()).toBe(text)
})

test('tickets-3: reply and note are two drafts, across a restart and a change of owner, status and tags by a colleague', async ({
  open,
  platform,
}) => {
  const known = await ticketOf(platform, bankChange)
  const nadia = await open({ person: 'nadia' })
  const sofia = await open({ person: 'sofia' })
  const mine = await openTicket(nadia.page, known)
  await write(mine, 'reply')
  await nadia.page.keyboard.type('For the customer')
  await nadia.page.keyboard.press('Escape')
  await write(mine, 'note')
  await nadia.page.keyboard.type('For Ruth')
  await expectSaved(mine)

  const hers = await openTicket(sofia.page, known)
  const choose = async (name: string, value: string) => {
    await property(hers, name).click()
    await sofia.page
      .getByRole('menuitemradio', { name: value })
      .or(sofia.page.getByRole('menuitem', { name: value }))
      .click()
  }
  await choose('Status', 'Open')
  await choose('Owner', 'You')
  await hers.pane.getByRole('button', { name: 'Tags' }).click()
  await sofia.page.keyboard.type('seen')
  await sofia.page.keyboard.press('Enter')
  await expect(property(mine, 'Owner')).toHaveAccessibleName('Owner: Sofia Brandt')
  await expect(mine.pane.getByRole('textbox', { name: 'Internal note' })).toHaveValue('For Ruth')
  await nadia.close()

  const again = await open({ person: 'nadia', dataDir: nadia.dataDir })
  const ticket = await openTicket(again.page, known)
  await expect(await write(ticket, 'reply')).toHaveValue('For the customer')
  await again.page.keyboard.press('Escape')
  await expect(await write(ticket, 'note')).toHaveValue('For Ruth')
})

test('tickets-4: earlier texts come back from the versions, a discarded one too', async ({ app: { page }, platform }) => {
  const ticket = await openTicket(page, await ticketOf(platform, bankChange))
  const field = await write(ticket, 'reply')
  await page.keyboard.type('The first long text that was written here.')
  await expectSaved(ticket)
  await paste(field, 'Another one.')
  await expectSaved(ticket)
  await ticket.pane.getByRole('button', { name: 'Discard this draft' }).click()
  await expect(field).toHaveValue('')
  await expect(said(page)).toContainText('Reply discarded. 12 characters, kept in the versions.')
  await field.focus()
  await page.keyboard.type('Begun')
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect(field).toHaveValue('Another one.')
  await expectSaved(ticket)
  await ticket.pane.getByRole('button', { name: 'Discard this draft' }).click()
  await ticket.pane.getByRole('button', { name: 'Versions of this draft' }).click()
  await expect(page.getByRole('option').filter({ hasText: 'discarded' }).first()).toBeVisible()
  await expect(page.getByRole('option').filter({ hasText: 'Begun' })).toBeVisible()
  await page.keyboard.type('first long')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('The first long text that was written here.')
  await expectSaved(ticket)
})

test('an earlier text does not take the place of one that is not kept', async ({ app: { page }, platform, shell }) => {
  test.skip(shell === 'electron', 'Only a browser lets a test cut the line.')
  const ticket = await openTicket(page, await ticketOf(platform, bankChange))
  const field = await write(ticket, 'reply')
  await page.keyboard.type('The first long text that was written here.')
  await expectSaved(ticket)
  await paste(field, 'Another one')
  await expectSaved(ticket)
  await page.route('**/rpc', (route) =>
    route.request().postDataJSON().method === 'drafts.save' ? route.abort('connectionreset') : route.continue(),
  )
  await page.keyboard.type(' that is not kept')
  await expect(ticket.pane.getByRole('alert')).toContainText('Not saved:')
  const chooseFirst = async () => {
    await ticket.pane.getByRole('button', { name: 'Versions of this draft' }).click()
    const first = page.getByRole('option').filter({ hasText: 'The first long text' })
    await expect(first).toBeVisible()
    await page.keyboard.type('first long')
    await expect(first).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
  }
  await chooseFirst()
  await expect(said(page)).toContainText('nothing took its place')
  await expect(field).toHaveValue('Another one that is not kept')
  await page.unroute('**/rpc')
  await chooseFirst()
  await expect(field).toHaveValue('The first long text that was written here.')
  // The list that is closing gives the focus back, which closes one that opens in the same moment.
  await expect(async () => {
    await ticket.pane.getByRole('button', { name: 'Versions of this draft' }).click()
    await expect(page.getByRole('option').filter({ hasText: 'Another one that is not kept' })).toBeVisible({ timeout: 1000 })
  }).toPass()
})

test('forms in dialogs are kept through kill -9, listed with a way back, and discarded with an undo', async ({ open, platform, shell }) => {
  test.skip(shell === 'electron', 'The store is the same, and the shells differ in nothing of it.')
  const toConflict = async (page: Page) => {
    await page.evaluate(() => {
      location.hash = '#/rights'
    })
    await page.getByRole('option', { name: 'Glass Harbour' }).click()
    await expect(page.getByRole('heading', { name: 'Glass Harbour', level: 2 })).toBeVisible()
  }
  const ask = async (page: Page, name: string) => {
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name }).click()
    return page.getByRole('dialog')
  }
  const saved = (dialog: Locator) => expect(dialog.getByText(/^Saved \d\d:\d\d:\d\d$/)).toBeVisible()

  const first = await open({ person: 'priya' })
  await toConflict(first.page)
  const claim = await ask(first.page, 'Enter another claim')
  await claim.getByRole('textbox', { name: 'Holder' }).fill('Wren and Daughters')
  await claim.getByRole('textbox', { name: 'Share, percent' }).fill('40')
  await saved(claim)
  await first.page.keyboard.press('Escape')
  const split = await ask(first.page, 'Edit the split of royalties')
  await split.getByRole('textbox', { name: 'Name of recipient 1' }).fill('Deep Harbour Music')
  await saved(split)
  await first.page.waitForTimeout(pause)
  await first.kill()

  const { page } = await open({ person: 'priya', dataDir: first.dataDir })
  await page.keyboard.press('ControlOrMeta+o')
  const list = page.getByRole('dialog').getByRole('region', { name: 'Drafts' })
  await expect(list.getByText(/^(Claim|Split) in R-\d+ Glass Harbour/)).toHaveCount(2)
  await look(page, 'drafts-of-forms')
  const claimRow = list.locator('.box-row').filter({ hasText: 'Claim in' })
  await claimRow.getByRole('button', { name: 'Discard' }).click()
  await expect(claimRow).toHaveCount(0)
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect(claimRow).toHaveCount(1)
  await list.locator('.box-row').filter({ hasText: 'Split in' }).getByRole('button', { name: 'Open' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of recipient 1' })).toHaveValue('Deep Harbour Music')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+o')
  await claimRow.getByRole('button', { name: 'Open' }).click()
  const back = page.getByRole('dialog')
  await expect(back.getByRole('textbox', { name: 'Share, percent' })).toHaveValue('40')
  await look(page, 'draft-of-a-claim')
  await back.getByRole('button', { name: 'Save the claim' }).click()
  await expect(said(page)).toContainText(/The claim in R-\d+ is saved/)
  expect(await sql(platform, `select from rights.claims where holder_name = 'Wren and Daughters'`)).toHaveLength(1)
  await page.keyboard.press('ControlOrMeta+o')
  await expect(list.getByText(/^(Claim|Split) in/)).toHaveCount(1)
})

test('the text is there again after the window was closed in the middle of a word', async ({ app: { page }, platform, shell }) => {
  test.skip(shell === 'electron', 'Closing the window ends the console there.')
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(page, known)
  await write(ticket, 'reply')
  await page.keyboard.type('Not even a pause')
  await page.reload()
  const again = await openTicket(page, known)
  await expect(again.pane.getByRole('textbox', { name: 'Public reply' })).toHaveValue('Not even a pause')
})

test('“saved” is said only when it is so', async ({ open, platform, shell }) => {
  test.skip(shell === 'electron', 'The page ends with the console there.')
  const known = await ticketOf(platform, bankChange)
  const console = await open({ person: 'nadia' })
  const ticket = await openTicket(console.page, known)
  const field = await write(ticket, 'reply')
  await console.page.keyboard.type('kept')
  await expectSaved(ticket)
  await console.kill({ keepPage: true })
  await console.page.keyboard.type(' and not kept')
  await expect(ticket.pane.getByRole('alert')).toContainText('Not saved:')
  await expect(ticket.pane.getByText(/^Saved/)).toBeHidden()
  await expect(field).toHaveValue('kept and not kept')
})

test('a reply whose answer was lost on the way is sent again as the same command: it arrives once', async ({
  app: { page },
  platform,
  shell,
}) => {
  test.skip(shell === 'electron', 'Only a browser lets a test cut the line.')
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(page, known)
  await write(ticket, 'reply')
  await page.keyboard.type('Sent over a bad line.')
  await expectSaved(ticket)
  // It reaches the database; the answer does not reach the screen.
  let cuts = 0
  await page.route('**/rpc', async (route) => {
    const { method } = route.request().postDataJSON()
    if (method !== 'outbox.submit' || cuts > 0) return route.continue()
    cuts += 1
    await route.fetch()
    await route.abort('connectionreset')
  })
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(ticket.pane.getByRole('button', { name: 'Send again' })).toBeVisible()
  await expect(ticket.pane.getByRole('textbox', { name: 'Public reply' })).toHaveValue('Sent over a bad line.')
  await ticket.pane.getByRole('button', { name: 'Send again' }).click()
  await expect(said(page)).toContainText('Reply sent')
  await expect(ticket.pane.getByRole('textbox', { name: 'Public reply' })).toHaveValue('')
  expect(
    await sql(platform, `select from support.ticket_messages where ticket_id = $1 and body = 'Sent over a bad line.'`, [known.id]),
  ).toHaveLength(1)
})

test('a draft written after an unknown end is not swallowed: what changed since stays', async ({ app: { page }, platform, shell }) => {
  test.skip(shell === 'electron', 'Only a browser lets a test cut the line.')
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(page, known)
  const field = await write(ticket, 'reply')
  await page.keyboard.type('First words.')
  await expectSaved(ticket)
  let cuts = 0
  await page.route('**/rpc', async (route) => {
    if (route.request().postDataJSON().method !== 'outbox.submit' || cuts > 0) return route.continue()
    cuts += 1
    await route.fetch()
    await route.abort('connectionreset')
  })
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(ticket.pane.getByRole('button', { name: 'Send again' })).toBeVisible()
  await field.focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(' And more.')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(ticket.pane.getByText(/An earlier text of this draft did arrive/)).toBeVisible()
  await expect(field).toHaveValue('First words. And more.')
  expect(
    await sql(platform, `select body from support.ticket_messages where ticket_id = $1 and body like 'First words.%'`, [known.id]),
  ).toEqual([{ body: 'First words.' }])
})

test('what another window did to a draft shows when one comes back to this one', async ({ app: { page }, platform }) => {
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(page, known)
  const field = await write(ticket, 'reply')
  await page.keyboard.type('Of this window.')
  await expectSaved(ticket)
  const key = { kind: 'ticket', itemId: known.id, slot: 'reply' }
  /** As the other window does it, and comes back to this one. */
  const beside = (change: object | null) =>
    page.evaluate(
      async ([key, change]) => {
        const bridge = (window as unknown as { backline: { invoke(method: string, input: object): Promise<{ value: unknown }> } }).backline
        const { value } = await bridge.invoke('app.state', {})
        const owner = (value as { person: { staff: { id: string } } }).person.staff.id
        const empty = { caret: null, templateId: null, baseVersion: null, commandId: null, attempt: null }
        if (change) await bridge.invoke('drafts.save', { owner, key, label: 'T', content: { ...empty, ...change } })
        else await bridge.invoke('drafts.discard', { owner, key, sent: true })
        window.dispatchEvent(new Event('focus'))
      },
      [key, change] as const,
    )
  await beside({ body: 'Of the other window.' })
  await expect(field).toHaveValue('Of the other window.')
  await beside(null)
  await expect(field).toHaveValue('')
})

test('while the customer writes and colleagues act, no key is lost and the caret stays', async ({ app: { page }, platform }) => {
  const known = await ticketOf(platform, bankChange)
  const ticket = await openTicket(page, known)
  const field = await write(ticket, 'reply')
  const text = 'The quick brown fox jumps over the lazy dog. '.repeat(6)
  const typing = page.keyboard.type(text, { delay: 15 })
  for (let n = 1; n <= 4; n += 1) {
    await customerWrites(platform, known, `And another thing ${n}`)
    await sql(platform, 'update support.tickets set priority = $2 where id = $1', [known.id, n % 2 ? 'high' : 'urgent'])
  }
  await typing
  await expect(field).toHaveValue(text)
  await expect(conversation(ticket).getByText('And another thing 4')).toBeVisible()
  await expect(field).toBeFocused()
})

test('tickets-1: files are attached by choosing, dropping and pasting, survive kill -9, arrive once and are looked at in the thread', async ({
  open,
  platform,
}) => {
  const known = await ticketOf(platform, bankChange)
  const first = await open({ person: 'nadia' })
  const ticket = await openTicket(first.page, known)
  const attached = (page: Page) => page.getByRole('list', { name: 'Attached files' }).getByRole('listitem')
  // Listened for long before it comes: a key is quicker than the listening.
  const chooser = first.page.waitForEvent('filechooser')
  const field = await write(ticket, 'reply')
  await first.page.keyboard.type('The form is attached.')
  await first.page.keyboard.press('ControlOrMeta+u')
  await (await chooser).setFiles([
    { name: 'payout-form.png', mimeType: 'image/png', buffer: picture },
    { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
  ])
  await expect(said(first.page)).toContainText('empty.txt was not attached: it is empty.')
  const long = `${'كشف الحساب البنكي '.repeat(30)}.txt`
  await bring(field, 'drop', [
    { name: long, text: 'one of a kind' },
    { name: 'same.png', base64: picture.toString('base64') },
  ])
  await bring(field, 'paste', [{ name: 'image.bin', text: 'from the clipboard' }])
  await expect(attached(first.page)).toHaveText([/payout-form\.png/, /\.txt13 B/, /image\.bin/])
  await expect(said(first.page)).toContainText('same.png is attached already.')
  await expectSaved(ticket)
  await look(first.page, 'composer-attached')
  await first.kill()

  const again = await open({ person: 'nadia', dataDir: first.dataDir })
  const restored = await openTicket(again.page, known)
  await expect(said(again.page)).toContainText('21 characters, 3 files')
  await again.page.getByRole('button', { name: 'Take off image.bin' }).click()
  await expect(attached(again.page)).toHaveCount(2)
  await write(restored, 'reply')
  await again.page.keyboard.press('ControlOrMeta+Enter')
  await expect(said(again.page)).toContainText('Reply sent')
  const reply = conversation(restored).getByRole('article', { name: 'You, public reply' }).last()
  await expect(reply).toContainText('The form is attached.')
  await expect(attached(again.page)).toHaveCount(0)
  await reply.getByRole('button', { name: /^payout-form/ }).click()
  const viewer = again.page.getByRole('dialog', { name: 'payout-form.png' })
  await expect(viewer.getByRole('img', { name: 'payout-form.png' })).toBeVisible()
  await look(again.page, 'attachment')
  await again.page.keyboard.press('Escape')
  await reply.getByRole('button', { name: /^كشف/ }).click()
  await expect(said(again.page)).toContainText('was saved.')
  const rows = await sql<{ files: string[]; looks: number }>(
    platform,
    `select jsonb_path_query_array(m.attachments, '$[*].name') as files,
       (select count(*)::int from console.audit a where a.item_id = m.ticket_id and a.action = 'document_view') as looks
     from support.ticket_messages m where m.ticket_id = $1 and m.body = 'The form is attached.'`,
    [known.id],
  )
  expect(rows).toEqual([{ files: ['payout-form.png', expect.stringMatching(/^كشف.*\.txt$/)], looks: 2 }])
})

interface Brought {
  name: string
  text?: string
  base64?: string
}

/** Files as the system's file manager or clipboard hands them over. */
function bring(field: Locator, how: 'drop' | 'paste', files: Brought[]): Promise<void> {
  return field.evaluate(
    (element, { how, files }) => {
      const data = new DataTransfer()
      for (const { name, text, base64 } of files) {
        const bytes = base64 ? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)) : String(text)
        data.items.add(new File([bytes], name))
      }
      const init = { bubbles: true, cancelable: true }
      element.dispatchEvent(
        how === 'drop'
          ? new DragEvent('drop', { ...init, dataTransfer: data })
          : new ClipboardEvent('paste', { ...init, clipboardData: data }),
      )
    },
    { how, files },
  )
}
