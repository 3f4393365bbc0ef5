import { ok, type Result } from '#kernel/failure.ts'
import type { LoginRequest } from '#wire/wallet.ts'

import type { MemberDeps } from './deps.ts'
import { findByPhone, signUp } from './sign-up.ts'

/** A wallet stays logged in for 30 days; money moves against the payment password or a code, not against this. */
export const walletLifeMs = 30 * 86_400_000

/** Logs a phone in with the code it received; a phone that nobody has yet is signed up. Resolves to the session's token. */
export async function logIn(
  { sql, sms, sessions, config, clock }: MemberDeps,
  { phone, smsCode }: LoginRequest,
): Promise<Result<{ memberId: string; token: string }>> {
  const entered = await sql.begin(async (tx): Promise<Result<string>> => {
    const checked = await sms.check(tx, phone, 'login', smsCode)
    if (!checked.ok) return checked
    const known = await findByPhone(tx, phone)
    const { passwordFreeLimit } = config
    return ok(known ?? (await signUp(tx, { phone, passwordFreeLimit, now: clock() })))
  })
  if (!entered.ok) return entered
  const memberId = entered.value
  const lifeMs = walletLifeMs
  const token = await sessions.open({ kind: 'wallet', subject: memberId, detail: {}, lifeMs })
  return ok({ memberId, token })
}
