import type { Engine } from '#engine/engine.ts'
import type { Sql } from '#kernel/db.ts'
import { readMigrations } from '#kernel/migrate.ts'

/** What `/readyz` asks: the database answers, its tables are this program's, the engine takes commands. */
export function readiness(sql: Sql, engine: Engine): Record<string, () => Promise<void>> {
  const known = readMigrations()
  return {
    database: async () => void (await sql`select 1`),
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
