import type { Bill, Facts } from '#engine/facts.ts'
import { tradeKey } from '#engine/facts.ts'
import { decline } from '#fund/rules.ts'
import { billOf } from '#fund/tell.ts'
import { must } from '#kernel/failure.ts'
import type { Fen } from '#kernel/money.ts'
import { accountKey, memberAccount, settlementAccount } from '#ledger/account.ts'
import { covers, post, type Leg, type Posted } from '#ledger/post.ts'
import { draw } from '#trade/draw.ts'
import type { Decision, Rules } from '#trade/rules.ts'
import type { Trade } from '#trade/trade.ts'
import { ownTitles } from '#wire/titles.ts'

import { noSum, type RoyaltyPart, type RoyaltySum } from './royalty.ts'

/**
 * Shares to be taken back; the caller has found that these receivers got as much and still have to give it. `given` and `back` are the
 * sums that this rests on: both only grow, so that neither can change unseen.
 */
export type RoyaltyBack = { parts: RoyaltyPart[]; given: Fen; back: Fen }

export type TakenBack = { posted: Posted; royaltySum: RoyaltySum; bills: Bill[] }

/** Brings shares back to the merchant, all or none. `busy` when the shares changed since the caller looked: look again. */
export function takeBack(
  facts: Facts,
  trade: Trade,
  { parts, given, back }: RoyaltyBack,
  rules: Rules,
): TakenBack | Decision {
  const { merchantId, outTradeNo, tradeNo } = trade
  const sum = facts.royaltySums.get(tradeKey(merchantId, outTradeNo)) ?? noSum(trade)
  if (sum.amount !== given || sum.back !== back) return { outcome: { kind: 'busy' }, changes: {} }
  const amount = parts.reduce((total, part) => total + part.amount, 0n)
  must(amount > 0n && amount <= given - back, 'no more comes back than was given')
  const sources = sourcesOf(facts, parts, rules)
  if (!sources) return decline('TRADE_SETTLE_ERROR')
  const receipts = facts.accounts.get(accountKey(merchantId, settlementAccount(rules.stripe)))
  must(receipts, "the merchant's stripe was loaded")
  const posted = post({
    postingId: rules.newId(),
    kind: 'royalty_back',
    ref: tradeNo,
    at: rules.now,
    legs: [...sources, { account: receipts, amount }],
  })
  return {
    posted,
    royaltySum: { ...sum, back: sum.back + amount },
    bills: billsOf(facts, trade, { parts, posted }, rules),
  }
}

/** What each receiver gives, however many of its shares are named; null when one has not got it. */
function sourcesOf(facts: Facts, parts: readonly RoyaltyPart[], rules: Rules): Leg[] | null {
  const sums = new Map<string, RoyaltyPart>()
  for (const part of parts) {
    const before = sums.get(part.receiverId)?.amount ?? 0n
    sums.set(part.receiverId, { ...part, amount: before + part.amount })
  }
  const legs: Leg[] = []
  for (const { receiverId, receiverKind, amount } of sums.values()) {
    const given =
      receiverKind === 'member'
        ? fromMember(facts, receiverId, amount)
        : draw(facts, receiverId, amount, rules.stripe)
    if (!given) return null
    legs.push(...given)
  }
  return legs
}

function fromMember(facts: Facts, memberId: string, amount: Fen): Leg[] | null {
  const account = facts.accounts.get(accountKey(memberId, memberAccount))
  must(account, "a receiver's account was loaded")
  return covers(account, amount) ? [{ account, amount: -amount }] : null
}

function billsOf(
  facts: Facts,
  trade: Trade,
  { parts, posted }: { parts: readonly RoyaltyPart[]; posted: Posted },
  rules: Rules,
): Bill[] {
  const balances = new Map(posted.entries.map((entry) => [entry.ownerId, entry.balanceBefore]))
  const { merchantId, tradeNo, outTradeNo } = trade
  const about = { merchantId, merchantName: trade.extra.merchantName ?? '', tradeNo, outTradeNo }
  return parts
    .filter((part) => part.receiverKind === 'member')
    .map(({ receiverId, amount, desc }) => {
      const member = facts.members.get(receiverId)
      must(member, 'a receiver is a member')
      const balance = (balances.get(receiverId) ?? 0n) - amount
      balances.set(receiverId, balance)
      const title = desc ?? ownTitles.royaltyBack
      const line = { kind: 'royalty', tells: null, member, amount: -amount, balance } as const
      return billOf({ ...line, title, ...about }, rules)
    })
}
