import type { PendingQuery, Row as AnyRow } from 'postgres'

import { beijingDay, parseBeijing } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { contains } from '#kernel/like.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import { maskPhone } from '#member/mask.ts'
import { refuse } from '#wire/failures.ts'
import type { TillDay, TillDayQuery, TillTrade } from '#wire/till.ts'

import type { Till } from './till.ts'

const pageSize = 30

type Row = Omit<TillTrade, 'amount' | 'refunded' | 'tradeNo'> & {
  tradeNo: string
  amount: Fen
  refunded: Fen
}

/**
 * One day's trades of this terminal or, with `all`, of its store: a page of them, newest first, and the day's totals,
 * which count every trade of the day whatever is searched for. A refund counts on the day of its payment.
 */
export async function loadDay(
  sql: Sql,
  at: { till: Till; now: number; query: TillDayQuery },
): Promise<Result<TillDay>> {
  const { till, now, query } = at
  const day = query.day ?? beijingDay(now)
  const start = parseBeijing(`${day} 00:00:00`)
  if (start === undefined) {
    const message =
      '`day` must be a day of the calendar, as yyyy-MM-dd. Correct it and send it again.'
    return refuse('INVALID_REQUEST', { field: 'day', message })
  }
  // A trade's number begins with its Beijing day, so a day is a range of the index on (merchant, trade_no).
  const digits = (ms: number) => beijingDay(ms).replaceAll('-', '')
  const ofDay = sql`
    merchant_id = ${till.merchantId} and not tombstone
    and trade_no >= ${digits(start)} and trade_no < ${digits(start + 86_400_000)}
    and ${query.all === '1' ? sql`store_id = ${till.storeId}` : sql`terminal_id = ${till.terminalId}`}`
  const [rows, totals] = await Promise.all([readPage(sql, ofDay, query), readTotals(sql, ofDay)])
  const page = rows.slice(0, pageSize)
  const next = rows.length > pageSize ? (page.at(-1)?.tradeNo ?? null) : null
  return ok({ day, trades: page.map(shown), next, totals })
}

type Where = PendingQuery<AnyRow[]>

const readPage = (sql: Sql, ofDay: Where, { cursor, q = '' }: TillDayQuery) => {
  const like = contains(q.trim())
  return sql<Row[]>`
    select out_trade_no as "outTradeNo", trade_no as "tradeNo", state, amount, refunded, subject,
           buyer_phone as payer, coalesce(operator_id, '') as cashier,
           coalesce(terminal_id, '') as "terminalId", coalesce(store_id, '') as "storeId",
           coalesce((select name from terminal t where t.merchant_id = trade.merchant_id
             and t.terminal_id = trade.terminal_id), '') as "terminalName",
           coalesce((select name from store s where s.merchant_id = trade.merchant_id
             and s.store_id = trade.store_id), '') as "storeName",
           case when state = 'WAIT_BUYER_PAY' and waiting is null then failure end as failure,
           created_at as "createdAt", paid_at as "paidAt"
      from trade
     where ${ofDay}
       ${cursor === undefined ? sql`` : sql`and trade_no < ${cursor}`}
       ${
         q.trim() === ''
           ? sql``
           : sql`and (out_trade_no ilike ${like} or trade_no like ${like} or subject ilike ${like}
               or right(buyer_phone, 4) = ${q.trim()})`
       }
     order by trade_no desc limit ${pageSize + 1}`
}

async function readTotals(sql: Sql, ofDay: Where): Promise<TillDay['totals']> {
  const [row] = await sql<{ paidCount: number; paid: Fen; refundedCount: number; refunded: Fen }[]>`
    select count(*)::int as "paidCount", coalesce(sum(amount), 0)::bigint as paid,
           (count(*) filter (where refunded > 0))::int as "refundedCount",
           coalesce(sum(refunded), 0)::bigint as refunded
      from trade where ${ofDay} and paid_at is not null`
  const { paidCount = 0, paid = 0n, refundedCount = 0, refunded = 0n } = row ?? {}
  const net = yuan(paid - refunded)
  return { paidCount, paid: yuan(paid), refundedCount, refunded: yuan(refunded), net }
}

const shown = (row: Row): TillTrade => ({
  ...row,
  amount: yuan(row.amount),
  refunded: yuan(row.refunded),
  payer: row.payer === null ? null : maskPhone(row.payer),
})
