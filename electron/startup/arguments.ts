/** What `npm start -- ...` was asked for. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { ConnectionProfile } from '../../shared/session.ts'
import { Problem } from '../services/errors.ts'
import { profileFromUrl } from '../services/profiles.ts'
import { StartError } from './start-error.ts'

export const help = `Starts Backline, with a demo platform in a PostgreSQL of its own unless --url names a server.

  npm start -- [options]

  --browser      use the browser shell
  --electron     use Electron, or say why it cannot be used
  --no-open      do not open the browser, only print the address
  --port N       port of the browser shell (a free one unless told)
  --url URL      connect to a platform: postgres://login@host:5432/database
                 (?sslmode=disable, require, verify-ca or verify-full; a password in it is used once and not kept)
  --objects DIR  folder of the platform's object store, such as a mounted share: documents are read from it, and
                 files of messages written to it; belongs to --url
  --data DIR     folder for the demo, drafts and logs (.data of this checkout unless told)
  --join DIR     use the demo that another console of this computer runs in the data folder DIR,
                 as a second person: npm start -- --data .data/second --join .data
  --fresh        move the demo's present database aside and make a new one
  --help         this text`

export interface Platform {
  profile: ConnectionProfile
  login: string | null
  password: string | null
}

export interface StartOptions {
  shell: 'browser' | 'electron' | null
  open: boolean
  port: number
  platform: Platform | null
  dataDir: string
  /** Data folder of the console whose demo is joined. */
  join: string | null
  fresh: boolean
}

/** Null when only the help text was asked for. Throws StartError for what cannot be understood. */
export function readArguments(args: string[], root: string): StartOptions | null {
  const values = parse(args)
  if (values.help) return null
  if (values.browser && values.electron) throw misuse('Choose one of --browser and --electron.')
  if (values.electron && values.port) throw misuse('--port belongs to the browser shell; Electron needs none.')
  if (values.join !== undefined && values.url !== undefined) throw misuse('Choose one of --join and --url.')
  if (values.fresh && values.join !== undefined) throw misuse('--fresh belongs to the console that runs the demo. Leave out --join.')
  if (values.fresh && values.url)
    throw misuse('--fresh belongs to the demo and does nothing to the server that --url names. Leave one out.')
  if (values.objects !== undefined && values.url === undefined) throw misuse('--objects belongs to the platform that --url names.')
  return {
    shell: values.browser ? 'browser' : values.electron ? 'electron' : null,
    open: !values['no-open'],
    port: readPort(values.port),
    platform: values.url === undefined ? null : readUrl(values.url, values.objects),
    dataDir: resolve(values.data ?? resolve(root, '.data')),
    join: values.join === undefined ? null : resolve(values.join),
    fresh: values.fresh,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        browser: { type: 'boolean', default: false },
        electron: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        port: { type: 'string' },
        url: { type: 'string' },
        objects: { type: 'string' },
        data: { type: 'string' },
        join: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw misuse(error instanceof Error ? (error.message.split('. ')[0] ?? '') : '')
  }
}

function misuse(sentence: string): StartError {
  return new StartError(`${sentence.replace(/([^.])$/, '$1.')} "npm start -- --help" lists what can be said.`)
}

function readPort(text: string | undefined): number {
  if (text === undefined) return 0
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) throw misuse(`--port takes a number from 0 to 65535, not "${text}".`)
  return port
}

function readUrl(text: string, objects: string | undefined): Platform {
  try {
    const profile = { ...profileFromUrl(text), objects: objects === undefined ? null : resolve(objects) }
    const { username, password } = new URL(text)
    const login = username === '' ? null : decodeURIComponent(username)
    return { profile, login, password: password === '' ? null : decodeURIComponent(password) }
  } catch (error) {
    throw misuse(error instanceof Problem ? error.message : 'The address after --url is not well formed.')
  }
}
