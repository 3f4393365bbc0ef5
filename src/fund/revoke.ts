import type { Facts } from '#engine/facts.ts'
import type { Decision, Rules } from '#trade/rules.ts'

import type { RevokeCommand } from './command.ts'
import { emptyHold, frozenOf } from './freeze.ts'
import { holdKey, revokeNo, type Hold } from './hold.ts'
import { decline } from './rules.ts'
import { tellHold } from './tell.ts'
import { release } from './unfreeze.ts'

/**
 * `alipay.fund.auth.operation.cancel`: not held yet → closed; held and untouched → given back whole; unknown → the number is barred, so
 * that a freezing which arrives late holds nothing. A repeat gets the same answer.
 */
export function revoke(facts: Facts, command: RevokeCommand, rules: Rules): Decision {
  const hold = facts.holds.get(holdKey(command))
  if (!hold) {
    const stone: Hold = { ...emptyHold(command, rules), state: 'CLOSED', failure: 'CANCELLED' }
    return decline('AUTH_ORDER_NOT_EXIST', { hold: stone })
  }
  if (hold.amount === 0n) return decline('AUTH_ORDER_NOT_EXIST')
  if (hold.state === 'CLOSED') return done(hold, hold.frozenAt === null ? 'close' : 'unfreeze')
  if (hold.state === 'FINISH') return decline('ORDER_ALREADY_FINISH')
  const closed: Hold = { ...hold, state: 'CLOSED', waiting: null, failure: 'CANCELLED' }
  if (hold.frozenAt === null) {
    const asked = hold.waiting && hold.memberId ? facts.members.get(hold.memberId) : undefined
    const events = asked
      ? tellHold('closed', { hold: closed, member: asked, reason: 'CANCELLED' }, rules)
      : []
    return done(closed, 'close', { hold: closed, events })
  }
  const frozen = frozenOf(facts, hold)
  if (frozen.balance !== hold.amount) return decline('ILLEGAL_STATUS')
  const { remark } = command
  const back = { outRequestNo: revokeNo(hold), amount: hold.amount, remark, frozen }
  const { changes } = release(facts, hold, back, rules)
  return done(closed, 'unfreeze', { ...changes, hold: closed })
}

const done = (
  hold: Hold,
  action: 'close' | 'unfreeze',
  changes: Decision['changes'] = {},
): Decision => ({ outcome: { kind: 'revoked', hold, action }, changes })
