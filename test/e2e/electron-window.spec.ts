/** The window as the desktop sees it: one, where it was, and nothing typed is lost with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installed } from '../../electron/startup/electron-binary.ts'
import { processesOf, startConsole } from '../support/console.ts'
import { electronOf, expect, openFirstTicket, test } from './support/test.ts'

const root = join(import.meta.dirname, '..', '..')

test('a second start gives the window of the first the focus and ends', async ({ open }) => {
  const console = await open()
  const electron = electronOf(console)
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const found = await installed()
  const second = spawn(found?.program ?? '', [root, '--no-sandbox'], {
    env: { ...process.env, BACKLINE_DATA: console.dataDir },
    stdio: 'ignore',
  })
  const [code] = await once(second, 'exit')
  expect(code).toBe(0)
  await expect.poll(() => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())).toBe(false)
  expect(electron.windows().length).toBe(1)
})

test('the window comes back where it stood, never smaller than it works', async ({ open }) => {
  const first = await open()
  await electronOf(first).evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 30, y: 40, width: 1100, height: 710 }),
  )
  await first.close()
  const again = await open({ dataDir: first.dataDir })
  const electron = electronOf(again)
  expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toMatchObject({
    width: 1100,
    height: 710,
  })
  expect(await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getMinimumSize())).toEqual([1024, 700])
})

test('closing the window keeps every letter, without a pause after the last one', async ({ open }) => {
  const first = await open({ person: 'nadia' })
  const reply = await openFirstTicket(first.page)
  await reply.pressSequentially('Every letter of this', { delay: 5 })
  await first.close()
  const again = await open({ person: 'nadia', dataDir: first.dataDir })
  await expect(await openFirstTicket(again.page)).toHaveValue('Every letter of this')
})

test('the menu asks the screen', async ({ app }) => {
  const electron = electronOf(app)
  const choose = (label: string) =>
    electron.evaluate(({ Menu }, wanted) => {
      const entries = Menu.getApplicationMenu()?.items.flatMap((menu) => menu.submenu?.items ?? []) ?? []
      entries.find((entry) => entry.label === wanted)?.click()
    }, label)
  await choose('All keys')
  await expect(app.page.getByRole('dialog')).toBeVisible()
  await app.page.keyboard.press('Escape')
  await choose('Find or go to')
  await expect(app.page.getByRole('dialog')).toBeVisible()
  await app.page.keyboard.press('Escape')
  await choose('Sign out')
  await expect(app.page.getByText('Choose who you are.')).toBeVisible()
})

test('npm start opens the window, says so, and takes it along when it is ended', async ({ platform }) => {
  const folder = mkdtempSync(join(tmpdir(), 'backline-npm-start-'))
  writeFileSync(join(folder, 'demo.json'), JSON.stringify(platform.demo))
  const data = join(folder, 'data')
  const started = startConsole(['--electron', '--data', data, '--join', folder])
  expect(await started.prints(/^Backline: .*/m)).toMatch(/^Backline: window opened \(Electron \d+\.\d+\.\d+\)$/)
  expect(await started.stop('SIGINT')).toBe(0)
  expect(processesOf(folder)).toEqual([])
  rmSync(folder, { recursive: true })
})
