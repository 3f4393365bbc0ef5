import type { Engine } from '#engine/engine.ts'
import type { Sql, Tx } from '#kernel/db.ts'

/** Orders closed in one look at most, of each kind; what is left is seen at the next. */
const dueMax = 500

/** Closes unpaid trades, and freezings that nobody agreed to, whose time is up, through the engine like everything else. Resolves to how many were due. */
export async function closeDue(sql: Sql, engine: Engine, now: number): Promise<number> {
  const due = await sql<{ merchantId: string; outTradeNo: string }[]>`
    select merchant_id as "merchantId", out_trade_no as "outTradeNo" from trade
     where state = 'WAIT_BUYER_PAY' and expires_at <= ${now}
     order by expires_at limit ${dueMax}`
  const holds = await sql<{ merchantId: string; outOrderNo: string }[]>`
    select merchant_id as "merchantId", out_order_no as "outOrderNo" from hold
     where state = 'INIT' and expires_at <= ${now}
     order by expires_at limit ${dueMax}`
  await Promise.all([
    ...due.map((trade) => engine.submit({ kind: 'expire', ...trade })),
    ...holds.map((hold) => engine.submit({ kind: 'lapse', ...hold })),
  ])
  return due.length + holds.length
}

/** Tables of days, and whether their rows are worth keeping once they have done their work. */
const tables = {
  session: 'short',
  guess: 'short',
  gateway_nonce: 'short',
  gateway_call: 'short',
  burn: 'long',
  event: 'long',
  notification: 'long',
  notify_attempt: 'long',
} as const
const shortDays = 2

const dayMs = 86_400_000

/** Any number that no other advisory lock of ours uses. */
const daysLock = 7472

/**
 * Changes partitions one process at a time. Such a change waits for readers of the table and holds up whoever comes
 * after it, so it gives up after two seconds rather than stop payments; the next round tries again.
 */
const changeDays = <T>(sql: Sql, act: (tx: Tx) => Promise<T>): Promise<T> =>
  sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${daysLock})`
    await tx`set local lock_timeout = '2s'`
    return act(tx)
  }) as Promise<T>

/** Makes the partitions of yesterday up to eight days from now, where they are missing. */
export async function prepareDays(sql: Sql, now: number): Promise<void> {
  await changeDays(sql, (tx) => tx`select prepare_days(${dayText(now - dayMs)}::date, 10)`)
}

/**
 * Drops the days that are older than `keepDays`; ended sessions and counts of guesses go after two. Resolves to how
 * many partitions went.
 */
export async function dropDays(sql: Sql, now: number, keepDays: number): Promise<number> {
  let dropped = 0
  for (const [table, kept] of Object.entries(tables)) {
    const oldest = dayText(now - (kept === 'short' ? shortDays : keepDays) * dayMs)
    const [row] = await changeDays(
      sql,
      (tx) => tx<{ n: number }[]>`select drop_days(${table}, ${oldest}::date) as n`,
    )
    dropped += row?.n ?? 0
  }
  return dropped
}

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
