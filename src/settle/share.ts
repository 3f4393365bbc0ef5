import type { Changes, Facts } from '#engine/facts.ts'
import { tradeKey } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import { accountKey, settlementAccount } from '#ledger/account.ts'
import type { Posted } from '#ledger/post.ts'
import type { Rules } from '#trade/rules.ts'
import type { Trade } from '#trade/trade.ts'

import { give, mayReceive, noSum, withPayment, type RoyaltyPart } from './royalty.ts'

/** A share as an order keeps it; the amount as text, so that it never passes through a float. */
export type OrderedPart = Omit<RoyaltyPart, 'amount'> & { amount: string }

export const orderedPart = (part: RoyaltyPart): OrderedPart => ({
  ...part,
  amount: String(part.amount),
})

export const partOf = (part: OrderedPart): RoyaltyPart => ({
  ...part,
  amount: BigInt(part.amount),
})

/**
 * The shares of `royalty_info`, out of the very money that the payment brings. A receiver who was suspended since the order was
 * taken keeps nobody from paying: then no share goes out, and the merchant may settle later.
 */
export function shareOut(facts: Facts, trade: Trade, paid: Posted, rules: Rules): Changes {
  const parts = trade.extra.royalty?.map(partOf)
  if (!parts || !parts.every((part) => mayReceive(facts, trade, part))) return {}
  const { merchantId, outTradeNo } = trade
  const amount = parts.reduce((total, part) => total + part.amount, 0n)
  must(amount > 0n && amount <= trade.amount, 'shares are positive and within the payment')
  const receipts = accountKey(merchantId, settlementAccount(rules.stripe))
  const source = paid.accounts.find((a) => accountKey(a.ownerId, a.account) === receipts)
  must(source, 'the payment went to the receipts')
  return give(
    facts,
    {
      trade,
      sum: facts.royaltySums.get(tradeKey(merchantId, outTradeNo)) ?? noSum(trade),
      outRequestNo: withPayment(outTradeNo),
      parts,
      amount,
      sources: [{ account: source, amount: -amount }],
      merchantName: trade.extra.merchantName ?? '',
      finish: false,
      moved: paid.accounts,
    },
    rules,
  )
}
