/** Electron's start, in order. What each step does is written where it is done. */
import { once } from 'node:events'
import { join } from 'node:path'
import { app, dialog, ipcMain, powerMonitor } from 'electron'
import { serveIpc } from './ipc.ts'
import { setMenu } from './menu.ts'
import { createRouter } from './router.ts'
import { createSession, isSteeredFromOutside, prepareSecurity, systemKey } from './security.ts'
import { objectsOf } from './services/documents.ts'
import { createServices, resumeWithin, type Services } from './services/index.ts'
import type { Launch, Launched } from './startup/electron-shell.ts'
import { signInOnce } from './startup/sign-in.ts'
import { focus, openWindow } from './window.ts'

const root = app.getAppPath()
const resources = app.isPackaged ? process.resourcesPath : root
// Only a start from a checkout may say where the data lies and which demo to offer; it then waits for the window.
const launch = app.isPackaged || !process.send ? null : once(process, 'message').then(([message]) => message as Launch)
const dataDir = (app.isPackaged ? null : process.env.BACKLINE_DATA) ?? app.getPath('userData')
const demoFile = app.isPackaged ? null : process.env.BACKLINE_DEMO

prepareSecurity()
app.setPath('userData', join(dataDir, 'electron'))
if (isSteeredFromOutside() || !app.requestSingleInstanceLock()) app.exit()
else void app.whenReady().then(start)

async function start(): Promise<void> {
  const { platform = null } = (await launch) ?? {}
  const services = createServices({
    dataDir,
    keyKeeper: systemKey(dataDir),
    ...(demoFile ? { demoFile } : {}),
    objects: objectsOf({ root, demoFile: demoFile ?? null }),
    pickFolder,
    profile: platform?.profile ?? null,
    migrationsDir: join(resources, 'migrations', 'local'),
    shell: 'electron',
    version: app.getVersion(),
  })
  logCrashes(services)
  const router = createRouter(services)
  const ipc = serveIpc(ipcMain, router)
  const refused = platform && (await signInOnce(router, platform))
  if (refused) {
    tellStart({ refused })
    return app.quit()
  }
  await services.resume(resumeWithin)

  const window = openWindow({
    session: createSession(join(root, 'out', 'renderer')),
    preload: join(root, 'out', 'preload', 'preload.cjs'),
    icon: join(resources, app.isPackaged ? 'icon.png' : 'resources/icons/icon.png'),
    state: services.settings.get('window'),
    remember: (state) => services.settings.remember('window', state),
    flush: (contents, limitMs) => ipc.flush(contents, limitMs),
  })
  ipc.connect(window.webContents, services.events)
  setMenu((name) => services.events.emit('command', { name }))
  window.once('show', () => tellStart({ opened: true }))
  app.on('second-instance', () => focus(window))
  app.on('window-all-closed', () => app.quit())
  powerMonitor.on('shutdown', () => app.quit())
  process.on('disconnect', () => app.quit())
  closeBeforeQuit(services)
}

async function pickFolder(): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory'] })
  return filePaths[0] ?? null
}

function tellStart(message: Launched): void {
  process.send?.(message)
}

function closeBeforeQuit(services: Services): void {
  let isClosed = false
  app.on('will-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    void services.close().finally(() => {
      isClosed = true
      app.quit()
    })
  })
}

/** A page that crashed is loaded again: what was typed is on the disk. */
function logCrashes({ log }: Services): void {
  app.on('render-process-gone', (_event, contents, { reason, exitCode }) => {
    log.warn('screen gone', { reason, exitCode })
    if (reason !== 'clean-exit' && !contents.isDestroyed()) contents.reload()
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => log.warn('process gone', { type, reason, exitCode }))
  process.on('uncaughtException', (error) => {
    log.warn('uncaught', { kind: error.name, stack: (error.stack ?? '').split('\n').slice(1, 12).join('\n') })
    app.exit(1)
  })
}
