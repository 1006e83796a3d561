/**
 * Times a queue at its documented volume: the handler beside the same bare prepared query, in turn and in the same run, so that the
 * ratio holds whatever the machine is doing; then what stands beside a page. Prints milliseconds. Throws on a plan that reads or sorts a
 * whole table; ends with 1 where the handler takes more than half as long again.
 *   PERF_URL=postgres://login:password@host/database   reads a database that is filled already, as this person
 *   PERF_ROUNDS=300                                    how often a page is read
 */
import pg from 'pg'
import type { Input, Method } from '../../shared/contract.ts'
import type { SignedIn, StaffRole } from '../../shared/session.ts'
import { addStaff, asLogin } from '../support/people.ts'
import { freshDatabase, startPostgres } from '../support/postgres.ts'
import { type BenchConsole, directProfile, measure, measurePage, openBench, pageHead, rounds, timed } from './bench.ts'

type Queue = Extract<Method, `${string}.queue`>
type Pages<M extends Queue> = [name: string, input: Input<M>][]
type Ask = BenchConsole['ask']

export interface QueueBench<M extends Queue> {
  method: M
  role: StaffRole
  /** "200,000 cases". */
  volume: string
  pages: Pages<M>
  /** Those that need a cursor. */
  laterPages?(ask: Ask): Promise<Pages<M>>
  queue: { query(reader: SignedIn, input: Input<M>): { query: { name: string; text: string; values: unknown[] } } }
  /** None of these may be read whole. */
  tables: string[]
  fill(databaseUrl: string, person: { id: string }): Promise<void>
  /** Times what stands beside a page, with `measure`. */
  beside(ask: Ask): Promise<void>
}

const allowed = 1.5

export async function benchQueue<M extends Queue>(bench: QueueBench<M>): Promise<void> {
  const { url, login, password, stop } = await filled(bench)
  const { ask, person, close } = await openBench(directProfile(url), { login, password })
  const bare = new pg.Client({ connectionString: asLogin(url, login, password) })
  await bare.connect()
  try {
    const read = (input: Input<M>) => ask(bench.method, input)
    const [first] = bench.pages
    if (first) console.log(`first page of all: ${(await timed(() => read(first[1]))).toFixed(1)}\n`)
    pageHead()
    for (const [name, input] of [...bench.pages, ...((await bench.laterPages?.(ask)) ?? [])]) {
      const { query } = bench.queue.query(person, input)
      const ratio = await measurePage({ name, ask: () => read(input), bare, query, tables: bench.tables })
      if (ratio > allowed) process.exitCode = 1
    }
    console.log('\nbeside the page                            p50    p95')
    await bench.beside(ask)
    await measure('rail counts', () => ask('work.counts', {}))
  } finally {
    await bare.end()
    await close()
    await stop()
  }
}

/** A database at its volume, and a person of the role who signs in to it. */
async function filled<M extends Queue>({ role, volume, fill }: QueueBench<M>) {
  const given = process.env.PERF_URL
  if (given) {
    const { username, password } = new URL(given)
    return { url: given, login: username, password: decodeURIComponent(password), stop: async () => {} }
  }
  const server = await startPostgres()
  process.env.TEST_POSTGRES_URL = server.url()
  const { url } = await freshDatabase()
  const person = await addStaff(url, 'Bench', [role])
  console.log(`${volume} in ${Math.round((await timed(() => fill(url, person))) / 1000)} s, ${rounds} rounds, milliseconds\n`)
  return { url, login: person.login, password: person.password, stop: server.stop }
}
