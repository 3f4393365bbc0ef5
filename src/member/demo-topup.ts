import { beijingDay } from '#kernel/clock.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { parseYuan, type Fen } from '#kernel/money.ts'
import { refuse } from '#wire/failures.ts'
import { ownTitles } from '#wire/titles.ts'

import type { MemberDeps } from './deps.ts'

const leastAmount: Fen = 100n
const mostAmount: Fen = 100_000n
const dayMax: Fen = 1_000_000n
/** Requests of one member at the same moment that may pass this one by before it is called busy. */
const racesMax = 5

/**
 * Play money for the asking, in the demo: 1.00 to 1000.00 a time, 10000.00 on one Beijing day. The reference says what
 * was given that day before, so of two requests at the same moment one finds its reference taken and looks again.
 */
export async function giveDemoMoney(
  deps: Pick<MemberDeps, 'sql' | 'engine' | 'clock'>,
  memberId: string,
  given: unknown,
): Promise<Result<void>> {
  const amount = parseYuan(given)
  if (amount === undefined || amount < leastAmount || amount > mostAmount) {
    const message = 'The amount must be yuan from 1.00 to 1000.00. No money moved.'
    return refuse('AMOUNT_INVALID', { field: 'amount', message })
  }
  const day = `demo-${beijingDay(deps.clock())}-`
  for (let race = 0; race < racesMax; race++) {
    const [row] = await deps.sql<{ total: Fen }[]>`
      select coalesce(sum(amount), 0)::bigint as total
        from topup where member_id = ${memberId} and starts_with(ref, ${day})`
    const total = row?.total ?? 0n
    if (total + amount > dayMax) return refuse('DAY_LIMIT')
    const ref = `${day}${total}`
    const outcome = await deps.engine.submit({
      kind: 'topup',
      memberId,
      amount,
      ref,
      title: ownTitles.demoTopup,
    })
    if (outcome.kind === 'unknown') return refuse('UNAVAILABLE')
    if (outcome.kind !== 'toppedUp') return refuse('BUSY')
    if (!outcome.repeated) return ok(undefined)
  }
  return refuse('BUSY')
}
