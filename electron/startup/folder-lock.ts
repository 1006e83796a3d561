/** One console a data folder. */
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileLock, lockFile } from './file-lock.ts'
import { diskFull, isDiskFull, StartError } from './start-error.ts'

export interface FolderLock {
  /** Where the console is, as a sentence, for whoever starts a second one. */
  tell(where: string): Promise<void>
  release(): void
}

/** Makes the folder if needed. Throws StartError when it cannot be used or a console runs on it. */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  const whereFile = join(dataDir, 'where')
  await makeFolder(dataDir)
  const lock = await takeLock(dataDir, whereFile)
  await writeFile(whereFile, '', { mode: 0o600 })
  return {
    tell: (where) => writeFile(whereFile, where, { mode: 0o600 }),
    release: () => lock.release(),
  }
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    // The database server of root runs under another account, which has to pass through.
    await mkdir(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    if (!(await stat(dataDir)).isDirectory()) throw new Error('not a folder')
  } catch (error) {
    if (isDiskFull(error)) throw diskFull(dataDir)
    throw new StartError(`${dataDir} cannot be used as a data folder: ${reason(error)}. Name another with --data.`)
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reasons: Record<string, string> = {
    EEXIST: 'there is a file of that name',
    ENOTDIR: 'a part of the path is a file',
    EACCES: 'this account may not write there',
    EPERM: 'this account may not change it',
    EROFS: 'that disk is read-only',
    SQLITE_CANTOPEN: 'this account may not write there',
  }
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}

async function takeLock(dataDir: string, whereFile: string): Promise<FileLock> {
  const lock = await lockFile(join(dataDir, 'lock'), 0).catch((error) => {
    if (isDiskFull(error)) throw diskFull(dataDir)
    throw new StartError(`The data folder ${dataDir} cannot be locked: ${reason(error)}. Name another with --data.`)
  })
  if (lock) return lock
  const where = await readFile(whereFile, 'utf8').catch(() => '')
  throw new StartError(`Backline already runs on the data folder ${dataDir}. ${where || 'It is still starting.'}`)
}
