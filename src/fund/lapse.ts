import type { Facts } from '#engine/facts.ts'
import { refuse, type Decision, type Rules } from '#trade/rules.ts'

import type { LapseCommand } from './command.ts'
import { asItIs } from './freeze.ts'
import { holdKey, type Hold } from './hold.ts'
import { tellHold } from './tell.ts'

/** Time is up for a freezing that nobody agreed to. One that was held or closed meanwhile stays as it is. */
export function lapse(facts: Facts, command: LapseCommand, rules: Rules): Decision {
  const hold = facts.holds.get(holdKey(command))
  if (!hold) return refuse('TRADE_NOT_EXIST')
  if (hold.state !== 'INIT' || rules.now < hold.expiresAt) return asItIs(hold)
  const closed: Hold = { ...hold, state: 'CLOSED', waiting: null, failure: 'TIMED_OUT' }
  const member = hold.waiting && hold.memberId ? facts.members.get(hold.memberId) : undefined
  const events = member
    ? tellHold('closed', { hold: closed, member, reason: 'TIMED_OUT' }, rules)
    : []
  return { outcome: { kind: 'held', hold: closed }, changes: { hold: closed, events } }
}
