import type { Facts } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'

import { closeUnpaid } from './close.ts'
import { unfitBecause } from './open.ts'
import { barredBecause, dropWaiting, open, type NewOrder } from './pay.ts'
import { refuse, type Decision, type Rules } from './rules.ts'
import { hindrance, settle } from './settle.ts'
import type { Trade } from './trade.ts'

/** A member pays an order without a code, with the payment password, which the caller has checked. */
export type BuyCommand = NewOrder & {
  kind: 'buy'
  memberId: string
  /** Until when an order that does not exist yet may come into being, milliseconds UTC. */
  openUntil: number
}

/**
 * Pays an order that waits, or that comes into being with its payment. A repeat by the same member gets the present truth. A
 * hindrance leaves the order waiting: the payer may mend it, or another may pay.
 */
export function buy(facts: Facts, command: BuyCommand, rules: Rules): Decision {
  const member = facts.members.get(command.memberId)
  must(member, 'whoever pays is a member')
  const known = facts.trade({ merchantId: command.merchantId, outTradeNo: command.outTradeNo })
  const refused = known ? barred(facts, known, command, rules) : unopened(facts, command, rules)
  if (refused) return refused
  // A code that was shown before did not pay: whoever shows it again hears that the order is paid, not that it paid.
  const trade: Trade = { ...(known ?? open(command, rules)), codeMac: null }
  const { boundTo } = trade.extra
  if (boundTo !== undefined && boundTo !== member.memberId) {
    return refuse('TRADE_BUYER_NOT_MATCH', trade)
  }
  const failure = hindrance(facts, member, trade, rules)
  if (failure) return refuse(failure, trade, {}, known ? {} : { trade })
  const dropped = dropWaiting(facts, known, member, rules)
  const settled = settle(facts, member, trade, rules)
  return {
    outcome: { kind: 'paid', trade: settled.trade, repeated: false, payer: settled.payer },
    changes: { ...settled.changes, events: [...dropped, ...(settled.changes.events ?? [])] },
  }
}

/** Why an order that exists is not paid now, or that it is paid already; undefined for one that waits. */
function barred(facts: Facts, trade: Trade, command: BuyCommand, rules: Rules) {
  const because = barredBecause(trade, command)
  if (because === 'TRADE_HAS_SUCCESS' && trade.buyerId === command.memberId) {
    const payer = { memberId: command.memberId, phone: trade.buyerPhone ?? '', balance: null }
    return { outcome: { kind: 'paid' as const, trade, repeated: true, payer }, changes: {} }
  }
  if (because) return refuse(because, trade)
  if (rules.now >= trade.expiresAt) {
    const closed = closeUnpaid(facts, trade, 'TIMED_OUT', rules)
    return refuse('TRADE_HAS_CLOSE', closed.trade, {}, closed.changes)
  }
  const merchant = facts.merchants.get(trade.merchantId)
  return merchant?.state === 'active' ? undefined : refuse('MERCHANT_SUSPENDED', trade)
}

/** Why an order does not come into being now, or undefined. */
function unopened(facts: Facts, command: BuyCommand, rules: Rules) {
  if (rules.now >= command.openUntil) return refuse('TIMED_OUT')
  const unfit = unfitBecause(facts, command, rules)
  return unfit ? refuse(unfit) : undefined
}
