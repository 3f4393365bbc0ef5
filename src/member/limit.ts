import { ok, type Result } from '#kernel/failure.ts'
import { parseYuan, type Fen } from '#kernel/money.ts'
import { refuse } from '#wire/failures.ts'
import type { PasswordFreeLimitRequest } from '#wire/wallet.ts'

import type { MemberDeps } from './deps.ts'
import { checkPaymentPassword } from './payment-password.ts'

/** What a payer may let a scanned code pay without the payment password, at most: 2,000.00. */
export const passwordFreeLimitMax: Fen = 200_000n

/** Sets the password-free limit, 0.00 to 2000.00, against the payment password; ends a suspension after an alarm. */
export async function setPasswordFreeLimit(
  deps: MemberDeps,
  memberId: string,
  request: PasswordFreeLimitRequest,
): Promise<Result<void>> {
  const limit = parseYuan(request.limit)
  if (limit === undefined || limit > passwordFreeLimitMax) {
    return refuse('AMOUNT_INVALID', {
      field: 'limit',
      message: 'The limit must be yuan from 0.00 to 2000.00 with at most two decimals.',
    })
  }
  const checked = await checkPaymentPassword(deps, memberId, request.paymentPassword)
  if (!checked.ok) return checked
  await deps.sql`
    update member
       set password_free_limit = ${limit}, password_free_suspended = false, version = version + 1
     where member_id = ${memberId}`
  return ok(undefined)
}
