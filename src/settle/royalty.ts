import type { Facts } from '#engine/facts.ts'
import { tellMember } from '#fund/tell.ts'
import { decline } from '#fund/rules.ts'
import { must } from '#kernel/failure.ts'
import type { Fen } from '#kernel/money.ts'
import { accountKey, memberAccount, settlementAccount } from '#ledger/account.ts'
import { post, type Leg, type Posted } from '#ledger/post.ts'
import { draw } from '#trade/draw.ts'
import { refuse, type Decision, type Rules } from '#trade/rules.ts'
import type { Trade, TradeName } from '#trade/trade.ts'

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

/** What was given out of one trade so far. */
export type RoyaltySum = {
  merchantId: string
  outTradeNo: string
  amount: Fen
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
  if (amount > trade.amount - trade.refunded - sum.amount) {
    return decline('ALLOC_AMOUNT_VALIDATE_ERROR')
  }
  if (facts.merchants.get(merchantId)?.state !== 'active') return refuse('MERCHANT_SUSPENDED')
  if (!parts.every((part) => mayReceive(facts, command, part))) {
    return decline('ROYALTY_RECEIVER_INVALID')
  }
  const sources = draw(facts, merchantId, amount, rules.stripe)
  if (!sources) return refuse('MERCHANT_BALANCE_NOT_ENOUGH', trade)
  return give(facts, { command, trade, sum, amount, sources }, rules)
}

/** Of a repeat, what must be the same. */
const sayOf = (parts: readonly RoyaltyPart[]): string =>
  JSON.stringify(parts.map(({ receiverId, amount }) => [receiverId, String(amount)]))

const sumKey = (trade: Trade): string => `${trade.merchantId}/${trade.outTradeNo}`

const noSum = ({ merchantId, outTradeNo }: Trade): RoyaltySum => ({
  merchantId,
  outTradeNo,
  amount: 0n,
  finished: false,
  version: 0n,
})

function mayReceive(facts: Facts, command: RoyaltyCommand, part: RoyaltyPart): boolean {
  if (part.receiverId === command.merchantId) return false
  const receiver =
    part.receiverKind === 'member'
      ? facts.members.get(part.receiverId)
      : facts.merchants.get(part.receiverId)
  return receiver?.state === 'active'
}

type Giving = {
  command: RoyaltyCommand
  trade: Trade
  sum: RoyaltySum
  amount: Fen
  sources: Leg[]
}

function give(facts: Facts, giving: Giving, rules: Rules): Decision {
  const { command, trade, sum, amount, sources } = giving
  const settleNo = rules.newTradeNo()
  const postingId = rules.newId()
  const posted = post({
    postingId,
    kind: 'royalty',
    ref: settleNo,
    at: rules.now,
    legs: [...sources, ...targets(facts, command.parts, rules)],
  })
  const { merchantId, outTradeNo, tradeNo } = trade
  const { outRequestNo, parts } = command
  const at = rules.now
  const done: Royalty = {
    merchantId,
    outRequestNo,
    settleNo,
    outTradeNo,
    tradeNo,
    amount,
    parts,
    postingId,
    at,
  }
  const told = tell(facts, done, { posted, merchantName: command.merchantName }, rules)
  return {
    outcome: { kind: 'shared', royalty: done },
    changes: {
      royalty: done,
      royaltySum: { ...sum, amount: sum.amount + amount, finished: command.finish },
      posted,
      bills: told.flatMap(({ bills }) => bills),
      events: told.flatMap(({ events }) => events),
    },
  }
}

const targetKey = (part: RoyaltyPart, rules: Rules): string =>
  accountKey(
    part.receiverId,
    part.receiverKind === 'member' ? memberAccount : settlementAccount(rules.stripe),
  )

/** One leg for each receiver's account, however many shares it gets. */
function targets(facts: Facts, parts: readonly RoyaltyPart[], rules: Rules): Leg[] {
  const sums = new Map<string, Fen>()
  for (const part of parts) {
    const key = targetKey(part, rules)
    sums.set(key, (sums.get(key) ?? 0n) + part.amount)
  }
  return [...sums].map(([key, amount]) => {
    const account = facts.accounts.get(key)
    must(account, "a receiver's account was loaded")
    return { account, amount }
  })
}

/** Each member among the receivers has a line for each share; a merchant reads of it in its account bill. */
function tell(
  facts: Facts,
  royalty: Royalty,
  { posted, merchantName }: { posted: Posted; merchantName: string },
  rules: Rules,
) {
  const { merchantId, settleNo, outRequestNo } = royalty
  const members = royalty.parts.filter((part) => part.receiverKind === 'member')
  const balances = new Map<string, Fen>()
  for (const { ownerId, balanceBefore } of posted.entries) balances.set(ownerId, balanceBefore)
  return members.map(({ receiverId, amount, desc }) => {
    const member = facts.members.get(receiverId)
    must(member, 'a receiver is a member')
    const balance = (balances.get(receiverId) ?? 0n) + amount
    balances.set(receiverId, balance)
    const about = { merchantId, merchantName, title: desc ?? '分账' }
    const numbers = { tradeNo: settleNo, outTradeNo: outRequestNo }
    return tellMember({ kind: 'royalty', member, amount, balance, ...about, ...numbers }, rules)
  })
}
