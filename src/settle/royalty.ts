import type { Changes, Facts } from '#engine/facts.ts'
import { billOf } from '#fund/tell.ts'
import { decline } from '#fund/rules.ts'
import { must } from '#kernel/failure.ts'
import type { Fen } from '#kernel/money.ts'
import { accountKey, memberAccount, settlementAccount, type Account } from '#ledger/account.ts'
import { post, type Leg, type Posted } from '#ledger/post.ts'
import { draw } from '#trade/draw.ts'
import { refuse, type Decision, type Rules } from '#trade/rules.ts'
import type { Trade, TradeName } from '#trade/trade.ts'
import { ownTitles } from '#wire/titles.ts'

/** One share: who gets how much, as the merchant named the receiver. */
export type RoyaltyPart = {
  receiverId: string
  receiverKind: 'member' | 'merchant'
  accountType: string
  account: string
  amount: Fen
  desc: string | null
}

/** Shares of one trade that were given out together. */
export type Royalty = {
  merchantId: string
  outRequestNo: string
  settleNo: string
  outTradeNo: string
  tradeNo: string
  amount: Fen
  parts: RoyaltyPart[]
  postingId: string
  at: number
}

/** What was given out of one trade so far, and what of it refunds took back; both only grow. */
export type RoyaltySum = {
  merchantId: string
  outTradeNo: string
  amount: Fen
  back: Fen
  finished: boolean
  version: bigint
}

/** The merchant gives shares of a paid trade to members or other merchants, once per `outRequestNo`. */
export type RoyaltyCommand = TradeName & {
  kind: 'royalty'
  merchantName: string
  outRequestNo: string
  /** At least one; who gets what, already looked up among the bound receivers. */
  parts: RoyaltyPart[]
  /** No more of this trade will be given out. */
  finish: boolean
}

export const royaltyKey = (r: { merchantId: string; outRequestNo: string }): string =>
  `${r.merchantId}/${r.outRequestNo}`

/** The request number of shares within a payment; no merchant can send one with a stroke. */
export const withPayment = (outTradeNo: string): string => `pay/${outTradeNo}`

/** `alipay.trade.order.settle`: all shares at once or none, and never more than is left of the payment. */
export function royalty(facts: Facts, command: RoyaltyCommand, rules: Rules): Decision {
  const { merchantId, parts } = command
  const trade = facts.trade(command)
  if (!trade || trade.tombstone) return refuse('TRADE_NOT_EXIST')
  const known = facts.royalties.get(royaltyKey(command))
  if (known) {
    const same = known.tradeNo === trade.tradeNo && sayOf(known.parts) === sayOf(parts)
    if (!same) return decline('DUP_OUT_REQUEST_NO')
    return { outcome: { kind: 'shared', royalty: known }, changes: {} }
  }
  const sum = facts.royaltySums.get(sumKey(trade)) ?? noSum(trade)
  const open = trade.state === 'TRADE_SUCCESS' || trade.state === 'TRADE_FINISHED'
  if (!open || sum.finished) return decline('ILLEGAL_SETTLE_STATE')
  const amount = parts.reduce((total, part) => total + part.amount, 0n)
  must(amount > 0n, 'shares are positive')
  if (amount > trade.amount - trade.refunded - (sum.amount - sum.back)) {
    return decline('ALLOC_AMOUNT_VALIDATE_ERROR')
  }
  if (facts.merchants.get(merchantId)?.state !== 'active') return refuse('MERCHANT_SUSPENDED')
  if (!parts.every((part) => mayReceive(facts, command, part))) {
    return decline('ROYALTY_RECEIVER_INVALID')
  }
  const sources = draw(facts, merchantId, amount, rules.stripe)
  if (!sources) return refuse('MERCHANT_BALANCE_NOT_ENOUGH', trade)
  const { outRequestNo, merchantName, finish } = command
  const changes = give(
    facts,
    { trade, sum, outRequestNo, parts, amount, sources, merchantName, finish },
    rules,
  )
  return { outcome: { kind: 'shared', royalty: changes.royalty }, changes }
}

/** Of a repeat, what must be the same. */
export const sayOf = (parts: readonly Pick<RoyaltyPart, 'receiverId' | 'amount'>[]): string =>
  JSON.stringify(parts.map(({ receiverId, amount }) => [receiverId, String(amount)]))

const sumKey = (trade: Trade): string => `${trade.merchantId}/${trade.outTradeNo}`

export const noSum = ({ merchantId, outTradeNo }: Trade): RoyaltySum => ({
  merchantId,
  outTradeNo,
  amount: 0n,
  back: 0n,
  finished: false,
  version: 0n,
})

/** Whether these shares of the merchant's may go to this receiver now. */
export function mayReceive(
  facts: Facts,
  giver: { merchantId: string },
  part: RoyaltyPart,
): boolean {
  if (part.receiverId === giver.merchantId) return false
  const receiver =
    part.receiverKind === 'member'
      ? facts.members.get(part.receiverId)
      : facts.merchants.get(part.receiverId)
  return receiver?.state === 'active'
}

type Giving = {
  trade: Trade
  sum: RoyaltySum
  outRequestNo: string
  parts: RoyaltyPart[]
  /** What the parts sum to. */
  amount: Fen
  sources: Leg[]
  merchantName: string
  finish: boolean
  /** Accounts as the same decision has moved them already. */
  moved?: readonly Account[]
}

type Given = Required<Pick<Changes, 'royalty' | 'royaltySum' | 'posted' | 'bills'>>

/** Moves the shares, and writes everything that tells of them. The caller has asked whether they may go. */
export function give(facts: Facts, giving: Giving, rules: Rules): Given {
  const { trade, sum, outRequestNo, parts, amount, sources, merchantName, finish } = giving
  const { merchantId, outTradeNo, tradeNo } = trade
  const settleNo = rules.newTradeNo()
  const postingId = rules.newId()
  const at = rules.now
  const posted = post({
    postingId,
    kind: 'royalty',
    ref: settleNo,
    at,
    legs: [...sources, ...targets(facts, parts, giving.moved ?? [], rules)],
  })
  const numbers = { merchantId, outRequestNo, settleNo, outTradeNo, tradeNo }
  const royalty: Royalty = { ...numbers, amount, parts, postingId, at }
  return {
    royalty,
    royaltySum: { ...sum, amount: sum.amount + amount, finished: finish },
    posted,
    bills: billsOf(facts, royalty, { posted, merchantName }, rules),
  }
}

const targetKey = (part: RoyaltyPart, rules: Rules): string =>
  accountKey(
    part.receiverId,
    part.receiverKind === 'member' ? memberAccount : settlementAccount(rules.stripe),
  )

/** One leg for each receiver's account, however many shares it gets. */
function targets(
  facts: Facts,
  parts: readonly RoyaltyPart[],
  moved: readonly Account[],
  rules: Rules,
): Leg[] {
  const sums = new Map<string, Fen>()
  for (const part of parts) {
    const key = targetKey(part, rules)
    sums.set(key, (sums.get(key) ?? 0n) + part.amount)
  }
  return [...sums].map(([key, amount]) => {
    const before = moved.find(({ ownerId, account }) => accountKey(ownerId, account) === key)
    const account = before ?? facts.accounts.get(key)
    must(account, "a receiver's account was loaded")
    return { account, amount }
  })
}

/** The merchant's own number for it: of shares within a payment, the order's. */
const ownNumber = ({ outRequestNo, outTradeNo }: Royalty): string =>
  outRequestNo === withPayment(outTradeNo) ? outTradeNo : outRequestNo

/** Each member among the receivers has a line for each share; a merchant reads of it in its account bill. */
function billsOf(
  facts: Facts,
  royalty: Royalty,
  { posted, merchantName }: { posted: Posted; merchantName: string },
  rules: Rules,
) {
  const { merchantId, settleNo } = royalty
  const members = royalty.parts.filter((part) => part.receiverKind === 'member')
  const balances = new Map<string, Fen>()
  for (const { ownerId, balanceBefore } of posted.entries) balances.set(ownerId, balanceBefore)
  return members.map(({ receiverId, amount, desc }) => {
    const member = facts.members.get(receiverId)
    must(member, 'a receiver is a member')
    const balance = (balances.get(receiverId) ?? 0n) + amount
    balances.set(receiverId, balance)
    const about = { merchantId, merchantName, title: desc ?? ownTitles.royalty }
    const numbers = { tradeNo: settleNo, outTradeNo: ownNumber(royalty) }
    const line = { kind: 'royalty', tells: 'received', member, amount, balance } as const
    return billOf({ ...line, ...about, ...numbers }, rules)
  })
}
