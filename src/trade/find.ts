import type { Sql, Tx } from '#kernel/db.ts'

import { refundOf, tradeColumns, tradeOf, type TradeRow } from './sql.ts'
import type { Refund, Trade, TradeName } from './trade.ts'

/**
 * The trade as it stands; undefined when this merchant has none of that name. `tradeNo` beats `outTradeNo`. An order that was
 * cancelled before it arrived is found with `tombstone` set.
 */
export async function findTrade(sql: Sql | Tx, name: TradeName): Promise<Trade | undefined> {
  const named =
    name.tradeNo !== undefined
      ? sql`t.trade_no = ${name.tradeNo}`
      : sql`t.out_trade_no = ${name.outTradeNo ?? ''}`
  const rows = await sql<TradeRow[]>`
    select ${tradeColumns(sql)} from trade t where t.merchant_id = ${name.merchantId} and ${named}`
  return rows[0] && tradeOf(rows[0])
}

/** Every refund of one trade, the oldest first. */
export async function findRefunds(
  sql: Sql | Tx,
  trade: { merchantId: string; outTradeNo: string },
): Promise<Refund[]> {
  const rows = await sql`
    select * from refund
     where merchant_id = ${trade.merchantId} and out_trade_no = ${trade.outTradeNo}
     order by at, out_request_no`
  return rows.map(refundOf)
}

/** A line of bills has its number from the decision that wrote it, which took a moment at most. */
const decisionMsMax = 10_000

/** The call that paid a trade, by the payer's line of bills; null where there is none, or none that is known. */
export async function findTrace(
  sql: Sql | Tx,
  { buyerId, tradeNo, paidAt }: Trade,
): Promise<string | null> {
  if (buyerId === null || paidAt === null) return null
  const [from, to] = [paidAt - decisionMsMax, paidAt + decisionMsMax]
  const [row] = await sql<{ traceId: string | null }[]>`
    select trace_id as "traceId" from bill
     where member_id = ${buyerId} and bill_no between ${idAt(from)} and ${idAt(to)}
       and trade_no = ${tradeNo} and kind = 'payment'`
  return row?.traceId ?? null
}

/** Ids begin with the milliseconds at which they were made. */
const idAt = (ms: number): string => String(ms).padStart(13, '0')
