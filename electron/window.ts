/** The one window: where it stood last, what its page may use, and that nothing typed is lost when it closes. */
import { app, BrowserWindow, type Rectangle, type Session, screen, type WebContents } from 'electron'
import { appOrigin } from './channels.ts'

const least = { width: 1024, height: 700 }
const usual = { width: 1440, height: 900 }
const flushLimitMs = 1_000

export interface WindowState extends Rectangle {
  isMaximized: boolean
}

export interface WindowOptions {
  session: Session
  preload: string
  icon: string
  /** What `remember` was given last; anything else is ignored. */
  state: unknown
  remember(state: WindowState): void
  /** Stores what is typed in the page. */
  flush(page: WebContents, limitMs: number): Promise<void>
}

export function openWindow(options: WindowOptions): BrowserWindow {
  const state = readState(options.state)
  const window = new BrowserWindow({
    ...(state ? boundsOf(state) : usual),
    minWidth: least.width,
    minHeight: least.height,
    show: false,
    icon: options.icon,
    title: 'Backline',
    webPreferences: {
      session: options.session,
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Elsewhere the dictionaries would come from the network.
      spellcheck: process.platform === 'darwin',
      devTools: !app.isPackaged,
    },
  })
  if (state?.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('hide', () => void options.flush(window.webContents, flushLimitMs))
  rememberBounds(window, options.remember)
  flushBeforeClose(window, options.flush)
  void window.loadURL(`${appOrigin}/`)
  return window
}

export function focus(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function rememberBounds(window: BrowserWindow, remember: WindowOptions['remember']): void {
  let timer: NodeJS.Timeout | undefined
  const now = () => remember({ ...window.getNormalBounds(), isMaximized: window.isMaximized() })
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(now, 400)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('close', () => {
    clearTimeout(timer)
    now()
  })
}

function flushBeforeClose(window: BrowserWindow, flush: WindowOptions['flush']): void {
  let isFlushed = false
  let isQuitting = false
  app.on('before-quit', () => {
    isQuitting = true
  })
  window.on('close', (event) => {
    if (isFlushed || window.webContents.isCrashed()) return
    event.preventDefault()
    void flush(window.webContents, flushLimitMs).finally(() => {
      isFlushed = true
      if (isQuitting) app.quit()
      else window.close()
    })
  })
}

/** A window is only put where a screen still is. */
function readState(value: unknown): WindowState | null {
  if (typeof value !== 'object' || value === null) return null
  const { x, y, width, height, isMaximized } = value as Partial<WindowState>
  if (![x, y, width, height].every(Number.isFinite)) return null
  const state = { x, y, width, height, isMaximized: isMaximized === true } as WindowState
  const area = screen.getDisplayMatching(state).workArea
  const isVisible = state.x < area.x + area.width && state.x + state.width > area.x && state.y < area.y + area.height && state.y >= area.y
  return isVisible ? state : null
}

function boundsOf({ x, y, width, height }: WindowState): Rectangle {
  return { x, y, width: Math.max(width, least.width), height: Math.max(height, least.height) }
}
