import type { Fen } from '#kernel/money.ts'
import { amountMax } from '#kernel/money.ts'
import type { RoyaltyBack } from '#settle/back.ts'
import { findRoyalties, findRoyaltySum } from '#settle/find.ts'
import type { RoyaltyPart } from '#settle/royalty.ts'
import { findRefunds, findTrade } from '#trade/find.ts'
import type { TradeName } from '#trade/trade.ts'

import type { Biz } from '../biz.ts'
import type { Call } from '../call.ts'
import { Refused } from '../codes.ts'
import { amount, text, wrongField } from '../fields.ts'
import { fundFailure } from '../fund-failure.ts'
import { accountName, listOf } from '../receivers.ts'
import { only } from '../words.ts'

type Refunding = { name: TradeName; amount: Fen; outRequestNo: string | null }

/**
 * `refund_royalty_parameters`: the shares that come back with a refund; undefined where none are named, and for an order that the engine
 * will not find. No receiver gives more than it got of this trade and still has, nor all together more than the refund. Throws `Refused`.
 */
export async function readRoyaltyBack(
  { deps: { sql }, app, biz }: Call,
  refunding: Refunding,
): Promise<RoyaltyBack | undefined> {
  const items = listOf(biz, 'refund_royalty_parameters')
  if (!items || items.length === 0) return undefined
  const named = items.map((item) => readNamed(item, app.merchantId))
  const trade = await findTrade(sql, refunding.name)
  if (!trade) return undefined
  // The sums first: the engine refuses when they moved, so that what is read after them is of the same moment.
  const sum = await findRoyaltySum(sql, trade)
  const given = (await findRoyalties(sql, trade)).flatMap((royalty) => royalty.parts)
  const refunds = await findRefunds(sql, trade)
  const parts = named.map((part) => {
    const got = given.find(
      ({ accountType, account, receiverId }) =>
        (accountType === part.accountType && account === part.account) ||
        (part.accountType === 'userId' && receiverId === part.account),
    )
    if (!got) throw new Refused(fundFailure('ALLOC_AMOUNT_VALIDATE_ERROR'))
    return { ...part, receiverId: got.receiverId, receiverKind: got.receiverKind }
  })
  const requestNo = refunding.outRequestNo ?? trade.outTradeNo
  const repeats = refunds.some(({ outRequestNo }) => outRequestNo === requestNo)
  const back = refunds.flatMap((refund) => refund.royaltyBack ?? [])
  const most = (id: string) => of(given, id) - of(back, id)
  const total = parts.reduce((all, part) => all + part.amount, 0n)
  const fits = parts.every(({ receiverId }) => of(parts, receiverId) <= most(receiverId))
  // A repeat has taken its shares already, and is told so by the engine.
  if (!repeats && (!fits || total > refunding.amount)) {
    throw new Refused(fundFailure('ALLOC_AMOUNT_VALIDATE_ERROR'))
  }
  return { parts, given: sum?.amount ?? 0n, back: sum?.back ?? 0n }
}

const of = (parts: readonly { receiverId: string; amount: Fen }[], receiverId: string): Fen =>
  parts.reduce((sum, part) => (part.receiverId === receiverId ? sum + part.amount : sum), 0n)

type Named = Omit<RoyaltyPart, 'receiverId' | 'receiverKind'>

function readNamed(item: Biz, merchantId: string): Named {
  const kind = text(item, 'royalty_type', 32)
  if (kind !== undefined && kind !== 'transfer') throw wrongField('royalty_type', only('transfer'))
  const to = text(item, 'trans_in', 32)
  if (to !== undefined && to !== merchantId) {
    throw wrongField('trans_in', [
      `本应用的分账只能退回 ${merchantId}`,
      `shares of this app come back to ${merchantId}`,
    ])
  }
  return {
    ...accountName(item, 'trans_out_type', 'trans_out'),
    amount: amount(item, 'amount', amountMax),
    desc: text(item, 'desc', 200) ?? null,
  }
}
