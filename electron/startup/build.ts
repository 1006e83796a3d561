/** Builds the screen and the Electron side when their sources are newer than what was built last. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { lockFile } from './file-lock.ts'
import { diskFull, isDiskFull, StartError } from './start-error.ts'

const run = promisify(execFile)
/** How long another console's build is waited for. */
const buildLimitMs = 60_000
const sources = ['shared/**/*.ts', 'renderer/**', 'electron/**/*.ts', 'electron.vite.config.ts', 'package-lock.json']

/** Returns whether it built. Throws StartError with the compiler's own words when it could not. */
export async function buildIfStale(root: string, say: (line: string) => void, signal: AbortSignal): Promise<boolean> {
  const stamp = join(root, 'out', 'sources.sha256')
  const digest = await sourceDigest(root)
  const isBuilt = async () => (await readFile(stamp, 'utf8').catch(() => '')) === digest
  if (await isBuilt()) return false
  await mkdir(join(root, 'out'), { recursive: true })
  const lock = await lockFile(join(root, 'out', 'lock'), buildLimitMs)
  try {
    if (await isBuilt()) return false
    say('Building the screen.')
    // Only a build that ended well has its stamp.
    await rm(stamp, { force: true })
    const bin = join(dirname(createRequire(import.meta.url).resolve('electron-vite/package.json')), 'bin', 'electron-vite.js')
    await run(process.execPath, [bin, 'build', '--logLevel', 'error'], {
      cwd: root,
      signal,
      env: { ...process.env, NO_COLOR: '1' },
      maxBuffer: 16 * 1024 * 1024,
    })
    await writeFile(stamp, digest)
  } catch (error) {
    if (isDiskFull(error)) throw diskFull(join(root, 'out'))
    const { stderr = '', message } = error as Error & { stderr?: string }
    throw new StartError(`The screen could not be built. If files of the checkout were changed, this says where:\n${stderr || message}`)
  } finally {
    lock?.release()
  }
  return true
}

async function sourceDigest(root: string): Promise<string> {
  const files: string[] = []
  for (const pattern of sources) {
    for await (const entry of glob(pattern, { cwd: root, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name))
    }
  }
  const hash = createHash('sha256')
  const texts = await Promise.all(files.sort().map((file) => readFile(file)))
  for (const [index, text] of texts.entries())
    hash
      .update(files[index] ?? '')
      .update('\0')
      .update(text)
  return hash.digest('hex')
}
