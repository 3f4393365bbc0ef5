import { afterAll, beforeAll, expect, test } from 'vitest'

import { dropDays, prepareDays } from '#notify/sweep.ts'

import type { FreshDatabase } from '../setup/database.ts'
import { freshDatabase } from '../setup/database.ts'

let db: FreshDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.drop())

const now = Date.UTC(2026, 2, 1, 4)
const dayMs = 86_400_000

const days = async (table: string) => {
  const rows = await db.sql<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = ${table}::regclass and c.relname ~ '\\d{8}$' order by 1`
  return rows.map(({ name }) => name.slice(-8))
}

test('days are prepared ahead by any number of processes at once, and again', async () => {
  await Promise.all([1, 2, 3].map(() => prepareDays(db.sql, now)))
  await prepareDays(db.sql, now)
  const prepared = await days('notification')
  expect(prepared).toHaveLength(10)
  expect([prepared[0], prepared.at(-1)]).toEqual(['20260228', '20260309'])
})

test('days that are older than kept are dropped whole', async () => {
  await prepareDays(db.sql, now - 40 * dayMs)
  expect(await dropDays(db.sql, now, 35)).toBeGreaterThan(0)
  expect((await days('notification'))[0]).toBe('20260125')
  expect((await days('session'))[0]).toBe('20260228')
  expect(await dropDays(db.sql, now, 35)).toBe(0)
})

test('a change of partitions that would hold up payments gives up', async () => {
  await prepareDays(db.sql, now - 60 * dayMs)
  await db.sql.begin(async (tx) => {
    await tx`select 1 from event limit 1`
    await expect(dropDays(db.sql, now, 35)).rejects.toThrow(/lock timeout/)
  })
  expect(await dropDays(db.sql, now, 35)).toBeGreaterThan(0)
})
