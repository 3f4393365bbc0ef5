import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import type { Keyring } from '#kernel/keys.ts'
import { firstLockSeconds, isPassword, longestLockSeconds, triesPerLock } from '#kernel/password.ts'
import { refuse } from '#wire/failures.ts'

export type SecretDeps = { sql: Sql; keyring: Keyring; clock: Clock }

/**
 * Checks a member's payment password. The try is counted before it is looked at, and a fifth try locks before it is
 * looked at, so that tries at the same moment are as many tries as one after the other.
 */
export async function checkPaymentPassword(
  { sql, keyring, clock }: SecretDeps,
  memberId: string,
  password: string,
): Promise<Result<void>> {
  const now = clock()
  const [claim] = await sql<{ misses: number; stored: string | null }[]>`
    update member_secret
       set misses = misses + 1,
           locked_until = case when (misses + 1) % ${triesPerLock}::int = 0
             then ${now}::timestamptz + interval '1 second' * least(${longestLockSeconds}::int,
               ${firstLockSeconds}::int * 2 ^ ((misses + 1) / ${triesPerLock}::int - 1)) end
     where member_id = ${memberId} and payment_password is not null
       and (locked_until is null or locked_until <= ${now})
    returning misses, payment_password as stored`
  if (!claim?.stored) return explainNone(sql, memberId, now)
  if (await isPassword(keyring, claim.stored, password)) {
    await sql`
      update member_secret set misses = 0, locked_until = null where member_id = ${memberId}`
    return ok(undefined)
  }
  if (claim.misses % triesPerLock === 0) return explainNone(sql, memberId, now)
  const attemptsLeft = triesPerLock - (claim.misses % triesPerLock)
  return refuse('WRONG_PAYMENT_PASSWORD', { field: 'paymentPassword', detail: { attemptsLeft } })
}

async function explainNone(sql: Sql, memberId: string, now: number) {
  const [row] = await sql<{ lockedUntil: number | null; none: boolean }[]>`
    select locked_until as "lockedUntil", payment_password is null as none
      from member_secret where member_id = ${memberId}`
  if (!row || row.none) return refuse('PAYMENT_PASSWORD_NEEDED')
  const waitSeconds = Math.max(1, Math.ceil(((row.lockedUntil ?? now) - now) / 1000))
  return refuse('PAYMENT_PASSWORD_LOCKED', { detail: { waitSeconds } })
}

/** One digit six times, and runs up or down (`123456`, `987654`, `890123` too): what a thief tries first. */
export function isWeak(password: string): boolean {
  const steps = [...password]
    .slice(1)
    .map((digit, i) => (Number(digit) - Number(password[i]) + 10) % 10)
  return steps.every((step) => step === steps[0]) && [0, 1, 9].includes(steps[0] ?? 0)
}
