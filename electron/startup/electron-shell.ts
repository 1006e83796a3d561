/** The console as a child process in Electron. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from './arguments.ts'
import type { Ending } from './ending.ts'
import { StartError } from './start-error.ts'

const openLimitMs = 30_000
const closeLimitMs = 8_000

/** From the start to Electron, right after its process began. */
export interface Launch {
  platform: Platform | null
}

/** From Electron to the start, once. */
export type Launched = { opened: true } | { refused: string }

export interface ElectronShell {
  program: string
  root: string
  dataDir: string
  platform: Platform | null
  demoFile: string | null
  ending: Ending
  /** Its process ended: null when the person closed the window, else how. */
  onEnded(how: string | null): void
}

/** Returns null when the window is open, or what kept it from opening. Throws StartError when the platform refused the sign-in. */
export async function startElectronShell(shell: ElectronShell): Promise<string | null> {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env
  // Chromium's sandbox cannot be made by root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(shell.program, [shell.root, ...sandbox], {
    env: { ...environment, BACKLINE_DATA: shell.dataDir, ...(shell.demoFile ? { BACKLINE_DEMO: shell.demoFile } : {}) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  })
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors = (errors + chunk).slice(-4_000)
  })
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`))
  })
  shell.ending.add(() => close(child))
  child.send({ platform: shell.platform } satisfies Launch)

  const launched = once(child, 'message').then(([message]) => message as Launched)
  const first = await Promise.race([launched, ended, sleep(openLimitMs, 'it did not open a window in time', { ref: false })])
  if (typeof first === 'string') {
    await close(child)
    return [first, lastLine(errors)].filter(Boolean).join(': ')
  }
  if ('refused' in first) throw new StartError(first.refused)
  void ended.then((how) => shell.onEnded(child.exitCode === 0 ? null : how))
  return null
}

async function close(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await Promise.race([exited, sleep(closeLimitMs, null, { ref: false })])
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
