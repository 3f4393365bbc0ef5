import type { Facts, MemberFact } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import type { Fen } from '#kernel/money.ts'
import { passwordReason } from '#risk/limit.ts'
import type { FailureCode } from '#wire/codes.ts'

import { closeUnpaid } from './close.ts'
import { burn, hear, type Burnt } from './code.ts'
import type { PayCommand } from './command.ts'
import { refuse, type Decision, type Rules } from './rules.ts'
import { hindrance, settle } from './settle.ts'
import { tell } from './tell.ts'
import type { Trade } from './trade.ts'

/**
 * A till presents a code for an order (design: pay, burn, guessing, relay). In this order: a repeat gets the present truth; the
 * order must be payable; whoever guesses is stopped; the code must be a live phone's and new; then the payer's rules.
 */
export function pay(facts: Facts, command: PayCommand, rules: Rules): Decision {
  const shown = facts.presented.get(command)
  must(shown, 'a presented code was resolved')
  const trade = facts.trade({ merchantId: command.merchantId, outTradeNo: command.outTradeNo })
  const same = trade?.amount === command.amount && trade.subject === command.subject
  if (trade && same && trade.codeMac === shown.mac) return replay(trade)

  const { code } = shown
  // The order that holds this code burnt it; asked with other terms, it is barred.
  const burnt = trade?.codeMac === shown.mac ? {} : burn(facts, command, code, rules)
  if (trade) {
    const barred = barredBecause(trade, command)
    if (barred) return refuse(barred, trade, {}, burnt)
    if (rules.now >= trade.expiresAt) {
      const closed = closeUnpaid(facts, trade, 'TIMED_OUT', rules)
      return refuse('TRADE_HAS_CLOSE', closed.trade, {}, { ...burnt, ...closed.changes })
    }
  }
  const heard = hear(facts, command, { code, burnt, trade }, rules)
  if ('outcome' in heard) return heard
  return charge(facts, heard.member, { command, mac: shown.mac, trade, burnt }, rules)
}

/** The same order, unchanged, with the same code: what is true now, whatever it was at first. */
function replay(trade: Trade): Decision {
  const payer = { memberId: trade.buyerId ?? '', phone: trade.buyerPhone ?? '', balance: null }
  // Paid and given back whole, by a cancel or refunds: a till that hears "paid" now would hand the goods over for nothing.
  if (trade.state === 'TRADE_CLOSED') return refuse('TRADE_HAS_CLOSE', trade)
  if (trade.paidAt !== null) {
    return { outcome: { kind: 'paid', trade, repeated: true, payer }, changes: {} }
  }
  if (trade.waiting) return { outcome: { kind: 'waiting', trade, payer }, changes: {} }
  return refuse((trade.failure ?? 'TRADE_STATUS_ERROR') as FailureCode, trade)
}

/** Why this order cannot be paid by this request, or null. */
export function barredBecause(
  trade: Trade,
  command: { amount: Fen; subject: string },
): FailureCode | null {
  if (trade.state === 'TRADE_CLOSED') return 'TRADE_HAS_CLOSE'
  if (trade.amount !== command.amount || trade.subject !== command.subject) {
    return 'CONTEXT_INCONSISTENT'
  }
  return trade.state === 'WAIT_BUYER_PAY' ? null : 'TRADE_HAS_SUCCESS'
}

/** What an order is made of, before it is a trade. */
export type NewOrder = Omit<PayCommand, 'kind' | 'code' | 'address'>

type Attempt = {
  command: PayCommand
  mac: string
  trade: Trade | undefined
  burnt: Burnt
}

function charge(facts: Facts, member: MemberFact, attempt: Attempt, rules: Rules): Decision {
  const { command, mac, burnt } = attempt
  if (command.expiresAt !== null && command.expiresAt <= rules.now) {
    return refuse('EXPIRY_INVALID', attempt.trade ?? null, {}, burnt)
  }
  const boundTo = attempt.trade?.extra.boundTo
  if (boundTo !== undefined && boundTo !== member.memberId) {
    return refuse('TRADE_BUYER_NOT_MATCH', attempt.trade, {}, burnt)
  }
  const trade: Trade = {
    ...(attempt.trade ?? open(command, rules)),
    codeMac: mac,
    buyerId: member.memberId,
    buyerPhone: member.phone,
    failure: null,
    waiting: null,
  }
  const dropped = dropWaiting(facts, attempt.trade, member, rules)
  const failure = hindrance(facts, member, trade, rules)
  if (failure) {
    const failed = { ...trade, failure }
    const events = tell({ kind: 'failed', trade: failed, payer: member, reason: failure }, rules)
    return refuse(failure, failed, {}, { ...burnt, trade: failed, events: [...dropped, ...events] })
  }
  const asked = command.askPayer ? 'above_limit' : null
  const reason = passwordReason(member, trade.amount) ?? asked
  if (reason) {
    const waiting: Trade = { ...trade, waiting: reason }
    const { merchantId, outTradeNo, tradeNo } = waiting
    const { memberId, phone } = member
    return {
      outcome: { kind: 'waiting', trade: waiting, payer: { memberId, phone, balance: null } },
      changes: {
        ...burnt,
        trade: waiting,
        pending: { memberId, tradeNo, merchantId, outTradeNo, reason, at: rules.now },
        events: [
          ...dropped,
          ...tell({ kind: 'waiting', trade: waiting, payer: member, reason }, rules),
        ],
      },
    }
  }
  const settled = settle(facts, member, trade, rules)
  const { events: toTill = [], ...changes } = settled.changes
  return {
    outcome: { kind: 'paid', trade: settled.trade, repeated: false, payer: settled.payer },
    // The till that asked has it as its answer; one that lost the answer asks for the order.
    changes: { ...burnt, ...changes, events: dropped, live: toTill },
  }
}

/** Another payer's code for an order whose first payer is still being asked: the first is told that it is over. */
export function dropWaiting(
  facts: Facts,
  trade: Trade | undefined,
  member: MemberFact,
  rules: Rules,
) {
  if (!trade?.waiting || trade.buyerId === null || trade.buyerId === member.memberId) return []
  const first = facts.members.get(trade.buyerId)
  return tell({ kind: 'closed', trade, payer: first, reason: 'CANCELLED' }, rules).filter(
    (event) => event.recipient === `member:${trade.buyerId}`,
  )
}

/** A new order, unpaid. */
export const open = (command: NewOrder, rules: Rules): Trade => ({
  merchantId: command.merchantId,
  outTradeNo: command.outTradeNo,
  tradeNo: rules.newTradeNo(),
  appId: command.appId,
  state: 'WAIT_BUYER_PAY',
  amount: command.amount,
  currency: 'CNY',
  refunded: 0n,
  subject: command.subject,
  buyerId: null,
  buyerPhone: null,
  storeId: command.storeId,
  terminalId: command.terminalId,
  operatorId: command.operatorId,
  codeMac: null,
  failure: null,
  waiting: null,
  tombstone: false,
  notifyUrl: command.notifyUrl,
  extra: command.extra,
  createdAt: rules.now,
  expiresAt: command.expiresAt ?? rules.now + rules.unpaidMs,
  paidAt: null,
  closedAt: null,
  version: 0n,
})
