import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import { ok, type Result } from '#kernel/failure.ts'
import type { Keyring } from '#kernel/keys.ts'
import {
  firstLockSeconds,
  hashPassword,
  isPassword,
  longestLockSeconds,
  triesPerLock,
} from '#kernel/password.ts'
import { refuse } from '#wire/failures.ts'

export type StaffKey = { merchantId: string; staffId: string }
type LoginDeps = { sql: Sql; keyring: Keyring; clock: Clock }

/**
 * Checks a login and its password. The try is counted before it is looked at, as with payment passwords. A login that
 * nobody has takes as long as a wrong password.
 */
export async function checkLogin(
  deps: LoginDeps,
  login: string,
  password: string,
): Promise<Result<StaffKey>> {
  const { sql, keyring, clock } = deps
  const [key] = await sql<StaffKey[]>`
    select merchant_id as "merchantId", staff_id as "staffId"
      from staff_login where login = ${login}`
  if (!key) {
    await hashPassword(keyring, password)
    return refuse('WRONG_LOGIN')
  }
  const now = clock()
  const [claim] = await sql<{ misses: number; stored: string; state: string }[]>`
    update staff
       set misses = misses + 1,
           locked_until = case when (misses + 1) % ${triesPerLock}::int = 0
             then ${now}::timestamptz + interval '1 second' * least(${longestLockSeconds}::int,
               ${firstLockSeconds}::int * 2 ^ ((misses + 1) / ${triesPerLock}::int - 1)) end
     where merchant_id = ${key.merchantId} and staff_id = ${key.staffId}
       and (locked_until is null or locked_until <= ${now})
    returning misses, password as stored, state`
  if (!claim) return locked(sql, key, now)
  if (!(await isPassword(keyring, claim.stored, password))) {
    return claim.misses % triesPerLock === 0 ? locked(sql, key, now) : refuse('WRONG_LOGIN')
  }
  await sql`
    update staff set misses = 0, locked_until = null
     where merchant_id = ${key.merchantId} and staff_id = ${key.staffId}`
  if (claim.state !== 'active') {
    return refuse('NOT_ALLOWED', { message: 'This login is suspended. Ask the owner of the shop.' })
  }
  return ok(key)
}

async function locked(sql: Sql, { merchantId, staffId }: StaffKey, now: number) {
  const [row] = await sql<{ lockedUntil: number | null }[]>`
    select locked_until as "lockedUntil" from staff
     where merchant_id = ${merchantId} and staff_id = ${staffId}`
  const waitSeconds = Math.max(1, Math.ceil(((row?.lockedUntil ?? now) - now) / 1000))
  return refuse('LOGIN_LOCKED', { detail: { waitSeconds } })
}
