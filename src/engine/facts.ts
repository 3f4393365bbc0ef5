import { holdKey, operationKey, type Hold, type HoldOperation } from '#fund/hold.ts'
import type { PayoutDay, Transfer } from '#fund/transfer.ts'
import { accountKey, type Account } from '#ledger/account.ts'
import type { Entry, Posted } from '#ledger/post.ts'
import { handleSubject, type Guess } from '#risk/guess.ts'
import { royaltyKey, type Royalty, type RoyaltySum } from '#settle/royalty.ts'
import type { CodeCommand } from '#trade/command.ts'
import { eventOfBill, liveName } from '#trade/tell.ts'
import type { Refund, Trade, TradeName } from '#trade/trade.ts'
import type { TradeEvent, WalletEvent } from '#wire/event.ts'

import { Shelf } from './shelf.ts'

export type MemberFact = {
  memberId: string
  phone: string
  name: string
  state: 'active' | 'suspended'
  passwordFreeLimit: bigint
  passwordFreeSuspended: boolean
  version: bigint
}

export type MerchantFact = { merchantId: string; name: string; state: 'active' | 'suspended' }

export type DeviceFact = {
  deviceNo: bigint
  memberId: string
  generation: number
  seedKeyId: string
  name: string
  state: 'active' | 'suspended' | 'revoked'
}

export type Burn = {
  deviceNo: bigint
  step: number
  n: number
  merchantId: string
  outTradeNo: string
  at: number
}

/**
 * What a presented code turned out to be. `miss`: a known device's handle with a wrong one-time part. `stale`: genuine, of a minute
 * that is over or yet to come.
 */
export type Presented =
  | { kind: 'malformed'; why: string }
  | { kind: 'unknown' }
  | { kind: 'miss'; deviceNo: bigint; step: number }
  | ({ kind: 'stale'; ageSeconds: number } & Genuine)
  | ({ kind: 'match' } & Genuine)

/** Whose code of which minute it is, and where its burn and its handle's guesses are shelved: keys are put together once. */
export type Genuine = {
  device: DeviceFact
  step: number
  n: number
  burnKey: string
  handle: string
}

/** A presented code's keyed hash, by which its repeat is known, and what it turned out to be. */
export type Shown = { mac: string; code: Presented }

export type Pending = {
  memberId: string
  tradeNo: string
  merchantId: string
  outTradeNo: string
  reason: string
  at: number
}

export type Bill = {
  memberId: string
  billNo: string
  kind: 'payment' | 'refund' | 'topup' | 'transfer' | 'royalty' | 'freeze' | 'unfreeze'
  amount: bigint
  balanceAfter: bigint
  title: string
  merchantId: string
  merchantName: string
  storeName: string
  tradeNo: string
  outTradeNo: string
  /** The event that this line is to the phone, by the line's own number; null for a line that tells nothing by itself. */
  tells: TradeEvent['kind'] | null
  /** The call that wrote this line; absent where no call did. */
  traceId?: string
  at: number
}

/** Something that a phone or a till is told. What a line of bills tells is kept as that line alone. */
export type StoredEvent = { recipient: string; eventId: string; kind: string; payload: WalletEvent }

export type Notification = {
  merchantId: string
  notifyId: string
  appId: string
  outTradeNo: string
  tradeNo: string
  url: string
  params: Record<string, string>
  createdAt: number
}

export type Alarm = { subject: string; alarmId: string; kind: string; detail: object; at: number }

export type Topup = { memberId: string; ref: string; amount: bigint; at: number }

/** What one decision changes; the store writes all of a batch's changes in one transaction, or none. */
export type Changes = {
  trade?: Trade
  posted?: Posted
  member?: MemberFact
  payoutDay?: PayoutDay
  guesses?: Guess[]
  burn?: Burn
  refund?: Refund
  pending?: Pending
  topup?: Topup
  transfer?: Transfer
  hold?: Hold
  operations?: HoldOperation[]
  royalty?: Royalty
  royaltySum?: RoyaltySum
  bill?: Bill
  /** Where one decision makes several. */
  bills?: Bill[]
  /** Kept until everybody has seen them. */
  events?: StoredEvent[]
  /** Told to whoever listens here when it happens, and not kept: whoever misses one has it in the answer of a call. */
  live?: StoredEvent[]
  notification?: Notification
  alarm?: Alarm
}

export const tradeKey = (merchantId: string, outTradeNo: string): string =>
  `${merchantId}/${outTradeNo}`
export const burnKey = (b: { deviceNo: bigint; step: number; n: number }): string =>
  `${b.deviceNo}/${b.step}/${b.n}`

/** A code of this device's. */
export const genuine = (device: DeviceFact, step: number, n: number): Genuine => ({
  device,
  step,
  n,
  burnKey: burnKey({ deviceNo: device.deviceNo, step, n }),
  handle: handleSubject(device.deviceNo, step),
})

export const refundKey = (r: {
  merchantId: string
  outTradeNo: string
  outRequestNo: string
}): string => `${r.merchantId}/${r.outTradeNo}/${r.outRequestNo}`

export const transferKey = (t: { merchantId: string; outBizNo: string }): string =>
  `${t.merchantId}/${t.outBizNo}`

export const payoutDayKey = (p: { merchantId: string; day: string }): string =>
  `${p.merchantId}/${p.day}`

const nextVersion = <Row extends { version: bigint }>(row: Row): Row => ({
  ...row,
  version: row.version + 1n,
})
const asItIs = <Row>(row: Row): Row => row

/**
 * All that a batch's decisions may look at, and what they have decided so far. Filled by `load`, written by `store`. `ahead` are
 * the batches on their way while this one loads, the nearest first: what they changed is taken from them, whatever the database still
 * says.
 */
export class Facts {
  readonly trades: Shelf<Trade>
  readonly refunds: Shelf<Refund>
  /** An account's version counts its entries, so its rows carry the version they are stored with. */
  readonly accounts: Shelf<Account>
  readonly members: Shelf<MemberFact>
  readonly merchants: Shelf<MerchantFact>
  readonly payoutDays: Shelf<PayoutDay>
  readonly guesses: Shelf<Guess>
  readonly burns: Shelf<Burn>
  readonly topups: Shelf<Topup>
  readonly transfers: Shelf<Transfer>
  readonly holds: Shelf<Hold>
  readonly operations: Shelf<HoldOperation>
  readonly royalties: Shelf<Royalty>
  readonly royaltySums: Shelf<RoyaltySum>
  readonly presented = new Map<CodeCommand, Shown>()
  readonly tradeNos = new Map<string, string>()

  readonly entries: Entry[] = []
  readonly pendings: Pending[] = []
  readonly bills: Bill[] = []
  readonly events: StoredEvent[] = []
  readonly live: StoredEvent[] = []
  readonly notifications: Notification[] = []
  readonly alarms: Alarm[] = []

  constructor(ahead: readonly Facts[] = []) {
    const shelf = <Row>(
      table: string,
      stored: (row: Row) => Row,
      of: (one: Facts) => Shelf<Row>,
    ): Shelf<Row> => new Shelf(table, stored, ahead.map(of))
    this.trades = shelf('trade', nextVersion, (one) => one.trades)
    this.refunds = shelf('refund', asItIs, (one) => one.refunds)
    this.accounts = shelf('account', asItIs, (one) => one.accounts)
    this.members = shelf('member', nextVersion, (one) => one.members)
    this.merchants = shelf('merchant', asItIs, (one) => one.merchants)
    this.payoutDays = shelf('payout_day', nextVersion, (one) => one.payoutDays)
    this.guesses = shelf('guess', nextVersion, (one) => one.guesses)
    this.burns = shelf('burn', asItIs, (one) => one.burns)
    this.topups = shelf('topup', asItIs, (one) => one.topups)
    this.transfers = shelf('transfer', asItIs, (one) => one.transfers)
    this.holds = shelf('hold', nextVersion, (one) => one.holds)
    this.operations = shelf('hold_operation', asItIs, (one) => one.operations)
    this.royalties = shelf('royalty', asItIs, (one) => one.royalties)
    this.royaltySums = shelf('royalty_sum', nextVersion, (one) => one.royaltySums)
  }

  get #shelves() {
    const { trades, refunds, accounts, members, merchants, payoutDays, guesses, burns } = this
    const { topups, transfers, holds, operations, royalties, royaltySums } = this
    const given = [royalties, royaltySums] as const
    const moved = [trades, refunds, topups, transfers, holds, operations, accounts] as const
    return [...moved, ...given, members, merchants, payoutDays, guesses, burns] as const
  }

  /** Lets the batches ahead go, once everything is loaded. */
  forgetAhead(): void {
    for (const shelf of this.#shelves) shelf.forgetAhead()
  }

  /** The trade that a caller names; undefined when there is none, or when its two names do not belong together. */
  trade(name: TradeName): Trade | undefined {
    if (name.tradeNo !== undefined) {
      const outTradeNo = this.tradeNos.get(tradeKey(name.merchantId, name.tradeNo))
      return outTradeNo === undefined
        ? undefined
        : this.trades.get(tradeKey(name.merchantId, outTradeNo))
    }
    return this.trades.get(tradeKey(name.merchantId, name.outTradeNo ?? ''))
  }

  /** Folds a decision in, so that the next command of the batch sees it. What tells somebody of it bears the call's `traceId`. */
  apply(changes: Changes, traceId?: string): void {
    const { trade, posted, member, payoutDay, burn, refund, topup, transfer } = changes
    if (trade) this.trades.put(tradeKey(trade.merchantId, trade.outTradeNo), trade)
    for (const account of posted?.accounts ?? []) {
      this.accounts.put(accountKey(account.ownerId, account.account), account)
    }
    this.entries.push(...(posted?.entries ?? []))
    if (member) this.members.put(member.memberId, member)
    if (payoutDay) this.payoutDays.put(payoutDayKey(payoutDay), payoutDay)
    for (const guess of changes.guesses ?? []) this.guesses.put(guess.subject, guess)
    if (burn) this.burns.put(burnKey(burn), burn)
    if (refund) this.refunds.put(refundKey(refund), refund)
    if (topup) this.topups.put(`${topup.memberId}/${topup.ref}`, topup)
    if (transfer) this.transfers.put(transferKey(transfer), transfer)
    if (changes.hold) this.holds.put(holdKey(changes.hold), changes.hold)
    for (const operation of changes.operations ?? []) {
      this.operations.put(operationKey(operation), operation)
    }
    const { royalty, royaltySum } = changes
    if (royalty) this.royalties.put(royaltyKey(royalty), royalty)
    if (royaltySum) {
      this.royaltySums.put(tradeKey(royaltySum.merchantId, royaltySum.outTradeNo), royaltySum)
    }
    if (changes.pending) this.pendings.push(changes.pending)
    const mark = traceId === undefined ? {} : { traceId }
    const marked = (event: StoredEvent) => ({ ...event, payload: { ...event.payload, ...mark } })
    if (changes.bill) this.bills.push({ ...changes.bill, ...mark })
    for (const bill of changes.bills ?? []) this.bills.push({ ...bill, ...mark })
    for (const event of changes.events ?? []) this.events.push(marked(event))
    for (const event of changes.live ?? []) this.live.push(marked(event))
    if (changes.notification) this.notifications.push(changes.notification)
    if (changes.alarm) this.alarms.push(changes.alarm)
  }

  /** Everything that was told, kept in whatever form or not at all, in the order in which it happened. */
  get told(): StoredEvent[] {
    const lines = this.bills.flatMap((bill) => {
      const phone = bill.tells && this.members.get(bill.memberId)?.phone
      return (phone && eventOfBill(bill, phone)) || []
    })
    const byId = (a: StoredEvent, b: StoredEvent) => (a.eventId < b.eventId ? -1 : 1)
    return [...this.events, ...this.live, ...lines].toSorted(byId)
  }

  /** What other processes look for: whoever has something to read back, and what is to be had from its order alone. */
  get wakes(): string[] {
    const lines = this.bills.filter((bill) => bill.tells !== null)
    const members = lines.map((bill) => `member:${bill.memberId}`)
    const kept = this.events.map((event) => event.recipient)
    return [...new Set([...members, ...kept, ...this.live.map(liveName)])]
  }

  /** Whether anything is to be written. */
  get changed(): boolean {
    const { entries, pendings, bills, events, notifications, alarms } = this
    const lists = [entries, pendings, bills, events, notifications, alarms]
    return lists.some((list) => list.length > 0) || this.#shelves.some((shelf) => shelf.size > 0)
  }
}
