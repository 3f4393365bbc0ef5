import { yuan } from '#kernel/money.ts'
import { findRefunds, findTrade } from '#trade/find.ts'

import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { orderNumber, tradeName, wrongField } from '../fields.ts'
import { fundBills, timeField } from './parties.ts'

/** `alipay.trade.fastpay.refund.query`: one refund by its request number; success without its fields when there is none. */
export async function fastpayRefundQuery({ deps, app, biz }: Call): Promise<Answer> {
  const name = tradeName(biz, app.merchantId)
  const outRequestNo = orderNumber(biz, 'out_request_no')
  if (outRequestNo === undefined) {
    throw wrongField('out_request_no', [
      '不能为空；退款时未传的，请传 out_trade_no',
      'is missing; it is out_trade_no where the refund named none',
    ])
  }
  const trade = await findTrade(deps.sql, name)
  if (!trade || trade.tombstone) return failureAnswer('TRADE_NOT_EXIST')
  const { merchantId, outTradeNo } = trade
  const refunds = await findRefunds(deps.sql, { merchantId, outTradeNo })
  const refund = refunds.find((one) => one.outRequestNo === outRequestNo)
  if (!refund) return success({})
  return success({
    trade_no: trade.tradeNo,
    out_trade_no: outTradeNo,
    out_request_no: outRequestNo,
    refund_status: 'REFUND_SUCCESS',
    total_amount: yuan(trade.amount),
    refund_amount: yuan(refund.amount),
    send_back_fee: yuan(refund.amount),
    refund_reason: refund.reason ?? undefined,
    gmt_refund_pay: timeField(refund.at),
    refund_detail_item_list: fundBills(refund.amount),
  })
}
