// Times the overview as the screen reads it, for one person of each role of a filled demo, and what the rail asks. Prints milliseconds;
// ends with 1 where the median of an overview is not below 100 ms.
//   PERF_URL=postgres://host:port/database PERF_PASSWORD=of-the-demo node test/perf/overview.ts

import { directProfile, openBench, quantile, timed } from './bench.ts'

const allowed = 100 // ms
const rounds = Number(process.env.PERF_ROUNDS ?? 100)
const people = ['nadia', 'amara', 'ingrid', 'elena', 'priya', 'daniel', 'tomasz']
const { PERF_URL: url, PERF_PASSWORD: password = '' } = process.env
if (!url) throw new Error('PERF_URL names a database that is filled with the demo.')

let slow = 0
console.log('who        overview p50   p95   rail p50   p95')
for (const login of people) {
  const { ask, close } = await openBench(directProfile(url), { login, password })
  const times = { overview: [] as number[], rail: [] as number[] }
  await ask('overview.get', {})
  for (let round = 0; round < rounds; round++) {
    times.overview.push(await timed(() => ask('overview.get', {})))
    times.rail.push(await timed(() => ask('work.counts', {})))
  }
  await close()
  if (quantile(times.overview, 0.5) >= allowed) slow++
  const figures = [times.overview, times.rail].flatMap((each) => [0.5, 0.95].map((share) => quantile(each, share).toFixed(1).padStart(6)))
  console.log(`${login.padEnd(14)} ${figures[0]} ${figures[1]}   ${figures[2]} ${figures[3]}`)
}
process.exit(slow > 0 ? 1 : 0)
