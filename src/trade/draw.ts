import type { Facts } from '#engine/facts.ts'
import type { Fen } from '#kernel/money.ts'
import { accountKey, settlementAccount, stripesMax, type Account } from '#ledger/account.ts'
import type { Leg } from '#ledger/post.ts'

/**
 * Takes the amount from the merchant's stripes, this process's own first; null when they do not hold it together.
 * `moved`: accounts as the same decision has moved them already.
 */
export function draw(
  facts: Facts,
  merchantId: string,
  amount: Fen,
  own: number,
  moved: readonly Account[] = [],
): Leg[] | null {
  const legs: Leg[] = []
  let rest = amount
  for (const stripe of [own, ...Array.from({ length: stripesMax }, (_, n) => n)]) {
    if (
      rest === 0n ||
      (stripe === own && legs.some((leg) => leg.account.account === settlementAccount(own)))
    )
      continue
    const key = accountKey(merchantId, settlementAccount(stripe))
    const before = moved.find(({ ownerId, account }) => accountKey(ownerId, account) === key)
    const account = before ?? facts.accounts.get(key)
    if (!account || account.balance <= 0n) continue
    const part = account.balance < rest ? account.balance : rest
    legs.push({ account, amount: -part })
    rest -= part
  }
  return rest === 0n ? legs : null
}
