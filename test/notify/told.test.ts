import { afterAll, beforeAll, expect, test } from 'vitest'

import { migrate } from '#kernel/migrate.ts'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'
import { makeOlder } from '../setup/older.ts'

let db: FreshDatabase
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.drop())

test('notifications that older programs wrote stand as they stood', async () => {
  const { sql } = db
  await makeOlder(sql, 'told')
  await sql.unsafe(`
    insert into notification
      (merchant_id, notify_id, app_id, out_trade_no, trade_no, url, params, state, attempts, next_at, created_at)
    select 'm', id, 'a', id, id, 'http://shop.example/', '{}', state, attempts, next_at::timestamptz, '2026-03-01T00:00:00Z'
      from (values ('1', 'waiting', 0, '2026-03-01T00:00:00Z'), ('2', 'delivered', 1, null),
                   ('3', 'waiting', 2, '2026-03-01T05:00:00Z'), ('4', 'given_up', 2, null), ('5', 'delivered', 2, null))
           as n (id, state, attempts, next_at);
    insert into notify_attempt (merchant_id, notify_id, attempt, at, duration_ms)
    select 'm', id, attempt, '2026-03-01T01:00:00Z', 5
      from (values ('2', 1), ('3', 1), ('3', 2), ('4', 1), ('4', 2), ('5', 1), ('5', 2)) as t (id, attempt)`)
  await migrate(sql, () => {})
  const rows = await sql`
    select notify_id as id, attempts, state, next_at as at from notification_now order by notify_id`
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['1', 0, 'waiting', Date.UTC(2026, 2, 1)],
    ['2', 1, 'delivered', null],
    ['3', 2, 'waiting', Date.UTC(2026, 2, 1, 5)],
    ['4', 2, 'given_up', null],
    ['5', 2, 'delivered', null],
  ])
  const first = await sql`
    select distinct state from notify_attempt where attempt = 1 and notify_id <> '2'`
  expect(first.map((row) => row['state'])).toEqual(['waiting'])
})
