import { amountMax, parseYuan, type Fen } from '#kernel/money.ts'
import { findReceiver, findRelation, type AccountName } from '#settle/relation.ts'
import type { OrderedPart } from '#settle/share.ts'
import { findTrade } from '#trade/find.ts'

import type { Biz } from '../biz.ts'
import type { Call } from '../call.ts'
import { Refused } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { amount, text, wrongField } from '../fields.ts'
import { fundFailure } from '../fund-failure.ts'
import { accountName, listOf } from '../receivers.ts'
import { comesFrom, noShares, only } from '../words.ts'

type Order = { outTradeNo: string; amount: Fen }
type Named = AccountName & Pick<OrderedPart, 'amount' | 'desc'>

/** `royalty_info`: the shares that go out with the payment; undefined where the order has none. Throws `Refused`. */
export async function readRoyaltyInfo(
  call: Call,
  order: Order,
): Promise<OrderedPart[] | undefined> {
  const info = call.biz['royalty_info']
  if (info === undefined || info === null || info === '') return undefined
  if (typeof info !== 'object' || Array.isArray(info)) {
    throw wrongField('royalty_info', ['必须是对象', 'must be an object'])
  }
  const type = text(info as Biz, 'royalty_type', 32)
  if (type !== undefined && type !== 'ROYALTY') throw wrongField('royalty_type', only('ROYALTY'))
  const items = listOf(info as Biz, 'royalty_detail_infos')
  if (!items || items.length === 0) {
    throw wrongField('royalty_detail_infos', noShares)
  }
  const named = items.map((item) => readNamed(item, call.app.merchantId, order.amount))
  const sum = named.reduce((total, part) => total + BigInt(part.amount), 0n)
  if (sum > order.amount) throw new Refused(fundFailure('ALLOC_AMOUNT_VALIDATE_ERROR'))
  return (await alreadySaid(call, order, named)) ?? (await lookUp(call, named))
}

function readNamed(item: Biz, merchantId: string, total: Fen): Named {
  const from = text(item, 'trans_out', 32)
  if (from !== undefined && from !== merchantId) {
    throw wrongField('trans_out', comesFrom(merchantId))
  }
  return {
    ...accountName(item, 'trans_in_type', 'trans_in'),
    amount: String(shareOf(item, total)),
    desc: text(item, 'desc', 200) ?? null,
  }
}

/** `amount`, or `amount_percentage` of the total, a broken fen left to the merchant. */
function shareOf(item: Biz, total: Fen): Fen {
  const percentage = item['amount_percentage']
  if (percentage === undefined || percentage === null || percentage === '') {
    return amount(item, 'amount', amountMax)
  }
  if (text(item, 'amount', 16) !== undefined) {
    throw wrongField('amount_percentage', ['与 amount 只能传一个', 'send it or amount, not both'])
  }
  const hundredths = parseYuan(percentage)
  if (hundredths === undefined || hundredths < 1n || hundredths > 10_000n) {
    throw wrongField('amount_percentage', [
      '必须是 0.01 到 100 的数，最多两位小数',
      'must be from 0.01 to 100 with at most two decimals',
    ])
  }
  const share = (total * hundredths) / 10_000n
  if (share === 0n) {
    throw wrongField('amount_percentage', [
      '按此比例不足 0.01 元',
      'is less than 0.01 of this amount',
    ])
  }
  return share
}

const sayOf = (parts: readonly Pick<OrderedPart, 'accountType' | 'account' | 'amount'>[]): string =>
  JSON.stringify(parts.map((part) => [part.accountType, part.account, part.amount]))

/** An order that is known keeps its receivers, whoever was unbound since: its repeat must hear what became of it. */
async function alreadySaid({ deps, app }: Call, order: Order, named: readonly Named[]) {
  const { outTradeNo } = order
  const trade = await findTrade(deps.sql, { merchantId: app.merchantId, outTradeNo })
  if (!trade || trade.tombstone) return undefined
  const known = trade.extra.royalty
  if (trade.amount === order.amount && (!known || sayOf(known) !== sayOf(named))) {
    throw new Refused(failureAnswer('CONTEXT_INCONSISTENT', {}, { out_trade_no: outTradeNo }))
  }
  // Another amount is refused by the engine, which has more to say of it.
  return known ?? []
}

async function lookUp({ deps, app }: Call, named: readonly Named[]): Promise<OrderedPart[]> {
  const parts: OrderedPart[] = []
  for (const part of named) {
    const receiver = await findReceiver(deps.sql, part)
    if (!receiver) throw new Refused(fundFailure('ROYALTY_ACCOUNT_NOT_EXIST'))
    const { receiverId, receiverKind, state } = receiver
    const bound = await findRelation(deps.sql, app.merchantId, part)
    if (bound?.receiverId !== receiverId || receiverId === app.merchantId || state !== 'active') {
      throw new Refused(fundFailure('ROYALTY_RECEIVER_INVALID'))
    }
    parts.push({ ...part, receiverId, receiverKind })
  }
  return parts
}
