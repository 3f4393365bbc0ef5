import type { Fen } from '#kernel/money.ts'

/** What a member spent on one Beijing day. */
export type Spend = { memberId: string; day: string; amount: Fen; count: number; version: bigint }

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

/** Whether one more payment stays within the day's limit. */
export const withinDay = (spend: Spend, amount: Fen, dayLimit: Fen): boolean =>
  spend.amount + amount <= dayLimit

export const spendMore = (spend: Spend, amount: Fen): Spend => ({
  ...spend,
  amount: spend.amount + amount,
  count: spend.count + 1,
})
