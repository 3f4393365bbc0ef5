import { burnKey, payoutDayKey, refundKey, tradeKey, transferKey } from '#engine/facts.ts'
import type { Facts } from '#engine/facts.ts'
import type { PayoutDay } from '#fund/transfer.ts'
import { holdKey, operationKey } from '#fund/hold.ts'
import type { Shelf } from '#engine/shelf.ts'
import { Conflict } from '#engine/storage.ts'
import { beijingDay } from '#kernel/clock.ts'
import { accountKey, type Account } from '#ledger/account.ts'
import { spends, type Entry } from '#ledger/post.ts'
import { royaltyKey, type RoyaltySum } from '#settle/royalty.ts'
import type { Trade } from '#trade/trade.ts'

import { entryKey, guessKey, type Tables } from './tables.ts'

/** What PostgreSQL throws: a refusal or a failure with its SQLSTATE. */
export class DatabaseError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** The writes of one transaction: checked against the tables one by one, done all together or not at all. */
class Transaction {
  readonly #writes: (() => void)[] = []
  readonly #taken = new Set<string>()

  /** ON CONFLICT DO NOTHING, and the count tells: a taken key is a conflict. */
  insert<Row>(name: string, table: Map<string, Row>, key: string, row: Row): void {
    const id = `${name} ${key}`
    if (table.has(key) || this.#taken.has(id)) throw new Conflict(name)
    this.#taken.add(id)
    this.#writes.push(() => table.set(key, row))
  }

  /** UPDATE … WHERE version = the one read: a row that is not so is a conflict. */
  update<Row extends { version: bigint }>(
    name: string,
    table: Map<string, Row>,
    key: string,
    change: { before: Row; to: (now: Row) => Row },
  ): void {
    const now = table.get(key)
    if (now?.version !== change.before.version) throw new Conflict(name)
    this.#writes.push(() => table.set(key, change.to(now)))
  }

  also(write: () => void): void {
    this.#writes.push(write)
  }

  commit(): void {
    for (const write of this.#writes) write()
  }
}

const refuse = (broken: boolean, code: string, message: string): void => {
  if (broken) throw new DatabaseError(code, message)
}

/** Keeps all that a batch decided, or throws and keeps nothing: what PostgreSQL refuses is refused here by the same rules. */
export function commit(tables: Tables, facts: Facts): void {
  const tx = new Transaction()
  ledger(tx, tables, facts)
  trades(tx, tables, facts)
  const write = <Row extends { version: bigint }>(
    name: string,
    shelf: Shelf<Row>,
    table: Map<string, Row>,
    keyOf: (row: Row) => string,
    columns: (row: Row) => Partial<Row>,
  ) => {
    for (const { before, after } of shelf.changed()) {
      const key = keyOf(after)
      const to = (now: Row) => ({ ...now, ...columns(after), version: now.version + 1n })
      if (before) tx.update(name, table, key, { before, to })
      else tx.insert(name, table, key, { ...after, version: 0n })
    }
  }
  const sums = ({ amount, count }: PayoutDay) => ({ amount, count })
  write('payout_day', facts.payoutDays, tables.payoutDays, payoutDayKey, sums)
  write('guess', facts.guesses, tables.guesses, guessKey, ({ misses }) => ({ misses }))
  const sumKey = (row: RoyaltySum) => tradeKey(row.merchantId, row.outTradeNo)
  write('royalty_sum', facts.royaltySums, tables.royaltySums, sumKey, (row) => row)
  write('hold', facts.holds, tables.holds, holdKey, (row) => row)
  for (const { before, after } of facts.members.changed()) {
    if (!before) throw new Conflict('member')
    const { passwordFreeSuspended } = after
    const to = (now: typeof after) => ({ ...now, passwordFreeSuspended, version: now.version + 1n })
    tx.update('member', tables.members, after.memberId, { before, to })
  }
  newRows(tx, tables, facts)
  tx.commit()
}

function ledger(tx: Transaction, tables: Tables, facts: Facts): void {
  const sums = new Map<string, bigint>()
  for (const entry of facts.entries) {
    sums.set(entry.postingId, (sums.get(entry.postingId) ?? 0n) + entry.amount)
    refuse(entry.amount === 0n, '23514', 'entry.amount')
    refuse(entry.balanceBefore + entry.amount !== entry.balanceAfter, '23514', 'entry_sum')
    tx.insert('entry', tables.entries, entryKey(entry), entry)
  }
  for (const sum of sums.values()) refuse(sum !== 0n, 'TB002', 'posting does not sum to zero')
  tx.also(() => tables.log.entries.push(...facts.entries))
  for (const { before, after } of facts.accounts.changed()) {
    const key = accountKey(after.ownerId, after.account)
    const held = tables.accounts.get(key)
    if ((held?.version ?? 0n) !== (before?.version ?? 0n)) throw new Conflict('account')
    refuse(after.floor !== null && after.balance < after.floor, '23514', 'account_floor')
    refuse(!isHistory(held, after, facts.entries), 'TB003', `${key} moved without its entries`)
    const { balance, version } = after
    const counted = spentAfter(held, after, facts.entries)
    tx.also(() => tables.accounts.set(key, { ...(held ?? after), balance, version, ...counted }))
  }
}

/** As many entries as the version grew, to the same sum, the last ending at the new balance. */
function isHistory(held: Account | undefined, after: Account, entries: readonly Entry[]): boolean {
  const from = held?.version ?? 0n
  const own = entries.filter((e) => e.ownerId === after.ownerId && e.account === after.account)
  const added = own.filter((e) => e.seq > from && e.seq <= after.version)
  const sum = added.reduce((total, e) => total + e.amount, held?.balance ?? 0n)
  const last = added.find((e) => e.seq === after.version)
  return after.version > from && sum === after.balance && last?.balanceAfter === after.balance
}

/** The day's spending as the database's own trigger counts it: by the entries, whatever was decided. */
function spentAfter(held: Account | undefined, after: Account, entries: readonly Entry[]) {
  const own = entries.filter((e) => e.ownerId === after.ownerId && e.account === after.account)
  const last = beijingDay(Math.max(...own.map((entry) => entry.at)))
  const begun = held?.day && held.day >= last ? { day: held.day, spent: held.spent } : null
  const more = own.filter(spends).reduce((total, entry) => total - entry.amount, 0n)
  return { day: begun?.day ?? last, spent: (begun?.spent ?? 0n) + more }
}

function trades(tx: Transaction, tables: Tables, facts: Facts): void {
  for (const { before, after } of facts.trades.changed()) {
    const key = tradeKey(after.merchantId, after.outTradeNo)
    const badSum = after.refunded < 0n || after.refunded > after.amount
    refuse(badSum, '23514', 'trade_refunded')
    const paid = after.state === 'TRADE_SUCCESS' || after.state === 'TRADE_FINISHED'
    refuse(paid && after.paidAt === null, '23514', 'trade_paid')
    if (before) {
      tx.update('trade', tables.trades, key, { before, to: (now) => moved(now, after) })
    } else {
      const number = tradeKey(after.merchantId, after.tradeNo)
      tx.insert('trade', tables.trades, key, { ...after, version: 0n })
      tx.insert('trade', tables.tradeNos, number, after.outTradeNo)
    }
    tx.also(() => tables.log.trades.push(tables.trades.get(key)!))
  }
}

/** The columns that an update writes, and no others. */
const moved = (now: Trade, after: Trade): Trade => ({
  ...now,
  state: after.state,
  refunded: after.refunded,
  buyerId: after.buyerId,
  buyerPhone: after.buyerPhone,
  codeMac: after.codeMac,
  failure: after.failure,
  waiting: after.waiting,
  paidAt: after.paidAt,
  closedAt: after.closedAt,
  version: now.version + 1n,
})

function newRows(tx: Transaction, tables: Tables, facts: Facts): void {
  for (const { before, after } of facts.burns.changed()) {
    if (before) continue
    tx.insert('burn', tables.burns, burnKey(after), after)
    tx.also(() => tables.log.burns.push(after))
  }
  for (const { before, after } of facts.refunds.changed()) {
    refuse(after.amount <= 0n, '23514', 'refund.amount')
    if (!before) tx.insert('refund', tables.refunds, refundKey(after), after)
  }
  for (const { before, after } of facts.topups.changed()) {
    refuse(after.amount <= 0n, '23514', 'topup.amount')
    if (!before) tx.insert('topup', tables.topups, `${after.memberId}/${after.ref}`, after)
  }
  for (const { before, after } of facts.transfers.changed()) {
    refuse(after.amount <= 0n, '23514', 'transfer.amount')
    if (!before) tx.insert('transfer', tables.transfers, transferKey(after), after)
  }
  for (const { before, after } of facts.royalties.changed()) {
    if (!before) tx.insert('royalty', tables.royalties, royaltyKey(after), after)
  }
  for (const { before, after } of facts.operations.changed()) {
    if (!before) tx.insert('hold_operation', tables.operations, operationKey(after), after)
  }
  for (const row of facts.pendings) {
    tx.also(() => tables.pendings.set(`${row.memberId}/${row.tradeNo}`, row))
  }
  for (const row of facts.bills)
    tx.insert('bill', tables.bills, `${row.memberId}/${row.billNo}`, row)
  for (const row of facts.events) {
    tx.insert('event', tables.events, `${row.recipient}/${row.eventId}`, row)
  }
  for (const row of facts.alarms) {
    tx.insert('alarm', tables.alarms, `${row.subject}/${row.alarmId}`, row)
  }
  for (const row of facts.notifications) {
    const { merchantId, notifyId, createdAt } = row
    const key = `${merchantId}/${notifyId}`
    tx.insert('notification', tables.notifications, key, { ...row, state: 'waiting', attempts: 0 })
    tx.also(() => {
      tables.jobs.push({ merchantId, notifyId, dueAt: createdAt })
      tables.log.notifications.push(row)
    })
  }
}
