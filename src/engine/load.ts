import { holdKey, operationKey } from '#fund/hold.ts'
import { holdOf, operationOf, transferOf } from '#fund/sql.ts'
import { accountKey, emptyAccount, isMadeByUse, memberAccount } from '#ledger/account.ts'
import type { Account } from '#ledger/account.ts'
import { handleSubject, windowStart, type Guess } from '#risk/guess.ts'
import type { Candidate } from '#paycode/resolve.ts'
import { royaltyKey } from '#settle/royalty.ts'
import { royaltyOf, royaltySumOf } from '#settle/sql.ts'
import { namesTrade, showsCode } from '#trade/command.ts'
import type { CodeCommand, Command, PayCommand } from '#trade/command.ts'
import type { Rules } from '#trade/rules.ts'
import { refundOf, tradeOf } from '#trade/sql.ts'

import { burnKey, Facts, payoutDayKey, refundKey, tradeKey, transferKey } from './facts.ts'
import type { Burn, DeviceFact, MemberFact, MerchantFact, Topup } from './facts.ts'
import { foundKeysOf, looksNoFurther, namedKeysOf, type Keys } from './keys.ts'
import { presentCodes, type Codes } from './present.ts'
import * as read from './read-sql.ts'
import type { Db } from './read-sql.ts'
import type { Shelf } from './shelf.ts'

/** What a look is made with. */
export type Look = { codes: Codes; rules: Rules; ahead: readonly Facts[] }

/**
 * Everything the decisions on these commands need. All of it is of one moment: a trade of before beside its burnt code of after would
 * make "used" of a payment that another process just made, and what only reads is checked by no version. `onward` sends what comes
 * after the look, and is called when the last read is on its way; `back` undoes that.
 *
 * New payments by code take one round trip. What hangs on rows that are found, such as the payer of an order who is being asked, takes
 * a second one; where that was not foreseen, the look is made once more.
 */
export async function load(
  db: Db,
  commands: readonly Command[],
  look: Look,
  next: { onward: () => void; back: () => Promise<void> },
): Promise<Facts> {
  if (commands.every(isPayment)) {
    const facts = new Facts(look.ahead)
    const named = loadNamed(db, commands, facts, look, { stale: false })
    next.onward()
    const all = () =>
      commands.every((command) => looksNoFurther(command, facts)) ||
      isWhole(foundKeysOf(commands, facts, look.rules), facts)
    if ((await named) && all()) return whole(facts)
    await next.back()
  }
  const facts = new Facts(look.ahead)
  await loadNamed(db, commands, facts, look, { stale: true })
  const rest = loadRows(db, foundKeysOf(commands, facts, look.rules), facts, look.rules)
  next.onward()
  await rest
  return whole(facts)
}

const isPayment = (command: Command): command is PayCommand => command.kind === 'pay'

function whole(facts: Facts): Facts {
  facts.forgetAhead()
  return facts
}

/** What can be asked for at once. False where codes turned up that only a further question tells, and `stale` forbids that. */
async function loadNamed(
  db: Db,
  commands: readonly Command[],
  facts: Facts,
  { codes, rules }: Look,
  { stale }: { stale: boolean },
): Promise<boolean> {
  const begun = begin(db)
  const [told] = await Promise.all([
    loadShown(db, commands.filter(showsCode), facts, { codes, rules, stale }),
    begun,
    loadTrades(db, commands, facts),
    loadHolds(db, commands, facts),
    loadRows(db, namedKeysOf(commands, rules), facts, rules),
  ])
  return told
}

/** Sent ahead of the reads without waiting, so that the snapshot takes no round trip of its own. */
const begin = async (db: Db) => {
  await db`begin isolation level repeatable read read only`
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

/** What stands against the codes of devices: those that are burnt, as `device/step/n`, and how often it was guessed at a handle. */
type Against = { burnt: Set<string>; guesses: Map<string, Guess> }

/** Finds out what the presented codes are; all that stands against them is found with their devices. False as in `loadNamed`. */
async function loadShown(
  db: Db,
  commands: readonly CodeCommand[],
  facts: Facts,
  { codes, rules, stale }: { codes: Codes; rules: Rules; stale: boolean },
): Promise<boolean> {
  const against: Against = { burnt: new Set(), guesses: new Map() }
  let looks = 0
  await presentCodes(commands, facts, codes, rules.now, async (candidates) => {
    if (candidates.length === 0 || (++looks > 1 && !stale)) return new Map()
    const window = windowStart(rules.now)
    return await findDevices(db, facts, candidates, { against, window })
  })
  for (const command of commands) {
    const code = facts.presented.get(command)?.code
    if (!code || !('step' in code)) continue
    const subject = code.kind === 'miss' ? handleSubject(code.deviceNo, code.step) : code.handle
    facts.guesses.load(subject, against.guesses.get(subject))
    // By whom and for what a code was burnt is asked where one was.
    if (code.kind !== 'miss' && !against.burnt.has(code.burnKey)) {
      facts.burns.load(code.burnKey, undefined)
    }
  }
  return stale || looks <= 1
}

/** Shelves the devices' members and their money on the way. */
async function findDevices(
  db: Db,
  facts: Facts,
  candidates: readonly Candidate[],
  { against, window }: { against: Against; window: number },
): Promise<Map<bigint, DeviceFact>> {
  const devices = new Map<bigint, DeviceFact>()
  const deviceNos = candidates.map(({ deviceNo }) => deviceNo)
  const steps = candidates.map(({ step }) => step)
  const minutes = {
    firstStep: Math.min(...steps),
    lastStep: Math.max(...steps),
    windowStart: window,
  }
  for (const row of await read.devices(db, deviceNos, minutes)) {
    const memberId = row['member_id'] as string
    const deviceNo = row['device_no'] as bigint
    for (const code of (row['burnt'] as string[] | null) ?? []) {
      against.burnt.add(`${deviceNo}/${code}`)
    }
    const subject = row['subject'] as string | null
    if (subject !== null) against.guesses.set(subject, guessOf(subject, window, row))
    facts.members.load(...memberOf(row))
    facts.accounts.load(...accountOf(memberId, memberAccount, row))
    devices.set(deviceNo, {
      deviceNo,
      memberId,
      generation: row['generation'],
      seedKeyId: row['seed_key'],
      name: row['device_name'],
      state: row['device_state'],
    } as DeviceFact)
  }
  return devices
}

type Row = Record<string, unknown>

/** Those that are not on the shelf yet. */
const missing = (shelf: { has: (key: string) => boolean }, keys: Iterable<string>): string[] =>
  [...keys].filter((key) => !shelf.has(key))

const pairs = (keys: Iterable<string>): { a: string; b: string }[] =>
  [...keys].map((key) => {
    const at = key.indexOf('/')
    return { a: key.slice(0, at), b: key.slice(at + 1) }
  })

/** Asks for the rows of keys that are not on the shelf yet, if any, and shelves every key: the absent ones as absent. */
async function fill<Fact>(
  shelf: Shelf<Fact>,
  keys: Iterable<string>,
  ask: (wanted: string[]) => PromiseLike<readonly Row[]>,
  factOf: (row: Row) => readonly [string, Fact],
): Promise<void> {
  const wanted = missing(shelf, keys)
  if (wanted.length === 0) return
  const rows = await ask(wanted)
  for (const key of wanted) shelf.load(key, undefined)
  for (const row of rows) shelf.load(...factOf(row))
}

/** The same for rows whose keys are put together of several names. */
const fillNamed = <Fact, Name>(
  shelf: Shelf<Fact>,
  names: ReadonlyMap<string, Name>,
  ask: (wanted: Name[]) => PromiseLike<readonly Row[]>,
  factOf: (row: Row) => readonly [string, Fact],
): Promise<void> =>
  fill(shelf, names.keys(), (wanted) => ask(wanted.map((key) => names.get(key)!)), factOf)

/** Whether every key is on its shelf; keys bear the shelves' names. */
const isWhole = (keys: Keys, facts: Facts): boolean =>
  (Object.keys(keys) as (keyof Keys)[]).every(
    (name) => missing(facts[name], keys[name].keys()).length === 0,
  )

async function loadRows(db: Db, keys: Keys, facts: Facts, rules: Rules): Promise<void> {
  const window = windowStart(rules.now)
  await Promise.all([
    fill(facts.members, keys.members, (ids) => read.members(db, ids), memberOf),
    fill(facts.merchants, keys.merchants, (ids) => read.merchants(db, ids), merchantOf),
    loadAccounts(db, keys, facts, rules),
    fillNamed(facts.burns, keys.burns, (names) => read.burns(db, names), burnOf),
    fill(
      facts.payoutDays,
      keys.payoutDays,
      (days) => read.payoutDays(db, pairs(days)),
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
      (subjects) => read.guesses(db, subjects, window),
      (row) => [row['subject'] as string, guessOf(row['subject'] as string, window, row)],
    ),
    fillNamed(
      facts.refunds,
      keys.refunds,
      (names) => read.refunds(db, names),
      (row) => [refundKey(refundOf(row)), refundOf(row)],
    ),
    fillNamed(
      facts.topups,
      keys.topups,
      (names) => read.topups(db, names),
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
    fillNamed(
      facts.transfers,
      keys.transfers,
      (names) => read.transfers(db, names),
      (row) => [transferKey(transferOf(row)), transferOf(row)],
    ),
    fillNamed(
      facts.operations,
      keys.operations,
      (names) => read.operations(db, names),
      (row) => [operationKey(operationOf(row)), operationOf(row)],
    ),
    fill(
      facts.royalties,
      keys.royalties,
      (names) => read.royalties(db, pairs(names)),
      (row) => [royaltyKey(royaltyOf(row)), royaltyOf(row)],
    ),
    fill(
      facts.royaltySums,
      keys.royaltySums,
      (names) => read.royaltySums(db, pairs(names)),
      (row) => {
        const sum = royaltySumOf(row)
        return [tradeKey(sum.merchantId, sum.outTradeNo), sum]
      },
    ),
  ])
}

const merchantOf = (row: Row): readonly [string, MerchantFact] => [
  row['merchant_id'] as string,
  { merchantId: row['merchant_id'], name: row['name'], state: row['state'] } as MerchantFact,
]

const guessOf = (subject: string, start: number, row: Row): Guess => ({
  subject,
  windowStart: start,
  misses: row['misses'] as number,
  version: row['guess_version'] as bigint,
})

const memberOf = (row: Row): readonly [string, MemberFact] => [
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

const burnOf = (row: Row): readonly [string, Burn] => {
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

const accountOf = (ownerId: string, account: string, row: Row): readonly [string, Account] => [
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
  const wanted = missing(facts.accounts, keys.accounts)
  if (wanted.length === 0) return
  const names = pairs(wanted)
  const rows = await read.accounts(db, names)
  for (const [at, { a, b }] of names.entries()) {
    const made = isMadeByUse(b, rules.stripe)
    facts.accounts.load(wanted[at]!, made ? emptyAccount(a, b) : undefined)
  }
  for (const row of rows) {
    const { owner_id: ownerId, account } = row as { owner_id: string; account: string }
    facts.accounts.load(...accountOf(ownerId, account, row))
  }
}
