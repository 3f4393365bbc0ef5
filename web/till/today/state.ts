import { cashierCancelMs } from '#wire/limits.ts'
import type { TillMe, TillTrade } from '#wire/till.ts'

import type { Words } from '../words/zh.ts'

/** What a cashier calls the state of a trade: Alipay's, a try that failed, and how much of it went back. */
export type ShownState = TillTrade['state'] | 'FAILED' | 'REFUNDED' | 'PARTLY'
export const shownStates = [
  'TRADE_SUCCESS',
  'PARTLY',
  'REFUNDED',
  'WAIT_BUYER_PAY',
  'FAILED',
  'TRADE_CLOSED',
  'TRADE_FINISHED',
] as const satisfies ShownState[]

export function shownState(trade: TillTrade): ShownState {
  if (trade.refunded === '0.00') return trade.failure === null ? trade.state : 'FAILED'
  return trade.refunded === trade.amount ? 'REFUNDED' : 'PARTLY'
}

/** The state in words; of a try that failed, why it did. */
export function stateWords(trade: TillTrade, { state, why }: Words): string {
  const shown = shownState(trade)
  const known = shown === 'FAILED' && Object.hasOwn(why, trade.failure ?? '')
  return known ? `${state.FAILED} · ${why[trade.failure as keyof Words['why']]}` : state[shown]
}

const cancelMillisMax = 24 * 3_600_000

/** Until when a paid sale may be cancelled from here, in milliseconds since 1970; null where it never may. */
export function cancelUntil(
  sale: { terminalId: string; paidAt: number },
  me: TillMe,
): number | null {
  if (me.role !== 'cashier') return sale.paidAt + cancelMillisMax
  return sale.terminalId === me.terminalId ? sale.paidAt + cashierCancelMs : null
}

/** Whether the order can be cancelled: unpaid, or paid, fresh enough for this cashier, and nothing of it refunded. */
export function mayCancel(trade: TillTrade, me: TillMe, now: number): boolean {
  if (trade.state === 'WAIT_BUYER_PAY') return true
  if (trade.state !== 'TRADE_SUCCESS' || trade.refunded !== '0.00') return false
  const { terminalId, paidAt } = trade
  const until = paidAt === null ? null : cancelUntil({ terminalId, paidAt }, me)
  return until !== null && now <= until
}

export const hasLeftToRefund = (trade: TillTrade) =>
  trade.state === 'TRADE_SUCCESS' && trade.refunded !== trade.amount
