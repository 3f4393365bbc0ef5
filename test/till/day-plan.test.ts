import { afterAll, beforeAll, expect, test } from 'vitest'

import { openDb, type Sql } from '#kernel/db.ts'
import { loadDay } from '#merchant/till-day.ts'
import { hasBusiness } from '#settle/business.ts'

import { freshDatabase, type FreshDatabase } from '../setup/database.ts'

const [merchantId, terminalId, storeId] = ['2088000000000001', 'T1', 'S1']
const dayMs = 86_400_000

let database: FreshDatabase
/** One connection, whose counts are told when it is asked to. */
let sql: Sql
beforeAll(async () => {
  database = await freshDatabase()
  sql = openDb(database.url, { max: 1, name: 'plan' })
  await fillYear()
})
afterAll(async () => {
  await sql.end({ timeout: 5 })
  await database.drop()
})

/** A year of a busy shop: 36,500 orders, a tenth of them given back two hours later. */
const fillYear = () =>
  sql.begin(async (tx) => {
    // What stands in no ledger: the rows are here for the planner alone.
    await tx`set local session_replication_role = replica`
    await tx`
      insert into trade (merchant_id, out_trade_no, trade_no, state, amount, currency, subject,
        store_id, terminal_id, created_at, expires_at, paid_at)
      select ${merchantId}, md5(n::text),
             to_char(at at time zone 'Asia/Shanghai', 'YYYYMMDD') || '2200' || lpad(n::text, 16, '0'),
             'TRADE_SUCCESS', 1000, 'CNY', '茶', ${storeId}, ${terminalId}, at, at, at
        from (select n, timestamptz '2025-03-01 00:00+08' + n * interval '14.4 minutes' as at
                from generate_series(0, 36499) n) made`
    await tx`
      insert into refund (merchant_id, out_trade_no, out_request_no, amount, posting_id, at)
      select merchant_id, out_trade_no, '1', 100, '', paid_at + interval '2 hours' from trade
       where right(trade_no, 1) = '0'`
    await tx`analyze trade, refund`
  })

/** How often an index was read so far. */
async function scans(index: string): Promise<number> {
  await sql`select pg_stat_force_next_flush()`
  const [row] = await sql<{ scans: number }[]>`
    select idx_scan::int as scans from pg_stat_user_indexes where indexrelname = ${index}`
  return row!.scans
}

test('a day’s refunds are found by their day, not among all that there ever were', async () => {
  const before = await scans('refund_at')
  const other = await scans('refund_pkey')
  const till = { merchantId, terminalId, storeId } as Parameters<typeof loadDay>[1]['till']
  const now = Date.parse('2025-09-01T12:00:00+08:00')
  const day = await loadDay(sql, { till, now, query: { day: '2025-09-01' } })
  expect(day).toMatchObject({ ok: true, value: { totals: { paidCount: 100, refundedCount: 10 } } })
  const period = { start: now - dayMs, end: now } as Parameters<typeof hasBusiness>[2]
  expect(await hasBusiness(sql, merchantId, period)).toBe(true)
  expect(await scans('refund_at')).toBeGreaterThanOrEqual(before + 2)
  expect(await scans('refund_pkey')).toBe(other)
})
