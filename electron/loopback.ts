/**
 * The browser shell: the same screen and the same router behind http://127.0.0.1, for a computer without an Electron binary
 * and for tests. Every request has to prove where it comes from, and every call that it comes from the window that was opened with a
 * one-time address: the browser shows our cookie to any other server of this computer as well, but the key only to our own page.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Topic, Topics } from '../shared/contract.ts'
import type { Result } from '../shared/errors.ts'
import { rendererFile, securityHeaders } from './renderer-files.ts'
import { StartError } from './startup/start-error.ts'

/** A 1 MB text may grow sixfold when JSON escapes it. */
const bodyLimit = 8 * 1024 * 1024
const urlLimit = 2048
const listenerLimit = 16
/** Bytes that may wait for a window that does not read; then it is cut off and reads everything anew when it comes back. */
const backlogLimit = 1024 * 1024
const keyHeader = 'x-backline-key'
const heartbeatMs = 15_000

export interface LoopbackOptions {
  /** Answers one call. `input` is what came over the wire, not yet looked at. */
  handle(method: string, input: unknown, requestId: string | undefined): Promise<Result<unknown>>
  /** Calls back with every message of the trusted side until the returned function is called. */
  subscribe(listener: <T extends Topic>(topic: T, message: Topics[T]) => void): () => void
  /** The folder of the built screen. */
  rendererRoot: string
  /** 0 takes a free one. */
  port: number
  /** Told a fresh address when somebody came without a valid one and the last address was used. */
  onFreshAddress(address: string): void
}

export interface Loopback {
  origin: string
  /** An address with a one-time token that was not used yet. */
  freshAddress(): string
  close(): Promise<void>
}

/** Starts listening. Throws StartError when the port is taken. */
export async function startLoopback(options: LoopbackOptions): Promise<Loopback> {
  const server = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 60_000 })
  const port = await listen(server, options.port)
  const origin = `http://127.0.0.1:${port}`
  const door = new Door(origin, port)
  const streams = new Set<ServerResponse>()
  const unsubscribe = options.subscribe((topic, message) => {
    tell(streams, `${JSON.stringify({ topic, message })}\n`)
  })
  const heartbeat = setInterval(() => tell(streams, '\n'), heartbeatMs)

  server.on('request', (request, response) => {
    answer(request, response, options, door, streams).catch(() => {
      if (!response.headersSent) refuse(response, 500, 'Something went wrong here. Reload the page.')
      response.end()
    })
  })

  return {
    origin,
    freshAddress: () => door.address(),
    async close() {
      clearInterval(heartbeat)
      unsubscribe()
      for (const stream of streams) stream.end()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, port)))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve((server.address() as AddressInfo).port))
  })
}

function listenFailure(error: Error, port: number): Error {
  const code = 'code' in error ? error.code : null
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} is in use by another program. Name another with --port, or leave --port out to take a free one.`)
  if (code === 'EACCES') return new StartError(`This account may not listen on port ${port}. Name one above 1023 with --port.`)
  return error
}

interface Visitor {
  cookie: string
  /** Known only to the page that the one-time address opened. */
  key: string
}

/** Who may come in: one-time tokens, cookies with their keys, and the headers that tell a page of ours from another. */
class Door {
  readonly origin: string
  readonly host: string
  readonly cookieName: string
  private token: string | null = null
  private readonly visitors: Visitor[] = []

  constructor(origin: string, port: number) {
    this.origin = origin
    this.host = `127.0.0.1:${port}`
    // Cookies do not know ports; the name keeps two consoles on one computer apart.
    this.cookieName = `backline_${port}`
  }

  get isUsedUp(): boolean {
    return this.token === null
  }

  address(): string {
    this.token ??= randomBytes(24).toString('base64url')
    return `${this.origin}/?token=${this.token}`
  }

  /** Lets somebody in for a token that is valid, which it is then no more; null for any other. */
  redeem(token: string): Visitor | null {
    if (this.token === null || !same(token, this.token)) return null
    this.token = null
    const visitor = { cookie: randomBytes(32).toString('base64url'), key: randomBytes(32).toString('base64url') }
    this.visitors.push(visitor)
    return visitor
  }

  visitor({ headers }: IncomingMessage): Visitor | null {
    const values = (headers.cookie ?? '').split(';').map((each) => each.trim().split('='))
    const ours = values.find(([name]) => name === this.cookieName)?.[1] ?? ''
    return this.visitors.find(({ cookie }) => same(cookie, ours)) ?? null
  }

  /** True for a request that a page of ours made, or, where `navigation`, that a person made by opening the address. */
  comesFromHere(request: IncomingMessage, navigation: boolean): boolean {
    const { origin } = request.headers
    if (origin !== undefined) return origin === this.origin
    if (request.method === 'POST') return false
    const site = request.headers['sec-fetch-site'] ?? 'same-origin'
    return site === 'same-origin' || (navigation && site === 'none')
  }
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: LoopbackOptions,
  door: Door,
  streams: Set<ServerResponse>,
): Promise<void> {
  const { method = '', url = '' } = request
  if (request.headers.host !== door.host) return refuse(response, 421, 'This address is not served here.')
  if (!['GET', 'HEAD', 'POST'].includes(method)) return refuse(response, 405, 'Only GET, HEAD and POST.', { Allow: 'GET, HEAD, POST' })
  if (url.length > urlLimit) return refuse(response, 414, 'The address is too long.')
  // The path is taken as it came: `new URL` would already have resolved "..", and what leads out has to be seen to be refused.
  const [path = '', query = ''] = url.split('?', 2)
  const isPage = path === '/'
  const token = new URLSearchParams(query).get('token')

  if (isPage && token !== null && method === 'GET') return enter(response, door, token, options)
  if (!door.comesFromHere(request, isPage)) return refuse(response, 403, 'This request did not come from the console.')
  const visitor = door.visitor(request)
  if (!visitor) return askForFreshAddress(response, door, options, isPage)
  const isCall = method === 'POST' && path === '/rpc'
  const isStream = method === 'GET' && path === '/events'
  if (isCall || isStream) {
    if (!same(visitor.key, String(request.headers[keyHeader] ?? ''))) return askForFreshAddress(response, door, options, true)
    return isCall ? call(request, response, options) : stream(request, response, streams)
  }
  if (method === 'POST') return refuse(response, 404, 'There is nothing here.')

  const file = await rendererFile(options.rendererRoot, path)
  if (!file) return refuse(response, 404, 'There is nothing here.')
  response.writeHead(200, { ...file.headers, 'Content-Length': file.body.length })
  response.end(method === 'HEAD' ? undefined : file.body)
}

function enter(response: ServerResponse, door: Door, token: string, options: LoopbackOptions): void {
  const visitor = door.redeem(token)
  if (!visitor) {
    askForFreshAddress(response, door, options, true)
    return
  }
  response.writeHead(303, {
    ...securityHeaders,
    'Cache-Control': 'no-store',
    'Set-Cookie': `${door.cookieName}=${visitor.cookie}; HttpOnly; SameSite=Strict; Path=/`,
    // What follows the # is never sent to any server; the page keeps it and takes it out of the address.
    Location: `/#key=${visitor.key}`,
  })
  response.end()
}

function askForFreshAddress(response: ServerResponse, door: Door, options: LoopbackOptions, isPage: boolean): void {
  // One that is still good was printed before; printing it again at every knock would only fill the terminal.
  if (isPage && door.isUsedUp) options.onFreshAddress(door.address())
  refuse(
    response,
    401,
    'An address opens Backline once, and this one was used already or is not known. A fresh address was printed in the terminal where Backline runs; open that one.',
  )
}

async function call(request: IncomingMessage, response: ServerResponse, { handle }: LoopbackOptions): Promise<void> {
  if (!/^application\/json(;|$)/.test(request.headers['content-type'] ?? '')) return refuse(response, 415, 'Only JSON is understood here.')
  const body = await readBody(request)
  if (body === null) {
    response.setHeader('Connection', 'close')
    return refuse(response, 413, 'That is larger than 8 MB and was not read.')
  }
  const message = parse(body)
  if (!message) return refuse(response, 400, 'A call names a method and its input.')
  const result = Buffer.from(JSON.stringify(await handle(message.method, message.input, message.requestId)))
  response.writeHead(200, {
    ...securityHeaders,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': result.length,
    'Cache-Control': 'no-store',
  })
  response.end(result)
}

/** Null when it is larger than the limit; the rest is then not read. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return null
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(body: string): { method: string; input: unknown; requestId: string | undefined } | null {
  try {
    const { method, input, requestId } = JSON.parse(body)
    if (typeof method !== 'string') return null
    return { method, input, requestId: typeof requestId === 'string' ? requestId : undefined }
  } catch {
    return null
  }
}

/** One line of JSON a message: {"topic", "message"}; an empty line says that somebody is here. */
function stream(request: IncomingMessage, response: ServerResponse, streams: Set<ServerResponse>): void {
  if (streams.size >= listenerLimit) {
    refuse(response, 503, 'Too many windows listen already. Close some.')
    return
  }
  response.writeHead(200, { ...securityHeaders, 'Content-Type': 'application/x-ndjson; charset=utf-8', 'Cache-Control': 'no-store' })
  response.write('\n')
  streams.add(response)
  request.on('close', () => streams.delete(response))
}

function tell(streams: Set<ServerResponse>, line: string): void {
  for (const each of streams) {
    if (each.writableLength <= backlogLimit) each.write(line)
    else each.destroy()
  }
}

function refuse(response: ServerResponse, status: number, sentence: string, headers: Record<string, string> = {}): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Backline</title><p>${sentence}</p></html>\n`
  response.writeHead(status, {
    ...securityHeaders,
    ...headers,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(page),
    'Cache-Control': 'no-store',
  })
  response.end(page)
}
