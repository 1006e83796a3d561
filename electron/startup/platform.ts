/** Which PostgreSQL the console is started for. */
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { closeEmbedded, type DemoFile, moveAside, openEmbedded } from '../services/embedded.ts'
import { type Problem, toProblem } from '../services/errors.ts'
import { readDemo } from '../services/profiles.ts'
import type { StartOptions } from './arguments.ts'
import type { Ending } from './ending.ts'
import { StartError } from './start-error.ts'

const probeLimitMs = 5_000

/** Makes sure that there is a server to work on. Returns the demo's file; null for a platform of --url. Throws StartError. */
export async function openPlatform(
  options: StartOptions,
  root: string,
  say: (line: string) => void,
  ending: Ending,
): Promise<string | null> {
  const { dataDir, platform } = options
  if (platform) {
    const { host, port } = platform.profile
    await probe(host, port).catch((refused: StartError) => openKept(dataDir, refused, say))
    return null
  }
  if (options.join) return joinDemo(options.join, dataDir, say)
  if (options.fresh) {
    const aside = await moveAside(dataDir)
    if (aside) say(`The demo so far is kept in ${aside}.`)
  }
  const opening = openEmbedded({ dataDir, root, say })
  ending.add(() => closeEmbedded(dataDir, opening))
  await opening
  return join(dataDir, 'demo.json')
}

/** Whoever worked here before can read what is kept, and write, until the server is back. Throws `refused` for anybody else. */
function openKept(dataDir: string, refused: StartError, say: (line: string) => void): void {
  if (!existsSync(join(dataDir, 'backline.db'))) throw refused
  say(`${refused.message} Opening what is kept on this computer.`)
}

async function joinDemo(folder: string, dataDir: string, say: (line: string) => void): Promise<string> {
  const file = join(folder, 'demo.json')
  const demo = demoOf(file)
  const { host, port } = demo?.connection ?? {}
  if (!demo || !host || !port) throw new StartError(`There is no demo in ${folder}. Start one first: npm start -- --data ${folder}`)
  await probe(host, port).catch(() => {
    const refused = `The demo of ${folder} is not running. Start it first: npm start -- --data ${folder}`
    openKept(dataDir, new StartError(refused), say)
  })
  return file
}

function demoOf(file: string): DemoFile | null {
  try {
    return readDemo(file)
  } catch {
    return null
  }
}

/** Only whether something listens: who may do what is settled at sign-in. */
function probe(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: probeLimitMs })
    const fail = (problem: Problem) => {
      socket.destroy()
      reject(new StartError(`${host}:${port} could not be reached. ${problem.message}`))
    }
    socket.once('error', (error) => fail(toProblem(error)))
    socket.once('timeout', () => fail(toProblem(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }))))
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
  })
}
