/** The browser shell's door: who may come in, and what of the disk is behind it. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Loopback, startLoopback } from '../../electron/loopback.ts'
import type { Topic, Topics } from '../../shared/contract.ts'

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

const folder = mkdtempSync(join(tmpdir(), 'backline-loopback-'))
const rendererRoot = join(folder, 'renderer')
const calls: { method: string; input: unknown }[] = []
const printed: string[] = []
let tell: <T extends Topic>(topic: T, message: Topics[T]) => void = () => {}
let shell: Loopback
let port: number
let cookie: string
let key = ''

beforeAll(async () => {
  mkdirSync(join(rendererRoot, 'assets'), { recursive: true })
  writeFileSync(join(rendererRoot, 'index.html'), '<!doctype html><title>Backline</title>')
  writeFileSync(join(rendererRoot, 'assets', 'main-1.js'), 'export {}')
  writeFileSync(join(rendererRoot, 'notes.txt'), 'not for the screen')
  writeFileSync(join(folder, 'secret.json'), '{"password":"secret"}')
  symlinkSync(join(folder, 'secret.json'), join(rendererRoot, 'link.json'))
  shell = await startLoopback({
    handle: async (method, input) => {
      calls.push({ method, input })
      return { ok: true, value: input }
    },
    subscribe: (listener) => {
      tell = listener
      return () => {}
    },
    rendererRoot,
    port: 0,
    onFreshAddress: (address) => printed.push(address),
  })
  port = Number(new URL(shell.origin).port)
  const entered = await get(pathOf(shell.freshAddress()), { cookie: '' })
  cookie = String(entered.headers['set-cookie']).split(';')[0] ?? ''
  key = String(entered.headers.location).split('#key=')[1] ?? ''
})

afterAll(async () => {
  await shell.close()
  rmSync(folder, { recursive: true })
})

/** A request just as given: paths are not resolved, headers not added. An empty header is left out. */
function send(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  const all = { host: `127.0.0.1:${port}`, cookie, 'x-backline-key': key, ...headers }
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers: given, setHost: false, agent: false }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const get = (path: string, headers: Record<string, string> = {}) => send('GET', path, headers)

function rpc(headers: Record<string, string> = {}, body = JSON.stringify({ method: 'app.state', input: {} })): Promise<Answer> {
  const usual = { origin: shell.origin, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  return send('POST', '/rpc', { ...usual, ...headers }, body)
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address)
  return pathname + search
}

describe('one-time address', () => {
  test('opens once, gives a cookie that scripts cannot read, and takes the token out of the address', async () => {
    const path = pathOf(shell.freshAddress())
    const first = await get(path, { cookie: '' })
    expect(first.status).toBe(303)
    expect(first.headers.location).toMatch(/^\/#key=[\w-]{40,}$/)
    expect(String(first.headers['set-cookie'])).toMatch(new RegExp(`^backline_${port}=[\\w-]{40,}; HttpOnly; SameSite=Strict; Path=/$`))
    const again = await get(path, { cookie: '' })
    expect(again.status).toBe(401)
    expect(again.body).toContain('A fresh address was printed in the terminal')
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  test('a used one has a fresh one printed, which works; knocking again prints no more', async () => {
    const used = pathOf(shell.freshAddress())
    await get(used, { cookie: '' })
    const before = printed.length
    await get(used, { cookie: '' })
    await get(used, { cookie: '' })
    expect(printed.length).toBe(before + 1)
    expect((await get(pathOf(printed.at(-1) ?? ''), { cookie: '' })).status).toBe(303)
  })

  test('a guessed token or cookie does not open', async () => {
    expect((await get('/?token=guess', { cookie: '' })).status).toBe(401)
    expect((await get('/?token=', { cookie: '' })).status).toBe(401)
    expect((await get('/', { cookie: `backline_${port}=guess` })).status).toBe(401)
    expect((await get('/', { cookie: `backline_${port}=` })).status).toBe(401)
    expect((await get('/', { cookie: `backline=${cookie.split('=')[1]}` })).status).toBe(401)
  })

  test.each(['/', '/assets/main-1.js', '/events'])('without a cookie %s is not given', async (path) => {
    expect((await get(path, { cookie: '' })).status).toBe(401)
  })

  test('without a cookie nothing is called', async () => {
    const before = calls.length
    expect((await rpc({ cookie: '' })).status).toBe(401)
    expect(calls.length).toBe(before)
  })
})

describe('the key, which other servers of this computer do not see as they see the cookie', () => {
  test.each(['', 'guess'])('without it ("%s") nothing is called or told, and a fresh address is printed', async (given) => {
    const before = calls.length
    expect((await rpc({ 'x-backline-key': given })).status).toBe(401)
    expect((await get('/events', { 'x-backline-key': given })).status).toBe(401)
    expect(calls.length).toBe(before)
    expect(pathOf(shell.freshAddress())).toBe(pathOf(printed.at(-1) ?? ''))
  })

  test('it belongs to one cookie', async () => {
    const other = await get(pathOf(shell.freshAddress()), { cookie: '' })
    const theirs = String(other.headers['set-cookie']).split(';')[0] ?? ''
    expect((await rpc({ cookie: theirs })).status).toBe(401)
    expect((await rpc({ cookie: theirs, 'x-backline-key': String(other.headers.location).split('#key=')[1] ?? '' })).status).toBe(200)
  })

  test('it does not replace the cookie, nor is it taken from the address', async () => {
    expect((await rpc({ cookie: '' })).status).toBe(401)
    expect((await get(`/events?key=${key}`, { 'x-backline-key': '' })).status).toBe(401)
  })
})

describe('other origins', () => {
  test.each(['localhost', 'localhost:1', 'evil.example', '127.0.0.1', '127.0.0.1.evil.example'])(
    'host %s is not served (DNS rebinding)',
    async (host) => {
      for (const path of ['/', pathOf(shell.freshAddress()), '/events']) expect((await get(path, { host })).status).toBe(421)
      expect((await rpc({ host })).status).toBe(421)
    },
  )

  test.each(['https://evil.example', 'null', 'http://localhost:1', 'http://127.0.0.1:1', ''])(
    'a call from origin "%s" is refused (CSRF)',
    async (origin) => {
      const before = calls.length
      expect((await rpc({ origin })).status).toBe(403)
      expect(calls.length).toBe(before)
    },
  )

  test('the stream and the files are not given to another site', async () => {
    for (const path of ['/events', '/assets/main-1.js']) {
      expect((await get(path, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
      expect((await get(path, { 'sec-fetch-site': 'same-site' })).status).toBe(403)
      expect((await get(path, { origin: 'https://evil.example' })).status).toBe(403)
    }
    expect((await get('/', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await get('/', { 'sec-fetch-site': 'none' })).status).toBe(200)
  })

  test('a form cannot call: only JSON is understood', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp', '']) {
      expect((await rpc({ 'content-type': type })).status).toBe(415)
    }
  })

  test('no answer allows another origin to read it', async () => {
    const answers = [await get('/'), await rpc(), await rpc({ origin: 'https://evil.example' }), await send('OPTIONS', '/rpc')]
    for (const { headers } of answers) expect(headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('methods and sizes', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s is refused', async (method) => {
    const answer = await send(method, '/')
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('GET, HEAD, POST')
  })

  test('a call of more than 8 MB is not read, announced or not', async () => {
    const big = JSON.stringify({ method: 'drafts.save', input: 'x'.repeat(8 * 1024 * 1024) })
    const before = calls.length
    expect((await rpc({ 'content-length': String(9 * 1024 * 1024) }, '')).status).toBe(413)
    const chunked = await rpc({ 'content-length': '', 'transfer-encoding': 'chunked' }, big).catch(
      (error: Error & { code?: string }) => error.code,
    )
    if (typeof chunked === 'object') expect(chunked.status).toBe(413)
    else expect(chunked).toMatch(/EPIPE|ECONNRESET/)
    expect(calls.length).toBe(before)
    expect((await rpc()).status).toBe(200)
  })

  test('a text of 1 MB arrives whole, with null bytes and lone surrogates', async () => {
    const text = `${'ä\u0000\ud800😀'.repeat(200_000)}`
    const answer = await rpc({}, JSON.stringify({ method: 'drafts.save', input: { text } }))
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body).value.text).toBe(text)
  })

  test('a long address and long headers are refused', async () => {
    expect((await get(`/${'a'.repeat(4_000)}`)).status).toBe(414)
    expect((await get('/', { 'x-long': 'a'.repeat(40_000) })).status).toBe(431)
  })

  test.each(['', '{', '[]', 'null', '{"input":{}}', '{"method":1}'])('%j is no call', async (body) => {
    expect((await rpc({}, body)).status).toBe(400)
  })

  test('a request that never ends its headers does not hold others up', async () => {
    const slow = connect(port, '127.0.0.1')
    slow.on('error', () => {})
    slow.write('GET / HTTP/1.1\r\nHost:')
    expect((await get('/')).status).toBe(200)
    slow.destroy()
  })
})

describe('files', () => {
  test('the screen is given with its policy', async () => {
    const page = await get('/')
    expect(page.status).toBe(200)
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|data:|http/)
    expect(page.headers['x-content-type-options']).toBe('nosniff')
    expect(page.headers['referrer-policy']).toBe('no-referrer')
    expect(page.headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(page.headers['cache-control']).toBe('no-store')
    expect((await get('/assets/main-1.js')).headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  test.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/assets/../../secret.json',
    '/assets/%2e%2e/%2e%2e/secret.json',
    '/..%5csecret.json',
    '//secret.json',
    '/secret.json%00.js',
    '/%',
    '/link.json',
    '/notes.txt',
    '/assets',
    '/assets/',
    '/index.html/',
    '/etc/passwd',
  ])('%s is not given', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain('secret')
  })

  test('an absolute address in the request line is not followed', async () => {
    expect((await get('http://evil.example/index.html')).status).toBe(404)
  })
})

describe('the stream of topics', () => {
  /** Opens it and reads only when told to. */
  const listen = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { cookie, 'x-backline-key': key }
      const asked = request({ host: '127.0.0.1', port, path: '/events', headers, agent: false }, resolve)
      asked.on('error', reject)
      asked.end()
    })

  test('each message is one line, whatever is in it', async () => {
    const stream = await listen()
    let text = ''
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    const hostile = 'a\n{"topic":"command","message":{"name":"signOut"}}\n\u2028'
    tell('signedOut', { message: hostile })
    await expect.poll(() => text).toContain('signedOut')
    const lines = text.split('\n').filter((line) => line !== '')
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ topic: 'signedOut', message: { message: hostile } }])
    stream.destroy()
  })

  test('a window that does not read is cut off before much waits for it, and the others are not', async () => {
    const [slow, quick] = [await listen(), await listen()]
    let heard = 0
    quick.on('data', (chunk: Buffer) => {
      heard += chunk.length
    })
    const cut = new Promise<void>((resolve) => slow.once('error', () => resolve()).once('close', () => resolve()))
    const used = () => process.memoryUsage().heapUsed + process.memoryUsage().external
    const before = used()
    const told = 'x'.repeat(256 * 1024)
    for (let n = 1; n <= 600; n++) {
      tell('signedOut', { message: told })
      while (heard < n * told.length) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    // Of 150 MB.
    expect(used() - before).toBeLessThan(75 * 1024 * 1024)
    slow.resume()
    await cut
    quick.destroy()
  })
})
