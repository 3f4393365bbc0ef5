import { holdKey, operationKey } from '#fund/hold.ts'
import { holdOf, operationOf, transferOf } from '#fund/sql.ts'
import { accountKey, emptyAccount, isMadeByUse, memberAccount } from '#ledger/account.ts'
import type { Account } from '#ledger/account.ts'
import { windowStart } from '#risk/guess.ts'
import { royaltyKey } from '#settle/royalty.ts'
import { royaltyOf, royaltySumOf } from '#settle/sql.ts'
import { namesTrade, showsCode, type Command } from '#trade/command.ts'
import type { Rules } from '#trade/rules.ts'
import { refundOf, tradeOf } from '#trade/sql.ts'

import { burnKey, Facts, payoutDayKey, refundKey, tradeKey, transferKey } from './facts.ts'
import type { Burn, DeviceFact, MemberFact, MerchantFact, Topup } from './facts.ts'
import { keysOf, type Keys } from './keys.ts'
import { presentCodes, type Codes } from './present.ts'
import * as read from './read-sql.ts'
import type { Db } from './read-sql.ts'
import type { Shelf } from './shelf.ts'

/**
 * Everything the decisions on these commands need, in two round trips: trades and devices, then all that hangs on them. Both look at
 * one moment: a trade of before beside its burnt code of after would make "used" of a payment that another process just made, and
 * what only reads is checked by no version.
 */
export async function load(
  db: Db,
  commands: readonly Command[],
  codes: Codes,
  rules: Rules,
  ahead: readonly Facts[],
): Promise<Facts> {
  const facts = new Facts(ahead)
  try {
    await Promise.all([
      begin(db),
      loadTrades(db, commands, facts),
      loadHolds(db, commands, facts),
      presentCodes(commands.filter(showsCode), facts, codes, rules.now, (nos) =>
        findDevices(db, facts, nos),
      ),
    ])
    await Promise.all([loadRest(db, keysOf(commands, facts, rules), facts, rules), end(db)])
  } catch (error) {
    await db`rollback`.catch(() => undefined)
    throw error
  }
  facts.forgetAhead()
  return facts
}

/** Sent ahead of and behind the reads without waiting, so the snapshot takes no round trip of its own. */
const begin = async (db: Db) => {
  await db`begin isolation level repeatable read read only`
}
const end = async (db: Db) => {
  await db`commit`
}

async function loadTrades(db: Db, commands: readonly Command[], facts: Facts): Promise<void> {
  const orders: { a: string; b: string }[] = []
  const numbers: { a: string; b: string }[] = []
  for (const command of commands) {
    if (!namesTrade(command)) continue
    const tradeNo = 'tradeNo' in command ? command.tradeNo : undefined
    if (tradeNo !== undefined) numbers.push({ a: command.merchantId, b: tradeNo })
    else orders.push({ a: command.merchantId, b: command.outTradeNo ?? '' })
  }
  const [byOrder, byNo] = await Promise.all([
    orders.length > 0 ? read.tradesByOrder(db, orders) : [],
    numbers.length > 0 ? read.tradesByNo(db, numbers) : [],
  ])
  for (const order of orders) facts.trades.load(tradeKey(order.a, order.b), undefined)
  for (const row of [...byOrder, ...byNo]) {
    facts.trades.load(tradeKey(row.merchant_id, row.out_trade_no), tradeOf(row))
    facts.tradeNos.set(tradeKey(row.merchant_id, row.trade_no), row.out_trade_no)
  }
}

async function loadHolds(db: Db, commands: readonly Command[], facts: Facts): Promise<void> {
  const named = commands.filter((command) => 'outOrderNo' in command)
  if (named.length === 0) return
  const rows = await read.holds(
    db,
    named.map(({ merchantId, outOrderNo }) => ({ a: merchantId, b: outOrderNo })),
  )
  for (const name of named) facts.holds.load(holdKey(name), undefined)
  for (const hold of rows.map(holdOf)) facts.holds.load(holdKey(hold), hold)
}

/** Shelves the devices' members and their money on the way. */
async function findDevices(
  db: Db,
  facts: Facts,
  deviceNos: bigint[],
): Promise<Map<bigint, DeviceFact>> {
  const rows = await read.devices(db, deviceNos)
  return new Map(
    rows.map((row) => {
      const memberId = row['member_id'] as string
      facts.members.load(...memberOf(row))
      facts.accounts.load(...accountOf(memberId, memberAccount, row))
      const device = {
        deviceNo: row['device_no'],
        memberId,
        generation: row['generation'],
        seedKeyId: row['seed_key'],
        name: row['device_name'],
        state: row['device_state'],
      } as DeviceFact
      return [device.deviceNo, device]
    }),
  )
}

/** Those that are not on the shelf yet. */
const missing = (shelf: { has: (key: string) => boolean }, keys: Iterable<string>): string[] =>
  [...keys].filter((key) => !shelf.has(key))

const pairs = (keys: Iterable<string>): { a: string; b: string }[] =>
  [...keys].map((key) => {
    const at = key.indexOf('/')
    return { a: key.slice(0, at), b: key.slice(at + 1) }
  })

/** Asks for the rows only where there are keys, and shelves every key: the absent ones as absent. */
async function fill<Row>(
  shelf: Shelf<Row>,
  keys: Iterable<string>,
  asked: () => PromiseLike<readonly Record<string, unknown>[]>,
  rowOf: (row: Record<string, unknown>) => readonly [string, Row],
): Promise<void> {
  const wanted = [...keys]
  if (wanted.length === 0) return
  const rows = await asked()
  for (const key of wanted) shelf.load(key, undefined)
  for (const row of rows) shelf.load(...rowOf(row))
}

async function loadRest(db: Db, keys: Keys, facts: Facts, rules: Rules): Promise<void> {
  const window = windowStart(rules.now)
  const members = missing(facts.members, keys.members)
  await Promise.all([
    fill(facts.members, members, () => read.members(db, members), memberOf),
    fill(
      facts.merchants,
      keys.merchants,
      () => read.merchants(db, [...keys.merchants]),
      (row) => [
        row['merchant_id'] as string,
        { merchantId: row['merchant_id'], name: row['name'], state: row['state'] } as MerchantFact,
      ],
    ),
    loadAccounts(db, keys, facts, rules),
    fill(facts.burns, keys.burns.keys(), () => read.burns(db, [...keys.burns.values()]), burnOf),
    fill(
      facts.payoutDays,
      keys.payoutDays,
      () => read.payoutDays(db, pairs(keys.payoutDays)),
      (row) => {
        const day = {
          merchantId: row['merchant_id'] as string,
          day: row['day'] as string,
          amount: row['amount'] as bigint,
          count: row['count'] as number,
          version: row['version'] as bigint,
        }
        return [payoutDayKey(day), day]
      },
    ),
    fill(
      facts.guesses,
      keys.guesses,
      () => read.guesses(db, [...keys.guesses], window),
      (row) => [
        row['subject'] as string,
        {
          subject: row['subject'] as string,
          windowStart: row['window_start'] as number,
          misses: row['misses'] as number,
          version: row['version'] as bigint,
        },
      ],
    ),
    fill(
      facts.refunds,
      keys.refunds.keys(),
      () => read.refunds(db, [...keys.refunds.values()]),
      (row) => [refundKey(refundOf(row)), refundOf(row)],
    ),
    fill(
      facts.topups,
      keys.topups.keys(),
      () => read.topups(db, [...keys.topups.values()]),
      (row) => {
        const topup: Topup = {
          memberId: row['member_id'] as string,
          ref: row['ref'] as string,
          amount: row['amount'] as bigint,
          at: row['at'] as number,
        }
        return [`${topup.memberId}/${topup.ref}`, topup]
      },
    ),
    fill(
      facts.transfers,
      keys.transfers.keys(),
      () => read.transfers(db, [...keys.transfers.values()]),
      (row) => [transferKey(transferOf(row)), transferOf(row)],
    ),
    fill(
      facts.operations,
      keys.operations.keys(),
      () => read.operations(db, [...keys.operations.values()]),
      (row) => [operationKey(operationOf(row)), operationOf(row)],
    ),
    fill(
      facts.royalties,
      keys.royalties,
      () => read.royalties(db, pairs(keys.royalties)),
      (row) => [royaltyKey(royaltyOf(row)), royaltyOf(row)],
    ),
    fill(
      facts.royaltySums,
      keys.royaltySums,
      () => read.royaltySums(db, pairs(keys.royaltySums)),
      (row) => {
        const sum = royaltySumOf(row)
        return [tradeKey(sum.merchantId, sum.outTradeNo), sum]
      },
    ),
  ])
}

const memberOf = (row: Record<string, unknown>): readonly [string, MemberFact] => [
  row['member_id'] as string,
  {
    memberId: row['member_id'],
    phone: row['phone'],
    name: row['name'],
    state: row['state'],
    passwordFreeLimit: row['password_free_limit'],
    passwordFreeSuspended: row['password_free_suspended'],
    version: row['version'],
  } as MemberFact,
]

const burnOf = (row: Record<string, unknown>): readonly [string, Burn] => {
  const burn = {
    deviceNo: row['device_no'],
    step: row['step'],
    n: row['n'],
    merchantId: row['merchant_id'],
    outTradeNo: row['out_trade_no'],
    at: row['at'],
  } as Burn
  return [burnKey(burn), burn]
}

const accountOf = (
  ownerId: string,
  account: string,
  row: Record<string, unknown>,
): readonly [string, Account] => [
  accountKey(ownerId, account),
  {
    ownerId,
    account,
    currency: row['currency'],
    floor: row['floor'],
    balance: row['balance'],
    version: row['account_version'],
    day: row['day'],
    spent: row['spent'],
  } as Account,
]

async function loadAccounts(db: Db, keys: Keys, facts: Facts, rules: Rules): Promise<void> {
  const wanted = pairs(missing(facts.accounts, keys.accounts))
  if (wanted.length === 0) return
  const rows = await read.accounts(db, wanted)
  for (const { a, b } of wanted) {
    const made = isMadeByUse(b, rules.stripe)
    facts.accounts.load(accountKey(a, b), made ? emptyAccount(a, b) : undefined)
  }
  for (const row of rows) {
    const { owner_id: ownerId, account } = row as { owner_id: string; account: string }
    facts.accounts.load(...accountOf(ownerId, account, row))
  }
}
