import { beijingDay } from '#kernel/clock.ts'
import {
  accountKey,
  frozenAccount,
  memberAccount,
  platformBank,
  settlementAccount,
  stripesMax,
} from '#ledger/account.ts'
import type { TransferCommand } from '#fund/command.ts'
import { holdKey, operationKey, type OperationName } from '#fund/hold.ts'
import { operationsOf, type HoldCommand } from '#fund/keys.ts'
import { handleSubject, presenters } from '#risk/guess.ts'
import { royaltyKey, withPayment, type RoyaltyCommand } from '#settle/royalty.ts'
import { namesTrade, showsCode, type Command, type PayCommand } from '#trade/command.ts'
import type { Rules } from '#trade/rules.ts'
import type { Trade } from '#trade/trade.ts'

import { payoutDayKey, refundKey, tradeKey, transferKey } from './facts.ts'
import type { Facts, Shown } from './facts.ts'

/** The rows that a batch needs once its trades and devices are known; each a set of keys, so that nothing is asked twice. */
export type Keys = {
  members: Set<string>
  merchants: Set<string>
  accounts: Set<string>
  burns: Map<string, { deviceNo: bigint; step: number; n: number }>
  payoutDays: Set<string>
  guesses: Set<string>
  refunds: Map<string, { merchantId: string; outTradeNo: string; outRequestNo: string }>
  topups: Map<string, { memberId: string; ref: string }>
  transfers: Map<string, { merchantId: string; outBizNo: string }>
  operations: Map<string, OperationName>
  royalties: Set<string>
  royaltySums: Set<string>
}

const noKeys = (): Keys => ({
  members: new Set(),
  merchants: new Set(),
  accounts: new Set(),
  burns: new Map(),
  payoutDays: new Set(),
  guesses: new Set(),
  refunds: new Map(),
  topups: new Map(),
  transfers: new Map(),
  operations: new Map(),
  royalties: new Set(),
  royaltySums: new Set(),
})

/** What the decisions on these commands will look at beyond `namedKeysOf`. `facts` already holds trades and presented codes. */
export function foundKeysOf(commands: readonly Command[], facts: Facts, rules: Rules): Keys {
  const keys = noKeys()
  for (const command of commands) addKeys(keys, command, facts, rules)
  return keys
}

/**
 * Whether a payment's decision looks at nothing beyond what is asked for at once: a new order without shares, shown a code that nobody
 * burnt. Most are such, and telling so puts one key together instead of ten.
 */
export function looksNoFurther(command: PayCommand, facts: Facts): boolean {
  const code = facts.presented.get(command)?.code
  if (!code || command.extra.royalty || facts.trade(command)) return false
  return !('burnKey' in code) || facts.burns.has(code.burnKey)
}

/** What they will look at that the commands name themselves: it can be asked for before anything is known. */
export function namedKeysOf(commands: readonly Command[], rules: Rules): Keys {
  const keys = noKeys()
  for (const command of commands) {
    if (receives(command)) {
      keys.accounts.add(accountKey(command.merchantId, settlementAccount(rules.stripe)))
    }
    if (!showsCode(command)) continue
    keys.merchants.add(command.merchantId)
    for (const { subject } of presenters(command, rules.budget)) keys.guesses.add(subject)
  }
  return keys
}

type Receiving = Extract<Command, { kind: 'pay' | 'confirm' | 'buy' | 'capture' }>
const receiving: ReadonlySet<Command['kind']> = new Set(['pay', 'confirm', 'buy', 'capture'])

/** Whether a command may bring money to the merchant. */
const receives = (command: Command): command is Receiving => receiving.has(command.kind)

function addKeys(keys: Keys, command: Command, facts: Facts, rules: Rules): void {
  if (command.kind === 'topup') {
    const { memberId, ref } = command
    addPayer(keys, memberId)
    keys.topups.set(`${memberId}/${ref}`, { memberId, ref })
    keys.accounts.add(accountKey(platformBank.ownerId, platformBank.account))
    return
  }
  if (command.kind === 'transfer') addTransfer(keys, command, rules)
  if ('outOrderNo' in command) addHold(keys, command, facts)
  const trade = namesTrade(command) ? facts.trade(command) : undefined
  if (showsCode(command)) addCode(keys, facts.presented.get(command), trade)
  if (!namesTrade(command)) return
  if (trade?.buyerId) addPayer(keys, trade.buyerId)
  if (command.kind === 'open' || command.kind === 'buy') keys.merchants.add(command.merchantId)
  if (command.kind === 'confirm' || command.kind === 'refuse' || command.kind === 'buy') {
    addPayer(keys, command.memberId)
  }
  if (receives(command)) {
    const extra = trade?.extra ?? ('extra' in command ? command.extra : undefined)
    const outTradeNo = trade?.outTradeNo ?? command.outTradeNo
    if (extra?.royalty && outTradeNo !== undefined) {
      addShares(keys, { merchantId: command.merchantId, outTradeNo, parts: extra.royalty }, rules)
    }
  }
  if (command.kind === 'royalty' && trade) addRoyalty(keys, command, trade.outTradeNo, rules)
  if ((command.kind === 'refund' || command.kind === 'cancel') && trade) {
    addReceipts(keys, command.merchantId)
    const { merchantId, outTradeNo, tradeNo } = trade
    const outRequestNo =
      command.kind === 'cancel' ? `cancel_${tradeNo}` : (command.outRequestNo ?? outTradeNo)
    const name = { merchantId, outTradeNo, outRequestNo }
    keys.refunds.set(refundKey(name), name)
    const shares = command.kind === 'refund' ? command.royaltyBack?.parts : undefined
    if (shares) addGivers(keys, { merchantId, outTradeNo, parts: shares }, rules)
  }
}

/** A merchant's receipts, all its stripes. */
function addReceipts(keys: Keys, merchantId: string): void {
  for (let stripe = 0; stripe < stripesMax; stripe++) {
    keys.accounts.add(accountKey(merchantId, settlementAccount(stripe)))
  }
}

/** A hold's member and money; of one to be made, those of whoever showed the code. */
function addHold(keys: Keys, command: HoldCommand, facts: Facts): void {
  const hold = facts.holds.get(holdKey(command))
  keys.merchants.add(command.merchantId)
  for (const name of operationsOf(command)) keys.operations.set(operationKey(name), name)
  const code = command.kind === 'freeze' ? facts.presented.get(command)?.code : undefined
  const members = [
    hold?.memberId,
    code?.kind === 'match' ? code.device.memberId : null,
    command.kind === 'agree' ? command.memberId : null,
  ]
  for (const memberId of members) {
    if (memberId === null || memberId === undefined) continue
    addPayer(keys, memberId)
    keys.accounts.add(accountKey(memberId, frozenAccount(command)))
  }
}

function addRoyalty(keys: Keys, command: RoyaltyCommand, outTradeNo: string, rules: Rules): void {
  const { merchantId, parts } = command
  keys.royalties.add(royaltyKey(command))
  keys.royaltySums.add(tradeKey(merchantId, outTradeNo))
  keys.merchants.add(merchantId)
  addReceipts(keys, merchantId)
  addReceivers(keys, parts, rules)
}

/** Shares within a payment. */
function addShares(
  keys: Keys,
  order: { merchantId: string; outTradeNo: string; parts: readonly Receiver[] },
  rules: Rules,
): void {
  const { merchantId, outTradeNo, parts } = order
  keys.royalties.add(royaltyKey({ merchantId, outRequestNo: withPayment(outTradeNo) }))
  keys.royaltySums.add(tradeKey(merchantId, outTradeNo))
  addReceivers(keys, parts, rules)
}

/** Whoever gives shares back: a merchant out of all its receipts. */
function addGivers(
  keys: Keys,
  trade: { merchantId: string; outTradeNo: string; parts: readonly Receiver[] },
  rules: Rules,
): void {
  const { merchantId, outTradeNo, parts } = trade
  keys.royaltySums.add(tradeKey(merchantId, outTradeNo))
  addReceivers(keys, parts, rules)
  for (const { receiverId, receiverKind } of parts) {
    if (receiverKind === 'merchant') addReceipts(keys, receiverId)
  }
}

type Receiver = { receiverId: string; receiverKind: 'member' | 'merchant' }

function addReceivers(keys: Keys, parts: readonly Receiver[], rules: Rules): void {
  for (const { receiverId, receiverKind } of parts) {
    const member = receiverKind === 'member'
    ;(member ? keys.members : keys.merchants).add(receiverId)
    const account = member ? memberAccount : settlementAccount(rules.stripe)
    keys.accounts.add(accountKey(receiverId, account))
  }
}

function addTransfer(keys: Keys, command: TransferCommand, rules: Rules): void {
  const { merchantId, outBizNo, payeeId } = command
  keys.transfers.set(transferKey(command), { merchantId, outBizNo })
  keys.merchants.add(merchantId)
  keys.payoutDays.add(payoutDayKey({ merchantId, day: beijingDay(rules.now) }))
  addReceipts(keys, merchantId)
  if (payeeId !== null) {
    keys.members.add(payeeId)
    keys.accounts.add(accountKey(payeeId, memberAccount))
  }
}

function addPayer(keys: Keys, memberId: string): void {
  keys.members.add(memberId)
  keys.accounts.add(accountKey(memberId, memberAccount))
}

function addCode(keys: Keys, shown: Shown | undefined, trade: Trade | undefined): void {
  const code = shown?.code
  // Of a code that the order holds already nobody asks who burnt it.
  const held = trade !== undefined && trade.codeMac === shown?.mac
  if (!held && (code?.kind === 'match' || code?.kind === 'stale')) {
    const { device, step, n } = code
    keys.burns.set(code.burnKey, { deviceNo: device.deviceNo, step, n })
  }
  if (code?.kind === 'match') {
    addPayer(keys, code.device.memberId)
    keys.guesses.add(code.handle)
  }
  if (code?.kind === 'miss') keys.guesses.add(handleSubject(code.deviceNo, code.step))
}
