import type { PendingQuery, Row as AnyRow } from 'postgres'

import { beijingDay, parseBeijing } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { contains } from '#kernel/like.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import { maskPhone } from '#member/mask.ts'
import { refuse } from '#wire/failures.ts'
import type { TillDay, TillDayQuery, TillDayRefund, TillRefunded, TillTrade } from '#wire/till.ts'

import type { Till } from './till.ts'

const pageSize = 30
/** Of one page; a page of refunds alone, on a day of no sales, is cut here. */
const refundsMax = 500
const dayMs = 86_400_000
/** An order is paid within fifteen days of its making or never. */
const unpaidMsMax = 15 * dayMs

type Row = Omit<TillTrade, 'amount' | 'refunded' | 'tradeNo'> & {
  tradeNo: string
  amount: Fen
  refunded: Fen
}

type RefundRow = Omit<TillRefunded, 'amount'> & { refundAmount: Fen; trade: Row }

/**
 * One day of this terminal or, with `all`, of its store: a page of the orders that were made or paid on it, newest
 * first, the refunds that were made between them, and the day's totals, which count everything whatever is searched
 * for. A payment counts on the day it was paid, a refund on the day it was made, so that a closed day stays as it was.
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
  const scope = scopeOf(sql, { till, start, query })
  const [rows, totals] = await Promise.all([readPage(sql, scope, query), readTotals(sql, scope)])
  const page = rows.slice(0, pageSize)
  const last = rows.length > pageSize ? page.at(-1) : undefined
  const refunds = await readRefunds(sql, scope, { ...query, after: last?.createdAt ?? null })
  return ok({
    day,
    trades: page.map(shown),
    refunds: refunds.map(shownRefund),
    next: last?.tradeNo ?? null,
    totals,
  })
}

type Where = PendingQuery<AnyRow[]>
type Scope = { here: Where; made: Where; paid: Where; refunded: Where }

/** What is this till's, and what happened on the day to it. */
function scopeOf(
  sql: Sql,
  { till, start, query }: { till: Till; start: number; query: TillDayQuery },
): Scope {
  const end = start + dayMs
  // A trade's number begins with its Beijing day, so days are a range of the index on (merchant, trade_no).
  const digits = (ms: number) => beijingDay(ms).replaceAll('-', '')
  const at =
    query.all === '1' ? sql`store_id = ${till.storeId}` : sql`terminal_id = ${till.terminalId}`
  return {
    here: sql`trade.merchant_id = ${till.merchantId} and ${at} and not tombstone`,
    made: sql`trade_no >= ${digits(start)} and trade_no < ${digits(end)}`,
    paid: sql`trade_no >= ${digits(start - unpaidMsMax)} and trade_no < ${digits(end)}
      and paid_at >= ${start} and paid_at < ${end}`,
    refunded: sql`refund.merchant_id = ${till.merchantId} and refund.at >= ${start} and refund.at < ${end}`,
  }
}

const facts = (sql: Sql) => sql`
  trade.out_trade_no as "outTradeNo", trade_no as "tradeNo", state, trade.amount, refunded, subject,
  buyer_phone as payer, coalesce(trade.operator_id, '') as cashier,
  coalesce(terminal_id, '') as "terminalId", coalesce(store_id, '') as "storeId",
  coalesce((select name from terminal t where t.merchant_id = trade.merchant_id
    and t.terminal_id = trade.terminal_id), '') as "terminalName",
  coalesce((select name from store s where s.merchant_id = trade.merchant_id
    and s.store_id = trade.store_id), '') as "storeName",
  case when state = 'WAIT_BUYER_PAY' and waiting is null then failure end as failure,
  created_at as "createdAt", paid_at as "paidAt"`

function matches(sql: Sql, q = ''): Where {
  if (q.trim() === '') return sql`true`
  const like = contains(q.trim())
  return sql`(trade.out_trade_no ilike ${like} or trade_no like ${like} or subject ilike ${like}
    or right(buyer_phone, 4) = ${q.trim()})`
}

const readPage = (sql: Sql, { here, made, paid }: Scope, { cursor, q }: TillDayQuery) => sql<Row[]>`
  select ${facts(sql)} from trade
   where ${here} and ((${made}) or (${paid})) and ${matches(sql, q)}
     ${cursor === undefined ? sql`` : sql`and trade_no < ${cursor}`}
   order by trade_no desc limit ${pageSize + 1}`

type Between = TillDayQuery & { after: number | null }

/** The refunds that were made since the page's last order, or since the day began, and before the page's first. */
async function readRefunds(
  sql: Sql,
  { here, refunded }: Scope,
  { cursor, after, q }: Between,
): Promise<RefundRow[]> {
  const rows = await sql<(Row & TillRefunded & { refundAmount: Fen; refunder: string | null })[]>`
    select ${facts(sql)}, refund.amount as "refundAmount", refund.operator_id as refunder,
           refund.out_request_no as "outRequestNo", refund.reason, refund.at
      from refund
      join trade on trade.merchant_id = refund.merchant_id and trade.out_trade_no = refund.out_trade_no
     where ${refunded} and ${here} and ${matches(sql, q)}
       ${after === null ? sql`` : sql`and refund.at > ${after}`}
       ${
         cursor === undefined
           ? sql``
           : sql`and refund.at <= (select c.created_at from trade c
               where c.merchant_id = refund.merchant_id and c.trade_no = ${cursor})`
       }
     order by refund.at desc, "outRequestNo" limit ${refundsMax}`
  return rows.map(({ outRequestNo, refundAmount, reason, refunder, at, ...trade }) => ({
    outRequestNo,
    refundAmount,
    reason,
    cashier: refunder,
    at,
    trade,
  }))
}

async function readTotals(sql: Sql, { here, paid, refunded }: Scope): Promise<TillDay['totals']> {
  type Sum = { count: number; sum: Fen }
  const [[sold], [back]] = await Promise.all([
    sql<Sum[]>`select count(*)::int, coalesce(sum(amount), 0)::bigint as sum
      from trade where ${here} and ${paid}`,
    sql<Sum[]>`select count(*)::int, coalesce(sum(refund.amount), 0)::bigint as sum
      from refund
      join trade on trade.merchant_id = refund.merchant_id and trade.out_trade_no = refund.out_trade_no
     where ${refunded} and ${here}`,
  ])
  const [paidSum, backSum] = [sold?.sum ?? 0n, back?.sum ?? 0n]
  return {
    paidCount: sold?.count ?? 0,
    paid: yuan(paidSum),
    refundedCount: back?.count ?? 0,
    refunded: yuan(backSum),
    net: yuan(paidSum - backSum),
  }
}

const shown = (row: Row): TillTrade => ({
  ...row,
  amount: yuan(row.amount),
  refunded: yuan(row.refunded),
  payer: row.payer === null ? null : maskPhone(row.payer),
})

const shownRefund = ({ refundAmount, trade, ...refund }: RefundRow): TillDayRefund => ({
  ...refund,
  amount: yuan(refundAmount),
  trade: shown(trade),
})
