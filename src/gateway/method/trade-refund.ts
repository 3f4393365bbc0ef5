import { amountMax, yuan } from '#kernel/money.ts'

import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { amount, notOffered, orderNumber, text, tradeName } from '../fields.ts'
import { buyerFields, fundBills, timeField } from './parties.ts'

/** `alipay.trade.refund`: gives back a part or all of what was paid. */
export async function tradeRefund({ deps, app, biz }: Call): Promise<Answer> {
  notOffered(biz, ['refund_royalty_parameters'])
  const name = tradeName(biz, app.merchantId)
  const outcome = await deps.engine.submit({
    kind: 'refund',
    ...name,
    amount: amount(biz, 'refund_amount', amountMax),
    outRequestNo: orderNumber(biz, 'out_request_no') ?? null,
    reason: text(biz, 'refund_reason', 256) ?? null,
    operatorId: text(biz, 'operator_id', 28) ?? null,
  })
  switch (outcome.kind) {
    case 'refunded': {
      const { trade, refund } = outcome
      return success({
        trade_no: trade.tradeNo,
        out_trade_no: trade.outTradeNo,
        ...buyerFields(trade),
        fund_change: outcome.fundChange ? 'Y' : 'N',
        // Alipay's refund_fee is the sum of all refunds of the trade; send_back_fee is this one alone.
        refund_fee: yuan(trade.refunded),
        send_back_fee: yuan(refund.amount),
        gmt_refund_pay: timeField(refund.at),
        refund_detail_item_list: fundBills(refund.amount),
        store_name: trade.extra.storeName,
      })
    }
    case 'failed':
      return failureAnswer(outcome.code, outcome.detail, {
        trade_no: outcome.trade?.tradeNo,
        out_trade_no: outcome.trade?.outTradeNo ?? name.outTradeNo,
        refund_fee: outcome.trade ? yuan(outcome.trade.refunded) : undefined,
      })
    case 'busy':
      return failureAnswer('BUSY')
    default:
      return failureAnswer('UNAVAILABLE')
  }
}
