import { beijingDay } from '#kernel/clock.ts'
import { yuan } from '#kernel/money.ts'
import { accountKey } from '#ledger/account.ts'
import type { Entry } from '#ledger/post.ts'
import type { Trade } from '#trade/trade.ts'

import type { GuessBudget } from '#risk/guess.ts'
import { answerFault } from './answers.ts'
import type { Held } from './banks.ts'
import type { Book } from './book.ts'
import type { Tables } from './tables.ts'

export type Seen = {
  tables: Tables
  book: Book
  dayLimit: bigint
  /** The banks' own books. */
  debits: Map<string, Held>
  budget: GuessBudget
  macOf: (code: string) => string
}

type Check = (seen: Seen) => Iterable<string>

const add = <Key>(map: Map<Key, bigint>, key: Key, amount: bigint) =>
  map.set(key, (map.get(key) ?? 0n) + amount)

/** 1. The entries of every posting sum to zero; what members hold is what they brought, spent and got back. */
function* conservation({ tables, book }: Seen) {
  const sums = new Map<string, bigint>()
  for (const entry of tables.entries.values()) add(sums, entry.postingId, entry.amount)
  for (const [posting, sum] of sums) if (sum !== 0n) yield `posting ${posting} sums to ${sum}`
  let members = 0n
  let due = 0n
  for (const { memberId } of tables.members.values()) {
    members += tables.accounts.get(accountKey(memberId, 'balance'))!.balance
  }
  for (const { memberId, ref, amount } of tables.topups.values()) {
    if (book.topups.get(`${memberId}/${ref}`)?.amount !== amount) yield `top-up ${ref} was not sent`
    due += amount
  }
  for (const trade of tables.trades.values()) {
    if (trade.paidAt !== null) due += trade.refunded - trade.amount
  }
  if (members !== due) yield `members hold ${members}, and should hold ${due}`
}

/** 2. Every balance is its history, entry by entry, and not below its floor. */
function* balances({ tables }: Seen) {
  const histories = new Map<string, Entry[]>()
  for (const entry of tables.entries.values()) {
    const key = accountKey(entry.ownerId, entry.account)
    const history = histories.get(key)
    if (history) history.push(entry)
    else histories.set(key, [entry])
  }
  for (const [key, account] of tables.accounts) {
    const history = histories.get(key) ?? []
    let balance = 0n
    for (const [at, entry] of history.sort((a, b) => Number(a.seq - b.seq)).entries()) {
      if (entry.seq !== BigInt(at + 1) || entry.balanceBefore !== balance) {
        yield `${key}#${entry.seq} does not follow on ${balance}`
      }
      balance += entry.amount
      if (account.floor !== null && balance < account.floor) yield `${key} fell to ${balance}`
    }
    if (account.balance !== balance || account.version !== BigInt(history.length)) {
      yield `${key} holds ${account.balance}, its entries sum to ${balance}`
    }
  }
}

/** 3. A code pays one order at most, and whatever was paid or is asked for with a code burnt it. */
function* codes({ tables }: Seen) {
  const burnt = new Set<string>()
  for (const burn of tables.burns.values()) burnt.add(`${burn.merchantId}/${burn.outTradeNo}`)
  const payers = new Map<string, string>()
  for (const [key, trade] of tables.trades) {
    if (trade.codeMac === null) continue
    if (!burnt.has(key)) yield `${key} was tried with a code that is not burnt`
    const other = payers.get(trade.codeMac)
    if (other !== undefined) yield `one code was taken for ${other} and for ${key}`
    payers.set(trade.codeMac, key)
  }
}

/** 4. An order is paid by one posting of the amount that was asked for, or not at all; where all were turned away, not at all. */
function* orders({ tables, book }: Seen) {
  const paid = new Map<string, { postings: Set<string>; sum: bigint }>()
  for (const { kind, amount, ref, postingId } of tables.entries.values()) {
    if (kind !== 'payment' || amount > 0n) continue
    const found = paid.get(ref) ?? { postings: new Set(), sum: 0n }
    found.postings.add(postingId)
    found.sum -= amount
    paid.set(ref, found)
  }
  for (const [key, trade] of tables.trades) {
    const { postings = new Set(), sum = 0n } = paid.get(trade.tradeNo) ?? {}
    if (postings.size !== (trade.paidAt === null ? 0 : 1)) {
      yield `${key} is ${trade.state} with ${postings.size} payments`
    }
    const asked = book.orders.get(key)
    if (!asked) yield `${key} was never asked for`
    else if (asked.reached === asked.busy) yield `${key} is there, and every caller was told busy`
    if (trade.paidAt === null) continue
    if (sum !== trade.amount) yield `${key} of ${trade.amount} took ${sum}`
    if (!asked?.amounts.has(trade.amount)) yield `${key} of ${trade.amount} was not asked for so`
  }
}

/** 5. Refunds are what was asked for, once a request, and never pass what was paid. */
function* refunds({ tables, book }: Seen) {
  const rows = new Map<string, bigint>()
  const asked = new Set(book.refunds.keys())
  for (const [key, { merchantId, outTradeNo, outRequestNo, amount }] of tables.refunds) {
    add(rows, `${merchantId}/${outTradeNo}`, amount)
    if (!asked.has(key) && !outRequestNo.startsWith('cancel_'))
      yield `refund ${key} was not asked for`
  }
  const posted = new Map<string, bigint>()
  for (const { kind, amount, ref } of tables.entries.values()) {
    if (kind === 'refund' && amount > 0n) add(posted, ref, amount)
  }
  for (const [key, trade] of tables.trades) {
    const [row, post] = [rows.get(key) ?? 0n, posted.get(trade.tradeNo) ?? 0n]
    if (trade.refunded !== row || trade.refunded !== post || trade.refunded > trade.amount) {
      yield `${key} of ${trade.amount}: ${trade.refunded} refunded, rows ${row}, postings ${post}`
    }
  }
}

/**
 * 6. No day passes the day's limit, nothing above the password-free limit was paid without the payer's own yes, and nobody guessed
 * more codes than allowed.
 */
function* limits({ tables, book, dayLimit, budget }: Seen) {
  const histories = Map.groupBy(tables.entries.values(), (e) => accountKey(e.ownerId, e.account))
  for (const [key, entries] of histories) {
    // A clock that is behind near midnight counts into the day that the account is in already.
    let day = ''
    let spent = 0n
    for (const { kind, amount, at } of entries.toSorted((a, b) => Number(a.seq - b.seq))) {
      if (beijingDay(at) > day) [day, spent] = [beijingDay(at), 0n]
      if (kind === 'payment' && amount < 0n) spent -= amount
      if (spent > dayLimit) yield `${key} on ${day}: ${spent} spent, ${dayLimit} allowed`
    }
    const counted = tables.accounts.get(key)
    if (counted?.day !== day || counted.spent !== spent) {
      yield `${key} on ${day}: ${spent} spent, ${counted?.spent} counted on ${counted?.day}`
    }
  }
  for (const [key, { paidAt, buyerId, amount }] of tables.trades) {
    if (paidAt === null || book.orders.get(key)?.confirmed === true) continue
    const limit = tables.members.get(buyerId ?? '')?.passwordFreeLimit ?? 0n
    if (amount > limit) yield `${key} of ${amount} was paid without a password`
  }
  for (const { subject, misses } of tables.guesses.values()) {
    const allowed = budget[subject.split(':')[0] as keyof GuessBudget]
    const counted = !subject.startsWith('handle:')
    if (counted && misses > allowed) yield `${subject} guessed ${misses} times of ${allowed}`
  }
}

/**
 * 7. Payer, till and app are each told of every payment, the payer of every refund too: the payer by lines of bills, the till by the
 * answer to what it asked or, when the payer agreed later, by an event that is kept.
 */
function* told({ tables, book }: Seen) {
  const tills = new Map<string, bigint>()
  for (const { recipient, kind, payload } of tables.events.values()) {
    if ('tradeNo' in payload) add(tills, `${recipient} ${kind} ${payload.tradeNo}`, 1n)
  }
  const notified = new Map<string, bigint>()
  for (const row of tables.notifications.values()) {
    add(notified, `${row.merchantId}/${row.outTradeNo}`, 1n)
  }
  const lines = new Map<string, bigint[]>()
  for (const { memberId, tells, tradeNo, amount } of tables.bills.values()) {
    const key = `${memberId} ${tells} ${tradeNo}`
    lines.set(key, [...(lines.get(key) ?? []), amount])
  }
  const paidBy = new Map<string, string>()
  for (const { command, outcome } of book.heard) {
    if (outcome.kind !== 'paid' || outcome.repeated) continue
    paidBy.set(`${outcome.trade.merchantId}/${outcome.trade.outTradeNo}`, command.kind)
  }
  for (const [key, trade] of tables.trades) {
    const wanted = trade.paidAt !== null && trade.notifyUrl !== null && trade.appId !== null
    const written = notified.get(key) ?? 0n
    if (written !== (wanted ? 1n : 0n))
      yield `${key} is ${trade.state} with ${written} notifications`
    yield* payerFaults(key, trade, lines)
    const terminal = `terminal:${trade.merchantId}:${trade.terminalId}`
    yield* tillFaults(key, trade, tills.get(`${terminal} paid ${trade.tradeNo}`) ?? 0n, paidBy)
  }
}

function* payerFaults(key: string, trade: Trade, lines: Map<string, bigint[]>) {
  const paid = lines.get(`${trade.buyerId} paid ${trade.tradeNo}`) ?? []
  const due = trade.paidAt === null ? 0 : 1
  if (paid.length !== due) yield `${key}: the payer was told paid ${paid.length} times`
  if (paid.some((amount) => amount !== -trade.amount)) yield `${key}: told ${paid.join()} paid`
  const back = lines.get(`${trade.buyerId} refunded ${trade.tradeNo}`) ?? []
  const sum = back.reduce((total, amount) => total + amount, 0n)
  if (sum !== trade.refunded) yield `${key}: told ${yuan(sum)} refunded of ${yuan(trade.refunded)}`
}

/** How an order came to be paid is known where somebody heard the first answer. */
function* tillFaults(key: string, trade: Trade, told: bigint, paidBy: Map<string, string>) {
  const ours = trade.appId === null && trade.terminalId !== null && trade.paidAt !== null
  const how = ours ? paidBy.get(key) : undefined
  const least = how === undefined || how === 'pay' ? 0n : 1n
  const most = !ours || how === 'pay' ? 0n : 1n
  if (told < least || told > most) yield `${key}: the till was told paid ${told} times, by ${how}`
}

/** 8. Whatever anybody was told is still so, and a code that came early pays nowhere when its minute comes. */
function* answers({ tables, book, macOf }: Seen) {
  const payers = new Map<string | null, string>()
  for (const [key, trade] of tables.trades) {
    if (trade.paidAt !== null) payers.set(trade.codeMac, key)
  }
  for (const { command, outcome } of book.heard) {
    const fault = answerFault(tables, macOf, command, outcome)
    if (fault) yield fault
    const early = outcome.kind === 'failed' && Number(outcome.detail['ageSeconds'] ?? 0) < 0
    const paid = command.kind === 'pay' && early ? payers.get(macOf(command.code)) : undefined
    if (paid !== undefined) yield `${paid} was paid by a code that was refused as too early`
  }
}

/** 9. What came from a bank is what the bank's own books say it gave, and what it refused never came. */
function* banks({ tables, debits }: Seen) {
  const booked = new Map([...tables.topups.values()].map((topup) => [topup.ref, topup.amount]))
  for (const { requestNo, state } of tables.bankOrders.values()) {
    const held = debits.get(requestNo)
    const given = held?.kind === 'done' ? held.amount : undefined
    const got = booked.get(requestNo)
    if (got !== undefined && got !== given)
      yield `${requestNo} brought ${got}, the bank gave ${given}`
    if (state === 'done' && got === undefined) yield `${requestNo} is done and brought nothing`
    if (state === 'refused' && given !== undefined)
      yield `${requestNo} is refused, the bank gave ${given}`
  }
}

const checks: Record<string, Check> = {
  banks,
  conservation,
  balances,
  codes,
  orders,
  refunds,
  limits,
  told,
  answers,
}

/** The promises of the network, checked from outside on everything that was kept. The first that is broken, in words; or null. */
export function firstFault(seen: Seen): string | null {
  for (const [name, check] of Object.entries(checks)) {
    for (const fault of check(seen)) return `${name}: ${fault}`
  }
  return null
}
