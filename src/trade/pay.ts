import type { Burn, Changes, Facts, MemberFact, Presented } from '#engine/facts.ts'
import { burnKey } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import { guessWindowMs, handleSubject, miss, presenters, windowStart } from '#risk/guess.ts'
import type { Guess } from '#risk/guess.ts'
import { passwordReason } from '#risk/limit.ts'
import type { FailureCode } from '#wire/codes.ts'

import { closeUnpaid } from './close.ts'
import type { PayCommand } from './command.ts'
import { refuse, type Decision, type Rules } from './rules.ts'
import { hindrance, settle } from './settle.ts'
import { tell } from './tell.ts'
import type { Trade } from './trade.ts'

type Match = Extract<Presented, { kind: 'match' }>
type Genuine = Extract<Presented, { kind: 'match' | 'stale' }>

/**
 * A till presents a code for an order (design: pay, burn, guessing, relay). In this order: a repeat gets the present truth; the
 * order must be payable; whoever guesses is stopped; the code must be a live phone's and new; then the payer's rules.
 */
export function pay(facts: Facts, command: PayCommand, rules: Rules): Decision {
  const shown = facts.presented.get(command)
  must(shown, 'a presented code was resolved')
  const trade = facts.trade({ merchantId: command.merchantId, outTradeNo: command.outTradeNo })
  if (trade && trade.codeMac === shown.mac) return replay(trade)

  const { code } = shown
  const genuine = code.kind === 'match' || code.kind === 'stale'
  const burnt = genuine ? burn(facts, command, code, rules) : {}
  if (trade) {
    const barred = barredBecause(trade, command)
    if (barred) return refuse(barred, trade, {}, burnt)
    if (rules.now >= trade.expiresAt) {
      const closed = closeUnpaid(facts, trade, 'TIMED_OUT', rules)
      return refuse('TRADE_HAS_CLOSE', closed.trade, {}, { ...burnt, ...closed.changes })
    }
  }
  const blocked = blockedFor(facts, command, rules)
  if (blocked > 0) return refuse('CODE_BLOCKED', trade ?? null, { waitSeconds: blocked }, burnt)
  // One that a phone with a fast clock shows early is burnt as well, or whoever saw it could present it when its minute comes.
  if (code.kind === 'stale') {
    return refuse('CODE_STALE', trade ?? null, { ageSeconds: code.ageSeconds }, burnt)
  }
  if (code.kind !== 'match') return refuseCode(facts, command, code, trade, rules)

  const known = facts.burns.get(burnKey(burnOf(command, code, rules)))
  if (known) return used(facts, command, code, known, rules)
  const deaf = deafBecause(facts, command, code, rules)
  if (deaf) return refuse(deaf, trade ?? null, { ageSeconds: 0 }, burnt)
  return charge(facts, memberOf(facts, code), { command, mac: shown.mac, trade, burnt }, rules)
}

/** The same order with the same code: what is true now, whatever it was at first. */
function replay(trade: Trade): Decision {
  const payer = { memberId: trade.buyerId ?? '', phone: trade.buyerPhone ?? '', balance: null }
  // Paid and given back whole, by a cancel or refunds: a till that hears "paid" now would hand the goods over for nothing.
  if (trade.state === 'TRADE_CLOSED') return refuse('TRADE_HAS_CLOSE', trade)
  if (trade.paidAt !== null) {
    return { outcome: { kind: 'paid', trade, repeated: true, payer }, changes: {} }
  }
  if (trade.waiting) return { outcome: { kind: 'waiting', trade, payer }, changes: {} }
  return refuse((trade.failure ?? 'TRADE_STATUS_ERROR') as FailureCode, trade)
}

function barredBecause(trade: Trade, command: PayCommand): FailureCode | null {
  if (trade.state === 'TRADE_CLOSED') return 'TRADE_HAS_CLOSE'
  if (trade.amount !== command.amount || trade.subject !== command.subject) {
    return 'CONTEXT_INCONSISTENT'
  }
  return trade.state === 'WAIT_BUYER_PAY' ? null : 'TRADE_HAS_SUCCESS'
}

/** Seconds until whoever presents may try again; 0 when free to. */
function blockedFor(facts: Facts, command: PayCommand, rules: Rules): number {
  const full = presenters(command, rules.budget).some(
    ({ subject, allowed }) => (facts.guesses.get(subject)?.misses ?? 0) >= allowed,
  )
  return full ? Math.ceil((windowStart(rules.now) + guessWindowMs - rules.now) / 1000) : 0
}

function refuseCode(
  facts: Facts,
  command: PayCommand,
  code: Exclude<Presented, Genuine>,
  trade: Trade | undefined,
  rules: Rules,
): Decision {
  switch (code.kind) {
    case 'malformed':
      return refuse('CODE_INVALID', trade ?? null, { why: code.why })
    case 'unknown':
    case 'miss':
      return refuse('CODE_UNKNOWN', trade ?? null, {}, countMiss(facts, command, code, rules))
  }
}

/** Counts a wrong code against who presented it and, where a device's handle was hit, against that minute's handle. */
function countMiss(
  facts: Facts,
  command: PayCommand,
  code: { kind: 'unknown' } | { kind: 'miss'; deviceNo: bigint; step: number },
  rules: Rules,
): Changes {
  const fresh = (subject: string): Guess => ({
    subject,
    windowStart: windowStart(rules.now),
    misses: 0,
    version: 0n,
  })
  const counted = presenters(command, rules.budget).map(({ subject, allowed }) => ({
    guess: miss(facts.guesses.get(subject) ?? fresh(subject)),
    allowed,
  }))
  const guesses = counted.map(({ guess }) => guess)
  if (code.kind === 'miss') {
    const subject = handleSubject(code.deviceNo, code.step)
    guesses.push(miss(facts.guesses.get(subject) ?? fresh(subject)))
  }
  const full = counted.find(({ guess, allowed }) => guess.misses === allowed)
  if (!full) return { guesses }
  const { subject } = full.guess
  const detail = { misses: full.guess.misses, merchantId: command.merchantId }
  const alarm = { subject, alarmId: rules.newId(), kind: 'guessing', detail, at: rules.now }
  return { guesses, alarm }
}

const burnOf = (command: PayCommand, code: Genuine, rules: Rules): Burn => ({
  deviceNo: code.device.deviceNo,
  step: code.step,
  n: code.n,
  merchantId: command.merchantId,
  outTradeNo: command.outTradeNo,
  at: rules.now,
})

/** The burn that goes with the attempt, whatever comes of it; nothing where the code was burnt before. */
function burn(facts: Facts, command: PayCommand, code: Genuine, rules: Rules): { burn?: Burn } {
  const burn = burnOf(command, code, rules)
  return facts.burns.get(burnKey(burn)) ? {} : { burn }
}

function memberOf(facts: Facts, code: Match): MemberFact {
  const member = facts.members.get(code.device.memberId)
  must(member, 'every device belongs to a member')
  return member
}

/** A burnt code: at a second merchant it is an alarm, and password-free payment is off until the payer turns it on again. */
function used(facts: Facts, command: PayCommand, code: Match, first: Burn, rules: Rules): Decision {
  if (first.merchantId === command.merchantId) {
    // The very attempt that burnt it, once more, and it left no order: it is refused for the same reason.
    const same = first.outTradeNo === command.outTradeNo
    return refuse((same && deafBecause(facts, command, code, rules)) || 'CODE_USED')
  }
  const member = memberOf(facts, code)
  const eventId = rules.newId()
  const subject = `member:${member.memberId}`
  return refuse(
    'CODE_USED',
    null,
    {},
    {
      member: { ...member, passwordFreeSuspended: true },
      alarm: {
        subject,
        alarmId: rules.newId(),
        kind: 'code_reused',
        detail: { first: first.merchantId, second: command.merchantId },
        at: rules.now,
      },
      events: [
        {
          recipient: subject,
          eventId,
          kind: 'code_reused',
          payload: {
            eventId,
            at: rules.now,
            kind: 'code_reused',
            deviceName: code.device.name,
            merchantName: command.extra.merchantName ?? null,
          },
        },
      ],
    },
  )
}

/** Why a genuine, new code is not listened to. */
function deafBecause(
  facts: Facts,
  command: PayCommand,
  code: Match,
  rules: Rules,
): FailureCode | null {
  const merchant = facts.merchants.get(command.merchantId)
  must(merchant, 'a session or an app belongs to a merchant')
  if (merchant.state !== 'active') return 'MERCHANT_SUSPENDED'
  if (code.device.state !== 'active') return 'CODE_DEVICE_SUSPENDED'
  const misses = facts.guesses.get(handleSubject(code.device.deviceNo, code.step))?.misses ?? 0
  return misses >= rules.budget.handle ? 'CODE_STALE' : null
}

type Attempt = {
  command: PayCommand
  mac: string
  trade: Trade | undefined
  burnt: { burn?: Burn }
}

function charge(facts: Facts, member: MemberFact, attempt: Attempt, rules: Rules): Decision {
  const { command, mac, burnt } = attempt
  if (command.expiresAt !== null && command.expiresAt <= rules.now) {
    return refuse('EXPIRY_INVALID', attempt.trade ?? null, {}, burnt)
  }
  const trade: Trade = {
    ...(attempt.trade ?? open(command, rules)),
    codeMac: mac,
    buyerId: member.memberId,
    buyerPhone: member.phone,
    failure: null,
    waiting: null,
  }
  const dropped = dropWaiting(facts, attempt.trade, member, rules)
  const failure = hindrance(facts, member, trade, rules)
  if (failure) {
    const failed = { ...trade, failure }
    const events = tell({ kind: 'failed', trade: failed, payer: member, reason: failure }, rules)
    return refuse(failure, failed, {}, { ...burnt, trade: failed, events: [...dropped, ...events] })
  }
  const reason = passwordReason(member, trade.amount)
  if (reason) {
    const waiting: Trade = { ...trade, waiting: reason }
    const { merchantId, outTradeNo, tradeNo } = waiting
    const { memberId, phone } = member
    return {
      outcome: { kind: 'waiting', trade: waiting, payer: { memberId, phone, balance: null } },
      changes: {
        ...burnt,
        trade: waiting,
        pending: { memberId, tradeNo, merchantId, outTradeNo, reason, at: rules.now },
        events: [
          ...dropped,
          ...tell({ kind: 'waiting', trade: waiting, payer: member, reason }, rules),
        ],
      },
    }
  }
  const settled = settle(facts, member, trade, rules)
  return {
    outcome: { kind: 'paid', trade: settled.trade, repeated: false, payer: settled.payer },
    changes: {
      ...burnt,
      ...settled.changes,
      events: [...dropped, ...(settled.changes.events ?? [])],
    },
  }
}

/** Another payer's code for an order whose first payer is still being asked: the first is told that it is over. */
function dropWaiting(facts: Facts, trade: Trade | undefined, member: MemberFact, rules: Rules) {
  if (!trade?.waiting || trade.buyerId === null || trade.buyerId === member.memberId) return []
  const first = facts.members.get(trade.buyerId)
  return tell({ kind: 'closed', trade, payer: first, reason: 'CANCELLED' }, rules).filter(
    (event) => event.recipient === `member:${trade.buyerId}`,
  )
}

const open = (command: PayCommand, rules: Rules): Trade => ({
  merchantId: command.merchantId,
  outTradeNo: command.outTradeNo,
  tradeNo: rules.newTradeNo(),
  appId: command.appId,
  state: 'WAIT_BUYER_PAY',
  amount: command.amount,
  currency: 'CNY',
  refunded: 0n,
  subject: command.subject,
  buyerId: null,
  buyerPhone: null,
  storeId: command.storeId,
  terminalId: command.terminalId,
  operatorId: command.operatorId,
  codeMac: null,
  failure: null,
  waiting: null,
  tombstone: false,
  notifyUrl: command.notifyUrl,
  extra: command.extra,
  createdAt: rules.now,
  expiresAt: command.expiresAt ?? rules.now + rules.unpaidMs,
  paidAt: null,
  closedAt: null,
  version: 0n,
})
