import type { Facts } from '#engine/facts.ts'
import type { Fen } from '#kernel/money.ts'
import { accountKey, settlementAccount, stripesMax } from '#ledger/account.ts'
import type { Leg } from '#ledger/post.ts'

/** Takes the amount from the merchant's stripes, this process's own first; null when they do not hold it together. */
export function draw(facts: Facts, merchantId: string, amount: Fen, own: number): Leg[] | null {
  const legs: Leg[] = []
  let rest = amount
  for (const stripe of [own, ...Array.from({ length: stripesMax }, (_, n) => n)]) {
    if (
      rest === 0n ||
      (stripe === own && legs.some((leg) => leg.account.account === settlementAccount(own)))
    )
      continue
    const account = facts.accounts.get(accountKey(merchantId, settlementAccount(stripe)))
    if (!account || account.balance <= 0n) continue
    const part = account.balance < rest ? account.balance : rest
    legs.push({ account, amount: -part })
    rest -= part
  }
  return rest === 0n ? legs : null
}
