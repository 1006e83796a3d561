// What the benchmarks share: consoles without a screen, times and figures.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { createRouter } from '../../electron/router.ts'
import { createServices } from '../../electron/services/index.ts'
import { noKeeper } from '../../electron/services/vault.ts'
import type { Input, Method, Output, Topic, Topics } from '../../shared/contract.ts'
import type { ConnectionProfile, SignedIn } from '../../shared/session.ts'
import type { TestStaff } from '../support/people.ts'

export interface BenchConsole {
  person: SignedIn
  /** Throws what the router answers as an error. */
  ask<M extends Method>(method: M, input: Input<M>): Promise<Output<M>>
  on<T extends Topic>(topic: T, listener: (message: Topics[T]) => void): void
  close(): Promise<void>
}

/** A console on a folder of its own, signed in. */
export async function openBench(
  profile: ConnectionProfile,
  { login, password }: Pick<TestStaff, 'login' | 'password'>,
): Promise<BenchConsole> {
  const dataDir = mkdtempSync(join(tmpdir(), 'backline-perf-'))
  const services = createServices({ dataDir, keyKeeper: noKeeper(), profile, shell: 'browser', version: 'perf' })
  const router = createRouter(services)
  const ask: BenchConsole['ask'] = async (method, input) => {
    const result = await router.handle(method, input)
    if (!result.ok) throw Object.assign(new Error(`${method}: ${result.error.message} ${result.error.source}`), { code: result.error.code })
    return result.value as never
  }
  return {
    person: await ask('session.signIn', { profileId: profile.id, login, password }),
    ask,
    on: (topic, listener) => void services.events.on(topic, listener),
    async close() {
      await services.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The profile of a database that is reached directly. */
export function directProfile(databaseUrl: string): ConnectionProfile {
  const { hostname: host, port, pathname } = new URL(databaseUrl)
  const database = pathname.slice(1)
  return {
    id: 'perf',
    name: 'perf',
    host,
    port: Number(port),
    database,
    tls: 'disable',
    ca: null,
    replica: null,
    pgbouncer: null,
    objects: null,
    isDemo: false,
  }
}

/** How long it took, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** How often a page is read for its figures, after twenty times that count for nothing. */
export const rounds = Number(process.env.PERF_ROUNDS ?? 300)
const warmUp = 20

export interface MeasuredPage {
  name: string
  /** The page as the console reads it. */
  ask(): Promise<unknown>
  /** The same statement on a connection of the same person, with nothing around it. */
  bare: pg.Client
  query: { name: string; text: string; values: unknown[] }
  /** None of these may be read whole, nor more than a page's worth of rows sorted. */
  tables: string[]
}

export function pageHead() {
  console.log(`${'page'.padEnd(36)} handler p50   p95   bare p50   p95   ratio of p50`)
}

/**
 * Times a page beside the bare prepared query, in turn, so that the ratio holds whatever the machine is doing. Prints milliseconds
 * and the ratio of the medians, which it returns. Throws on a plan that reads or sorts a whole table.
 */
export async function measurePage({ name, ask, bare, query, tables }: MeasuredPage): Promise<number> {
  await expectIndexed(name, bare, query, tables)
  const handler: number[] = []
  const direct: number[] = []
  for (let round = 0; round < rounds + warmUp; round++) {
    const a = await timed(ask)
    const b = await timed(() => bare.query(query))
    if (round < warmUp) continue
    handler.push(a)
    direct.push(b)
  }
  const ratio = quantile(handler, 0.5) / quantile(direct, 0.5)
  const figures = [handler, direct].map((times) => `${milliseconds(times, 0.5)} ${milliseconds(times, 0.95)}`)
  console.log(`${name.padEnd(36)}      ${figures[0]}     ${figures[1]}   ${ratio.toFixed(2)}`)
  return ratio
}

/** Times something that stands beside a page. Prints milliseconds. */
export async function measure(name: string, work: (round: number) => Promise<unknown>, times = rounds) {
  const taken: number[] = []
  for (let round = 0; round < times; round++) taken.push(await timed(() => work(round)))
  console.log(`${name.padEnd(40)} ${milliseconds(taken, 0.5)} ${milliseconds(taken, 0.95)}`)
}

const mostSorted = 10_000

async function expectIndexed(name: string, bare: pg.Client, { text, values }: MeasuredPage['query'], tables: string[]) {
  const { rows } = await bare.query(`explain ${text}`, values)
  const plan = rows.map((row) => row['QUERY PLAN'] as string).join('\n')
  const sorted = Math.max(0, ...[...plan.matchAll(/Sort {2}\(cost=\S+ rows=(\d+)/g)].map(([, count]) => Number(count)))
  const isWhole = new RegExp(`Seq Scan on (${tables.join('|')})\\b`).test(plan)
  if (isWhole || sorted > mostSorted) throw new Error(`${name} reads or sorts a whole table:\n${plan}`)
}

function milliseconds(times: number[], share: number): string {
  return quantile(times, share).toFixed(2).padStart(6)
}
