import { keepCheckout } from '#cashier/checkout.ts'
import { tradeToken } from '#cashier/token.ts'

import type { Call } from '../call.ts'
import { type Answer, refusal, Refused, success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { text, wrongField } from '../fields.ts'
import { inBoth } from '../words.ts'
import { readOrder } from './order.ts'

/** `alipay.trade.create`: an order for one buyer, which waits until that buyer pays it by its `trade_no`. */
export async function tradeCreate({ deps, ...call }: Call): Promise<Answer> {
  const order = await readOrder({ deps, ...call })
  const buyer = await buyerOf({ deps, ...call })
  const outcome = await deps.engine.submit({ kind: 'open', buyer, ...order })
  const named = { out_trade_no: order.outTradeNo }
  switch (outcome.kind) {
    case 'opened': {
      const { trade } = outcome
      const { expiresAt: payBy, ...asked } = order
      // The wallet that is handed the number finds the order by it.
      await keepCheckout(
        deps.sql,
        {
          ...asked,
          token: tradeToken(deps.keyring, trade.tradeNo),
          product: 'create',
          appId: call.app.appId,
          extra: { ...order.extra, boundTo: buyer.memberId },
          returnUrl: null,
          payBy,
          expiresAt: trade.expiresAt,
        },
        deps.clock(),
      )
      return success({ ...named, trade_no: trade.tradeNo })
    }
    case 'failed':
      return failureAnswer(outcome.code, outcome.detail, {
        trade_no: outcome.trade?.tradeNo,
        ...named,
      })
    default:
      return failureAnswer(outcome.kind === 'busy' ? 'BUSY' : 'UNAVAILABLE', {}, named)
  }
}

/** The buyer by member number (an open id is the same here), or by the phone that logs in. The number wins. */
async function buyerOf({ deps, app, biz }: Call): Promise<{ memberId: string; phone: string }> {
  const id = text(biz, 'buyer_id', 28) ?? text(biz, 'buyer_open_id', 128)
  const phone = text(biz, 'buyer_logon_id', 100)
  if (id === undefined && phone === undefined) {
    throw wrongField('buyer_id', [
      '不能为空，与 buyer_open_id、buyer_logon_id 至少传一个',
      'is missing; send it, buyer_open_id or buyer_logon_id',
    ])
  }
  if (id === app.merchantId) throw new Refused(failureAnswer('BUYER_SELLER_EQUAL'))
  const named =
    id === undefined
      ? deps.sql`member_id = (select member_id from member_phone where phone = ${phone ?? ''})`
      : deps.sql`member_id = ${id}`
  const [member] = await deps.sql<{ memberId: string; phone: string }[]>`
    select member_id as "memberId", phone from member where ${named}`
  if (member) return member
  const what = 'buyer_id, buyer_open_id, buyer_logon_id: this network has no such member'
  throw new Refused(refusal('40004', 'ACQ.BUYER_NOT_EXIST', inBoth('买家不存在', what)))
}
