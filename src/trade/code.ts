import type { Burn, Changes, Facts, Genuine, MemberFact, Presented } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import { guessWindowMs, handleSubject, miss, presenters, windowStart } from '#risk/guess.ts'
import type { Guess } from '#risk/guess.ts'
import type { FailureCode } from '#wire/codes.ts'

import { refuse, type Decision, type Rules } from './rules.ts'
import type { Trade } from './trade.ts'

type Match = Extract<Presented, { kind: 'match' }>

/** A code held up at a till: who scanned it, where, and for which of the merchant's orders. */
export type Showing = {
  merchantId: string
  outTradeNo: string
  terminalId: string | null
  /** The caller's network address, for the guessing budget. */
  address: string
  extra: { merchantName?: string }
}

export type Burnt = { burn?: Burn }

/** The burn that goes with the attempt, whatever comes of it; nothing where the code is nobody's or was burnt before. */
export function burn(facts: Facts, showing: Showing, code: Presented, rules: Rules): Burnt {
  if (code.kind !== 'match' && code.kind !== 'stale') return {}
  return facts.burns.get(code.burnKey) ? {} : { burn: burnOf(showing, code, rules) }
}

/**
 * Whose code it is, once it is one to be listened to: whoever guesses is stopped; the code must be a live phone's and new. Otherwise
 * the decision that turns it away, with `trade` as it stands where there is one.
 */
export function hear(
  facts: Facts,
  showing: Showing,
  { code, burnt, trade }: { code: Presented; burnt: Burnt; trade: Trade | undefined },
  rules: Rules,
): { member: MemberFact } | Decision {
  const blocked = blockedFor(facts, showing, rules)
  if (blocked > 0) return refuse('CODE_BLOCKED', trade ?? null, { waitSeconds: blocked }, burnt)
  // One that a phone with a fast clock shows early is burnt as well, or whoever saw it could present it when its minute comes.
  if (code.kind === 'stale') {
    return refuse('CODE_STALE', trade ?? null, { ageSeconds: code.ageSeconds }, burnt)
  }
  if (code.kind !== 'match') return refuseCode(facts, showing, code, trade, rules)

  // What this attempt burns, nobody has burnt before it.
  const known = burnt.burn ? undefined : facts.burns.get(code.burnKey)
  if (known) return used(facts, showing, code, known, rules)
  const deaf = deafBecause(facts, showing, code, rules)
  if (deaf) return refuse(deaf, trade ?? null, { ageSeconds: 0 }, burnt)
  return { member: memberOf(facts, code) }
}

/** Seconds until whoever presents may try again; 0 when free to. */
function blockedFor(facts: Facts, showing: Showing, rules: Rules): number {
  // Few guess: where nobody did, nobody's name has to be looked for.
  if (facts.guesses.empty) return 0
  const full = presenters(showing, rules.budget).some(
    ({ subject, allowed }) => (facts.guesses.get(subject)?.misses ?? 0) >= allowed,
  )
  return full ? Math.ceil((windowStart(rules.now) + guessWindowMs - rules.now) / 1000) : 0
}

function refuseCode(
  facts: Facts,
  showing: Showing,
  code: Exclude<Presented, { kind: 'match' | 'stale' }>,
  trade: Trade | undefined,
  rules: Rules,
): Decision {
  switch (code.kind) {
    case 'malformed':
      return refuse('CODE_INVALID', trade ?? null, { why: code.why })
    case 'unknown':
    case 'miss':
      return refuse('CODE_UNKNOWN', trade ?? null, {}, countMiss(facts, showing, code, rules))
  }
}

/** Counts a wrong code against who presented it and, where a device's handle was hit, against that minute's handle. */
function countMiss(
  facts: Facts,
  showing: Showing,
  code: { kind: 'unknown' } | { kind: 'miss'; deviceNo: bigint; step: number },
  rules: Rules,
): Changes {
  const fresh = (subject: string): Guess => ({
    subject,
    windowStart: windowStart(rules.now),
    misses: 0,
    version: 0n,
  })
  const counted = presenters(showing, rules.budget).map(({ subject, allowed }) => ({
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
  const detail = { misses: full.guess.misses, merchantId: showing.merchantId }
  const alarm = { subject, alarmId: rules.newId(), kind: 'guessing', detail, at: rules.now }
  return { guesses, alarm }
}

const burnOf = (showing: Showing, code: Genuine, rules: Rules): Burn => ({
  deviceNo: code.device.deviceNo,
  step: code.step,
  n: code.n,
  merchantId: showing.merchantId,
  outTradeNo: showing.outTradeNo,
  at: rules.now,
})

function memberOf(facts: Facts, code: Match): MemberFact {
  const member = facts.members.get(code.device.memberId)
  must(member, 'every device belongs to a member')
  return member
}

/** A burnt code: at a second merchant it is an alarm, and password-free payment is off until the payer turns it on again. */
function used(facts: Facts, showing: Showing, code: Match, first: Burn, rules: Rules): Decision {
  if (first.merchantId === showing.merchantId) {
    // The very attempt that burnt it, once more, and it left no order: it is refused for the same reason.
    const same = first.outTradeNo === showing.outTradeNo
    return refuse((same && deafBecause(facts, showing, code, rules)) || 'CODE_USED')
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
        detail: { first: first.merchantId, second: showing.merchantId },
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
            merchantName: showing.extra.merchantName ?? null,
          },
        },
      ],
    },
  )
}

/** Why a genuine, new code is not listened to. */
function deafBecause(
  facts: Facts,
  showing: Showing,
  code: Match,
  rules: Rules,
): FailureCode | null {
  const merchant = facts.merchants.get(showing.merchantId)
  must(merchant, 'a session or an app belongs to a merchant')
  if (merchant.state !== 'active') return 'MERCHANT_SUSPENDED'
  if (code.device.state !== 'active') return 'CODE_DEVICE_SUSPENDED'
  const misses = facts.guesses.get(code.handle)?.misses ?? 0
  return misses >= rules.budget.handle ? 'CODE_STALE' : null
}
