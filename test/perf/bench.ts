// What the benchmarks share: consoles without a screen, times and figures.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouter } from '../../electron/router.ts'
import { createServices } from '../../electron/services/index.ts'
import { noKeeper } from '../../electron/services/vault.ts'
import type { Input, Method, Output } from '../../shared/contract.ts'
import type { ConnectionProfile, SignedIn } from '../../shared/session.ts'
import type { TestStaff } from '../support/people.ts'

export interface BenchConsole {
  person: SignedIn
  /** Throws what the router answers as an error. */
  ask<M extends Method>(method: M, input: Input<M>): Promise<Output<M>>
  close(): Promise<void>
}

/** A console on a folder of its own, signed in. */
export async function openBench(profile: ConnectionProfile, { login, password }: TestStaff): Promise<BenchConsole> {
  const dataDir = mkdtempSync(join(tmpdir(), 'backline-perf-'))
  const services = createServices({ dataDir, keyKeeper: noKeeper(), profile, shell: 'browser', version: 'perf' })
  const router = createRouter(services)
  const ask: BenchConsole['ask'] = async (method, input) => {
    const result = await router.handle(method, input)
    if (!result.ok) throw new Error(`${method}: ${result.error.message} ${result.error.source}`)
    return result.value as never
  }
  return {
    person: await ask('session.signIn', { profileId: profile.id, login, password }),
    ask,
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
