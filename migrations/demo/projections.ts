/** What the console shows of rows that came while its triggers were off. Each looks at all rows of its kind and adds those that it lacks. */
import type pg from 'pg'

/** Payouts look at the identity checks; the others at none of each other. */
const chains = [
  ['rebuild_tickets', 'rebuild_cases', 'rebuild_conflicts'],
  ['kyc_project', 'rebuild_payouts'],
]

/** One session for each chain, or one for all. The console's own triggers have to be on: they count. */
export async function project(clients: pg.Client[], log: (line: string) => void = () => {}): Promise<void> {
  const works = clients.map((client, n) => run(client, chains.filter((_, k) => k % clients.length === n).flat(), log))
  await Promise.all(works)
}

async function run(client: pg.Client, builders: string[], log: (line: string) => void): Promise<void> {
  for (const name of builders) {
    const started = performance.now()
    await client.query(`select console.${name}()`)
    log(`console.${name}: ${Math.round(performance.now() - started)} ms`)
  }
}
