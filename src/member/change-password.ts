import { ok, type Result } from '#kernel/failure.ts'
import { hashPassword, isPassword } from '#kernel/password.ts'
import { refuse } from '#wire/failures.ts'
import type { PasswordProof, PaymentPasswordRequest } from '#wire/wallet.ts'

import type { MemberDeps } from './deps.ts'
import { revokeAll } from './device/revoke.ts'
import { phoneOf } from './me.ts'
import { checkPaymentPassword, isWeak } from './payment-password.ts'
import type { Session } from './session.ts'

/**
 * Sets the payment password for the first time, changes it against the current one, or resets it against an SMS code.
 * A change or reset revokes every device and every session but this one.
 */
export async function changePaymentPassword(
  deps: MemberDeps,
  session: Session,
  { next, current, smsCode }: PaymentPasswordRequest,
): Promise<Result<void>> {
  const memberId = session.subject
  if (isWeak(next)) return refuse('PAYMENT_PASSWORD_WEAK', { field: 'next' })
  if (current !== undefined) {
    const checked = await checkPaymentPassword(deps, memberId, current)
    if (!checked.ok) return { ok: false, failure: { ...checked.failure, field: 'current' } }
    if (current === next) return refuseSame()
  }
  const same = smsCode !== undefined && (await isPresent(deps, memberId, next))
  const hash = await hashPassword(deps.keyring, next)
  if (current === undefined && smsCode === undefined) return setFirst(deps, memberId, hash)
  const changed = await deps.sql.begin(async (tx): Promise<Result<string[]>> => {
    if (current === undefined && smsCode !== undefined) {
      // Whether it is the same is told to nobody without a right code, and takes none away.
      const check = same ? deps.sms.look : deps.sms.check
      const checked = await check(tx, await phoneOf(tx, memberId), 'reset', smsCode)
      if (!checked.ok) return checked
      if (same) return refuseSame()
    }
    await tx`
      update member_secret
         set payment_password = ${hash}, misses = 0, locked_until = null, changed_at = ${deps.clock()}
       where member_id = ${memberId}`
    await revokeAll(tx, memberId, deps.clock())
    return ok(await deps.sessions.endAll(tx, memberId, session.tokenMac))
  })
  if (!changed.ok) return changed
  deps.sessions.forget(changed.value)
  return ok(undefined)
}

async function setFirst({ sql, clock }: MemberDeps, memberId: string, hash: string) {
  const rows = await sql`
    update member_secret set payment_password = ${hash}, changed_at = ${clock()}
     where member_id = ${memberId} and payment_password is null returning 1`
  if (rows.length > 0) return ok(undefined)
  return refuse('INVALID_REQUEST', {
    field: 'current',
    message:
      'There is a payment password already. Send it as `current`, or an SMS code as `smsCode`.',
  })
}

const refuseSame = () => refuse('PAYMENT_PASSWORD_SAME', { field: 'next' })

async function isPresent({ sql, keyring }: MemberDeps, memberId: string, password: string) {
  const [row] = await sql<{ stored: string | null }[]>`
    select payment_password as stored from member_secret where member_id = ${memberId}`
  return !!row?.stored && (await isPassword(keyring, row.stored, password))
}

/** Whether this would do as proof for a change: asked before the payer is troubled for a new one. A wrong one counts. */
export async function checkProof(
  deps: MemberDeps,
  memberId: string,
  proof: PasswordProof,
): Promise<Result<void>> {
  if ('current' in proof) {
    const checked = await checkPaymentPassword(deps, memberId, proof.current)
    return checked.ok ? checked : { ok: false, failure: { ...checked.failure, field: 'current' } }
  }
  const { smsCode } = proof
  return deps.sql.begin(async (tx) =>
    deps.sms.look(tx, await phoneOf(tx, memberId), 'reset', smsCode),
  )
}
