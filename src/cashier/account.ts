import { ok, type Result } from '#kernel/failure.ts'
import { hashPassword } from '#kernel/password.ts'
import { checkPaymentPassword } from '#member/payment-password.ts'
import type { CashierPay } from '#wire/cashier.ts'
import type { FailureCode } from '#wire/codes.ts'
import { refuse } from '#wire/failures.ts'

import type { CheckoutDeps } from './checkout.ts'
import { countTry, forgiveTry } from './misses.ts'

/**
 * Wrong tries within ten minutes that a phone number, an order and a network address have at desks. A wrong try counts against the
 * member's own lock besides; a number that nobody has is answered alike.
 */
const allowed = { phone: 4, token: 10, address: 30 }

/**
 * The member who pays by account: the phone number and its payment password. Which of the two is wrong is not told, and an unknown
 * number takes as long to refuse as a wrong password.
 */
export async function payerByAccount(
  deps: CheckoutDeps,
  from: CashierPay & { token: string; address: string },
): Promise<Result<string, FailureCode>> {
  const guessers = [
    { subject: `desk:phone:${from.phone}`, allowed: allowed.phone },
    { subject: `desk:token:${from.token}`, allowed: allowed.token },
    { subject: `desk:address:${from.address}`, allowed: allowed.address },
  ]
  const waitMs = await countTry(deps, guessers)
  if (waitMs > 0) {
    return refuse('LOGIN_LOCKED', { detail: { waitSeconds: Math.ceil(waitMs / 1000) } })
  }
  const checked = await check(deps, from)
  if (checked.ok) await forgiveTry(deps, guessers)
  return checked
}

async function check(
  deps: CheckoutDeps,
  { phone, paymentPassword }: CashierPay,
): Promise<Result<string, FailureCode>> {
  const [row] = await deps.sql<{ memberId: string }[]>`
    select member_id as "memberId" from member_phone where phone = ${phone}`
  const checked = row && (await checkPaymentPassword(deps, row.memberId, paymentPassword))
  if (row && checked?.ok) return ok(row.memberId)
  if (checked?.ok === false && checked.failure.code === 'PAYMENT_PASSWORD_LOCKED') {
    const { detail } = checked.failure
    return refuse('LOGIN_LOCKED', detail ? { detail } : {})
  }
  const isHashed = checked?.ok === false && checked.failure.code === 'WRONG_PAYMENT_PASSWORD'
  if (!isHashed) await hashPassword(deps.keyring, paymentPassword)
  return refuse('WRONG_LOGIN')
}
