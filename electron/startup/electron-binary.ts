/** Finds the Electron program, or has its package fetch it; what takes longer than seconds is for the next start. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ending } from './ending.ts'

const fetchLimitMs = 3_000

export interface ElectronBinary {
  program: string
  version: string
}
export type Found = ElectronBinary | { reason: string }

/** `reason` is a part of a sentence: "there is no display". */
export async function findElectron(ending: Ending): Promise<Found> {
  if (!hasDisplay()) return { reason: 'there is no display' }
  const present = await installed()
  if (present) return present
  const fetching = spawn(process.execPath, [join(packageFolder(), 'install.js')], { stdio: 'ignore' })
  ending.add(() => fetching.kill())
  const isOver = await Promise.race([once(fetching, 'exit').then(() => true), sleep(fetchLimitMs, false, { ref: false })])
  if (!isOver) return { reason: 'its program is not on this computer yet; it is being fetched for the next start' }
  return (await installed()) ?? { reason: 'its program is not on this computer and could not be fetched' }
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

export async function installed(): Promise<ElectronBinary | null> {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const dist = given ?? join(packageFolder(), 'dist')
  const names: Record<string, string> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
  const program = join(dist, names[process.platform] ?? 'electron')
  // The package writes path.txt last: without it the program is not whole.
  if (!existsSync(program) || !(given || existsSync(join(packageFolder(), 'path.txt')))) return null
  const version = await readFile(join(dist, 'version'), 'utf8').catch(() => '')
  return { program, version: version.trim().replace(/^v/, '') }
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
}
