// npm run migrate -- --url postgres://dba@host/database [--dry-run]

import { parseArgs } from 'node:util'
import { MigrationFailed, MigrationRefused, migrate, pendingMigrations } from './services/migrate.ts'

const USAGE = `Brings a PostgreSQL database to this version of Backline: first the platform's schema, then the console's.

  npm run migrate -- --url postgres://login@host:5432/database [--dry-run]

  --url      the database, as a login that may create schemas and roles; the password may come from PGPASSWORD
  --dry-run  says what would be applied and changes nothing`

const EXIT = { usage: 2, refused: 3, failed: 4, connection: 5 }

process.exitCode = await main()

async function main(): Promise<number> {
  const url = readUrl()
  if (!url) {
    console.error(USAGE)
    return EXIT.usage
  }

  try {
    if (url.dryRun) {
      const pending = await pendingMigrations({ connectionString: url.value })
      console.log(pending.length ? `Would apply:\n${pending.join('\n')}` : 'Nothing to apply: this database is up to date.')
    } else {
      const { applied } = await migrate({ connectionString: url.value, log: console.log })
      console.log(applied.length ? `Applied ${applied.length} files.` : 'Nothing to apply: this database is up to date.')
    }
    return 0
  } catch (error) {
    const { sentence, code } = explain(error, new URL(url.value))
    console.error(sentence)
    return code
  }
}

function readUrl() {
  try {
    const { values } = parseArgs({ options: { url: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } } })
    if (!values.url || !/^postgres(ql)?:$/.test(new URL(values.url).protocol)) return null
    return { value: values.url, dryRun: values['dry-run'] }
  } catch {
    return null
  }
}

function explain(error: unknown, url: URL): { sentence: string; code: number } {
  if (error instanceof MigrationRefused) return { sentence: error.message, code: EXIT.refused }
  if (error instanceof MigrationFailed) {
    const hint = {
      '42501': ' This login needs more rights: use the owner of the database or a superuser.',
      '55P03': ' A table is in use; try again when the platform is quieter.',
    }[codeOf(error.cause)]
    return { sentence: `${error.message}${hint ?? ''}`, code: EXIT.failed }
  }

  const host = `${url.hostname}:${url.port || 5432}`
  const database = decodeURIComponent(url.pathname.slice(1))
  const login = decodeURIComponent(url.username)
  const sentence = {
    ECONNREFUSED: `Nothing answers at ${host}. Is the server running, and is the port right?`,
    ENOTFOUND: `There is no host named ${url.hostname}.`,
    EAI_AGAIN: `The name ${url.hostname} could not be looked up. Is the network up?`,
    ETIMEDOUT: `${host} did not answer in time. A firewall may be in the way.`,
    EHOSTUNREACH: `${host} cannot be reached from here.`,
    ECONNRESET: `${host} closed the connection.`,
    '28P01': `The password for ${login} is wrong.`,
    '28000': `The server does not let ${login} in from here (pg_hba.conf).`,
    '3D000': `There is no database ${database} on ${host}. Create it first.`,
    '42501': `${login} may not create schemas in ${database}. Use the owner of the database or a superuser.`,
    '53300': 'The server has no connection left. Try again, or raise max_connections.',
    '57P03': 'The server is starting up or shutting down. Try again in a moment.',
  }[codeOf(error)]
  const message = error instanceof Error ? error.message : String(error)
  return { sentence: sentence ?? `The migration could not run: ${message}.`, code: EXIT.connection }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code)
}
