/** The console in this process, its screen in the person's browser. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onEveryTopic } from '../ipc.ts'
import { startLoopback } from '../loopback.ts'
import { createRouter } from '../router.ts'
import { objectsOf } from '../services/documents.ts'
import { createServices, resumeWithin } from '../services/index.ts'
import { noKeeper } from '../services/vault.ts'
import type { StartOptions } from './arguments.ts'
import type { Ending } from './ending.ts'
import { signInOnce } from './sign-in.ts'
import { StartError } from './start-error.ts'

export interface BrowserShell {
  options: StartOptions
  root: string
  demoFile: string | null
  say(line: string): void
  ending: Ending
}

/** Returns the address that was printed, without its token. Throws StartError. */
export async function startBrowserShell({ options, root, demoFile, say, ending }: BrowserShell): Promise<string> {
  const { dataDir, platform } = options
  const services = createServices({
    dataDir,
    // A key in a file beside the drafts would guard them from nobody; only the demo's invented people have one.
    keyKeeper: noKeeper('The browser shell keeps no key, so drafts of a platform stay in memory and end with Backline.'),
    ...(demoFile ? { demoFile } : {}),
    objects: objectsOf({ root, demoFile }),
    profile: platform?.profile ?? null,
    shell: 'browser',
    version: await versionOf(root),
  })
  ending.add(() => services.close())
  const router = createRouter(services)
  const refusal = platform && (await signInOnce(router, platform))
  if (refusal) throw new StartError(refusal)
  await services.resume(resumeWithin)
  const announce = (address: string) => say(`Backline: ${address}`)
  const loopback = await startLoopback({
    handle: (method, input, requestId) => router.handle(method, input, requestId),
    subscribe: (listener) => onEveryTopic(services.events, listener),
    rendererRoot: join(root, 'out', 'renderer'),
    port: options.port,
    onFreshAddress: announce,
  })
  ending.add(() => loopback.close())
  const address = loopback.freshAddress()
  announce(address)
  if (options.open && hasBrowser()) openInBrowser(address)
  return loopback.origin
}

async function versionOf(root: string): Promise<string> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version
}

function hasBrowser(): boolean {
  if (process.env.CI) return false
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

function openInBrowser(address: string): void {
  const openers: Record<string, [string, ...string[]]> = { darwin: ['open'], win32: ['explorer'] }
  const [program, ...args] = openers[process.platform] ?? ['xdg-open']
  const opener = spawn(program, [...args, address], { stdio: 'ignore', detached: true })
  // Where nothing can open it, the printed address still does.
  opener.on('error', () => {})
  opener.unref()
}
