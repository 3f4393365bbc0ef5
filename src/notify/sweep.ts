import type { Engine } from '#engine/engine.ts'
import type { Sql } from '#kernel/db.ts'

/** Trades closed in one look at most; what is left is seen at the next. */
const dueMax = 500

/** Closes unpaid trades whose time is up, through the engine like everything else. Resolves to how many were due. */
export async function closeDue(sql: Sql, engine: Engine, now: number): Promise<number> {
  const due = await sql<{ merchantId: string; outTradeNo: string }[]>`
    select merchant_id as "merchantId", out_trade_no as "outTradeNo" from trade
     where state = 'WAIT_BUYER_PAY' and expires_at <= ${now}
     order by expires_at limit ${dueMax}`
  await Promise.all(due.map((trade) => engine.submit({ kind: 'expire', ...trade })))
  return due.length
}

/** How many days back each table of days is kept; session rows are named by the day they end. */
export type Retention = Record<
  'session' | 'burn' | 'guess' | 'event' | 'notification' | 'notify_attempt',
  number
>
export const retentionDays: Retention = {
  session: 2,
  // A code is stale after minutes; the rows stay a little as evidence of a quarrel.
  burn: 35,
  guess: 2,
  event: 35,
  notification: 35,
  notify_attempt: 35,
}

const dayMs = 86_400_000

/** Makes the partitions of yesterday up to nine days from now, where they are missing. */
export async function prepareDays(sql: Sql, now: number): Promise<void> {
  await sql`select prepare_days(${dayText(now - dayMs)}::date, 10)`
}

/** Drops whole days that are older than kept. Resolves to how many partitions went. */
export async function dropDays(sql: Sql, now: number, keep: Retention): Promise<number> {
  let dropped = 0
  for (const [table, days] of Object.entries(keep)) {
    const oldest = dayText(now - days * dayMs)
    const [row] = await sql<{ n: number }[]>`select drop_days(${table}, ${oldest}::date) as n`
    dropped += row?.n ?? 0
  }
  return dropped
}

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
