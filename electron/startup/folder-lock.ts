/** One console a data folder. */
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileLock, lockFile } from './file-lock.ts'
import { diskFull, isDiskFull, StartError } from './start-error.ts'

export interface FolderLock {
  /** Where the console can be reached, for whoever starts a second one. */
  setAddress(address: string): Promise<void>
  release(): void
}

/** Makes the folder if needed. Throws StartError when it cannot be used or a console runs on it. */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  const addressFile = join(dataDir, 'address')
  await makeFolder(dataDir)
  const lock = await takeLock(dataDir, addressFile)
  await writeFile(addressFile, '', { mode: 0o600 })
  return {
    setAddress: (address) => writeFile(addressFile, address, { mode: 0o600 }),
    release: () => lock.release(),
  }
}

async function makeFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true })
    // The database server of root runs under another account, which has to pass through.
    await chmod(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700)
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
  }
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}

async function takeLock(dataDir: string, addressFile: string): Promise<FileLock> {
  const lock = await lockFile(join(dataDir, 'lock'), 0).catch((error) => {
    if (isDiskFull(error)) throw diskFull(dataDir)
    throw new StartError(`The data folder ${dataDir} cannot be locked: ${reason(error)}. Name another with --data.`)
  })
  if (lock) return lock
  const address = await readFile(addressFile, 'utf8').catch(() => '')
  const where = address === '' ? 'It is still starting.' : `It is at ${address}`
  throw new StartError(`Backline already runs on the data folder ${dataDir}. ${where}`)
}
