import { amountMax, yuan } from '#kernel/money.ts'
import { findRoyalty, findRoyaltySum } from '#settle/find.ts'
import { findRelation } from '#settle/relation.ts'
import type { RoyaltyPart } from '#settle/royalty.ts'
import { findTrade } from '#trade/find.ts'

import type { Biz } from '../biz.ts'
import type { Call } from '../call.ts'
import { type Answer, Refused, success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { amount, required, text, wrongField } from '../fields.ts'
import { fundFailure, notTaken } from '../fund-failure.ts'
import { accountName, listOf } from '../receivers.ts'
import { absentBoth, comesFrom, noShares, only } from '../words.ts'
import { neededNumber } from './fund-freeze.ts'
import { timeField } from './parties.ts'

/** `alipay.trade.order.settle`: gives shares of a paid trade to receivers that were bound. */
export async function orderSettle(call: Call): Promise<Answer> {
  const { deps, app, biz } = call
  const outRequestNo = neededNumber(biz, 'out_request_no')
  const tradeNo = required(biz, 'trade_no', 64)
  const items = listOf(biz, 'royalty_parameters')
  if (!items || items.length === 0) {
    throw wrongField('royalty_parameters', noShares)
  }
  const parts: RoyaltyPart[] = []
  for (const item of items) parts.push(await readPart(call, item))
  const outcome = await deps.engine.submit({
    kind: 'royalty',
    merchantId: app.merchantId,
    merchantName: app.merchantName,
    tradeNo,
    outRequestNo,
    parts,
    finish: finishes(biz),
  })
  switch (outcome.kind) {
    case 'shared':
      return success({ trade_no: outcome.royalty.tradeNo, settle_no: outcome.royalty.settleNo })
    case 'failed':
      return failureAnswer(outcome.code, outcome.detail, { trade_no: tradeNo })
    case 'declined':
      return fundFailure(outcome.code, { trade_no: tradeNo })
    default:
      return notTaken(outcome)
  }
}

async function readPart({ deps, app }: Call, item: Biz): Promise<RoyaltyPart> {
  const kind = text(item, 'royalty_type', 32)
  if (kind !== undefined && kind !== 'transfer') throw wrongField('royalty_type', only('transfer'))
  const from = text(item, 'trans_out', 32)
  if (from !== undefined && from !== app.merchantId) {
    throw wrongField('trans_out', comesFrom(app.merchantId))
  }
  const named = accountName(item, 'trans_in_type', 'trans_in')
  const fen = amount(item, 'amount', amountMax)
  const relation = await findRelation(deps.sql, app.merchantId, named)
  if (!relation) throw new Refused(fundFailure('ROYALTY_RECEIVER_INVALID'))
  const { receiverId, receiverKind } = relation
  return { ...named, receiverId, receiverKind, amount: fen, desc: text(item, 'desc', 200) ?? null }
}

/** `extend_params.royalty_finish`: nothing more of this trade will be shared. */
function finishes(biz: Biz): boolean {
  const params = Object.hasOwn(biz, 'extend_params') ? biz['extend_params'] : undefined
  const finish =
    typeof params === 'object' && params !== null ? (params as Biz)['royalty_finish'] : undefined
  return finish === true || finish === 'true'
}

/** `alipay.trade.order.settle.query`: what was given out in one request. */
export async function orderSettleQuery({ deps, app, biz }: Call): Promise<Answer> {
  const settleNo = text(biz, 'settle_no', 64)
  const outRequestNo = text(biz, 'out_request_no', 64)
  if (settleNo === undefined && outRequestNo === undefined) {
    throw wrongField('settle_no', absentBoth('out_request_no'))
  }
  const { merchantId } = app
  const royalty = await findRoyalty(deps.sql, { merchantId, settleNo, outRequestNo })
  const tradeNo = text(biz, 'trade_no', 64)
  if (!royalty || (tradeNo !== undefined && tradeNo !== royalty.tradeNo)) {
    return failureAnswer('TRADE_NOT_EXIST')
  }
  const at = timeField(royalty.at)!
  return success({
    out_request_no: royalty.outRequestNo,
    operation_dt: at,
    royalty_detail_list: royalty.parts.map((part, n) => ({
      operation_type: 'transfer',
      execute_dt: at,
      trans_out: merchantId,
      trans_out_type: 'userId',
      trans_in: part.account,
      trans_in_type: part.accountType,
      amount: yuan(part.amount),
      state: 'SUCCESS',
      detail_id: `${royalty.settleNo}${String(n + 1).padStart(2, '0')}`,
    })),
  })
}

/** `alipay.trade.order.onsettle.query`: what of a trade could still be given out. */
export async function orderUnsettledQuery({ deps, app, biz }: Call): Promise<Answer> {
  const { merchantId } = app
  const trade = await findTrade(deps.sql, { merchantId, tradeNo: required(biz, 'trade_no', 64) })
  if (!trade || trade.tombstone) return failureAnswer('TRADE_NOT_EXIST')
  const sum = await findRoyaltySum(deps.sql, trade)
  const paid = trade.paidAt === null ? 0n : trade.amount - trade.refunded
  const left = sum?.finished ? 0n : paid - (sum ? sum.amount - sum.back : 0n)
  // What was given out and then paid back to the buyer came from the merchant's other receipts.
  return success({ unsettled_amount: yuan(left > 0n ? left : 0n) })
}
