import { unreachable } from '#kernel/failure.ts'
import { take } from '#kernel/http.ts'
import { yuan, type Fen } from '#kernel/money.ts'
import { maskPhone } from '#member/mask.ts'
import type { Outcome } from '#trade/command.ts'
import type { Refund, Trade } from '#trade/trade.ts'
import type { FailureCode } from '#wire/codes.ts'
import { refuse, sentenceOf } from '#wire/failures.ts'
import type { TillDetail, TillResult } from '#wire/till.ts'

type Asked = { outTradeNo: string; amount: Fen } & Moment
/** When it is told, and the call that made it so. */
type Moment = { now: number; traceId: string | null }

/** What a payment led to, for the till: total over all outcomes. Busy and unknown are errors, as nothing can be said of the order. */
export function payResult(outcome: Outcome, asked: Asked): TillResult {
  switch (outcome.kind) {
    case 'paid':
    case 'waiting':
    case 'opened':
    case 'closed':
    case 'finished':
    case 'refunded':
      return tradeResult(outcome.trade, asked)
    case 'failed':
      return failedResult(outcome.code, outcome.trade, asked)
    case 'busy':
      return take(refuse('BUSY'))
    case 'unknown':
    case 'toppedUp':
    case 'transferred':
    case 'held':
    case 'released':
    case 'revoked':
    case 'shared':
    case 'declined':
      return take(refuse('UNAVAILABLE'))
    default:
      return unreachable(outcome)
  }
}

/** What a cancel or refund led to: the order as it now stands, or the error that says why it was left as it was. */
export function changeResult(outcome: Outcome, moment: Moment): TillResult {
  if (outcome.kind === 'failed') return take(refuse(outcome.code, { detail: outcome.detail }))
  return payResult(outcome, { outTradeNo: '', amount: 0n, ...moment })
}

/** An order as it stands. */
export function tradeResult(trade: Trade, { now, traceId }: Moment): TillResult {
  const result = {
    outTradeNo: trade.outTradeNo,
    tradeNo: trade.tombstone ? null : trade.tradeNo,
    amount: yuan(trade.amount),
    refunded: yuan(trade.refunded),
    payer: trade.buyerPhone === null ? null : maskPhone(trade.buyerPhone),
    at: trade.closedAt ?? trade.paidAt ?? now,
    expiresAt: null,
    traceId,
    failure: null,
  }
  switch (trade.state) {
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return { ...result, state: 'paid', at: trade.paidAt ?? now }
    case 'TRADE_CLOSED': {
      const code = trade.failure ?? 'CANCELLED'
      const failure = trade.refunded > 0n ? null : { ...told(code), retry: false }
      return { ...result, state: 'closed', failure }
    }
    case 'WAIT_BUYER_PAY': {
      if (trade.waiting) return { ...result, state: 'waiting', expiresAt: trade.expiresAt }
      const code = trade.failure ?? 'TRADE_STATUS_ERROR'
      return { ...result, state: 'failed', failure: { ...told(code), retry: true } }
    }
    default:
      return unreachable(trade.state)
  }
}

/** An order as it stands, with every refund of it. */
export const tradeDetail = (trade: Trade, refunds: Refund[], moment: Moment): TillDetail => ({
  ...tradeResult(trade, moment),
  refunds: refunds.map(({ outRequestNo, amount, reason, operatorId, at }) => ({
    outRequestNo,
    amount: yuan(amount),
    reason,
    cashier: operatorId,
    at,
  })),
})

/** The order itself is at fault, so that no other code helps. */
const finalCodes: ReadonlySet<FailureCode> = new Set([
  'AMOUNT_INVALID',
  'CONTEXT_INCONSISTENT',
  'EXPIRY_INVALID',
  'INVALID_REQUEST',
  'MERCHANT_SUSPENDED',
  'TRADE_HAS_SUCCESS',
  'TRADE_HAS_CLOSE',
  'TRADE_HAS_FINISHED',
  'TRADE_STATUS_ERROR',
])

function failedResult(code: FailureCode, trade: Trade | null, asked: Asked): TillResult {
  // The same code again for an order that has ended since: what it came to is the answer.
  if (code === 'TRADE_HAS_CLOSE' && trade) return tradeResult(trade, asked)
  const open = trade === null || trade.state === 'WAIT_BUYER_PAY'
  return {
    state: 'failed',
    outTradeNo: trade?.outTradeNo ?? asked.outTradeNo,
    tradeNo: trade?.tradeNo ?? null,
    amount: yuan(trade?.amount ?? asked.amount),
    refunded: yuan(trade?.refunded ?? 0n),
    payer: null,
    at: asked.now,
    expiresAt: null,
    traceId: asked.traceId,
    failure: { ...told(code), retry: open && !finalCodes.has(code) },
  }
}

const told = (code: string) => ({ code, message: sentenceOf(code) })
