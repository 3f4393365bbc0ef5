import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import type { Keyring } from '#kernel/keys.ts'
import { stepAt, type CodeFormat } from '#paycode/derive.ts'
import { handlesFor, handlesMax } from '#paycode/issue.ts'
import { refuse } from '#wire/failures.ts'
import type { Handles, HandlesReply } from '#wire/wallet.ts'

/** Handles begin a step back, for a phone whose clock is a little behind. */
const stepsBack = 1

/** The handles of a device from `fromStep` on (or from now), to 72 hours from now; none when the phone has them all. */
export function handlesFrom(
  keyring: Keyring,
  format: CodeFormat,
  want: { deviceNo: bigint; now: number; fromStep?: number },
): Handles {
  const nowStep = stepAt(want.now) - stepsBack
  const firstStep = Math.max(nowStep, want.fromStep ?? 0)
  const count = nowStep + handlesMax - firstStep
  if (count <= 0) return { firstStep, list: [] }
  return { firstStep, list: handlesFor(keyring, format, { ...want, firstStep, count }) }
}

export type HandlesWanted = { memberId: string; deviceNo: bigint; fromStep?: number }
type HandlesDeps = { sql: Sql; keyring: Keyring; clock: Clock; format: CodeFormat }

/** The handles that a phone of this member still lacks. A revoked or unknown device: `DEVICE_REVOKED`. */
export async function moreHandles(
  { sql, keyring, clock, format }: HandlesDeps,
  want: HandlesWanted,
): Promise<Result<HandlesReply>> {
  const now = clock()
  const [row] = await sql<{ state: string }[]>`
    update device set last_seen_at = ${now}, version = version + 1
     where device_no = ${want.deviceNo} and member_id = ${want.memberId} and state <> 'revoked'
    returning state`
  if (!row) return refuse('DEVICE_REVOKED')
  if (row.state !== 'active') return refuse('CODE_DEVICE_SUSPENDED')
  return ok({ handles: handlesFrom(keyring, format, { ...want, now }), serverTime: now })
}
