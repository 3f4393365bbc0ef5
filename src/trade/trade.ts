import type { Currency, Fen } from '#kernel/money.ts'
import type { RoyaltyPart } from '#settle/royalty.ts'
import type { OrderedPart } from '#settle/share.ts'
import type { TradeState } from '#wire/common.ts'

/** One order of one merchant, named by (merchantId, outTradeNo) and by tradeNo. Times are milliseconds, UTC. */
export type Trade = {
  merchantId: string
  outTradeNo: string
  tradeNo: string
  appId: string | null
  state: TradeState
  amount: Fen
  currency: Currency
  /** The sum of all refunds; never above `amount`. */
  refunded: Fen
  subject: string
  buyerId: string | null
  buyerPhone: string | null
  storeId: string | null
  terminalId: string | null
  operatorId: string | null
  /** A keyed hash of the code last presented, so that its repeat is known without keeping the code. */
  codeMac: string | null
  /** Why the last attempt failed, or why the trade was closed. */
  failure: string | null
  /** Why the payer is being asked for the payment password; null when nobody is being asked. */
  waiting: WaitReason | null
  /** Cancelled before it arrived: it can never be paid. */
  tombstone: boolean
  notifyUrl: string | null
  extra: TradeExtra
  createdAt: number
  expiresAt: number
  paidAt: number | null
  closedAt: number | null
  version: bigint
}

export type WaitReason = 'above_limit' | 'limit_off' | 'alarm'

/** What came along with the order and goes back with answers and notifications. */
export type TradeExtra = {
  body?: string
  passbackParams?: string
  productCode?: string
  scene?: string
  sellerId?: string
  goodsDetail?: unknown[]
  merchantName?: string
  storeName?: string
  /** The merchant's own app, where a provider's took the order for it. */
  authAppId?: string
  /** The one member who may pay the order, where the merchant named one. */
  boundTo?: string
  /** The pre-authorisation whose held money paid the order. */
  authNo?: string
  /** Shares that go out with the payment. */
  royalty?: OrderedPart[]
}

export type Refund = {
  merchantId: string
  outTradeNo: string
  outRequestNo: string
  amount: Fen
  reason: string | null
  operatorId: string | null
  postingId: string
  at: number
  /** The shares that came back to the merchant with it; null for none. */
  royaltyBack: RoyaltyPart[] | null
}

/** How a caller names a trade; at least one of the two. `tradeNo` wins where both are given. */
export type TradeName = { merchantId: string; outTradeNo?: string; tradeNo?: string }
