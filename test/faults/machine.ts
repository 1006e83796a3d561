// A console in its own process, started again where it was killed.

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { removeFolder, temporaryFolder } from '../support/services.ts'

export class Machine {
  readonly url: string
  readonly #dataDir = temporaryFolder()
  /** Who is signed in, as the owner of a draft. */
  owner = ''
  /** The last draft that was answered as saved. */
  draft = 0
  #child: ChildProcess | null = null
  #waiting = new Map<number, (value: unknown) => void>()
  #asked = 0

  constructor(url: string) {
    this.url = url
  }

  async start(): Promise<void> {
    const child = fork(join(import.meta.dirname, 'console.ts'), [this.#dataDir, this.url], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      child.on('message', (message: { ready?: boolean; owner?: string; id?: number; value?: unknown }) => {
        if (message.ready) {
          this.owner = message.owner ?? ''
          resolve()
        } else this.#waiting.get(message.id ?? 0)?.(message.value)
      })
      child.once('exit', () => {
        for (const answer of this.#waiting.values()) answer(null)
        this.#waiting.clear()
        reject(new Error('The console ended before it was ready'))
      })
    })
  }

  /** null when the console died before it answered. */
  ask<T>(method: string, input: unknown): Promise<T | null> {
    const id = ++this.#asked
    return new Promise((resolve) => {
      this.#waiting.set(id, (value) => {
        this.#waiting.delete(id)
        resolve(value as T | null)
      })
      this.#child?.send({ id, method, input }, (error) => error && this.#waiting.get(id)?.(null))
    })
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  async end(): Promise<void> {
    await this.kill()
    removeFolder(this.#dataDir)
  }
}
