import type { Facts } from '#engine/facts.ts'
import { cancelReason } from '#wire/titles.ts'

import { closeUnpaid } from './close.ts'
import type { CancelCommand } from './command.ts'
import { payBack } from './refund.ts'
import { refuse, type Decision, type Rules } from './rules.ts'
import type { Trade } from './trade.ts'

/** A paid order can be cancelled for 24 hours. */
const cancelMs = 24 * 3600 * 1000

/**
 * `alipay.trade.cancel`: unpaid → closed; paid → refunded whole; unknown → a tombstone, so that an order which arrives late can
 * never be paid. A repeat gets the same answer.
 */
export function cancel(facts: Facts, command: CancelCommand, rules: Rules): Decision {
  const trade = facts.trade(command)
  if (!trade) {
    if (command.outTradeNo === undefined) return refuse('TRADE_NOT_EXIST')
    const stone = tombstone(command.merchantId, command.outTradeNo, rules)
    return done(stone, null, false, { trade: stone })
  }
  if (trade.tombstone) return done(trade, null, true)
  if (trade.state === 'TRADE_CLOSED') {
    return done(trade, trade.paidAt === null ? 'close' : 'refund', true)
  }
  if (trade.state === 'TRADE_FINISHED') return refuse('TRADE_HAS_FINISHED', trade)
  if (trade.paidAt === null) {
    const closed = closeUnpaid(facts, trade, 'CANCELLED', rules)
    return done(closed.trade, 'close', false, closed.changes)
  }
  if (rules.now - trade.paidAt > cancelMs) return refuse('CANCEL_TIME_OUT', trade)
  const paidBack = payBack(
    facts,
    trade,
    {
      amount: trade.amount - trade.refunded,
      outRequestNo: `cancel_${trade.tradeNo}`,
      reason: cancelReason,
      operatorId: command.operatorId,
    },
    rules,
  )
  if (!paidBack) return refuse('MERCHANT_BALANCE_NOT_ENOUGH', trade)
  return done(paidBack.changes.trade, 'refund', false, paidBack.changes)
}

const done = (
  trade: Trade,
  action: 'close' | 'refund' | null,
  repeated: boolean,
  changes: Decision['changes'] = {},
): Decision => ({ outcome: { kind: 'closed', trade, action, repeated }, changes })

const tombstone = (merchantId: string, outTradeNo: string, rules: Rules): Trade => ({
  merchantId,
  outTradeNo,
  tradeNo: rules.newTradeNo(),
  appId: null,
  state: 'TRADE_CLOSED',
  amount: 0n,
  currency: 'CNY',
  refunded: 0n,
  subject: '',
  buyerId: null,
  buyerPhone: null,
  storeId: null,
  terminalId: null,
  operatorId: null,
  codeMac: null,
  failure: 'CANCELLED',
  waiting: null,
  tombstone: true,
  notifyUrl: null,
  extra: {},
  createdAt: rules.now,
  expiresAt: rules.now,
  paidAt: null,
  closedAt: rules.now,
  version: 0n,
})
