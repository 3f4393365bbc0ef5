import type { Facts } from '#engine/facts.ts'
import { must } from '#kernel/failure.ts'
import { refuse, type Decision, type Rules } from '#trade/rules.ts'
import { hindrance } from '#trade/settle.ts'

import type { AgreeCommand } from './command.ts'
import { asItIs, holdMoney } from './freeze.ts'
import { holdKey, type Hold } from './hold.ts'
import { tellHold } from './tell.ts'

/** The member said yes, with the payment password, or no. A hindrance leaves it waiting: the member may mend it and try again. */
export function agree(facts: Facts, command: AgreeCommand, rules: Rules): Decision {
  const hold = facts.holds.get(holdKey(command))
  if (!hold || hold.memberId !== command.memberId) return refuse('TRADE_NOT_EXIST')
  if (hold.frozenAt !== null) return command.yes ? asItIs(hold) : refuse('TRADE_HAS_SUCCESS')
  if (hold.state === 'CLOSED') return command.yes ? refuse('TRADE_HAS_CLOSE') : asItIs(hold)
  if (!hold.waiting) return refuse('TRADE_STATUS_ERROR')
  if (rules.now >= hold.expiresAt) return refuse('TRADE_HAS_CLOSE')
  const member = facts.members.get(command.memberId)
  must(member, 'whoever agrees is a member')
  if (!command.yes) {
    const closed: Hold = { ...hold, state: 'CLOSED', waiting: null, failure: 'PAYER_REFUSED' }
    const events = tellHold('closed', { hold: closed, member, reason: 'PAYER_REFUSED' }, rules)
    return { outcome: { kind: 'held', hold: closed }, changes: { hold: closed, events } }
  }
  const failure = hindrance(facts, member, hold, rules)
  if (failure) return refuse(failure)
  const held = holdMoney(facts, member, hold, rules)
  // Whoever gives the payment password after an alarm holds the phone: password-free payment is on again.
  const calmed =
    hold.waiting === 'alarm' ? { member: { ...member, passwordFreeSuspended: false } } : {}
  return {
    outcome: { kind: 'held', hold: held.hold },
    changes: { ...held.changes, ...calmed },
  }
}
