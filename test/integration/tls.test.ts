// Which servers each TLS mode accepts, against a real one that shows good, foreign and expired certificates.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TlsMode } from '../../shared/session.ts'
import { addStaff, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole } from '../support/services.ts'

const pem = (name: string) => readFileSync(join(import.meta.dirname, '../support/tls', name), 'utf8')
const ca = pem('ca.crt')

let database: TestDatabase
let nadia: TestStaff
let backline: TestConsole
let hasTls: boolean

beforeAll(async () => {
  database = await freshDatabase()
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  backline = openConsole(database.url)
  hasTls = await asOwner(database.url, async (db) => (await db.query('show ssl_library')).rows[0].ssl_library !== '')
})
afterAll(async () => {
  await asOwner(database.url, async (db) => {
    for (const name of ['ssl', 'ssl_cert_file', 'ssl_key_file']) await db.query(`alter system reset ${name}`)
    await db.query('select pg_reload_conf()')
  })
  await backline.close()
  await database.drop()
})

/** Has the server show this certificate from now on. */
async function show(certificate: string): Promise<void> {
  await asOwner(database.url, async (db) => {
    const { rows } = await db.query('show data_directory')
    for (const [setting, name] of [
      ['ssl_cert_file', certificate],
      ['ssl_key_file', 'server.key'],
    ] as const) {
      const file = `${rows[0].data_directory}/test-${name}`
      // The server refuses a key that others may read, so it is written by a program that sees to that.
      await db.query(
        `copy (select line from unnest(string_to_array('${pem(name)}', E'\\n')) line) to program 'umask 077 && cat > "${file}"'`,
      )
      await db.query(`alter system set ${setting} = '${file}'`)
    }
    await db.query('alter system set ssl = on')
    await db.query('select pg_reload_conf()')
    await db.query('select pg_sleep(0.3)')
  })
}

async function signIn(tls: TlsMode, host = 'localhost', authority: string | null = ca): Promise<string> {
  const { port, pathname } = new URL(database.url)
  const profile = await backline.call('profiles.save', {
    id: null,
    name: tls,
    host,
    port: Number(port),
    database: pathname.slice(1),
    tls,
    ca: authority,
    replica: null,
    pgbouncer: null,
    objects: null,
  })
  const result = await backline.router.handle('session.signIn', { profileId: profile.id, login: nadia.login, password: nadia.password })
  if (!result.ok) return `${result.error.code} ${result.error.source}`
  const [connection] = await backline.services.session
    .database()
    .read<{ ssl: boolean }>({ name: 'ssl', text: 'select ssl from pg_stat_ssl where pid = pg_backend_pid()' })
  await backline.call('session.signOut', {})
  return connection?.ssl ? 'encrypted' : 'in the clear'
}

describe('a server without TLS', () => {
  it('gets no password from any mode but disable', async () => {
    expect(await signIn('disable')).toBe('in the clear')
    for (const mode of ['require', 'verify-ca', 'verify-full'] as const) expect(await signIn(mode)).toBe('tls null')
  })
})

describe('a server with TLS', () => {
  it('and a good certificate is accepted by every mode', async ({ skip }) => {
    if (!hasTls) skip()
    await show('server.crt')
    for (const mode of ['require', 'verify-ca', 'verify-full'] as const) {
      expect(await signIn(mode)).toBe('encrypted')
      expect(await signIn(mode, '127.0.0.1')).toBe('encrypted')
    }
    expect(await signIn('require', 'localhost', null)).toBe('encrypted')
  })

  it('whose authority is not trusted is refused where it is checked', async ({ skip }) => {
    if (!hasTls) skip()
    await show('server.crt')
    const other = pem('other-ca.crt')
    for (const mode of ['require', 'verify-ca', 'verify-full'] as const)
      expect(await signIn(mode, 'localhost', other)).toMatch(/^tls [A-Z_]+$/)
    for (const mode of ['verify-ca', 'verify-full'] as const) expect(await signIn(mode, 'localhost', null)).toMatch(/^tls [A-Z_]+$/)
  })

  it('with the certificate of another host is refused by verify-full', async ({ skip }) => {
    if (!hasTls) skip()
    await show('other-host.crt')
    expect(await signIn('verify-ca')).toBe('encrypted')
    expect(await signIn('verify-full')).toBe('tls ERR_TLS_CERT_ALTNAME_INVALID')
    expect(await signIn('verify-full', '127.0.0.1')).toBe('tls ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('with an expired certificate is refused', async ({ skip }) => {
    if (!hasTls) skip()
    await show('expired.crt')
    for (const mode of ['require', 'verify-ca', 'verify-full'] as const) expect(await signIn(mode)).toBe('tls CERT_HAS_EXPIRED')
    expect(await signIn('require', 'localhost', null)).toBe('encrypted')
  })
})
