import type { Bill, Changes, Facts, MemberFact } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import { accountKey, memberAccount, settlementAccount, type Account } from '#ledger/account.ts'
import { post, type Posted } from '#ledger/post.ts'
import { shareOut } from '#settle/share.ts'
import { barredBecause, open } from '#trade/pay.ts'
import { refuse, type Decision, type Rules } from '#trade/rules.ts'
import { balanceOf, notificationOf } from '#trade/settle.ts'
import { move } from '#trade/state.ts'
import { tellTill } from '#trade/tell.ts'
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
  // Not held yet, given back, or used up: the number stands for no money, however much is asked for.
  if (hold.state !== 'AUTHORIZED') return decline('AUTH_NO_ERROR')
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
  const shared = shareOut(facts, trade, posted, rules)
  const rest = complete
    ? releaseRest(facts, { hold, frozen: left, trade, moved: shared.posted?.accounts ?? [] }, rules)
    : {}
  const after: Hold = { ...hold, state: 'FINISH' }
  return {
    outcome: { kind: 'paid', trade, repeated: false, payer: { memberId, phone, balance } },
    changes: {
      trade,
      ...((complete || left.balance === 0n) && { hold: after }),
      ...(shared.royalty && { royalty: shared.royalty }),
      ...(shared.royaltySum && { royaltySum: shared.royaltySum }),
      posted: inOrder([posted, shared.posted, rest.posted]),
      operations: [operation, ...(rest.operations ?? [])],
      bills: [...lines, ...(shared.bills ?? []), ...(rest.bills ?? [])],
      live: tellTill({ kind: 'paid', trade, payer: member }, rules),
      ...notificationOf(trade, member, rules),
    },
  }
}

/** Postings one after the other; what a later one says of an account counts. */
const inOrder = (all: readonly (Posted | undefined)[]): Posted => ({
  accounts: all.flatMap((posted) => posted?.accounts ?? []),
  entries: all.flatMap((posted) => posted?.entries ?? []),
})

/** What is left goes back to the member, whose balance a share of this payment may have `moved`. */
function releaseRest(
  facts: Facts,
  { hold, frozen, trade, moved }: { hold: Hold; frozen: Account; trade: Trade; moved: Account[] },
  rules: Rules,
): Changes {
  const key = accountKey(trade.buyerId ?? '', memberAccount)
  const balance = moved.find(({ ownerId, account }) => accountKey(ownerId, account) === key)
  const outRequestNo = completeNo(trade.outTradeNo)
  const back = { outRequestNo, amount: frozen.balance, remark: null, frozen }
  return release(facts, hold, { ...back, ...(balance && { balance }) }, rules).changes
}

/**
 * The member reads that what was held came back and was paid with at once, so that the lines add up to the balance; the phone is told
 * of the payment alone.
 */
function bills(
  facts: Facts,
  { hold, trade, member }: { hold: Hold; trade: Trade; member: MemberFact },
  rules: Rules,
): Bill[] {
  const { balance } = balanceOf(facts, member.memberId)
  const { amount } = trade
  const back = {
    kind: 'unfreeze' as const,
    tells: null,
    amount,
    balance: balance + amount,
    ...about(hold),
  }
  const paid = {
    kind: 'payment' as const,
    tells: 'paid' as const,
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
