import { memberAccount, accountKey, settlementAccount, spentOn } from '#ledger/account.ts'
import type { Account } from '#ledger/account.ts'
import { covers, post } from '#ledger/post.ts'
import { paymentParams } from '#notify/params.ts'
import type { Changes, Facts, MemberFact, Notification } from '#engine/facts.ts'
import { beijingDay } from '#kernel/clock.ts'
import { must } from '#kernel/failure.ts'
import type { Fen } from '#kernel/money.ts'
import { withinDay } from '#risk/limit.ts'
import { shareOut } from '#settle/share.ts'
import type { FailureCode } from '#wire/codes.ts'

import type { PayerView } from './command.ts'
import type { Rules } from './rules.ts'
import { move } from './state.ts'
import { tellTill } from './tell.ts'
import type { Trade } from './trade.ts'

/** The payer's money, which sign-up made. */
export function balanceOf(facts: Facts, memberId: string): Account {
  const account = facts.accounts.get(accountKey(memberId, memberAccount))
  must(account, 'every member has a balance account')
  return account
}

/** Why this payer cannot pay this much now, or null. Asked again in the very batch that moves the money. */
export function hindrance(
  facts: Facts,
  member: MemberFact,
  { amount }: { amount: Fen },
  rules: Rules,
): FailureCode | null {
  if (member.state !== 'active') return 'PAYER_SUSPENDED'
  const account = balanceOf(facts, member.memberId)
  if (!covers(account, amount)) return 'BALANCE_NOT_ENOUGH'
  const spent = spentOn(account, beijingDay(rules.now))
  return withinDay(spent, amount, rules.dayLimit) ? null : 'DAY_LIMIT'
}

export type Settled = { trade: Trade; payer: PayerView; changes: Changes }

/** Moves the money of one payment, and writes everything that tells of it. The caller has asked `hindrance`. */
export function settle(facts: Facts, member: MemberFact, unpaid: Trade, rules: Rules): Settled {
  const trade: Trade = {
    ...unpaid,
    state: move(unpaid.state, 'TRADE_SUCCESS'),
    buyerId: member.memberId,
    buyerPhone: member.phone,
    failure: null,
    waiting: null,
    paidAt: rules.now,
  }
  const stripe = facts.accounts.get(accountKey(trade.merchantId, settlementAccount(rules.stripe)))
  must(stripe, "the merchant's stripe was loaded")
  const posted = post({
    postingId: rules.newId(),
    kind: 'payment',
    ref: trade.tradeNo,
    at: rules.now,
    legs: [
      { account: balanceOf(facts, member.memberId), amount: -trade.amount },
      { account: stripe, amount: trade.amount },
    ],
  })
  const balance = posted.accounts[0]!.balance
  // Ids sort as they are made: the payer's line comes before those of the shares.
  const changes: Changes = {
    trade,
    posted,
    bill: {
      memberId: member.memberId,
      billNo: rules.newId(),
      kind: 'payment',
      amount: -trade.amount,
      balanceAfter: balance,
      title: trade.subject,
      merchantId: trade.merchantId,
      merchantName: trade.extra.merchantName ?? '',
      storeName: trade.extra.storeName ?? '',
      tradeNo: trade.tradeNo,
      outTradeNo: trade.outTradeNo,
      tells: 'paid',
      at: rules.now,
    },
    events: tellTill({ kind: 'paid', trade, payer: member }, rules),
    ...notificationOf(trade, member, rules),
  }
  const payer = { memberId: member.memberId, phone: member.phone, balance }
  return { trade, payer, changes: withShares(changes, shareOut(facts, trade, posted, rules)) }
}

/** Both in one decision: the payment first, then the shares. */
function withShares(paid: Changes, shared: Changes): Changes {
  if (!shared.posted) return paid
  return {
    ...paid,
    ...shared,
    posted: {
      accounts: [...(paid.posted?.accounts ?? []), ...shared.posted.accounts],
      entries: [...(paid.posted?.entries ?? []), ...shared.posted.entries],
    },
  }
}

/** The notification of a paid order, where the merchant wants one. */
export function notificationOf(
  trade: Trade,
  member: MemberFact,
  rules: Rules,
): { notification?: Notification } {
  if (trade.notifyUrl === null || trade.appId === null) return {}
  return {
    notification: {
      merchantId: trade.merchantId,
      notifyId: rules.newId(),
      appId: trade.appId,
      outTradeNo: trade.outTradeNo,
      tradeNo: trade.tradeNo,
      url: trade.notifyUrl,
      params: paymentParams(trade, member),
      createdAt: rules.now,
    },
  }
}
