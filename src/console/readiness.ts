import type { Engine } from '#engine/engine.ts'
import type { Sql } from '#kernel/db.ts'
import { readMigrations } from '#kernel/migrate.ts'

/** How long one look at the disk counts: everybody may ask, and the look writes. */
const writesMs = 1000

/** What `/readyz` asks: the database answers and keeps what is written, its tables are ours, the engine takes commands. */
export function readiness(sql: Sql, engine: Engine): Record<string, () => Promise<void>> {
  const known = readMigrations()
  let writes: Promise<void> | undefined
  let asked = 0
  return {
    database: async () => void (await sql`select 1`),
    writes: () => {
      if (!writes || performance.now() - asked > writesMs) {
        asked = performance.now()
        writes = requireWrites(sql)
      }
      return writes
    },
    migrations: async () => {
      const wanted = (await known).length
      const [row] = await sql<{ number: number }[]>`
        select coalesce(max(number), 0) as number from schema_migration`
      if (row?.number !== wanted) throw new Error(`migration ${row?.number} of ${wanted}`)
    },
    engine: async () => {
      if (!engine.accepting) throw new Error('the engine takes no commands')
    },
  }
}

/**
 * Writes a word to the log of changes and a sort's leavings to the data folder, neither of which stays: a full disk and a
 * database that only reads are found before a payment meets them.
 */
async function requireWrites(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    const [row] = await tx<{ off: string }[]>`
      select current_setting('transaction_read_only') as off`
    if (row?.off !== 'off') throw new Error('the database takes no writes')
    await tx`select pg_logical_emit_message(true, 'tongbao', 'ready')`
    await tx`set local work_mem = '64kB'`
    await tx`select max(n) from (select n from generate_series(1, 20000) n order by -n) sorted`
  })
}
