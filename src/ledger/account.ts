import type { Currency, Fen } from '#kernel/money.ts'

/**
 * What somebody owns in one currency. `version` counts the account's entries: the next entry has seq version + 1.
 * `floor` is the least balance allowed; null for the platform's own books, which mirror what banks hold. `day` is the Beijing day of
 * the last entry, null before the first, and `spent` what left the account on it by payments, holds and transfers.
 */
export type Account = {
  ownerId: string
  account: string
  currency: Currency
  floor: Fen | null
  balance: Fen
  version: bigint
  day: string | null
  spent: Fen
}

/** What left the account by payments, holds and transfers on this Beijing day, so far. */
export const spentOn = (account: Account, day: string): Fen =>
  account.day !== null && account.day >= day ? account.spent : 0n

export const accountKey = (ownerId: string, account: string): string => `${ownerId}/${account}`

/** A member's money. */
export const memberAccount = 'balance'

/** A member's money that is held for one order of a merchant's; what is left of it is this account's balance. */
export const frozenAccount = (order: { merchantId: string; outOrderNo: string }): string =>
  `frozen.${order.merchantId}.${order.outOrderNo}`

/** How many stripes a merchant's receipts can be spread over: one for each serving process. */
export const stripesMax = 16

/** A merchant's receipts, one stripe for each serving process, so that two processes never write the same row. */
export const settlementAccount = (stripe: number): string => `settlement.${stripe}`

/** Mirrors what the platform's bank holds for everybody: negative by as much as members and merchants own. */
export const platformBank = { ownerId: 'platform', account: 'bank' } as const

/** Accounts that come to be with their first posting: a process's own stripe, held money, the platform's bank. */
export const isMadeByUse = (account: string, stripe: number): boolean =>
  account === settlementAccount(stripe) || account === 'bank' || account.startsWith('frozen.')

/** An account that nobody has stored yet. */
export const emptyAccount = (ownerId: string, account: string): Account => ({
  ownerId,
  account,
  currency: 'CNY',
  floor: ownerId === platformBank.ownerId ? null : 0n,
  balance: 0n,
  version: 0n,
  day: null,
  spent: 0n,
})
