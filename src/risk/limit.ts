import type { Fen } from '#kernel/money.ts'

export type PayerLimits = { passwordFreeLimit: Fen; passwordFreeSuspended: boolean }

/** Why a scanned code needs the payment password, or null when the password-free limit covers it. */
export function passwordReason(
  payer: PayerLimits,
  amount: Fen,
): 'above_limit' | 'limit_off' | 'alarm' | null {
  if (payer.passwordFreeSuspended) return 'alarm'
  if (payer.passwordFreeLimit === 0n) return 'limit_off'
  return amount > payer.passwordFreeLimit ? 'above_limit' : null
}

/** Whether this much more, after what was spent on the day, stays within the day's limit. */
export const withinDay = (spent: Fen, amount: Fen, dayLimit: Fen): boolean =>
  spent + amount <= dayLimit
