// A network in front of the test server that can be cut, stopped and put back.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

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
  /** Ends this side of every connection, as a proxy does that gave up. */
  halfClose(): void
  /** Everything takes so much longer, both ways. */
  delay(ms: number): void
  close(): Promise<void>
}

export async function openNetwork(databaseUrl: string): Promise<Network> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const nearSockets = new Set<Socket>()
  let isFrozen = false
  let isDeaf = false
  let late = 0
  let count = 0
  const server = createServer((near) => {
    count++
    const far = connect(Number(target.port), target.hostname)
    nearSockets.add(near)
    near.on('close', () => nearSockets.delete(near))
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.on('data', (chunk) => {
        if (isFrozen || (isDeaf && from === far)) return
        if (late === 0) to.write(chunk)
        else setTimeout(() => to.destroyed || to.write(chunk), late)
      })
    }
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo

  async function cut(): Promise<void> {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
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
      await new Promise((resolve) => setTimeout(resolve, ms))
      for (const socket of sockets) socket.destroy()
      isDeaf = false
    },
    halfClose() {
      for (const socket of nearSockets) socket.end()
    },
    delay(ms) {
      late = ms
    },
    async restore() {
      isFrozen = false
      if (!server.listening) await listen(port)
    },
    async close() {
      if (server.listening) await cut()
    },
  }
}
