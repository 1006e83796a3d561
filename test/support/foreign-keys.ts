import type pg from 'pg'

/** Foreign keys with rows that point to nothing, by name: what was loaded without the checks has to hold them all the same. */
export async function broken(client: pg.Client): Promise<string[]> {
  const { rows: checks } = await client.query<{ sql: string }>(
    `select format('select %L as name where exists (select from %s c where %s and not exists (select from %s p where %s))',
        f.conrelid::regclass || '.' || f.conname, f.conrelid::regclass,
        string_agg(format('c.%I is not null', a.attname), ' and '), f.confrelid::regclass, string_agg(format('p.%I = c.%I', b.attname, a.attname), ' and ')) as sql
     from pg_constraint f cross join lateral unnest(f.conkey, f.confkey) k(child, parent)
     join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.child join pg_attribute b on b.attrelid = f.confrelid and b.attnum = k.parent
     where f.contype = 'f' and f.conparentid = 0 group by f.oid`,
  )
  const { rows } = await client.query<{ name: string }>(`${checks.map(({ sql }) => sql).join(' union all ')} order by 1`)
  return rows.map(({ name }) => name)
}
