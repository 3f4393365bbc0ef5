import { expect, it } from 'vitest'

import { audit } from '#ledger/audit.ts'

import { freshDatabase } from '../setup/database.ts'
import { openScene, order } from './people.ts'

// A plan outlives the table that it was made for. What a payment reads must not depend on what the planner believes.

it('reads as much for the last payment as for the first, though all tables were taken for empty', async () => {
  const database = await freshDatabase()
  const { sql } = database
  try {
    await sql.unsafe('analyze')
    const scene = await openScene(database)
    const people = await Promise.all(Array.from({ length: 30 }, () => scene.person(1000)))
    const shop = await scene.shop()
    const minutes = 20
    for (let minute = 0; minute < minutes; minute++) {
      const paying = people.map((one) => scene.pay(shop, order(), scene.code(one)))
      const kinds = (await Promise.all(paying)).map(({ kind }) => kind)
      expect(new Set(kinds)).toEqual(new Set(['paid']))
      scene.clock.now += 60_000
    }
    // A connection that ends tells what it read.
    await scene.close()
    const payments = people.length * minutes
    const read = await sql<{ table: string; rows: number }[]>`
      select regexp_replace(relname, '_(\\d+|default)$', '') as table,
             sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as rows
        from pg_stat_user_tables where schemaname = 'public' group by 1`
    const much = read.filter(
      ({ table, rows }) => table !== 'schema_migration' && rows > 5 * payments,
    )
    expect(much).toEqual([])
    expect(await audit(sql)).toMatchObject({ ok: true })
  } finally {
    await database.drop()
  }
})
