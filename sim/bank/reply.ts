import type { BankReason } from '#wire/cards.ts'

/** What a bank answers: what was asked for, a reason why not, or that it knows no such request. */
export type Reply = Record<string, unknown>

export const refused = (reason: BankReason): Reply => ({ outcome: 'refused', reason })

export const none: Reply = { outcome: 'none' }
