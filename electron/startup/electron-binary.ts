/** Finds the Electron program, or has its package fetch it if that takes only seconds. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const fetchLimitMs = 5_000

export interface ElectronBinary {
  program: string
  version: string
}
export type Found = ElectronBinary | { reason: string }

/** `reason` is a part of a sentence: "there is no display". */
export async function findElectron(): Promise<Found> {
  if (!hasDisplay()) return { reason: 'there is no display' }
  const present = await installed()
  if (present) return present
  try {
    await run(process.execPath, [join(packageFolder(), 'install.js')], { timeout: fetchLimitMs, killSignal: 'SIGKILL' })
  } catch {
    return { reason: `its program is not on this computer and could not be fetched within ${fetchLimitMs / 1000} s` }
  }
  return (await installed()) ?? { reason: 'its program is not on this computer' }
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

export async function installed(): Promise<ElectronBinary | null> {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageFolder(), 'dist')
  const names: Record<string, string> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
  const program = join(dist, names[process.platform] ?? 'electron')
  if (!existsSync(program)) return null
  const version = await readFile(join(dist, 'version'), 'utf8').catch(() => '')
  return { program, version: version.trim().replace(/^v/, '') }
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
}
