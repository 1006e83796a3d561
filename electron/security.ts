/** What no page may do here, whatever it tries. Everything is denied unless it is named. */
import { join } from 'node:path'
import { app, protocol, type Session, safeStorage, session, shell, type WebContents } from 'electron'
import { appOrigin } from './channels.ts'
import { rendererFile, securityHeaders } from './renderer-files.ts'
import { type KeyKeeper, noKeeper, systemKeeper } from './services/vault.ts'

const externalHosts = new Set(['www.postgresql.org'])

/** Before `ready`: the scheme of the screen, the sandbox for every process, no network of Chromium's own. */
export function prepareSecurity(): void {
  // Root cannot have Chromium's sandbox; a start by root says so with this switch.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  app.commandLine.appendSwitch('disable-background-networking')
  app.commandLine.appendSwitch('disable-component-update')
  app.commandLine.appendSwitch('disable-domain-reliability')
  app.commandLine.appendSwitch('no-pings')
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }])
  app.on('web-contents-created', (_event, contents) => confine(contents))
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault()
    callback(false)
  })
  app.on('select-client-certificate', (event) => event.preventDefault())
  app.on('login', (event) => event.preventDefault())
}

/** A packaged app whose screen somebody could steer from outside does not start. */
export function isSteeredFromOutside(): boolean {
  if (!app.isPackaged) return false
  return ['remote-debugging-port', 'remote-debugging-pipe'].some((name) => app.commandLine.hasSwitch(name))
}

/** The session of the one window: kept in memory, so that Chromium writes nothing personal to the disk. */
export function createSession(rendererRoot: string): Session {
  const ours = session.fromPartition('backline', { cache: false })
  serveScreen(ours, rendererRoot)
  ours.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !mayLoad(details.url) }))
  ours.setPermissionRequestHandler((_contents, permission, callback) => callback(mayUse(permission)))
  ours.setPermissionCheckHandler((_contents, permission) => mayUse(permission))
  ours.setDevicePermissionHandler(() => false)
  ours.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses)
  ours.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }))
  ours.setDisplayMediaRequestHandler((_request, callback) => callback({}))
  ours.setCertificateVerifyProc((_request, callback) => callback(-2))
  ours.on('select-hid-device', (event, _details, callback) => deny(event, callback))
  ours.on('select-serial-port', (event, _ports, _contents, callback) => {
    event.preventDefault()
    callback('')
  })
  ours.on('select-usb-device', (event, _details, callback) => deny(event, callback))
  ours.on('will-download', (event) => event.preventDefault())
  return ours
}

/** A press of "Copy" may put plain text on the clipboard; reading it, and all else, is denied. */
function mayUse(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'
}

function deny(event: { preventDefault(): void }, callback: () => void): void {
  event.preventDefault()
  callback()
}

function serveScreen(ours: Session, rendererRoot: string): void {
  ours.protocol.handle('app', async ({ url, method }) => {
    const { host, pathname } = new URL(url)
    const file = host === 'backline' && method === 'GET' ? await rendererFile(rendererRoot, pathname) : null
    if (!file) return new Response('There is nothing here.', { status: 404, headers: securityHeaders })
    return new Response(file.body, { headers: file.headers })
  })
}

/** The screen, the bytes it was given, and nothing else: no http, no file, no websocket. */
function mayLoad(url: string): boolean {
  if (url.startsWith(`${appOrigin}/`) || url.startsWith(`blob:${appOrigin}/`)) return true
  return !app.isPackaged && url.startsWith('devtools://')
}

function confine(contents: WebContents): void {
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (event.url !== `${appOrigin}/`) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
}

/** Opens a page in the browser when it is https on a host that is named here. */
export function openOutside(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  const isPlain = url.username === '' && url.password === '' && url.port === ''
  if (url.protocol !== 'https:' || !isPlain || !externalHosts.has(url.hostname)) return false
  void shell.openExternal(url.href)
  return true
}

/** The drafts' key, wrapped by the system's key store; where that is only a fixed password (`basic_text`), none. After `ready`. */
export function systemKey(dataDir: string): KeyKeeper {
  const isWeak = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text'
  if (isWeak || !safeStorage.isEncryptionAvailable()) return noKeeper()
  return systemKeeper(
    join(dataDir, 'drafts.key'),
    (key) => safeStorage.encryptString(key.toString('base64')),
    (wrapped) => Buffer.from(safeStorage.decryptString(wrapped), 'base64'),
  )
}
