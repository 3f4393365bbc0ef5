import type { Sql, Tx } from '#kernel/db.ts'
import type { Currency } from '#kernel/money.ts'
import { movedOf } from '#ledger/moved.ts'
import { partOf, type OrderedPart } from '#settle/share.ts'
import type { TradeState } from '#wire/common.ts'

import type { Refund, Trade, TradeExtra, WaitReason } from './trade.ts'

/** A row of `trade` as the driver gives it. */
export type TradeRow = {
  merchant_id: string
  out_trade_no: string
  trade_no: string
  app_id: string | null
  state: TradeState
  amount: bigint
  currency: Currency
  refunded: bigint
  subject: string
  buyer_id: string | null
  buyer_phone: string | null
  store_id: string | null
  terminal_id: string | null
  operator_id: string | null
  code_mac: string | null
  failure: string | null
  waiting: WaitReason | null
  tombstone: boolean
  notify_url: string | null
  extra: TradeExtra
  created_at: number
  expires_at: number
  paid_at: number | null
  closed_at: number | null
  version: bigint
}

/** The columns of `trade t` that make a Trade. */
export const tradeColumns = (sql: Sql | Tx) => sql`
  t.merchant_id, t.out_trade_no, t.trade_no, t.app_id, t.state, t.amount, t.currency, t.refunded,
  t.subject, t.buyer_id, t.buyer_phone, t.store_id, t.terminal_id, t.operator_id, t.code_mac,
  t.failure, t.waiting, t.tombstone, t.notify_url, t.extra, t.created_at, t.expires_at, t.paid_at,
  t.closed_at, t.version`

export const tradeOf = (row: TradeRow): Trade => ({
  merchantId: row.merchant_id,
  outTradeNo: row.out_trade_no,
  tradeNo: row.trade_no,
  appId: row.app_id,
  state: row.state,
  amount: row.amount,
  currency: row.currency,
  refunded: row.refunded,
  subject: row.subject,
  buyerId: row.buyer_id,
  buyerPhone: row.buyer_phone,
  storeId: row.store_id,
  terminalId: row.terminal_id,
  operatorId: row.operator_id,
  codeMac: row.code_mac,
  failure: row.failure,
  waiting: row.waiting,
  tombstone: row.tombstone,
  notifyUrl: row.notify_url,
  extra: row.extra,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  paidAt: row.paid_at,
  closedAt: row.closed_at,
  version: row.version,
})

export const refundOf = (row: Record<string, unknown>): Refund => ({
  ...movedOf(row),
  outTradeNo: row['out_trade_no'] as string,
  outRequestNo: row['out_request_no'] as string,
  reason: row['reason'] as string | null,
  operatorId: row['operator_id'] as string | null,
  royaltyBack: (row['royalty_back'] as OrderedPart[] | null)?.map(partOf) ?? null,
})
