import { afterEach, beforeEach, expect, test } from 'vitest'

import { migrate } from '#kernel/migrate.ts'
import { audit } from '#ledger/audit.ts'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'
import { makeOlder } from '../setup/older.ts'

let db: FreshDatabase
beforeEach(async () => {
  db = await freshDatabase()
})
afterEach(() => db.drop())

test('books of older programs hold after an upgrade, however long an account has rested', async () => {
  const { sql } = db
  await makeOlder(sql, 'post')
  await sql.unsafe(`
    insert into account (owner_id, account, currency, floor, created_at)
    values ('p', 'balance', 'CNY', null, now()), ('q', 'balance', 'CNY', null, now());
    insert into entry values
      ('p', 'balance', 1, 'a', 'payment', 'r1', 'CNY', -7, 0, -7, '2026-03-01T15:59:00Z'),
      ('q', 'balance', 1, 'a', 'payment', 'r1', 'CNY', 7, 0, 7, '2026-03-01T15:59:00Z'),
      ('p', 'balance', 2, 'b', 'payment', 'r2', 'CNY', -5, -7, -12, '2026-03-01T16:01:00Z'),
      ('q', 'balance', 2, 'b', 'payment', 'r2', 'CNY', 5, 7, 12, '2026-03-01T16:01:00Z');
    update account set balance = case owner_id when 'p' then -12 else 12 end, version = 2`)
  await migrate(sql, () => {})
  const rows = await sql`select day::text as day, spent from account order by owner_id`
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['2026-03-02', 5n],
    ['2026-03-02', 0n],
  ])
  const { broken } = await audit(sql)
  expect(broken.filter(({ invariant }) => invariant === 'limits')).toEqual([])
})

test('wrong codes that were counted before an upgrade still count against their handle', async () => {
  const { sql } = db
  await makeOlder(sql, 'handle')
  await sql.unsafe(`
    select prepare_days('2026-03-01', 1);
    insert into guess (subject, window_start, misses) values
      ('handle:1234567890:29538000', '2026-03-01T12:00:00Z', 4),
      ('merchant:2088000000000001', '2026-03-01T12:00:00Z', 4),
      ('handle:77:29538000', '2031-01-01T00:00:00Z', 1)`)
  await migrate(sql, () => {})
  const rows = await sql`select device_no, misses from guess order by device_no nulls first`
  expect(rows.map((row) => Object.values(row))).toEqual([
    [null, 4],
    [77n, 1],
    [1_234_567_890n, 4],
  ])
})
