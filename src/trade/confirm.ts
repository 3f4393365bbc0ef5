import type { Facts } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'

import { closeUnpaid } from './close.ts'
import type { ConfirmCommand, RefuseCommand } from './command.ts'
import { refuse as refuseCommand, type Decision, type Rules } from './rules.ts'
import { hindrance, settle } from './settle.ts'

/** The payer agreed, with the payment password. A hindrance leaves the order waiting: the payer may mend it and try again. */
export function confirm(facts: Facts, command: ConfirmCommand, rules: Rules): Decision {
  const trade = facts.trade(command)
  if (!trade || trade.buyerId !== command.memberId) return refuseCommand('TRADE_NOT_EXIST')
  const member = facts.members.get(command.memberId)
  must(member, 'whoever confirms is a member')
  if (trade.state === 'TRADE_CLOSED') return refuseCommand('TRADE_HAS_CLOSE', trade)
  if (trade.paidAt !== null) {
    const payer = { memberId: member.memberId, phone: member.phone, balance: null }
    return { outcome: { kind: 'paid', trade, repeated: true, payer }, changes: {} }
  }
  if (rules.now >= trade.expiresAt) {
    const closed = closeUnpaid(facts, trade, 'TIMED_OUT', rules)
    return refuseCommand('TRADE_HAS_CLOSE', closed.trade, {}, closed.changes)
  }
  if (!trade.waiting) return refuseCommand('TRADE_STATUS_ERROR', trade)
  const failure = hindrance(facts, member, trade, rules)
  if (failure) return refuseCommand(failure, trade)
  const settled = settle(facts, member, trade, rules)
  // Whoever gives the payment password after an alarm holds the phone: password-free payment is on again.
  const calmed =
    trade.waiting === 'alarm' ? { member: { ...member, passwordFreeSuspended: false } } : {}
  return {
    outcome: { kind: 'paid', trade: settled.trade, repeated: false, payer: settled.payer },
    changes: { ...settled.changes, ...calmed },
  }
}

/** The payer said no: the order is closed at once, so that the till need not wait for it. */
export function refuse(facts: Facts, command: RefuseCommand, rules: Rules): Decision {
  const trade = facts.trade(command)
  if (!trade || trade.buyerId !== command.memberId) return refuseCommand('TRADE_NOT_EXIST')
  if (trade.paidAt !== null) return refuseCommand('TRADE_HAS_SUCCESS', trade)
  if (trade.state === 'TRADE_CLOSED') {
    return { outcome: { kind: 'closed', trade, action: 'close', repeated: true }, changes: {} }
  }
  if (!trade.waiting) return refuseCommand('TRADE_STATUS_ERROR', trade)
  const closed = closeUnpaid(facts, trade, 'PAYER_REFUSED', rules)
  return {
    outcome: { kind: 'closed', trade: closed.trade, action: 'close', repeated: false },
    changes: closed.changes,
  }
}
