/**
 * What every spec works with: `open` starts a console in the shell of the project and gives its page, as often as a test needs
 * (two people at once); `app` is one with Nadia Rahmani signed in. Specs never name the shell.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  _electron,
  type Browser,
  test as base,
  chromium,
  type ElectronApplication,
  expect,
  type Locator,
  type Page,
} from '@playwright/test'
import type { Bridge } from '../../../shared/contract.ts'
import { startConsole } from '../../support/console.ts'
import { type Copy, copyPlatform } from './platform.ts'

export { expect }

/** The page's `window`, for what is evaluated in it. */
export type PageWindow = Window & { backline: Bridge }

const root = join(import.meta.dirname, '..', '..', '..')
/** Chromium of this computer when Playwright's own is not there; test/run.ts finds it. */
const executablePath = process.env.CHROMIUM_PATH
const browserArguments = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']

export interface Console {
  page: Page
  dataDir: string
  /** The application behind the page; null in the browser shell. For specs of Electron alone. */
  electron: ElectronApplication | null
  /** What the browser shell printed so far. */
  output(): string
  /** Chooses a person of the demo, by login, on the sign-in screen. */
  signIn(login: string): Promise<void>
  /** Ends it as a person would. */
  close(): Promise<void>
  /** Ends it as a crash would: nothing can be stored any more. In a browser the page can stay. */
  kill(options?: { keepPage: boolean }): Promise<void>
}

export interface OpenOptions {
  /** Login of the person to sign in; nobody unless given. */
  person?: string
  /** The folder of a console that ended, to find again what it kept. */
  dataDir?: string
}

interface Fixtures {
  platform: Copy
  open: (options?: OpenOptions) => Promise<Console>
  app: Console
}

/** What a project of the configuration chooses, for all that one worker runs. */
export interface Options {
  shell: 'browser' | 'electron'
}

interface Shared {
  /** Started once: a console has a context of its own in it, which shares nothing with others. Null in Electron. */
  chrome: Browser | null
}

export const test = base.extend<Fixtures, Options & Shared>({
  shell: ['browser', { option: true, scope: 'worker' }],

  chrome: [
    async ({ shell }, use) => {
      if (shell === 'electron') return await use(null)
      const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: browserArguments })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
  platform: async ({}, use, info) => {
    const copy = await copyPlatform(`e2e_${info.workerIndex}_${Date.now().toString(36)}`)
    await use(copy)
    await copy.drop()
  },

  open: async ({ chrome, platform }, use, info) => {
    const folder = mkdtempSync(join(tmpdir(), 'backline-console-'))
    const demoFolder = join(folder, 'demo')
    mkdirSync(demoFolder)
    writeFileSync(join(demoFolder, 'demo.json'), JSON.stringify(platform.demo))
    const consoles: Console[] = []
    await use(async ({ person, dataDir = join(folder, String(consoles.length)) } = {}) => {
      const console = await (chrome ? openBrowser(chrome, dataDir, demoFolder, platform) : openElectron(dataDir, demoFolder, platform))
      consoles.push(console)
      const { page } = console
      page.on('pageerror', (error) => info.annotations.push({ type: 'page error', description: String(error.stack) }))
      if (person) await console.signIn(person)
      return console
    })
    for (const console of consoles) await console.close()
    for (const context of chrome?.contexts() ?? []) await context.close()
    rmSync(folder, { recursive: true, force: true })
  },

  app: async ({ open }, use) => {
    await use(await open({ person: 'nadia' }))
  },
})

async function openBrowser(chrome: Browser, dataDir: string, demoFolder: string, platform: Copy): Promise<Console> {
  const started = startConsole(['--browser', '--no-open', '--data', dataDir, '--join', demoFolder])
  const context = await chrome.newContext({ viewport: { width: 1440, height: 900 } })
  const [address, page] = await Promise.all([started.address(), context.newPage()])
  await page.goto(address)
  return {
    page,
    dataDir,
    electron: null,
    output: () => started.output(),
    signIn: (login) => signIn(page, platform, login),
    async close() {
      await context.close()
      await started.stop()
    },
    async kill({ keepPage } = { keepPage: false }) {
      await started.stop('SIGKILL')
      if (!keepPage) await context.close()
    },
  }
}

async function openElectron(dataDir: string, demoFolder: string, platform: Copy): Promise<Console> {
  // Without a path Playwright takes the package's program and holds the start back until it listens.
  const app = await _electron.launch({
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...(process.env as Record<string, string>), BACKLINE_DATA: dataDir, BACKLINE_DEMO: join(demoFolder, 'demo.json') },
  })
  const page = await app.firstWindow()
  const ended = new Promise<void>((resolve) => app.process().once('exit', () => resolve()))
  return {
    page,
    dataDir,
    electron: app,
    output: () => '',
    signIn: (login) => signIn(page, platform, login),
    close: () => app.close(),
    async kill() {
      app.process().kill('SIGKILL')
      await ended
    },
  }
}

async function signIn(page: Page, { demo }: Copy, login: string): Promise<void> {
  const person = demo.people.find((each) => each.login === login)
  if (!person) throw new Error(`The demo has no ${login}.`)
  const people = page.getByRole('main').getByRole('list')
  await expect(people).toBeVisible()
  const row = people.getByRole('button', { name: person.name })
  if (!(await row.isVisible())) await page.getByRole('button', { name: /others$/ }).click()
  await row.click()
  await expect(row).toBeHidden()
  // The overview comes first; what most specs are about is the ticket desk.
  await page.evaluate(() => {
    if (/^(#\/?(overview)?)?$/.test(location.hash)) location.hash = '#/tickets'
  })
}

export function electronOf(console: Console): ElectronApplication {
  if (!console.electron) throw new Error('This spec is for Electron.')
  return console.electron
}

/** Opens the first ticket of the view and puts the caret into the reply. Returns its editor. */
export async function openFirstTicket(page: Page): Promise<Locator> {
  const first = page.getByRole('option').first()
  await first.click()
  const reply = page.getByRole('textbox', { name: /reply/i })
  await expect(reply).toBeEditable()
  await page.keyboard.press('r')
  await expect(reply).toBeFocused()
  return reply
}
