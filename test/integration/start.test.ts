/** `npm start` as people run it: what it prints when it cannot, and that it leaves nothing behind when it could. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { processesOf, startConsole, stopConsoles } from '../support/console.ts'
import { emptyDatabase } from '../support/postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'backline-start-'))
const browser = ['--browser', '--no-open']
let count = 0

beforeAll(() => chmodSync(folder, 0o711))
afterEach(stopConsoles)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function newFolder(): string {
  return join(folder, `data-${++count}`)
}

/** Runs until it ends by itself; gives the exit code and all it printed. */
async function refused(args: string[]): Promise<{ code: number | string; output: string }> {
  const started = startConsole(['--data', newFolder(), ...args])
  return { code: await started.ended, output: started.output() }
}

describe('what cannot be understood', () => {
  test('--help tells the options and starts nothing', async () => {
    const { code, output } = await refused(['--help'])
    expect(code).toBe(0)
    for (const option of ['--browser', '--electron', '--no-open', '--port', '--url', '--data', '--join', '--fresh'])
      expect(output).toContain(option)
  })

  test.each([
    [['--prot', '80'], "Unknown option '--prot'"],
    [['--port', 'eighty'], '--port takes a number from 0 to 65535, not "eighty".'],
    [['--port', '65536'], '--port takes a number from 0 to 65535, not "65536".'],
    [['--browser', '--electron'], 'Choose one of --browser and --electron.'],
    [['--url', 'localhost/db'], 'postgres://'],
    [['--url', 'mysql://localhost/db'], 'postgres://'],
    [['--url', 'postgres://db.example/db?sslmode=never'], 'sslmode'],
    [['--url', 'postgres://db.example/db?sslmode=disable'], 'without TLS'],
    [['--url', 'postgres://127.0.0.1/db', '--fresh'], 'Leave one out.'],
    [['--url', 'postgres://127.0.0.1/db', '--join', '/nowhere'], 'Choose one of --join and --url.'],
    [['extra'], "Unexpected argument 'extra'"],
  ])('%j', async (args, sentence) => {
    const { code, output } = await refused(args)
    expect(code).toBe(1)
    expect(output).toContain(sentence)
    expect(output).toContain('npm start -- --help')
    expect(output).not.toContain('    at ')
  })
})

describe('a platform that cannot be used', () => {
  const own = new URL(process.env.TEST_POSTGRES_URL ?? '')

  function platform(database: string, password: string): string {
    return `postgres://postgres:${password}@${own.hostname}:${own.port}/${database}`
  }

  test('nothing listens there', async () => {
    const { code, output } = await refused([...browser, '--url', 'postgres://nadia@127.0.0.1:1/backline'])
    expect(code).toBe(1)
    expect(output).toContain('127.0.0.1:1 could not be reached. The database server refused the connection.')
  })

  test('there is no such host', async () => {
    const { code, output } = await refused([...browser, '--url', 'postgres://nadia@no-such-host.invalid/backline'])
    expect(code).toBe(1)
    expect(output).toMatch(/no-such-host\.invalid:5432 could not be reached\. (No server is known|The host name could not)/)
  })

  test('the password is wrong, and is neither printed nor kept', async () => {
    const data = newFolder()
    const started = startConsole(['--data', data, ...browser, '--url', platform('postgres', 'not-the-password')])
    expect(await started.ended).toBe(1)
    expect(started.output()).toContain('refused this name or password')
    const kept = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    for (const { parentPath, name } of kept) expect(readFileSync(join(parentPath, name), 'latin1')).not.toContain('not-the-password')
    expect(started.output()).not.toContain('not-the-password')
  })

  test('the database has no console schema', async () => {
    const database = await emptyDatabase()
    const name = new URL(database.url).pathname.slice(1)
    const { code, output } = await refused([...browser, '--url', platform(name, own.password)])
    await database.drop()
    expect(code).toBe(1)
    expect(output).toContain('no console schema')
    expect(output).toContain('npm run migrate')
  })

  test('the port of the browser shell is taken', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port))
    })
    const url = `postgres://${own.hostname}:${own.port}/postgres`
    const { code, output } = await refused([...browser, '--port', String(port), '--url', url])
    other.close()
    expect(code).toBe(1)
    expect(output).toContain(`Port ${port} is in use by another program.`)
  })

  test('the demo to join is not there', async () => {
    const { code, output } = await refused([...browser, '--join', join(folder, 'nowhere')])
    expect(code).toBe(1)
    expect(output).toContain('There is no demo in')
  })
})

describe('a data folder that cannot be used', () => {
  test('it is a file', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'below')]) {
      const { code, output } = await refused([...browser, '--data', path])
      expect(code).toBe(1)
      expect(output).toMatch(/cannot be used as a data folder: (there is a file of that name|a part of the path is a file)/)
    }
  })

  test('its disk is full', async (context) => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=0711', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      context.skip('no small disk can be made here')
    }
    try {
      const { code, output } = await refused([...browser, '--data', join(disk, 'data')])
      expect(code).toBe(1)
      expect(output).toMatch(/The disk that holds .+ is full\. Nothing was lost\./)
      expect(processesOf(disk)).toEqual([])
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

describe('the demo', { timeout: 120_000 }, () => {
  const data = join(folder, 'demo')

  test('it starts, tells its address once, and ends without a trace on Ctrl+C', async () => {
    const started = startConsole([...browser, '--data', data])
    const address = await started.address()
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/)
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(303)
    expect(processesOf(data).length).toBeGreaterThan(1)
    expect(await started.stop('SIGINT')).toBe(0)
    expect(started.output().match(/^Backline: /gm)).toHaveLength(1)
    expect(processesOf(data)).toEqual([])
    for (const secret of ['demo.json', 'postgres.json', 'backline.db']) expect(statSync(join(data, secret)).mode & 0o077).toBe(0)
  })

  test('a second start finds the same data within 5 s', async () => {
    const before = readFileSync(join(data, 'demo.json'), 'utf8')
    const begun = performance.now()
    const started = startConsole([...browser, '--data', data])
    await fetch(await started.address(), { redirect: 'manual' })
    const tookMs = performance.now() - begun
    expect(tookMs).toBeLessThan(5_000)
    expect(started.output()).not.toMatch(/Migrating|Filling/)
    expect(readFileSync(join(data, 'demo.json'), 'utf8')).toBe(before)
    expect(await started.stop('SIGTERM')).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  test('a second console on the same folder is told where the first one is; one that joins works', async () => {
    const first = startConsole([...browser, '--data', data])
    const { origin } = new URL(await first.address())
    const second = startConsole([...browser, '--data', data])
    expect(await second.ended).toBe(1)
    expect(second.output()).toContain(`Backline already runs on the data folder ${data}. It is at ${origin}`)
    const joined = startConsole([...browser, '--data', newFolder(), '--join', data])
    await joined.address()
    expect(await joined.stop()).toBe(0)
    expect(await first.stop()).toBe(0)
    const late = await refused([...browser, '--join', data])
    expect(late.output).toContain('is not running. Start it first')
  })

  test('--url signs in with the password in it, once', async () => {
    const demo = startConsole([...browser, '--data', data])
    await demo.address()
    const { connection, people } = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8'))
    const url = `postgres://${people[0].login}:${people[0].password}@${connection.host}:${connection.port}/${connection.database}`
    const folder = newFolder()
    const own = startConsole([...browser, '--data', folder, '--url', url])
    const address = new URL(await own.address())
    const entered = await fetch(address, { redirect: 'manual' })
    const answer = await fetch(`${address.origin}/rpc`, {
      method: 'POST',
      headers: {
        origin: address.origin,
        'content-type': 'application/json',
        cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '',
        'x-backline-key': entered.headers.get('location')?.split('#key=')[1] ?? '',
      },
      body: JSON.stringify({ method: 'app.state', input: {} }),
    })
    const { value } = await answer.json()
    expect(value.person.login).toBe(people[0].login)
    expect(value.demo).toBeNull()
    expect(value.vault).toEqual({ mode: 'none', note: expect.stringContaining('drafts of a platform stay in memory') })
    expect(readdirSync(folder).filter((name) => name.endsWith('.key'))).toEqual([])
    expect(JSON.stringify(value)).not.toContain(people[0].password)
    expect(await own.stop()).toBe(0)
    expect(await demo.stop()).toBe(0)
  })

  test('after kill -9 the server that survived is taken over', async () => {
    const killed = startConsole([...browser, '--data', data])
    await killed.address()
    await killed.stop('SIGKILL')
    const survivors = processesOf(data)
    const again = startConsole([...browser, '--data', data])
    await again.address()
    const pid = (line: string | undefined) => line?.split(' ')[0]
    const server = survivors.find((line) => line.includes('bin/postgres'))
    expect(processesOf(data).map(pid)).toContain(pid(server))
    expect(await again.stop()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  test('after kill -9 of everything, and with its process number in other hands, the server starts', async () => {
    const killed = startConsole([...browser, '--data', data])
    await killed.address()
    const pidFile = join(data, 'postgres', 'postmaster.pid')
    const lines = readFileSync(pidFile, 'utf8').split('\n')
    const { port } = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8')).connection
    process.kill(Number(lines[0]), 'SIGKILL')
    await killed.stop('SIGKILL')
    // The number now belongs to this very test, which must not be ended for it.
    writeFileSync(pidFile, [process.pid, ...lines.slice(1)].join('\n'))
    const again = startConsole([...browser, '--data', data])
    await again.address()
    expect(JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8')).connection.port).toBe(port)
    expect(await again.stop()).toBe(0)
  })

  test('when its port is taken, the server moves and the demo with it', async () => {
    const { port } = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8')).connection
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    const started = startConsole([...browser, '--data', data])
    await started.address()
    const demo = JSON.parse(readFileSync(join(data, 'demo.json'), 'utf8'))
    expect(demo.connection.port).not.toBe(port)
    const { login: user, password } = demo.people[0]
    const client = new pg.Client({ ...demo.connection, user, password })
    await client.connect()
    expect((await client.query('select console.session() as session')).rows[0].session.login).toBe(user)
    await client.end()
    expect(await started.stop()).toBe(0)
    other.close()
  })

  test('a demo of another version is made anew and says so; drafts stay', async () => {
    const file = join(data, 'postgres.json')
    const before = readFileSync(join(data, 'demo.json'), 'utf8')
    const drafts = statSync(join(data, 'backline.db')).ino
    const ask = async (text: string) => {
      const { password } = JSON.parse(readFileSync(file, 'utf8'))
      const client = new pg.Client({ ...JSON.parse(before).connection, user: 'postgres', password })
      await client.connect()
      return (await client.query(text).finally(() => client.end())).rows
    }
    const old = startConsole([...browser, '--data', data])
    await old.address()
    await ask('create table public.leftover ()')
    expect(await old.stop()).toBe(0)
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), filled: 'another version' }))
    const again = startConsole([...browser, '--data', data])
    await again.address()
    expect(again.output()).toContain('The demo has changed with this version, so its database is made anew. Drafts and settings stay.')
    expect(await ask(`select to_regclass('public.leftover') as leftover, (select count(*) > 0 from console.staff) as staff`)).toEqual([
      { leftover: null, staff: true },
    ])
    expect(readFileSync(join(data, 'demo.json'), 'utf8')).toBe(before)
    expect(statSync(join(data, 'backline.db')).ino).toBe(drafts)
    expect(await again.stop()).toBe(0)
  })

  test('a damaged folder says so and is left as it is; --fresh moves it aside and can be broken off', async () => {
    truncateSync(join(data, 'postgres', 'global', 'pg_control'), 100)
    const broken = startConsole([...browser, '--data', data])
    expect(await broken.ended).toBe(1)
    expect(broken.output()).toContain(`${join(data, 'postgres')} cannot be used: `)
    expect(broken.output()).toContain('npm start -- --fresh')
    expect(broken.output()).not.toContain('    at ')
    expect(existsSync(join(data, 'postgres', 'PG_VERSION'))).toBe(true)

    const fresh = startConsole([...browser, '--data', data, '--fresh'])
    await fresh.prints(/The demo so far is kept in .*aside-/)
    await fresh.prints(/Filling in the demo/)
    expect(await fresh.stop('SIGINT')).toBe(0)
    expect(processesOf(data)).toEqual([])
    const aside = readdirSync(data).find((name) => name.startsWith('aside-')) ?? ''
    expect(existsSync(join(data, aside, 'postgres', 'PG_VERSION'))).toBe(true)
  })
})
