import type { Facts } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'

import { closeUnpaid } from './close.ts'
import { barredBecause, open, type NewOrder } from './pay.ts'
import { refuse, type Decision, type Rules } from './rules.ts'
import type { Trade } from './trade.ts'

/** A merchant's order comes into being, unpaid: for whoever pays it, or for one buyer alone. */
export type OpenCommand = NewOrder & {
  kind: 'open'
  /** The one member who may pay it; null for anybody. */
  buyer: { memberId: string; phone: string } | null
}

/** The same order again is the same trade; one that says something else is refused. */
export function openOrder(facts: Facts, command: OpenCommand, rules: Rules): Decision {
  const trade = facts.trade({ merchantId: command.merchantId, outTradeNo: command.outTradeNo })
  if (trade) return again(facts, trade, command, rules)
  const unfit = unfitBecause(facts, command, rules)
  if (unfit) return refuse(unfit)
  const opened = newTrade(command, rules)
  return { outcome: { kind: 'opened', trade: opened, repeated: false }, changes: { trade: opened } }
}

function again(facts: Facts, trade: Trade, command: OpenCommand, rules: Rules): Decision {
  const barred = barredBecause(trade, command)
  if (barred) return refuse(barred, trade)
  const { buyer } = command
  if (buyer && trade.extra.boundTo !== buyer.memberId) return refuse('CONTEXT_INCONSISTENT', trade)
  if (rules.now >= trade.expiresAt) {
    const closed = closeUnpaid(facts, trade, 'TIMED_OUT', rules)
    return refuse('TRADE_HAS_CLOSE', closed.trade, {}, closed.changes)
  }
  return { outcome: { kind: 'opened', trade, repeated: true }, changes: {} }
}

/** Why no order of this kind can come into being now, or null. */
export function unfitBecause(
  facts: Facts,
  order: NewOrder,
  rules: Rules,
): 'MERCHANT_SUSPENDED' | 'EXPIRY_INVALID' | null {
  const merchant = facts.merchants.get(order.merchantId)
  must(merchant, 'an order belongs to a merchant')
  if (merchant.state !== 'active') return 'MERCHANT_SUSPENDED'
  return order.expiresAt !== null && order.expiresAt <= rules.now ? 'EXPIRY_INVALID' : null
}

function newTrade(command: OpenCommand, rules: Rules): Trade {
  const trade = open(command, rules)
  const { buyer } = command
  if (!buyer) return trade
  const extra = { ...trade.extra, boundTo: buyer.memberId }
  return { ...trade, extra, buyerId: buyer.memberId, buyerPhone: buyer.phone }
}
