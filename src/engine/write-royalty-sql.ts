import { column, timeColumn } from '#kernel/db.ts'
import type { Royalty, RoyaltySum } from '#settle/royalty.ts'
import { partsText } from '#settle/sql.ts'

import { statement } from './statement.ts'

export const royalties = (rows: Royalty[]) => statement`
  insert into royalty (merchant_id, out_request_no, settle_no, out_trade_no, trade_no, amount, parts,
                       posting_id, at)
  select * from unnest(
    ${column(rows.map((r) => r.merchantId))}::text[], ${column(rows.map((r) => r.outRequestNo))}::text[],
    ${column(rows.map((r) => r.settleNo))}::text[], ${column(rows.map((r) => r.outTradeNo))}::text[],
    ${column(rows.map((r) => r.tradeNo))}::text[], ${column(rows.map((r) => r.amount))}::bigint[],
    ${column(rows.map((r) => partsText(r.parts)))}::json[], ${column(rows.map((r) => r.postingId))}::text[],
    ${timeColumn(rows.map((r) => r.at))}::timestamptz[])`

export const newRoyaltySums = (rows: RoyaltySum[]) => statement`
  insert into royalty_sum (merchant_id, out_trade_no, amount, back, finished)
  select * from unnest(
    ${column(rows.map((r) => r.merchantId))}::text[], ${column(rows.map((r) => r.outTradeNo))}::text[],
    ${column(rows.map((r) => r.amount))}::bigint[], ${column(rows.map((r) => r.back))}::bigint[],
    ${column(rows.map((r) => r.finished))}::boolean[])`

export const royaltySums = (
  rows: { before: RoyaltySum | undefined; after: RoyaltySum }[],
) => statement`
  with done as (update royalty_sum s set amount = u.amount, back = u.back, finished = u.finished, version = s.version + 1
    from unnest(
      ${column(rows.map((r) => r.after.merchantId))}::text[],
      ${column(rows.map((r) => r.after.outTradeNo))}::text[],
      ${column(rows.map((r) => r.before?.version))}::bigint[],
      ${column(rows.map((r) => r.after.amount))}::bigint[], ${column(rows.map((r) => r.after.back))}::bigint[],
      ${column(rows.map((r) => r.after.finished))}::boolean[])
      as u (merchant_id, out_trade_no, version_read, amount, back, finished)
   where s.merchant_id = u.merchant_id and s.out_trade_no = u.out_trade_no and s.version = u.version_read
  returning 1)
  select all_as_read(${rows.length}, count(*)) from done`
