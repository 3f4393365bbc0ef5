import { expect } from 'vitest'

import { audit } from '#ledger/audit.ts'

import { until } from './fleet.ts'
import { yuanEach, type Site } from './site.ts'
import type { Order } from './till.ts'

type Row = { outTradeNo: string; state: string; amount: bigint; refunded: bigint; paid: boolean }

/** Compares what tills were told with what the books hold, once all has come to rest. */
export async function compare(site: Site, orders: readonly Order[]): Promise<void> {
  const { sql, sink } = site
  const rows = await sql<Row[]>`
    select out_trade_no as "outTradeNo", state, amount, refunded, paid_at is not null as paid
      from trade where merchant_id = ${site.shop.merchantId}`
  const books = new Map(rows.map((row) => [row.outTradeNo, row]))
  expect([...books.keys()].filter((name) => !orders.some((o) => o.outTradeNo === name))).toEqual([])
  for (const order of orders) {
    const row = books.get(order.outTradeNo)
    if (order.abandoned && order.told === 'unknown') {
      // Wholly there or not at all: the audit below sees to the rest of "wholly".
      if (row) expect(row, order.outTradeNo).toMatchObject({ paid: true, refunded: 0n })
      continue
    }
    expect(order.told, `${order.outTradeNo}: ${order.answer}`).toBe('paid')
    expect(row, order.outTradeNo).toMatchObject({ paid: true, amount: BigInt(order.fen) })
    if (order.refund) expect(order.refund.told, order.outTradeNo).toBe(true)
    expect(row?.refunded, order.outTradeNo).toBe(BigInt(order.refund?.fen ?? 0))
  }
  const total = rows.reduce((sum, row) => sum + (row.paid ? row.amount - row.refunded : 0n), 0n)
  const [left] = await sql<{ sum: bigint }[]>`
    select sum(balance)::bigint as sum from account
     where owner_id = any (${site.people.map((person) => person.memberId)}) and account = 'balance'`
  expect(left?.sum).toBe(BigInt(site.people.length * yuanEach * 100) - total)
  const untold = rows.filter((row) => row.paid && !sink.told.has(row.outTradeNo))
  expect(untold.map((row) => row.outTradeNo)).toEqual([])
  expect(await audit(sql)).toMatchObject({ ok: true, broken: [] })
}

/** Within a minute nothing is left hanging: no job, no untold order, no half-open trade, no transaction. */
export const settled = ({ sql }: Site): Promise<number> =>
  until('all is settled', 60_000, async () => {
    const [row] = await sql`
      select (select count(*)::integer from pgboss.job
               where name = 'notify' and state in ('created', 'retry', 'active')) as jobs,
             (select count(*)::integer from notification_now where state = 'waiting') as untold,
             (select count(*)::integer from trade where state = 'WAIT_BUYER_PAY') as unpaid,
             (select count(*)::integer from pg_stat_activity
               where state like 'idle in transaction%' and xact_start < now() - interval '2 seconds')
               as hanging`
    return Object.values(row!).every((n) => n === 0) || JSON.stringify(row)
  })

/** What is connected besides the test itself, by name. */
export async function connections({ sql }: Site): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select application_name as name from pg_stat_activity
     where backend_type = 'client backend' and application_name <> 'tongbao crash test'`
  return rows.map((row) => row.name)
}
