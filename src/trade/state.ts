import { must } from '#kernel/failure.ts'
import type { TradeState } from '#wire/common.ts'

/** Where a trade may go; everything else is a bug. `TRADE_SUCCESS` stays on a partial refund. */
const next: Record<TradeState, readonly TradeState[]> = {
  WAIT_BUYER_PAY: ['WAIT_BUYER_PAY', 'TRADE_SUCCESS', 'TRADE_CLOSED'],
  TRADE_SUCCESS: ['TRADE_SUCCESS', 'TRADE_CLOSED', 'TRADE_FINISHED'],
  TRADE_FINISHED: [],
  TRADE_CLOSED: [],
}

/** Asserts that the table allows the step. */
export function move(from: TradeState, to: TradeState): TradeState {
  must(next[from].includes(to), `a trade may go from ${from} to ${to}`)
  return to
}
