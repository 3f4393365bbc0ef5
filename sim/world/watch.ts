import { tradeKey } from '#engine/facts.ts'
import { beijingDay } from '#kernel/clock.ts'
import { accountKey, platformBank } from '#ledger/account.ts'
import type { Entry } from '#ledger/post.ts'
import type { Trade } from '#trade/trade.ts'

import type { Tables } from './tables.ts'

/** Looks at what was written since it last looked, and keeps books of its own; says what is wrong, or null. */
export type Watch = () => string | null

type Books = {
  balances: Map<string, bigint>
  paid: Map<string, string>
  spent: Map<string, bigint>
  closed: Set<string>
  takenBy: Map<string, string>
  burnt: Set<string>
  notified: Set<string>
}

/** The cheap half of the checks: after every step, on what that step wrote. `firstFault` is the whole. */
export function watchOver(tables: Tables, dayLimit: bigint): Watch {
  const books: Books = {
    balances: new Map(),
    paid: new Map(),
    spent: new Map(),
    closed: new Set(),
    takenBy: new Map(),
    burnt: new Set(),
    notified: new Set(),
  }
  const at = { entries: 0, trades: 0, burns: 0, notifications: 0 }
  return () => {
    const { entries, trades, burns, notifications } = tables.log
    for (; at.burns < burns.length; at.burns++) {
      const burn = burns[at.burns]!
      books.burnt.add(tradeKey(burn.merchantId, burn.outTradeNo))
    }
    for (; at.notifications < notifications.length; at.notifications++) {
      const row = notifications[at.notifications]!
      books.notified.add(tradeKey(row.merchantId, row.outTradeNo))
    }
    const newEntries = entries.slice(at.entries)
    at.entries = entries.length
    const newTrades = trades.slice(at.trades)
    at.trades = trades.length
    return entryFault(books, newEntries, dayLimit) ?? tradeFault(books, newTrades)
  }
}

function entryFault(books: Books, entries: Entry[], dayLimit: bigint): string | null {
  const sums = new Map<string, bigint>()
  for (const entry of entries) {
    const { ownerId, account, postingId, amount, kind, ref } = entry
    sums.set(postingId, (sums.get(postingId) ?? 0n) + amount)
    const key = accountKey(ownerId, account)
    const balance = (books.balances.get(key) ?? 0n) + amount
    books.balances.set(key, balance)
    if (balance !== entry.balanceAfter) return `${key} is ${balance}, written ${entry.balanceAfter}`
    if (balance < 0n && ownerId !== platformBank.ownerId) return `${key} fell to ${balance}`
    if (kind !== 'payment' || amount > 0n) continue
    const first = books.paid.get(ref)
    if (first !== undefined) return `trade ${ref} was paid by ${first} and again by ${postingId}`
    books.paid.set(ref, postingId)
    const day = `${ownerId}/${beijingDay(entry.at)}`
    const spent = (books.spent.get(day) ?? 0n) - amount
    books.spent.set(day, spent)
    if (spent > dayLimit) return `${day}: ${spent} spent, ${dayLimit} allowed`
  }
  for (const [posting, sum] of sums) if (sum !== 0n) return `posting ${posting} sums to ${sum}`
  return null
}

function tradeFault(books: Books, trades: Trade[]): string | null {
  for (const trade of trades) {
    const key = tradeKey(trade.merchantId, trade.outTradeNo)
    if (books.closed.has(key)) return `${key} was closed, and then became ${trade.state}`
    if (trade.state === 'TRADE_CLOSED') books.closed.add(key)
    if (trade.codeMac !== null) {
      if (!books.burnt.has(key)) return `${key} was tried with a code that is not burnt`
      const other = books.takenBy.get(trade.codeMac)
      if (other !== undefined && other !== key) return `one code was taken for ${other} and ${key}`
      books.takenBy.set(trade.codeMac, key)
    }
    const untold = trade.notifyUrl !== null && trade.appId !== null && !books.notified.has(key)
    if (trade.paidAt !== null && untold) return `${key} was paid without a notification`
  }
  return null
}
