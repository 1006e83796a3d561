/** Starts the console as people do, `node electron/start.ts`, and reads what it prints. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

export interface StartedConsole {
  pid: number
  /** All it printed so far, errors too. */
  output(): string
  /** The address with its one-time token. Throws what it printed when it ends before. */
  address(): Promise<string>
  /** Resolves when it has printed what matches. */
  prints(pattern: RegExp): Promise<string>
  /** Sends the signal and resolves to the exit code, or to the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | string>
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | string>
}

const running = new Set<StartedConsole>()

/** Ends what a failed test left running. */
export async function stopConsoles(): Promise<void> {
  await Promise.all([...running].map((each) => each.stop()))
}

export function startConsole(args: string[], environment: NodeJS.ProcessEnv = {}): StartedConsole {
  const child = spawn(process.execPath, [join(root, 'electron', 'start.ts'), ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    // With the channel a console ends when whoever started it is gone, however that ended.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let text = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      for (const look of waiting) look()
    })
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)

  function prints(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = text.match(pattern)
        if (!found) return
        waiting.delete(look)
        resolve(found[0])
      }
      waiting.add(look)
      look()
      void ended.then((code) => reject(new Error(`The console ended with ${code} and printed:\n${text}`)))
    })
  }
  const started: StartedConsole = {
    pid: child.pid ?? 0,
    output: () => text,
    prints,
    address: async () => (await prints(/^Backline: http\S+/m)).slice('Backline: '.length),
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return await ended
    },
    ended,
  }
  running.add(started)
  void ended.then(() => running.delete(started))
  return started
}

/** Commands of the processes that were given this folder or stand in it. Linux only; elsewhere always empty. */
export function processesOf(folder: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        const given = `${command} ${readFileSync(`/proc/${pid}/environ`, 'utf8')}`
        return given.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ? [`${pid} ${command}`] : []
      } catch {
        return []
      }
    })
}
