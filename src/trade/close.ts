import type { Changes, Facts } from '#engine/facts.ts'

import type { CloseCommand, ExpireCommand } from './command.ts'
import { endNotice } from './notice.ts'
import { refuse, type Decision, type Rules } from './rules.ts'
import { move } from './state.ts'
import { tell } from './tell.ts'
import type { Trade } from './trade.ts'

export type CloseReason = 'CANCELLED' | 'PAYER_REFUSED' | 'TIMED_OUT'

/** Closes an unpaid trade; whoever was being asked for a password is told. */
export function closeUnpaid(
  facts: Facts,
  unpaid: Trade,
  reason: CloseReason,
  rules: Rules,
): { trade: Trade; changes: Changes } {
  const trade: Trade = {
    ...unpaid,
    state: move(unpaid.state, 'TRADE_CLOSED'),
    failure: reason,
    waiting: null,
    closedAt: rules.now,
  }
  const payer =
    unpaid.waiting && unpaid.buyerId !== null ? facts.members.get(unpaid.buyerId) : undefined
  return {
    trade,
    changes: {
      trade,
      events: tell({ kind: 'closed', trade, payer, reason }, rules),
      ...endNotice(trade, rules),
    },
  }
}

/** `alipay.trade.close`: only from WAIT_BUYER_PAY. */
export function close(facts: Facts, command: CloseCommand, rules: Rules): Decision {
  const trade = facts.trade(command)
  if (!trade || trade.tombstone) return refuse('TRADE_NOT_EXIST')
  if (trade.state === 'WAIT_BUYER_PAY') {
    const closed = closeUnpaid(facts, trade, 'CANCELLED', rules)
    return {
      outcome: { kind: 'closed', trade: closed.trade, action: 'close', repeated: false },
      changes: closed.changes,
    }
  }
  if (rules.maybeDone && trade.state === 'TRADE_CLOSED' && trade.paidAt === null) {
    return { outcome: { kind: 'closed', trade, action: 'close', repeated: true }, changes: {} }
  }
  return refuse('TRADE_STATUS_ERROR', trade)
}

/** Time is up. A trade that was paid or closed meanwhile stays as it is. */
export function expire(facts: Facts, command: ExpireCommand, rules: Rules): Decision {
  const trade = facts.trade(command)
  if (!trade) return refuse('TRADE_NOT_EXIST')
  if (trade.state !== 'WAIT_BUYER_PAY' || rules.now < trade.expiresAt) {
    return { outcome: { kind: 'closed', trade, action: null, repeated: true }, changes: {} }
  }
  const closed = closeUnpaid(facts, trade, 'TIMED_OUT', rules)
  return {
    outcome: { kind: 'closed', trade: closed.trade, action: 'close', repeated: false },
    changes: closed.changes,
  }
}
