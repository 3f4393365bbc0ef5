import type { Changes, Facts } from '#engine/facts.ts'
import { refundKey } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import type { Fen } from '#kernel/money.ts'
import type { Account } from '#ledger/account.ts'
import { post } from '#ledger/post.ts'
import { takeBack, type TakenBack } from '#settle/back.ts'
import { sayOf, type RoyaltyPart } from '#settle/royalty.ts'

import type { PayerView, RefundCommand } from './command.ts'
import { draw } from './draw.ts'
import { isFinal } from './finish.ts'
import { endNotice } from './notice.ts'
import { refuse, type Decision, type Rules } from './rules.ts'
import { balanceOf } from './settle.ts'
import { move } from './state.ts'
import { tellTill } from './tell.ts'
import type { Refund, Trade } from './trade.ts'

/** `alipay.trade.refund`: partial and repeated, never above what was paid, once per request number. */
export function refund(facts: Facts, command: RefundCommand, rules: Rules): Decision {
  const trade = facts.trade(command)
  if (!trade || trade.tombstone) return refuse('TRADE_NOT_EXIST')
  const outRequestNo = command.outRequestNo ?? trade.outTradeNo
  const { merchantId, outTradeNo } = trade
  const known = facts.refunds.get(refundKey({ merchantId, outTradeNo, outRequestNo }))
  if (known) {
    const same = sayOf(known.royaltyBack ?? []) === sayOf(command.royaltyBack?.parts ?? [])
    if (known.amount !== command.amount || !same) return refuse('REFUND_INCONSISTENT', trade)
    const payer = { memberId: trade.buyerId ?? '', phone: trade.buyerPhone ?? '', balance: null }
    return {
      outcome: { kind: 'refunded', trade, refund: known, fundChange: false, payer },
      changes: {},
    }
  }
  if (trade.paidAt === null) {
    return refuse(trade.state === 'TRADE_CLOSED' ? 'TRADE_HAS_CLOSE' : 'TRADE_STATUS_ERROR', trade)
  }
  if (trade.state === 'TRADE_FINISHED' || isFinal(trade, rules)) {
    return refuse('TRADE_HAS_FINISHED', trade)
  }
  if (command.amount <= 0n) return refuse('AMOUNT_INVALID', trade)
  if (command.amount > trade.amount - trade.refunded) return refuse('REFUND_TOO_MUCH', trade)
  if (command.outRequestNo === null && command.amount !== trade.amount) {
    return refuse('REFUND_REQUEST_NO_NEEDED', trade)
  }
  const { amount, reason, operatorId, royaltyBack } = command
  const taken = royaltyBack && takeBack(facts, trade, royaltyBack, rules)
  if (taken && 'outcome' in taken) return taken
  const request = { amount, outRequestNo, reason, operatorId }
  const moved = taken?.posted.accounts ?? []
  const shares = royaltyBack?.parts ?? null
  const paidBack = payBack(facts, trade, { ...request, moved, royaltyBack: shares }, rules)
  if (!paidBack) return refuse('MERCHANT_BALANCE_NOT_ENOUGH', trade)
  const { payer } = paidBack
  const changes = taken ? withBack(paidBack.changes, taken) : paidBack.changes
  return {
    outcome: {
      kind: 'refunded',
      trade: changes.trade,
      refund: changes.refund,
      fundChange: true,
      payer,
    },
    changes,
  }
}

type RefundChanges = Changes & { trade: Trade; refund: Refund }
type PaidBack = { changes: RefundChanges; payer: PayerView }

/** Both in one decision: the shares come back first. */
function withBack(paid: RefundChanges, { posted, royaltySum, bills }: TakenBack): RefundChanges {
  const { bill, ...rest } = paid
  return {
    ...rest,
    royaltySum,
    // The lines stand in the order in which the money moved.
    bills: [...bills, ...(bill ? [bill] : [])],
    posted: {
      accounts: [...posted.accounts, ...(paid.posted?.accounts ?? [])],
      entries: [...posted.entries, ...(paid.posted?.entries ?? [])],
    },
  }
}

type Request = {
  amount: Fen
  outRequestNo: string
  reason: string | null
  operatorId: string | null
  /** Accounts as the same decision has moved them already. */
  moved?: readonly Account[]
  royaltyBack?: RoyaltyPart[] | null
}

/** Moves money back to the payer; null when the merchant has not got it. */
export function payBack(
  facts: Facts,
  paid: Trade,
  request: Request,
  rules: Rules,
): PaidBack | null {
  must(paid.buyerId !== null, 'a paid trade has a buyer')
  const moved = request.moved ?? []
  const sources = draw(facts, paid.merchantId, request.amount, rules.stripe, moved)
  const member = facts.members.get(paid.buyerId)
  must(member, 'the buyer is a member')
  if (!sources) return null
  const held = balanceOf(facts, member.memberId)
  const buyers = moved.find((a) => a.ownerId === held.ownerId && a.account === held.account) ?? held
  const postingId = rules.newId()
  const posted = post({
    postingId,
    kind: 'refund',
    ref: paid.tradeNo,
    at: rules.now,
    legs: [{ account: buyers, amount: request.amount }, ...sources],
  })
  const refunded = paid.refunded + request.amount
  const whole = refunded === paid.amount
  const trade: Trade = {
    ...paid,
    refunded,
    state: move(paid.state, whole ? 'TRADE_CLOSED' : 'TRADE_SUCCESS'),
    closedAt: whole ? rules.now : paid.closedAt,
  }
  const balance = posted.accounts[0]!.balance
  const { merchantId, outTradeNo, tradeNo } = trade
  const { amount, outRequestNo, reason, operatorId } = request
  const refund: Refund = {
    merchantId,
    outTradeNo,
    outRequestNo,
    amount,
    reason,
    operatorId,
    postingId,
    at: rules.now,
    royaltyBack: request.royaltyBack ?? null,
  }
  const changes = {
    trade,
    posted,
    refund,
    ...endNotice(trade, rules, refund),
    bill: {
      memberId: member.memberId,
      billNo: rules.newId(),
      kind: 'refund' as const,
      amount,
      balanceAfter: balance,
      title: trade.subject,
      merchantId,
      merchantName: trade.extra.merchantName ?? '',
      storeName: trade.extra.storeName ?? '',
      tradeNo,
      outTradeNo,
      tells: 'refunded' as const,
      at: rules.now,
    },
    events: tellTill({ kind: 'refunded', trade, payer: member, amount }, rules),
  }
  return { changes, payer: { memberId: member.memberId, phone: member.phone, balance } }
}
