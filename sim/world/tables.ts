import type * as F from '#engine/facts.ts'
import type { Hold, HoldOperation } from '#fund/hold.ts'
import type { PayoutDay, Transfer } from '#fund/transfer.ts'
import { accountKey, emptyAccount, memberAccount, type Account } from '#ledger/account.ts'
import type { Entry } from '#ledger/post.ts'
import type { Guess } from '#risk/guess.ts'
import type { Royalty, RoyaltySum } from '#settle/royalty.ts'
import type { Refund, Trade } from '#trade/trade.ts'

import type { BankOrder } from './banks.ts'

export type NotificationRow = F.Notification & { state: 'waiting' | 'delivered'; attempts: number }

export type Job = { merchantId: string; notifyId: string; dueAt: number }

/** What the database holds, each table by its primary key. Rows are never changed in place. */
export type Tables = {
  members: Map<string, F.MemberFact>
  merchants: Map<string, F.MerchantFact>
  devices: Map<bigint, F.DeviceFact>
  accounts: Map<string, Account>
  entries: Map<string, Entry>
  trades: Map<string, Trade>
  /** The unique index (merchant_id, trade_no). */
  tradeNos: Map<string, string>
  refunds: Map<string, Refund>
  burns: Map<string, F.Burn>
  payoutDays: Map<string, PayoutDay>
  guesses: Map<string, Guess>
  topups: Map<string, F.Topup>
  transfers: Map<string, Transfer>
  bankOrders: Map<string, BankOrder>
  holds: Map<string, Hold>
  operations: Map<string, HoldOperation>
  royalties: Map<string, Royalty>
  royaltySums: Map<string, RoyaltySum>
  pendings: Map<string, F.Pending>
  bills: Map<string, F.Bill>
  events: Map<string, F.StoredEvent>
  notifications: Map<string, NotificationRow>
  alarms: Map<string, F.Alarm>
  jobs: Job[]
  /** What was written, in the order of commits, for whoever watches. */
  log: {
    entries: Entry[]
    trades: Trade[]
    burns: F.Burn[]
    notifications: F.Notification[]
  }
}

export const emptyTables = (): Tables => ({
  members: new Map(),
  merchants: new Map(),
  devices: new Map(),
  accounts: new Map(),
  entries: new Map(),
  trades: new Map(),
  tradeNos: new Map(),
  refunds: new Map(),
  burns: new Map(),
  payoutDays: new Map(),
  guesses: new Map(),
  topups: new Map(),
  transfers: new Map(),
  bankOrders: new Map(),
  holds: new Map(),
  operations: new Map(),
  royalties: new Map(),
  royaltySums: new Map(),
  pendings: new Map(),
  bills: new Map(),
  events: new Map(),
  notifications: new Map(),
  alarms: new Map(),
  jobs: [],
  log: { entries: [], trades: [], burns: [], notifications: [] },
})

export const entryKey = (e: { ownerId: string; account: string; seq: bigint }): string =>
  `${e.ownerId}/${e.account}/${e.seq}`
export const guessKey = (g: { subject: string; windowStart: number }): string =>
  `${g.subject}@${g.windowStart}`

/** What sign-up does: a member, an account, a phone. */
export function signUp(
  tables: Tables,
  member: { memberId: string; phone: string; deviceNo: bigint; passwordFreeLimit: bigint },
  seedKeyId: string,
): void {
  const { memberId, phone, deviceNo, passwordFreeLimit } = member
  tables.members.set(memberId, {
    memberId,
    phone,
    name: '测试',
    state: 'active',
    passwordFreeLimit,
    passwordFreeSuspended: false,
    version: 0n,
  })
  tables.devices.set(deviceNo, {
    deviceNo,
    memberId,
    generation: 1,
    seedKeyId,
    name: 'phone',
    state: 'active',
  })
  tables.accounts.set(accountKey(memberId, memberAccount), emptyAccount(memberId, memberAccount))
}

export function openShop(tables: Tables, merchantId: string): void {
  tables.merchants.set(merchantId, { merchantId, name: '小店', state: 'active' })
}

/** A change from outside the engine, which counts the row's version up as every writer must. */
export function changeMember(
  tables: Tables,
  memberId: string,
  change: Partial<Pick<F.MemberFact, 'state' | 'passwordFreeSuspended'>>,
): void {
  const row = tables.members.get(memberId)!
  tables.members.set(memberId, { ...row, ...change, version: row.version + 1n })
}
