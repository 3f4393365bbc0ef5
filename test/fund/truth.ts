import { holdKey, operationKey } from '#fund/hold.ts'
import { beijingDay } from '#kernel/clock.ts'
import { accountKey, frozenAccount } from '#ledger/account.ts'
import type { Entry } from '#ledger/post.ts'
import { royaltyKey } from '#settle/royalty.ts'
import type { Tables } from '#sim/world/tables.ts'
import type { Command, Outcome } from '#trade/command.ts'

import { dayLimit, transferDay } from './history.ts'

type Check = (tables: Tables) => Iterable<string>

const sum = <Row>(rows: Iterable<Row>, amountOf: (row: Row) => bigint): bigint =>
  [...rows].reduce((total, row) => total + amountOf(row), 0n)

const entries = (tables: Tables) => [...tables.entries.values()]

/** Every posting sums to zero, every balance is its history, and nothing falls below its floor. */
function* ledger(tables: Tables) {
  for (const [posting, own] of Map.groupBy(entries(tables), (entry) => entry.postingId)) {
    if (sum(own, (entry) => entry.amount) !== 0n) yield `posting ${posting} does not sum to zero`
  }
  for (const [key, { balance, floor }] of tables.accounts) {
    const own = entries(tables).filter((e) => accountKey(e.ownerId, e.account) === key)
    if (sum(own, (entry) => entry.amount) !== balance) yield `${key} is not its history`
    if (floor !== null && balance < floor) yield `${key} fell to ${balance}`
  }
}

/** What a member reads adds up to what the member has. */
function* bills(tables: Tables) {
  for (const { memberId } of tables.members.values()) {
    const own = [...tables.bills.values()]
      .filter((bill) => bill.memberId === memberId)
      .toSorted((a, b) => (a.billNo < b.billNo ? -1 : 1))
    const has = tables.accounts.get(accountKey(memberId, 'balance'))!.balance
    if (sum(own, (bill) => bill.amount) !== has) yield `the bills of ${memberId} are not ${has}`
  }
}

function* holds(tables: Tables) {
  for (const [key, hold] of tables.holds) {
    const done = [...tables.operations.values()].filter((one) => holdKey(one) === key)
    const left = tables.accounts.get(accountKey(hold.memberId ?? '', frozenAccount(hold)))
    const rest = left?.balance ?? 0n
    const frozen = hold.frozenAt === null ? 0n : hold.amount
    if (frozen !== rest + sum(done, (one) => one.amount)) yield `hold ${key} leaks`
    if ((hold.state === 'AUTHORIZED') !== rest > 0n)
      yield `hold ${key} is ${hold.state} with ${rest}`
  }
}

/** Every order that is paid, transfer and share was posted once, with its amount. */
function* once(tables: Tables) {
  const moved = (kind: string, ref: string) => {
    const own = entries(tables).filter((e) => e.kind === kind && e.ref === ref && e.amount > 0n)
    const postings = new Set(own.map((entry) => entry.postingId)).size
    return `${sum(own, (entry) => entry.amount)} in ${postings}`
  }
  for (const { paidAt, tradeNo, amount } of tables.trades.values()) {
    if (paidAt !== null && moved('payment', tradeNo) !== `${amount} in 1`) yield `trade ${tradeNo}`
  }
  for (const { orderId, amount } of tables.transfers.values()) {
    if (moved('transfer', orderId) !== `${amount} in 1`) yield `transfer ${orderId}`
  }
  for (const { settleNo, amount } of tables.royalties.values()) {
    if (moved('royalty', settleNo) !== `${amount} in 1`) yield `royalty ${settleNo}`
  }
  const named = tables.transfers.size + tables.royalties.size
  const kinds = entries(tables).filter((e) => e.kind === 'transfer' || e.kind === 'royalty')
  const postings = new Set(kinds.map((entry) => entry.postingId)).size
  if (postings !== named) yield `${postings} postings for ${named} transfers and royalties`
}

function* royalties(tables: Tables) {
  for (const [key, { amount }] of tables.royaltySums) {
    const own = [...tables.royalties.values()].filter(
      (one) => `${one.merchantId}/${one.outTradeNo}` === key,
    )
    if (sum(own, (one) => one.amount) !== amount) yield `royalties of ${key} are not ${amount}`
    if (amount > tables.trades.get(key)!.amount) yield `${key} gave ${amount}`
  }
}

/** What counts towards a day's limit: a member's payments and deposits, a merchant's transfers. */
const counts = (entry: Entry): boolean =>
  entry.amount < 0n &&
  (entry.account === 'balance' ? entry.kind !== 'refund' : entry.kind === 'transfer')

function* limits(tables: Tables) {
  const days = Map.groupBy(
    entries(tables).filter(counts),
    (entry) => `${entry.ownerId}/${beijingDay(entry.at)}`,
  )
  for (const key of new Set([...days.keys(), ...tables.payoutDays.keys()])) {
    const [owner = '', day = ''] = key.split('/')
    const spent = -sum(days.get(key) ?? [], (entry) => entry.amount)
    const person = tables.members.has(owner)
    const account = tables.accounts.get(accountKey(owner, 'balance'))
    if (person && account!.day !== day) continue
    const counted = person ? account!.spent : tables.payoutDays.get(key)?.amount
    if (counted !== spent) yield `${key}: ${counted} counted, ${spent} spent`
    const limit = person ? dayLimit : transferDay
    if (spent > limit) yield `${key}: ${spent} of ${limit}`
  }
}

const checks: Record<string, Check> = { ledger, bills, holds, once, royalties, limits }

/** What the tables show to be broken, in words; or null. */
export function firstFault(tables: Tables): string | null {
  for (const [name, check] of Object.entries(checks)) {
    for (const fault of check(tables)) return `${name}: ${fault}`
  }
  return null
}

/** What is untrue in an answer, held against what was kept; or null. */
export function untold(tables: Tables, command: Command, outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'transferred': {
      const { merchantId, outBizNo, orderId } = outcome.transfer
      const kept = tables.transfers.get(`${merchantId}/${outBizNo}`)
      return kept?.orderId === orderId ? null : `${outBizNo} was told transferred`
    }
    case 'held': {
      const kept = tables.holds.get(holdKey(outcome.hold))
      const told = outcome.hold.frozenAt
      return kept && (told === null || kept.frozenAt === told) ? null : 'a hold was told held'
    }
    case 'released':
      return tables.operations.has(operationKey(outcome.operation)) ? null : 'told released'
    case 'revoked':
      return tables.holds.get(holdKey(outcome.hold))?.state === 'CLOSED' ? null : 'told revoked'
    case 'shared':
      return tables.royalties.has(royaltyKey(outcome.royalty)) ? null : 'told shared'
    case 'paid': {
      const { merchantId, outTradeNo } = outcome.trade
      const kept = tables.trades.get(`${merchantId}/${outTradeNo}`)
      return kept && kept.paidAt !== null ? null : `${command.kind} was told paid`
    }
    default:
      return null
  }
}
