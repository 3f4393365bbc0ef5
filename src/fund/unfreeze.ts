import type { Changes, Facts } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import type { Fen } from '#kernel/money.ts'
import type { Account } from '#ledger/account.ts'
import { post } from '#ledger/post.ts'
import type { Decision, Rules } from '#trade/rules.ts'
import { balanceOf } from '#trade/settle.ts'

import type { UnfreezeCommand } from './command.ts'
import type { FundFailure } from './failure.ts'
import { about, frozenOf } from './freeze.ts'
import { holdKey, operationKey, type Hold, type HoldOperation } from './hold.ts'
import { decline } from './rules.ts'
import { billOf } from './tell.ts'

/** `alipay.fund.auth.order.unfreeze`: a part or all of what is held goes back, once per request number. */
export function unfreeze(facts: Facts, command: UnfreezeCommand, rules: Rules): Decision {
  const hold = facts.holds.get(holdKey(command))
  if (!hold || hold.amount === 0n) return decline('AUTH_ORDER_NOT_EXIST')
  const known = facts.operations.get(operationKey({ ...command, kind: 'UNFREEZE' }))
  if (known) {
    if (known.amount !== command.amount) return decline('UNIQUE_VIOLATION')
    return { outcome: { kind: 'released', hold, operation: known }, changes: {} }
  }
  const illegal = illegalFor(hold)
  if (illegal) return decline(illegal)
  must(command.amount > 0n, 'what is given back is positive')
  const frozen = frozenOf(facts, hold)
  if (command.amount > frozen.balance) return decline('REQUEST_AMOUNT_EXCEED')
  const { outRequestNo, amount, remark } = command
  const released = release(facts, hold, { outRequestNo, amount, remark, frozen }, rules)
  const rest = frozen.balance - amount
  const after: Hold = rest === 0n ? { ...hold, state: 'FINISH' } : hold
  return {
    outcome: { kind: 'released', hold: after, operation: released.operation },
    changes: { ...released.changes, ...(rest === 0n && { hold: after }) },
  }
}

/** Why nothing more can be done with this hold, or null. */
export function illegalFor(hold: Hold): FundFailure | null {
  if (hold.state === 'INIT') return 'ILLEGAL_STATUS'
  if (hold.state === 'CLOSED') return 'ORDER_ALREADY_CLOSED'
  return hold.state === 'FINISH' ? 'ORDER_ALREADY_FINISH' : null
}

type Release = Pick<HoldOperation, 'outRequestNo' | 'amount' | 'remark'> & {
  /** The account of held money as this posting finds it. */
  frozen: Account
  /** The member's balance likewise, where an earlier posting of the same decision moved it. */
  balance?: Account
}

/** Gives held money back to the member, and tells of it. */
export function release(
  facts: Facts,
  hold: Hold,
  { outRequestNo, amount, remark, frozen, balance }: Release,
  rules: Rules,
): { operation: HoldOperation; changes: Changes; left: Fen } {
  must(hold.memberId !== null, 'a hold has a member')
  const member = facts.members.get(hold.memberId)
  must(member, 'whose money is held is a member')
  const postingId = rules.newId()
  const posted = post({
    postingId,
    kind: 'unfreeze',
    ref: hold.authNo,
    at: rules.now,
    legs: [
      { account: balance ?? balanceOf(facts, hold.memberId), amount },
      { account: frozen, amount: -amount },
    ],
  })
  const operation: HoldOperation = {
    merchantId: hold.merchantId,
    outOrderNo: hold.outOrderNo,
    kind: 'UNFREEZE',
    outRequestNo,
    operationId: rules.newTradeNo(),
    amount,
    remark,
    postingId,
    at: rules.now,
  }
  const after = posted.accounts[0]!.balance
  const line = { kind: 'unfreeze', tells: 'unfrozen' } as const
  return {
    operation,
    changes: {
      posted,
      operations: [operation],
      bills: [billOf({ ...line, member, amount, balance: after, ...about(hold) }, rules)],
    },
    left: posted.accounts[1]!.balance,
  }
}
