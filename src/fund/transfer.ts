import { payoutDayKey, transferKey, type Facts, type MemberFact } from '#engine/facts.ts'
import { beijingDay } from '#kernel/clock.ts'
import { must } from '#kernel/failure.ts'
import type { Fen } from '#kernel/money.ts'
import { post } from '#ledger/post.ts'
import { withinDay } from '#risk/limit.ts'
import { draw } from '#trade/draw.ts'
import type { Decision, Rules } from '#trade/rules.ts'
import { balanceOf } from '#trade/settle.ts'

import type { TransferCommand } from './command.ts'
import { decline } from './rules.ts'
import { billOf } from './tell.ts'

/** Money that a merchant paid to a member, once per `outBizNo`. */
export type Transfer = {
  merchantId: string
  outBizNo: string
  orderId: string
  payeeId: string
  amount: Fen
  title: string
  remark: string | null
  postingId: string
  at: number
}

/** What a merchant paid out on one Beijing day. Its money lies in stripes that change apart, so this row guards their sum. */
export type PayoutDay = {
  merchantId: string
  day: string
  amount: Fen
  count: number
  version: bigint
}

function payoutsOf(facts: Facts, merchantId: string, rules: Rules): PayoutDay {
  const day = beijingDay(rules.now)
  const known = facts.payoutDays.get(payoutDayKey({ merchantId, day }))
  return known ?? { merchantId, day, amount: 0n, count: 0, version: 0n }
}

/** `alipay.fund.trans.uni.transfer`: done at once and whole, or not at all; a repeat gets the transfer as it was. */
export function transfer(facts: Facts, command: TransferCommand, rules: Rules): Decision {
  const { merchantId, outBizNo, amount } = command
  const known = facts.transfers.get(transferKey(command))
  if (known) {
    return known.amount === amount && known.payeeId === command.payeeId
      ? { outcome: { kind: 'transferred', transfer: known, repeated: true }, changes: {} }
      : decline('PAYMENT_INFO_INCONSISTENCY')
  }
  must(amount > 0n, 'a transfer is positive')
  if (facts.merchants.get(merchantId)?.state !== 'active') return decline('PAYER_STATUS_ERROR')
  if (command.payeeId === merchantId) return decline('PAYER_PAYEE_CANNOT_SAME')
  const payee = command.payeeId === null ? undefined : facts.members.get(command.payeeId)
  if (!payee) return decline('PAYEE_NOT_EXIST')
  if (command.payeeName !== null && command.payeeName !== payee.name) {
    return decline('PAYEE_USER_INFO_ERROR')
  }
  if (payee.state !== 'active') return decline('PAYEE_ACCOUNT_STATUS_ERROR')
  if (amount > rules.transfer.one) return decline('EXCEED_LIMIT_SM_AMOUNT')
  if (!withinDay(payoutsOf(facts, merchantId, rules).amount, amount, rules.transfer.day)) {
    return decline('EXCEED_LIMIT_DM_AMOUNT')
  }
  const sources = draw(facts, merchantId, amount, rules.stripe)
  if (!sources) return decline('PAYER_BALANCE_NOT_ENOUGH')
  return move(facts, { command, payee, outBizNo, sources }, rules)
}

function move(
  facts: Facts,
  so: {
    command: TransferCommand
    payee: MemberFact
    outBizNo: string
    sources: NonNullable<ReturnType<typeof draw>>
  },
  rules: Rules,
): Decision {
  const { command, payee, outBizNo, sources } = so
  const { merchantId, amount, title, remark, merchantName } = command
  const payouts = payoutsOf(facts, merchantId, rules)
  const orderId = rules.newTradeNo()
  const postingId = rules.newId()
  const posted = post({
    postingId,
    kind: 'transfer',
    ref: orderId,
    at: rules.now,
    legs: [{ account: balanceOf(facts, payee.memberId), amount }, ...sources],
  })
  const balance = posted.accounts[0]!.balance
  const done: Transfer = {
    merchantId,
    outBizNo,
    orderId,
    payeeId: payee.memberId,
    amount,
    title,
    remark,
    postingId,
    at: rules.now,
  }
  const about = { merchantId, merchantName, title, tradeNo: orderId, outTradeNo: outBizNo }
  const line = { kind: 'transfer', tells: 'received', member: payee, amount, balance } as const
  return {
    outcome: { kind: 'transferred', transfer: done, repeated: false },
    changes: {
      transfer: done,
      posted,
      payoutDay: { ...payouts, amount: payouts.amount + amount, count: payouts.count + 1 },
      bill: billOf({ ...line, ...about }, rules),
    },
  }
}
