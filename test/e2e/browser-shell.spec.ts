/** What only the browser shell has or shows: an address that opens once, and what the screen costs to load. */
import { gzipSync } from 'node:zlib'
import { chromium, type Page } from '@playwright/test'
import { expect, test } from './support/test.ts'

test('the address opens once; another browser is told where to find a fresh one, which works', async ({ open }) => {
  const console = await open()
  const used = console.output().match(/^Backline: (\S+)/m)?.[1] ?? ''
  await expect(console.page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  const other = await console.page.context().browser()?.newContext()
  const page = await other?.newPage()
  if (!page) throw new Error(`${chromium.name()} gave no page`)
  await page.goto(used)
  await expect(page.getByText('A fresh address was printed in the terminal')).toBeVisible()
  await expect.poll(() => console.output().match(/^Backline: /gm)?.length).toBe(2)
  await page.goto(
    console
      .output()
      .match(/^Backline: (\S+)/gm)?.[1]
      ?.slice('Backline: '.length) ?? '',
  )
  await expect(page.getByRole('heading', { name: 'Backline' })).toBeVisible()
})

test('the cookie is out of the reach of scripts', async ({ open }) => {
  const { page } = await open()
  expect(await page.evaluate(() => document.cookie)).toBe('')
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/', domain: '127.0.0.1', expires: -1 })
})

test('the key stays with the tab and out of the address; a tab opened beside it is told where to go', async ({ open }) => {
  const { page } = await open()
  await expect.poll(() => page.evaluate(() => location.hash)).not.toContain('key')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Backline' })).toBeVisible()
  const other = await page.context().browser()?.newContext()
  await other?.addCookies(await page.context().cookies())
  const beside = await other?.newPage()
  if (!beside) throw new Error(`${chromium.name()} gave no page`)
  await beside.goto(page.url())
  await expect(beside.getByText('Open the address that its terminal shows.')).toBeVisible()
})

test('when its process is gone the page says so and keeps what stands there', async ({ app }) => {
  await app.kill({ keepPage: true })
  await expect(app.page.getByText('no longer answers on this computer').first()).toBeVisible()
})

/** Every script that the page has loaded since it was opened. */
async function scriptsOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const addresses = performance.getEntriesByType('resource').map(({ name }) => name)
    return Promise.all(addresses.filter((name) => name.endsWith('.js')).map(async (name) => (await fetch(name)).text()))
  })
}

function expectLight(scripts: string[]) {
  expect(scripts.length).toBeGreaterThan(1)
  expect(scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)).toBeLessThanOrEqual(200_000)
  expect(scripts.some((script) => script.includes('recharts'))).toBe(false)
}

test('the first screen costs at most 200 kB of script, gzipped, and no chart code', async ({ open }) => {
  const { page } = await open()
  // Its figures stand without the charts, which come after them.
  await page.route(/charts-[^/]*\.js/, () => {})
  await page.getByRole('button', { name: /Nadia Rahmani/ }).click()
  await expect(page.getByRole('link', { name: /^Tickets, waiting: \d/ })).toBeVisible()
  expectLight(await scriptsOf(page))
})

test('the ticket desk, opened first, costs no more', async ({ open }) => {
  const { page, signIn } = await open()
  await expect(page.getByRole('heading', { name: 'Backline' })).toBeVisible()
  await page.evaluate(() => {
    location.hash = '#/tickets'
  })
  await page.reload()
  await signIn('nadia')
  await expect(page.getByRole('grid').or(page.getByRole('listbox')).first()).toBeVisible()
  expectLight(await scriptsOf(page))
})
