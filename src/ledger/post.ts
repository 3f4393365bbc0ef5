import { beijingDay } from '#kernel/clock.ts'
import { must } from '#kernel/failure.ts'
import type { Currency, Fen } from '#kernel/money.ts'

import { spentOn, type Account } from './account.ts'

export type PostingKind =
  | 'payment'
  | 'refund'
  | 'topup'
  | 'transfer'
  | 'freeze'
  | 'unfreeze'
  | 'royalty'
  | 'royalty_back'

/** One line of an account's history; `balanceBefore + amount = balanceAfter`, and `seq` counts the account's lines. */
export type Entry = {
  ownerId: string
  account: string
  seq: bigint
  postingId: string
  kind: PostingKind
  ref: string
  currency: Currency
  amount: Fen
  balanceBefore: Fen
  balanceAfter: Fen
  at: number
}

const spending: ReadonlySet<PostingKind> = new Set(['payment', 'freeze', 'transfer'])

/** Whether it counts as spent on its day. The database's `entries_post` counts by the same rule. */
export const spends = ({ kind, amount }: { kind: PostingKind; amount: Fen }): boolean =>
  amount < 0n && spending.has(kind)

export type Leg = { account: Account; amount: Fen }

/** Movements that happen together and sum to zero; `ref` names what they are for (a trade_no, a top-up's reference). */
export type Posting = { postingId: string; kind: PostingKind; ref: string; at: number; legs: Leg[] }

export type Posted = { accounts: Account[]; entries: Entry[] }

/** Whether the account can give this much without passing its floor. */
export const covers = (account: Account, amount: Fen): boolean =>
  account.floor === null || account.balance - amount >= account.floor

/**
 * The one door to the ledger: the accounts as they stand after the posting, and the entries that say why. The caller has asked
 * `covers` first; a posting that does not sum to zero, moves nothing, or passes a floor is a bug and throws.
 */
export function post(posting: Posting): Posted {
  must(posting.legs.reduce((sum, leg) => sum + leg.amount, 0n) === 0n, 'a posting sums to zero')
  must(
    new Set(posting.legs.map((leg) => leg.account)).size === posting.legs.length,
    'one leg an account',
  )
  const accounts: Account[] = []
  const entries: Entry[] = []
  const today = beijingDay(posting.at)
  for (const { account, amount } of posting.legs) {
    must(amount !== 0n, 'a leg moves something')
    must(amount > 0n || covers(account, -amount), 'a posting stays above the floor')
    const balance = account.balance + amount
    const version = account.version + 1n
    // A clock that is behind near midnight counts into the later day.
    const day = account.day !== null && account.day > today ? account.day : today
    const more = spends({ kind: posting.kind, amount }) ? -amount : 0n
    accounts.push({ ...account, balance, version, day, spent: spentOn(account, day) + more })
    entries.push({
      ownerId: account.ownerId,
      account: account.account,
      seq: version,
      postingId: posting.postingId,
      kind: posting.kind,
      ref: posting.ref,
      currency: account.currency,
      amount,
      balanceBefore: account.balance,
      balanceAfter: balance,
      at: posting.at,
    })
  }
  return { accounts, entries }
}
