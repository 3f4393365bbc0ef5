import type { Changes, Facts, MemberFact } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import { accountKey, frozenAccount, type Account } from '#ledger/account.ts'
import { post } from '#ledger/post.ts'
import { passwordReason } from '#risk/limit.ts'
import { burn, hear, type Burnt } from '#trade/code.ts'
import { refuse, type Decision, type Rules } from '#trade/rules.ts'
import { balanceOf, hindrance } from '#trade/settle.ts'
import type { FailureCode } from '#wire/codes.ts'

import type { FreezeCommand } from './command.ts'
import type { FundFailure } from './failure.ts'
import { holdKey, type Hold } from './hold.ts'
import { decline } from './rules.ts'
import { billOf, tellHold } from './tell.ts'

/**
 * `alipay.fund.auth.order.freeze`: a till presents a code so that an amount be held. Burns, budgets, alarms, the password-free limit
 * and the day's limit are those of a payment.
 */
export function freeze(facts: Facts, command: FreezeCommand, rules: Rules): Decision {
  const shown = facts.presented.get(command)
  must(shown, 'a presented code was resolved')
  const hold = facts.holds.get(holdKey(command))
  if (hold && hold.codeMac === shown.mac) return replay(hold, rules)
  const { code } = shown
  const showing = {
    ...command,
    outTradeNo: command.outOrderNo,
    extra: { merchantName: command.merchantName },
  }
  const burnt = burn(facts, showing, code, rules)
  const barred = hold && barredBecause(hold, command, rules)
  if (barred) return decline(barred, burnt)
  const heard = hear(facts, showing, { code, burnt, trade: undefined }, rules)
  if ('outcome' in heard) return heard
  const before = hold
  const asked: Hold = {
    ...(hold ?? open(command, rules)),
    memberId: heard.member.memberId,
    memberPhone: heard.member.phone,
    codeMac: shown.mac,
    failure: null,
    waiting: null,
  }
  return take(facts, { member: heard.member, asked, before, burnt }, rules)
}

/** The same order with the same code: what is true now, whatever it was at first. */
function replay(hold: Hold, rules: Rules): Decision {
  if (hold.frozenAt !== null && hold.state !== 'CLOSED') return asItIs(hold)
  if (hold.state === 'CLOSED' || rules.now >= hold.expiresAt) return decline('ORDER_ALREADY_CLOSED')
  if (hold.waiting) return asItIs(hold)
  return refuse((hold.failure ?? 'TRADE_STATUS_ERROR') as FailureCode)
}

export const asItIs = (hold: Hold): Decision => ({ outcome: { kind: 'held', hold }, changes: {} })

function barredBecause(hold: Hold, command: FreezeCommand, rules: Rules): FundFailure | null {
  if (hold.state === 'FINISH') return 'ORDER_ALREADY_FINISH'
  if (hold.state === 'CLOSED') return 'ORDER_ALREADY_CLOSED'
  if (hold.amount !== command.amount || hold.outRequestNo !== command.outRequestNo) {
    return 'UNIQUE_VIOLATION'
  }
  if (hold.state === 'AUTHORIZED') return 'FREEZE_ALREADY_SUCCESS'
  return rules.now >= hold.expiresAt ? 'ORDER_ALREADY_CLOSED' : null
}

type Attempt = { member: MemberFact; asked: Hold; before: Hold | undefined; burnt: Burnt }

function take(facts: Facts, { member, asked, before, burnt }: Attempt, rules: Rules): Decision {
  const dropped = dropWaiting(facts, before, member, rules)
  const failure = hindrance(facts, member, asked, rules)
  if (failure) {
    const hold = { ...asked, failure }
    const events = tellHold('failed', { hold, member, reason: failure }, rules)
    return refuse(failure, null, {}, { ...burnt, hold, events: [...dropped, ...events] })
  }
  const reason = passwordReason(member, asked.amount)
  if (reason) {
    const hold: Hold = { ...asked, waiting: reason }
    const { merchantId, outOrderNo: outTradeNo, authNo: tradeNo } = hold
    const { memberId } = member
    const events = tellHold('waiting', { hold, member, reason }, rules)
    return {
      outcome: { kind: 'held', hold },
      changes: {
        ...burnt,
        hold,
        pending: { memberId, tradeNo, merchantId, outTradeNo, reason, at: rules.now },
        events: [...dropped, ...events],
      },
    }
  }
  const { hold, changes } = holdMoney(facts, member, asked, rules)
  return { outcome: { kind: 'held', hold }, changes: { ...burnt, ...changes, events: dropped } }
}

/** Another member's code while the first is still being asked: the first is told that it is over. */
function dropWaiting(facts: Facts, hold: Hold | undefined, member: MemberFact, rules: Rules) {
  if (!hold?.waiting || hold.memberId === null || hold.memberId === member.memberId) return []
  const first = facts.members.get(hold.memberId)
  return first ? tellHold('closed', { hold, member: first, reason: 'CANCELLED' }, rules) : []
}

/** Where this order's money lies, of this member's. */
export function frozenOf(facts: Facts, hold: Hold): Account {
  must(hold.memberId !== null, 'a hold has a member')
  const account = facts.accounts.get(accountKey(hold.memberId, frozenAccount(hold)))
  must(account, 'the account of held money was loaded')
  return account
}

/** Moves the money aside, and writes everything that tells of it. The caller has asked `hindrance`. */
export function holdMoney(
  facts: Facts,
  member: MemberFact,
  asked: Hold,
  rules: Rules,
): { hold: Hold; changes: Changes } {
  const { amount } = asked
  const posted = post({
    postingId: rules.newId(),
    kind: 'freeze',
    ref: asked.authNo,
    at: rules.now,
    legs: [
      { account: balanceOf(facts, member.memberId), amount: -amount },
      { account: frozenOf(facts, asked), amount },
    ],
  })
  const balance = posted.accounts[0]!.balance
  const hold: Hold = { ...asked, state: 'AUTHORIZED', waiting: null, frozenAt: rules.now }
  const line = { kind: 'freeze', tells: 'frozen' } as const
  const changes: Changes = {
    hold,
    posted,
    bill: billOf({ ...line, member, amount: -amount, balance, ...about(hold) }, rules),
  }
  return { hold, changes }
}

/** What the member's bills and events say of a hold. */
export const about = (hold: Hold) => ({
  merchantId: hold.merchantId,
  merchantName: hold.merchantName,
  title: hold.title,
  tradeNo: hold.authNo,
  outTradeNo: hold.outOrderNo,
})

const open = (command: FreezeCommand, rules: Rules): Hold => ({
  ...emptyHold(command, rules),
  outRequestNo: command.outRequestNo,
  amount: command.amount,
  title: command.title,
  merchantName: command.merchantName,
  remark: command.remark,
  expiresAt: command.expiresAt ?? rules.now + rules.unpaidMs,
})

/** An order of which nothing is known but its number. */
export const emptyHold = (
  name: { merchantId: string; outOrderNo: string },
  rules: Rules,
): Hold => ({
  merchantId: name.merchantId,
  outOrderNo: name.outOrderNo,
  authNo: rules.newTradeNo(),
  outRequestNo: name.outOrderNo,
  operationId: rules.newTradeNo(),
  state: 'INIT',
  amount: 0n,
  title: '',
  memberId: null,
  memberPhone: null,
  codeMac: null,
  failure: null,
  waiting: null,
  merchantName: '',
  remark: null,
  createdAt: rules.now,
  expiresAt: rules.now,
  frozenAt: null,
  version: 0n,
})
