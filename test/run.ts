/** `npm test`: every check and test, then one line with what the reporters counted. Anything that cannot run counts as failed. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'
import { buildIfStale } from '../electron/startup/build.ts'
import { installed } from '../electron/startup/electron-binary.ts'

const root = join(import.meta.dirname, '..')
const results = join(root, 'test-results')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
/** The checkout's own Node comes first, as in npm scripts. */
const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
/** Where Debian and its relatives put the oldest PostgreSQL that is supported. */
const oldPostgres = '/usr/lib/postgresql/15/bin'

/** Where output goes; null prints it at once. */
type Print = ((text: string) => void) | null

interface Counts {
  passed: number
  failed: number
  skipped: number
}

const counts: Counts[] = []
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

await check('Lint', bin('biome'), ['check', '.'])
await check('Types', bin('tsc'), ['-b'])
/** Files that mostly wait, for clocks, lines that are dead and processes that are killed. They have a server of their own. */
const waiting = ['start', 'session', 'logins', 'live', 'live-crowd', 'pgbouncer', 'offline', 'outbox', 'demo'].map(fileOf)
/** Files that PostgreSQL's version makes no difference to. */
const alike = ['tls', 'drafts', 'sqlite', 'vault', 'router', 'sla', 'demo-volume', 'rights-money', 'payouts-crowd'].map(fileOf)

// Tests on one server run one after the other: what one holds open, another may wait for.
const old = quietly(async (print) => {
  if (!existsSync(oldPostgres)) return
  const args = ['--project', 'integration', ...without([...waiting, ...alike])]
  await vitest('What depends on the server, on PostgreSQL 15', 'vitest-15', args, print, { BACKLINE_PG_BIN: oldPostgres })
})
const beside = quietly((print) =>
  vitest('Units, the start, and what waits', 'vitest-start', ['test/unit', 'test/faults', ...waiting], print),
)
const here = ['--project', 'integration', '--project', 'security', ...without(waiting)]
await vitest('Integration and security, on PostgreSQL 18', 'vitest', here)
console.log(await old)
console.log(await beside)
if (await isBuilt()) await endToEnd()

const total = counts.reduce((sum, each) => ({
  passed: sum.passed + each.passed,
  failed: sum.failed + each.failed,
  skipped: sum.skipped + each.skipped,
}))
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed > 0 ? 1 : 0

function fileOf(name: string): string {
  return `test/integration/${name}.test.ts`
}

function without(files: string[]): string[] {
  return files.flatMap((file) => ['--exclude', file])
}

function heading(text: string, print: Print = null): void {
  const line = `\n== ${text}\n`
  if (print) print(line)
  else process.stdout.write(line)
}

/** Counts as one: passed or failed. */
async function check(title: string, program: string, args: string[]): Promise<void> {
  heading(title)
  const isGood = (await run(program, args)) === 0
  counts.push({ passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 })
}

async function vitest(
  title: string,
  name: string,
  args: string[],
  print: Print = null,
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  heading(title, print)
  const file = join(results, `${name}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await run(bin('vitest'), ['run', '--maxWorkers=1', ...reporters, ...args], { environment, print })
  counts.push(countsOf(code, file, readVitest))
}

/** Gathers what would be printed, for when it does not come between other lines. */
async function quietly(work: (print: Print) => Promise<void>): Promise<string> {
  let text = ''
  await work((more) => {
    text += more
  })
  return text
}

function readVitest(report: VitestReport): Counts {
  // A file that did not even load has no tests to count.
  const unread = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unread,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

function readPlaywright({ stats }: PlaywrightReport): Counts {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
}

/** The report's counts; a run that failed without a failed test counts as one. */
function countsOf<Report>(code: number, file: string, read: (report: Report) => Counts): Counts {
  const reported = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0, skipped: 0 }
  const ranNothing = reported.passed + reported.failed === 0
  return { ...reported, failed: Math.max(reported.failed, code !== 0 || ranNothing ? 1 : 0) }
}

async function isBuilt(): Promise<boolean> {
  heading('Build')
  try {
    await buildIfStale(root, console.log, new AbortController().signal)
    return true
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    counts.push({ passed: 0, failed: 1, skipped: 0 })
    return false
  }
}

async function endToEnd(): Promise<void> {
  heading('Screen, in Chromium')
  const program = await findChromium()
  if (program === null) {
    console.error('There is no Chromium, and none could be installed. Install one, or name it with CHROMIUM_PATH.')
    counts.push({ passed: 0, failed: 1, skipped: 0 })
    return
  }
  await playwright('browser', program)
  if (!(await installed())) {
    console.log('\nElectron’s program is not on this computer, so its specs were not run.')
    return
  }
  heading('Screen, in Electron')
  await playwright('electron', program)
}

async function playwright(project: string, chromiumPath: string): Promise<void> {
  const file = join(results, `e2e-${project}.json`)
  const command = [bin('playwright'), 'test', '--project', project]
  const needsScreen = project === 'electron' && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  const [program = '', ...args] = needsScreen ? ['xvfb-run', '-a', ...command] : command
  const code = await run(program, args, { environment: { CHROMIUM_PATH: chromiumPath, PLAYWRIGHT_JSON_OUTPUT_FILE: file } })
  counts.push(countsOf(code, file, readPlaywright))
}

async function findChromium(): Promise<string | null> {
  const known = () =>
    [process.env.CHROMIUM_PATH, chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
      (path) => path && existsSync(path),
    ) ?? null
  if (known() === null) await run(bin('playwright'), ['install', 'chromium'], { timeoutMs: 180_000 })
  if (known() === null && process.getuid?.() === 0) {
    await run('apt-get', ['update', '-qq'], { timeoutMs: 120_000 })
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium']
    await run('apt-get', install, { environment: { DEBIAN_FRONTEND: 'noninteractive' }, timeoutMs: 300_000 })
  }
  return known()
}

interface RunOptions {
  environment?: NodeJS.ProcessEnv
  print?: Print
  timeoutMs?: number
}

/** The exit code; 127 when the program is not there. */
function run(program: string, args: string[], { environment = {}, print = null, timeoutMs = 0 }: RunOptions = {}): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment, PATH: path }
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', print ? 'pipe' : 'inherit', print ? 'pipe' : 'inherit'],
      env,
      timeout: timeoutMs,
    })
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => print?.(text))
    child.once('error', (error) => {
      console.error(error.message)
      resolve(127)
    })
    child.once('close', (code) => resolve(code ?? 1))
  })
}
