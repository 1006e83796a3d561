/** `npm start`: the demo's server unless --url names one, the shell that this computer can have, and a clean end. */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { help, readArguments, type StartOptions } from './startup/arguments.ts'
import { buildIfStale } from './startup/build.ts'
import { type ElectronBinary, type Found, findElectron } from './startup/electron-binary.ts'
import { startElectronShell } from './startup/electron-shell.ts'
import { Ending } from './startup/ending.ts'
import { lockFolder } from './startup/folder-lock.ts'
import { StartError } from './startup/start-error.ts'

const root = join(import.meta.dirname, '..')
const ending = new Ending()
// Half of a start would go into reading the program's own files. What is kept of them lies beside the packages, as trusted as they are.
enableCompileCache(join(root, 'node_modules', '.cache', 'backline'))

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void leave(0))
// Only where a program started it with a channel: that program is gone.
process.on('disconnect', () => void leave(0))
process.on('uncaughtException', (error) => void fail(error))
await start().catch(fail)

async function start(): Promise<void> {
  const options = readArguments(process.argv.slice(2), root)
  if (!options) {
    say(help)
    return leave(0)
  }
  const lock = await lockFolder(options.dataDir)
  ending.add(() => lock.release())
  const [electron, demoFile] = await Promise.all([
    chooseElectron(options),
    import('./startup/platform.ts').then(({ openPlatform }) => openPlatform(options, root, say, ending)),
    buildIfStale(root, say, ending.signal),
  ])
  if (ending.signal.aborted) return
  const reason = 'program' in electron ? await openElectron(electron, options, demoFile) : electron.reason
  if (reason === null) return lock.tell('It has a window of its own.')
  if (options.shell === 'electron') throw noElectron(reason)
  say(`Using the browser shell, because ${reason}.`)
  const { startBrowserShell } = await import('./startup/browser-shell.ts')
  await lock.tell(`It is at ${await startBrowserShell({ options, root, demoFile, say, ending })}`)
}

async function chooseElectron({ shell }: StartOptions): Promise<Found> {
  if (shell === 'browser') return { reason: '--browser asks for it' }
  const found = await findElectron(ending)
  if (shell === 'electron' && 'reason' in found) throw noElectron(found.reason)
  return found
}

function noElectron(reason: string): StartError {
  return new StartError(`Electron cannot be used: ${reason}. Leave --electron out to use the browser.`)
}

/** Null when the window is open, else a part of a sentence. */
async function openElectron({ program, version }: ElectronBinary, options: StartOptions, demoFile: string | null): Promise<string | null> {
  const { dataDir, platform } = options
  const reason = await startElectronShell({ program, root, dataDir, platform, demoFile, ending, onEnded })
  if (reason !== null) return `Electron ${version} could not open a window (${reason})`
  say('Using Electron, because its program is on this computer.')
  say(`Backline: window opened (Electron ${version})`)
  return null
}

function onEnded(how: string | null): void {
  if (how === null) void leave(0)
  else void fail(new StartError(`The window is gone: ${how}. What was typed is kept; start Backline again.`))
}

function say(line: string): void {
  console.log(line)
}

async function fail(error: unknown): Promise<void> {
  // What breaks while everything is being stopped is no news.
  if (ending.signal.aborted) return
  console.error(error instanceof StartError ? error.message : error)
  await leave(1)
}

async function leave(code: number): Promise<never> {
  await ending.run()
  process.exit(code)
}
