import type { Fen } from '#kernel/money.ts'
import type { WaitReason } from '#trade/trade.ts'

/**
 * A pre-authorisation: money of a member that is held for a merchant, named by (merchantId, outOrderNo) and by authNo. The money lies
 * in the member's own account `frozen.<merchantId>.<outOrderNo>`, and what is left of it is that account's balance, nowhere else.
 * INIT: not held yet. AUTHORIZED: held. FINISH: paid or given back to the last fen. CLOSED: came to nothing.
 */
export type Hold = {
  merchantId: string
  outOrderNo: string
  authNo: string
  /** Names of the freezing itself among the operations. */
  outRequestNo: string
  operationId: string
  state: 'INIT' | 'AUTHORIZED' | 'FINISH' | 'CLOSED'
  /** What was to be held at first; 0 for an order that was cancelled before it arrived. */
  amount: Fen
  title: string
  memberId: string | null
  memberPhone: string | null
  codeMac: string | null
  /** Why the last attempt failed, or why it was closed. */
  failure: string | null
  /** Why the member is being asked for the payment password. */
  waiting: WaitReason | null
  merchantName: string
  remark: string | null
  createdAt: number
  /** Until when the member may be asked. */
  expiresAt: number
  frozenAt: number | null
  version: bigint
}

/** What was done with held money: given back, or paid with. PAY is named by its out_trade_no. */
export type HoldOperation = {
  merchantId: string
  outOrderNo: string
  kind: 'UNFREEZE' | 'PAY'
  outRequestNo: string
  operationId: string
  amount: Fen
  remark: string | null
  postingId: string
  at: number
}

export type HoldName = { merchantId: string; outOrderNo: string }

export const holdKey = (name: HoldName): string => `${name.merchantId}/${name.outOrderNo}`

export type OperationName = HoldName & Pick<HoldOperation, 'kind' | 'outRequestNo'>

export const operationKey = (name: OperationName): string =>
  `${name.merchantId}/${name.outOrderNo}/${name.kind}/${name.outRequestNo}`

/**
 * The request number of the giving back that a cancel does, and of the one that ends a complete capture. A merchant's own numbers hold no
 * `-`.
 */
export const revokeNo = (name: HoldName): string => `cancel-${name.outOrderNo}`
export const completeNo = (outTradeNo: string): string => `complete-${outTradeNo}`
