import type { Sql } from '#kernel/db.ts'

import type { Royalty, RoyaltySum } from './royalty.ts'
import { royaltyOf, royaltySumOf } from './sql.ts'

/** The shares that this merchant gave by our number, which wins, or by its own. */
export async function findRoyalty(
  sql: Sql,
  name: { merchantId: string; settleNo?: string | undefined; outRequestNo?: string | undefined },
): Promise<Royalty | undefined> {
  const named =
    name.settleNo !== undefined
      ? sql`settle_no = ${name.settleNo}`
      : sql`out_request_no = ${name.outRequestNo ?? ''}`
  const rows = await sql`select * from royalty where merchant_id = ${name.merchantId} and ${named}`
  return rows[0] && royaltyOf(rows[0])
}

/** All shares that were given out of one trade. */
export async function findRoyalties(
  sql: Sql,
  trade: { merchantId: string; outTradeNo: string },
): Promise<Royalty[]> {
  const rows = await sql`
    select * from royalty
     where merchant_id = ${trade.merchantId} and out_trade_no = ${trade.outTradeNo}
     order by at, settle_no`
  return rows.map(royaltyOf)
}

/** What was given out of one trade; undefined while nothing was. */
export async function findRoyaltySum(
  sql: Sql,
  trade: { merchantId: string; outTradeNo: string },
): Promise<RoyaltySum | undefined> {
  const rows = await sql`
    select * from royalty_sum
     where merchant_id = ${trade.merchantId} and out_trade_no = ${trade.outTradeNo}`
  return rows[0] && royaltySumOf(rows[0])
}
