import type { Facts } from '#engine/facts.ts'

import { endNotice } from './notice.ts'
import { refuse, type Decision, type Rules } from './rules.ts'
import { move } from './state.ts'
import type { Trade } from './trade.ts'

/** The time for refunds of a paid order is over. */
export type FinishCommand = { kind: 'finish'; merchantId: string; outTradeNo: string }

/** How long a paid order takes refunds where the operator says nothing: a year, as at Alipay. */
export const refundMsDefault = 365 * 86_400_000

/** Whether a paid order takes no more refunds, noted already or not. */
export const isFinal = (trade: Trade, rules: Rules): boolean =>
  trade.paidAt !== null && rules.now >= trade.paidAt + rules.refundMs

/** Notes that a paid order is final. One that was given back whole, or whose time is not over, stays as it is. */
export function finish(facts: Facts, command: FinishCommand, rules: Rules): Decision {
  const trade = facts.trade(command)
  if (!trade) return refuse('TRADE_NOT_EXIST')
  if (trade.state !== 'TRADE_SUCCESS' || !isFinal(trade, rules)) {
    return { outcome: { kind: 'finished', trade, repeated: true }, changes: {} }
  }
  const finished: Trade = { ...trade, state: move(trade.state, 'TRADE_FINISHED') }
  return {
    outcome: { kind: 'finished', trade: finished, repeated: false },
    changes: { trade: finished, ...endNotice(finished, rules) },
  }
}
