// The trusted side as the shells start it, on a data folder of its own.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouter, type Router } from '../../electron/router.ts'
import { createServices, type ServiceOptions, type Services } from '../../electron/services/index.ts'
import { profileFromUrl } from '../../electron/services/profiles.ts'
import { fileKeeper } from '../../electron/services/vault.ts'
import type { Input, Method, Output, Topic, Topics } from '../../shared/contract.ts'
import type { AppError } from '../../shared/errors.ts'
import type { SignedIn } from '../../shared/session.ts'
import type { TestStaff } from './people.ts'

export interface TestConsole {
  services: Services
  router: Router
  dataDir: string
  /** The profile of the database it was opened for; empty when for none. */
  profileId: string
  /** The value of a call that works; throws its error otherwise. */
  call<M extends Method>(method: M, input: Input<M>, requestId?: string): Promise<Output<M>>
  /** The error of a call that does not. */
  refusal<M extends Method>(method: M, input: unknown, requestId?: string): Promise<AppError>
  signIn(staff: TestStaff): Promise<SignedIn>
  /** Resolves with the first message that `fits`, of those to come. */
  next<T extends Topic>(topic: T, fits?: (message: Topics[T]) => boolean, limitMs?: number): Promise<Topics[T]>
  /** Closes the console; its data folder stays for the next one unless `keep` is false. */
  close(keep?: boolean): Promise<void>
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'backline-console-'))
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** A console for the database of `url`; its login and password are used by `signIn` only. */
export function openConsole(url: string | null, overrides: Partial<ServiceOptions> = {}): TestConsole {
  const dataDir = overrides.dataDir ?? temporaryFolder()
  const profile = url === null ? null : profileFromUrl(url)
  const profileId = profile?.id ?? ''
  const keyKeeper = fileKeeper(join(dataDir, 'drafts.key'))
  const services = createServices({ dataDir, keyKeeper, profile, shell: 'browser', version: 'test', ...overrides })
  const router = createRouter(services)

  async function call<M extends Method>(method: M, input: Input<M>, requestId?: string): Promise<Output<M>> {
    const result = await router.handle(method, input, requestId)
    if (!result.ok) throw Object.assign(new Error(`${method}: ${result.error.code}: ${result.error.message}`), result.error)
    return result.value as Output<M>
  }
  return {
    services,
    router,
    dataDir,
    profileId,
    call,
    async refusal(method, input, requestId) {
      const result = await router.handle(method, input, requestId)
      if (result.ok) throw new Error(`${method} was expected to be refused`)
      return result.error
    },
    signIn: (staff) => call('session.signIn', { profileId, login: staff.login, password: staff.password }),
    next(topic, fits = () => true, limitMs = 5000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          stop()
          reject(new Error(`Nothing fitting came about ${topic} within ${limitMs} ms`))
        }, limitMs)
        const stop = services.events.on(topic, (message) => {
          if (!fits(message)) return
          clearTimeout(timer)
          stop()
          resolve(message)
        })
      })
    },
    async close(keep = false) {
      await services.close()
      if (!keep) removeFolder(dataDir)
    },
  }
}

/** Who is signed in, as the owner of a draft. */
export function ownerOf({ services }: TestConsole): string {
  return services.session.person()?.staff.id ?? ''
}

/** Polls until `fits`, at most `limitMs` by a clock that no test sets. */
export async function until(fits: () => boolean | Promise<boolean>, limitMs = 5000): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await fits())) {
    if (performance.now() > end) throw new Error(`It did not happen within ${limitMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
