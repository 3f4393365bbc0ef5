import { movedOf } from '#ledger/moved.ts'

import type { Royalty, RoyaltyPart, RoyaltySum } from './royalty.ts'
import { orderedPart, partOf, type OrderedPart } from './share.ts'

/** A row of `royalty` as the driver gives it. */
export const royaltyOf = (row: Record<string, unknown>): Royalty => ({
  ...movedOf(row),
  outRequestNo: row['out_request_no'] as string,
  settleNo: row['settle_no'] as string,
  outTradeNo: row['out_trade_no'] as string,
  tradeNo: row['trade_no'] as string,
  parts: (row['parts'] as OrderedPart[]).map(partOf),
})

/** The parts as text for their column; amounts as text, so that none passes through a float. */
export const partsText = (parts: readonly RoyaltyPart[]): string =>
  JSON.stringify(parts.map(orderedPart))

/** A row of `royalty_sum` as the driver gives it. */
export const royaltySumOf = (row: Record<string, unknown>): RoyaltySum => ({
  merchantId: row['merchant_id'] as string,
  outTradeNo: row['out_trade_no'] as string,
  amount: row['amount'] as bigint,
  back: row['back'] as bigint,
  finished: row['finished'] as boolean,
  version: row['version'] as bigint,
})
