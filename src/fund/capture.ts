import type { Bill, Changes, Facts, MemberFact } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import { accountKey, settlementAccount, type Account } from '#ledger/account.ts'
import { post } from '#ledger/post.ts'
import { barredBecause, open } from '#trade/pay.ts'
import { refuse, type Decision, type Rules } from '#trade/rules.ts'
import { balanceOf, notificationOf } from '#trade/settle.ts'
import { move } from '#trade/state.ts'
import { tell } from '#trade/tell.ts'
import type { Trade } from '#trade/trade.ts'

import type { CaptureCommand } from './command.ts'
import { about, frozenOf } from './freeze.ts'
import { completeNo, holdKey, type Hold, type HoldOperation } from './hold.ts'
import { decline } from './rules.ts'
import { billOf } from './tell.ts'
import { release } from './unfreeze.ts'

/**
 * `alipay.trade.pay` with `auth_no`: an order is paid with money that is held already. The day's limit counted it when it was held, so
 * it is not counted again.
 */
export function capture(facts: Facts, command: CaptureCommand, rules: Rules): Decision {
  const hold = facts.holds.get(holdKey(command))
  if (!hold || hold.memberId === null) return decline('AUTH_NO_ERROR')
  const known = facts.trade({ merchantId: command.merchantId, outTradeNo: command.outTradeNo })
  if (known) return repeat(known, hold, command)
  if (facts.merchants.get(command.merchantId)?.state !== 'active') {
    return refuse('MERCHANT_SUSPENDED')
  }
  if (hold.frozenAt === null || hold.state === 'CLOSED') return decline('AUTH_NO_ERROR')
  const frozen = frozenOf(facts, hold)
  if (command.amount > frozen.balance) return decline('AUTH_AMOUNT_NOT_ENOUGH')
  const member = facts.members.get(hold.memberId)
  must(member, 'whose money is held is a member')
  return payWith(facts, { hold, frozen, member, command }, rules)
}

/** The number is taken: by this very capture, or by something else. */
function repeat(trade: Trade, hold: Hold, command: CaptureCommand): Decision {
  const same =
    trade.extra.authNo === hold.authNo &&
    trade.amount === command.amount &&
    trade.subject === command.subject
  if (!same || trade.paidAt === null) {
    return refuse(barredBecause(trade, command) ?? 'CONTEXT_INCONSISTENT', trade)
  }
  if (trade.state === 'TRADE_CLOSED') return refuse('TRADE_HAS_CLOSE', trade)
  const payer = { memberId: trade.buyerId ?? '', phone: trade.buyerPhone ?? '', balance: null }
  return { outcome: { kind: 'paid', trade, repeated: true, payer }, changes: {} }
}

type Capture = { hold: Hold; frozen: Account; member: MemberFact; command: CaptureCommand }

function payWith(facts: Facts, { hold, frozen, member, command }: Capture, rules: Rules): Decision {
  const { memberId, phone } = member
  const opened = open(command, rules)
  const trade: Trade = {
    ...opened,
    state: move(opened.state, 'TRADE_SUCCESS'),
    buyerId: memberId,
    buyerPhone: phone,
    paidAt: rules.now,
    extra: { ...opened.extra, authNo: hold.authNo },
  }
  const stripe = facts.accounts.get(accountKey(trade.merchantId, settlementAccount(rules.stripe)))
  must(stripe, "the merchant's stripe was loaded")
  const postingId = rules.newId()
  const posted = post({
    postingId,
    kind: 'payment',
    ref: trade.tradeNo,
    at: rules.now,
    legs: [
      { account: frozen, amount: -trade.amount },
      { account: stripe, amount: trade.amount },
    ],
  })
  const left = posted.accounts[0]!
  const operation: HoldOperation = {
    merchantId: hold.merchantId,
    outOrderNo: hold.outOrderNo,
    kind: 'PAY',
    outRequestNo: trade.outTradeNo,
    operationId: trade.tradeNo,
    amount: trade.amount,
    remark: null,
    postingId,
    at: rules.now,
  }
  const complete = left.balance > 0n && command.complete
  const balance = balanceOf(facts, memberId).balance + (complete ? left.balance : 0n)
  // Ids sort as they are made: the lines about the payment come first.
  const lines = bills(facts, { hold, trade, member }, rules)
  const said = tell({ kind: 'paid', trade, payer: member, balance }, rules)
  const rest = complete ? releaseRest(facts, hold, left, trade, rules) : {}
  const after: Hold = { ...hold, state: 'FINISH' }
  return {
    outcome: { kind: 'paid', trade, repeated: false, payer: { memberId, phone, balance } },
    changes: {
      trade,
      ...((complete || left.balance === 0n) && { hold: after }),
      posted: {
        accounts: [...posted.accounts, ...(rest.posted?.accounts ?? [])],
        entries: [...posted.entries, ...(rest.posted?.entries ?? [])],
      },
      operations: [operation, ...(rest.operations ?? [])],
      bills: [...lines, ...(rest.bills ?? [])],
      events: [...said, ...(rest.events ?? [])],
      ...notificationOf(trade, member, rules),
    },
  }
}

const releaseRest = (
  facts: Facts,
  hold: Hold,
  frozen: Account,
  trade: Trade,
  rules: Rules,
): Changes =>
  release(
    facts,
    hold,
    { outRequestNo: completeNo(trade.outTradeNo), amount: frozen.balance, remark: null, frozen },
    rules,
  ).changes

/** The member reads that what was held came back and was paid with at once, so that the lines add up to the balance. */
function bills(
  facts: Facts,
  { hold, trade, member }: { hold: Hold; trade: Trade; member: MemberFact },
  rules: Rules,
): Bill[] {
  const { balance } = balanceOf(facts, member.memberId)
  const { amount } = trade
  const back = { kind: 'unfreeze' as const, amount, balance: balance + amount, ...about(hold) }
  const paid = {
    kind: 'payment' as const,
    amount: -amount,
    balance,
    ...about(hold),
    title: trade.subject,
    tradeNo: trade.tradeNo,
    outTradeNo: trade.outTradeNo,
    storeName: trade.extra.storeName ?? '',
  }
  return [back, paid].map((line) => billOf({ member, ...line }, rules))
}
