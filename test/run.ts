/** `npm test`: every check and test, then one line with what the reporters counted. Anything that cannot run counts as failed. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
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
  /** Named again at the end, where they are not lost among what passed; what failed with the first lines of why. */
  flaky: string[]
  broken: string[]
}

const counts: Counts[] = []
let isBuilt = false
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

await check('Lint', bin('biome'), ['check', '.'])
await check('Types', bin('tsc'), ['-b'])
/** Files that mostly wait, for clocks, lines that are dead and processes that are killed. They have a server of their own. */
const waiting = ['start', 'session', 'logins', 'live', 'live-crowd', 'pgbouncer', 'offline', 'outbox', 'demo'].map(fileOf)
/** Files that PostgreSQL's version makes no difference to. */
const alike = [
  'tls',
  'drafts',
  'sqlite',
  'vault',
  'router',
  'sla',
  'demo-volume',
  'demo-domains',
  'rights-money',
  'payouts-crowd',
  'export-volume',
  'claim-race',
].map(fileOf)

// Tests on one server run one after the other: what one holds open, another may wait for.
const old = quietly(async (print) => {
  if (!existsSync(oldPostgres)) return
  const args = ['--project', 'integration', ...without([...waiting, ...alike])]
  await vitest('What depends on the server, on PostgreSQL 15', 'vitest-15', args, print, { BACKLINE_PG_BIN: oldPostgres })
})
const beside = quietly((print) =>
  vitest('Units, the start, and what waits', 'vitest-start', ['test/unit', 'test/faults', ...waiting], print),
)
// One core has nothing to do where this is waited for, so it is done before it is needed.
const built = quietly(async (print) => {
  await old
  await build(print)
})
const here = ['--project', 'integration', '--project', 'security', ...without(waiting)]
await vitest('Integration and security, on PostgreSQL 18', 'vitest', here)
console.log(await old)
console.log(await built)
// What waits may do so beside the screen too.
if (isBuilt) await endToEnd()
console.log(await beside)

const sum = (of: 'passed' | 'failed' | 'skipped') => counts.reduce((total, each) => total + each[of], 0)
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
for (const { flaky, broken } of counts) {
  for (const name of flaky) console.log(`\nPassed only when tried again: ${name}`)
  for (const name of broken) console.error(`\nFailed: ${name}`)
}
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0

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
  counts.push(isGood ? { passed: 1, failed: 0, skipped: 0, flaky: [], broken: [] } : failure(title))
}

function failure(what: string): Counts {
  return { passed: 0, failed: 1, skipped: 0, flaky: [], broken: [what] }
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
  counts.push(countsOf(title, code, file, readVitest))
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
  const unread = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const tests = report.testResults.flatMap(({ name, assertionResults }) => assertionResults.map((test) => ({ file: name, ...test })))
  const namesOf = (wanted: string) =>
    tests
      .filter(({ status, failureMessages }) => status === wanted && failureMessages.length > 0)
      .map(({ file, fullName, failureMessages }) => told(file, fullName, failureMessages[0]))
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unread.length,
    skipped: report.numPendingTests + report.numTodoTests,
    flaky: namesOf('passed'),
    broken: [...namesOf('failed'), ...unread.map((file) => told(file.name, 'the file', file.message))],
  }
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[]
  }[]
}

/** The first lines of why are enough to know where to look. */
function told(file: string, title: string, why = ''): string {
  return [`${relative(root, file)}: ${title}`, ...stripVTControlCharacters(why).split('\n').slice(0, 12)].join('\n  ')
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  suites: PlaywrightSuite[]
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[]
  specs: { title: string; file: string; tests: { status: string; results: { error?: { message?: string } }[] }[] }[]
}

function readPlaywright({ stats, suites }: PlaywrightReport): Counts {
  const specs = suites.flatMap(specsOf)
  const namesOf = (status: string) =>
    specs.flatMap(({ file, title, tests }) =>
      tests
        .filter((test) => test.status === status)
        .map(({ results }) => told(join(root, 'test/e2e', file), title, results.find(({ error }) => error)?.error?.message)),
    )
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    flaky: namesOf('flaky'),
    broken: namesOf('unexpected'),
  }
}

function specsOf({ suites = [], specs }: PlaywrightSuite): PlaywrightSuite['specs'] {
  return [...specs, ...suites.flatMap(specsOf)]
}

/** The report's counts; a run that failed without a failed test counts as one. */
function countsOf<Report>(title: string, code: number, file: string, read: (report: Report) => Counts): Counts {
  if (!existsSync(file)) return failure(`${title}: it ended with ${code} and left no report`)
  const reported = read(JSON.parse(readFileSync(file, 'utf8')))
  if (reported.failed > 0 || (code === 0 && reported.passed > 0)) return reported
  return { ...reported, failed: 1, broken: [`${title}: it ended with ${code}, though no test failed`] }
}

async function build(print: Print): Promise<void> {
  heading('Build', print)
  try {
    await buildIfStale(root, (line) => print?.(`${line}\n`), new AbortController().signal)
    isBuilt = true
  } catch (error) {
    print?.(`${error instanceof Error ? error.message : error}\n`)
    counts.push(failure('Build'))
  }
}

async function endToEnd(): Promise<void> {
  heading('Screen, in Chromium')
  const program = await findChromium()
  if (program === null) {
    console.error('There is no Chromium, and none could be installed. Install one, or name it with CHROMIUM_PATH.')
    counts.push(failure('Screen: there is no Chromium'))
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
  counts.push(countsOf(`Screen, ${project}`, code, file, readPlaywright))
}

async function findChromium(): Promise<string | null> {
  // The one without a window first: it draws a page with half the work.
  const programs = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map((name) => join('/usr/bin', name))
  const known = () => [process.env.CHROMIUM_PATH, chromium.executablePath(), ...programs].find((path) => path && existsSync(path)) ?? null
  if (known() === null) await run(bin('playwright'), ['install', 'chromium'], { timeoutMs: 180_000 })
  if (known() === null && process.getuid?.() === 0) {
    await run('apt-get', ['update', '-qq'], { timeoutMs: 120_000 })
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'chromium-headless-shell']
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
