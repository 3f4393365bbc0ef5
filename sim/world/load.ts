import type { DeviceFact } from '#engine/facts.ts'
import { Facts, tradeKey } from '#engine/facts.ts'
import { foundKeysOf, namedKeysOf, type Keys } from '#engine/keys.ts'
import type { Shelf } from '#engine/shelf.ts'
import { holdKey } from '#fund/hold.ts'
import { emptyAccount, isMadeByUse } from '#ledger/account.ts'
import type { Candidate } from '#paycode/resolve.ts'
import { windowStart } from '#risk/guess.ts'
import { namesTrade, showsCode, type CodeCommand, type Command } from '#trade/command.ts'
import type { Rules } from '#trade/rules.ts'

import { guessKey, type Tables } from './tables.ts'

/** Finds out what presented codes are, as `presentCodes` does; the world hands in its own book of codes. */
export type Present = (
  commands: readonly CodeCommand[],
  facts: Facts,
  now: number,
  findDevices: (made: readonly Candidate[]) => Promise<Map<bigint, DeviceFact>>,
) => Promise<void>

/** The first of the two looks: the trades that are named and the codes that are shown. */
export async function readNames(
  tables: Tables,
  commands: readonly Command[],
  present: Present,
  more: { now: number; ahead: readonly Facts[] },
): Promise<Facts> {
  const facts = new Facts(more.ahead)
  for (const command of commands) {
    if ('outOrderNo' in command) {
      facts.holds.load(holdKey(command), tables.holds.get(holdKey(command)))
    }
    if (!namesTrade(command)) continue
    const tradeNo = 'tradeNo' in command ? command.tradeNo : undefined
    const outTradeNo =
      tradeNo === undefined
        ? (command.outTradeNo ?? '')
        : tables.tradeNos.get(tradeKey(command.merchantId, tradeNo))
    if (outTradeNo === undefined) continue
    const trade = tables.trades.get(tradeKey(command.merchantId, outTradeNo))
    facts.trades.load(tradeKey(command.merchantId, outTradeNo), trade)
    if (trade) facts.tradeNos.set(tradeKey(trade.merchantId, trade.tradeNo), outTradeNo)
  }
  await present(commands.filter(showsCode), facts, more.now, async (made) => {
    const found = made.flatMap(({ deviceNo }) => tables.devices.get(deviceNo) ?? [])
    return new Map(found.map((device) => [device.deviceNo, device]))
  })
  return facts
}

/** The second look: all that hangs on them, and what the commands name themselves. */
export function readRest(
  tables: Tables,
  commands: readonly Command[],
  facts: Facts,
  rules: Rules,
): void {
  readRows(tables, namedKeysOf(commands, rules), facts, rules)
  readRows(tables, foundKeysOf(commands, facts, rules), facts, rules)
}

function readRows(tables: Tables, keys: Keys, facts: Facts, rules: Rules): void {
  const fill = <Row>(shelf: Shelf<Row>, wanted: Iterable<string>, table: Map<string, Row>) => {
    for (const key of wanted) shelf.load(key, table.get(key))
  }
  fill(facts.members, keys.members, tables.members)
  fill(facts.merchants, keys.merchants, tables.merchants)
  fill(facts.burns, keys.burns.keys(), tables.burns)
  fill(facts.payoutDays, keys.payoutDays, tables.payoutDays)
  fill(facts.refunds, keys.refunds.keys(), tables.refunds)
  fill(facts.topups, keys.topups.keys(), tables.topups)
  fill(facts.transfers, keys.transfers.keys(), tables.transfers)
  fill(facts.royalties, keys.royalties, tables.royalties)
  fill(facts.royaltySums, keys.royaltySums, tables.royaltySums)
  fill(facts.operations, keys.operations.keys(), tables.operations)
  for (const subject of keys.guesses) {
    const key = guessKey({ subject, windowStart: windowStart(rules.now) })
    facts.guesses.load(subject, tables.guesses.get(key))
  }
  for (const key of keys.accounts) {
    const [ownerId = '', account = ''] = key.split('/')
    const empty = isMadeByUse(account, rules.stripe) ? emptyAccount(ownerId, account) : undefined
    facts.accounts.load(key, tables.accounts.get(key) ?? empty)
  }
}
