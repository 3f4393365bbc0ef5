import type { TillTrade } from '#wire/till.ts'

/** What a cashier calls the state of a trade: Alipay's, and how much of it went back. */
export type ShownState = TillTrade['state'] | 'REFUNDED' | 'PARTLY'
export const shownStates = [
  'TRADE_SUCCESS',
  'PARTLY',
  'REFUNDED',
  'WAIT_BUYER_PAY',
  'TRADE_CLOSED',
  'TRADE_FINISHED',
] as const satisfies ShownState[]

export function shownState(trade: TillTrade): ShownState {
  if (trade.refunded === '0.00') return trade.state
  return trade.refunded === trade.amount ? 'REFUNDED' : 'PARTLY'
}

const cancelMillisMax = 24 * 3_600_000

/** Whether the order can be cancelled: unpaid, or paid within 24 hours and nothing refunded. */
export function mayCancel(trade: TillTrade, now: number): boolean {
  if (trade.state === 'WAIT_BUYER_PAY') return true
  const fresh = trade.paidAt !== null && now - trade.paidAt < cancelMillisMax
  return trade.state === 'TRADE_SUCCESS' && trade.refunded === '0.00' && fresh
}

export const hasLeftToRefund = (trade: TillTrade) =>
  trade.state === 'TRADE_SUCCESS' && trade.refunded !== trade.amount
