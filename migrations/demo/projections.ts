/** What the console shows of rows that came while its triggers were off. Each looks at all rows of its kind and adds those that it lacks. */
import type pg from 'pg'

const builders = ['rebuild_tickets', 'kyc_project', 'rebuild_cases', 'rebuild_payouts', 'rebuild_conflicts']

export async function project(client: pg.Client, log: (line: string) => void = () => {}): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select name from unnest($1::text[]) with ordinality b(name, place) where to_regprocedure('console.' || name || '()') is not null order by place`,
    [builders],
  )
  for (const { name } of rows) {
    const started = performance.now()
    await client.query(`select console.${name}()`)
    log(`console.${name}: ${Math.round(performance.now() - started)} ms`)
  }
}
