// A network in front of the test server that can be cut, stopped and put back.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Network {
  port: number
  /** The same database through this network. */
  url(databaseUrl: string): string
  /** How many connections were opened through it so far. */
  opened(): number
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>
  /** Lets nothing through any more, without a word to either side. */
  freeze(): void
  restore(): Promise<void>
  /** Every connection: what the server answers is lost, then it is cut. What was sent before is carried out. */
  dropAnswers(ms: number): Promise<void>
  /** Ends one direction of every connection, as a proxy does that gave up: what the console hears, or what the server hears. */
  halfClose(towards?: 'console' | 'server'): void
  /** Everything takes so much longer, both ways. */
  delay(ms: number): void
  /** What it did so far. */
  done(): { cut: number; answersDropped: number; halfClosed: number; delayed: number }
  close(): Promise<void>
}

/** `hear` is told every piece that a console sends. */
export async function openNetwork(databaseUrl: string, hear: (chunk: Buffer) => void = () => {}): Promise<Network> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const ends = { console: new Set<Socket>(), server: new Set<Socket>() }
  const done = { cut: 0, answersDropped: 0, halfClosed: 0, delayed: 0 }
  let isFrozen = false
  let isDeaf = false
  let late = 0
  let count = 0
  const server = createServer((near) => {
    count++
    const far = connect(Number(target.port), target.hostname)
    for (const [from, to, side] of [
      [near, far, 'console'],
      [far, near, 'server'],
    ] as const) {
      /** Pieces stay in their order, also when the delay changes between them. */
      let turn: Promise<unknown> = Promise.resolve()
      sockets.add(from)
      ends[side].add(from)
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        ends[side].delete(from)
        to.destroy()
      })
      from.on('data', (chunk) => {
        if (from === near) hear(chunk)
        if (isFrozen) return
        if (isDeaf && from === far) {
          done.answersDropped++
          return
        }
        if (late > 0) done.delayed++
        turn = Promise.all([turn, late > 0 && sleep(late)]).then(() => to.writable && to.write(chunk))
      })
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo

  function end(): void {
    done.cut += ends.console.size
    for (const socket of sockets) socket.destroy()
  }
  async function cut(): Promise<void> {
    const closed = once(server, 'close')
    server.close()
    end()
    await closed
  }
  return {
    port,
    url(of) {
      const url = new URL(of)
      url.hostname = '127.0.0.1'
      url.port = String(port)
      return url.href
    },
    opened: () => count,
    cut,
    freeze() {
      isFrozen = true
    },
    async dropAnswers(ms) {
      isDeaf = true
      await sleep(ms)
      end()
      isDeaf = false
    },
    halfClose(towards = 'console') {
      done.halfClosed += ends[towards].size
      for (const socket of ends[towards]) socket.end()
    },
    delay(ms) {
      late = ms
    },
    async restore() {
      isFrozen = false
      if (!server.listening) await listen(port)
    },
    done: () => ({ ...done }),
    async close() {
      if (server.listening) await cut()
    },
  }
}
