import { yuan } from '#kernel/money.ts'
import type { Outcome, PayCommand } from '#trade/command.ts'
import type { NewOrder } from '#trade/pay.ts'
import type { Trade } from '#trade/trade.ts'

import type { Call } from '../call.ts'
import { type Answer, Refused, success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { required, text } from '../fields.ts'
import { fundFailure } from '../fund-failure.ts'
import { readOrder } from './order.ts'
import { buyerFields, fundBills, paidAmounts, timeField } from './parties.ts'
import { readCapture } from './trade-capture.ts'

/** `alipay.trade.pay`: the shop scanned a payer's code, or is paid with money that is held (`auth_no`). */
export async function tradePay(call: Call): Promise<Answer> {
  try {
    const captures = text(call.biz, 'auth_no', 64) !== undefined
    const order = await readOrder(call)
    const command = captures ? await readCapture(call, order) : readPay(call, order)
    return payAnswer(await call.deps.engine.submit(command), command)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    // Alipay's failures say in four amounts that nothing was paid, and tills read them.
    return { ...error.answer, ...paidAmounts(0n) }
  }
}

const readPay = ({ biz, address }: Call, order: NewOrder): PayCommand => ({
  ...order,
  kind: 'pay',
  code: required(biz, 'auth_code', 64).trim(),
  address,
})

function payAnswer(outcome: Outcome, command: NewOrder): Answer {
  const named = { out_trade_no: command.outTradeNo, total_amount: yuan(command.amount) }
  switch (outcome.kind) {
    case 'paid':
      return success({
        ...tradeFields(outcome.trade),
        ...paidAmounts(outcome.trade.amount),
        gmt_payment: timeField(outcome.trade.paidAt),
        fund_bill_list: fundBills(outcome.trade.amount),
      })
    case 'waiting':
      return success({ ...tradeFields(outcome.trade), ...paidAmounts(0n) }, '10003')
    case 'failed':
      return failureAnswer(outcome.code, outcome.detail, {
        trade_no: outcome.trade?.tradeNo,
        ...named,
        ...paidAmounts(0n),
      })
    case 'declined':
      return fundFailure(outcome.code, { ...named, ...paidAmounts(0n) })
    case 'closed':
      return failureAnswer('TRADE_HAS_CLOSE', {}, { ...named, ...paidAmounts(0n) })
    case 'busy':
      return failureAnswer('BUSY', {}, { ...named, ...paidAmounts(0n) })
    default:
      return failureAnswer('UNAVAILABLE', {}, { ...named, ...paidAmounts(0n) })
  }
}

const tradeFields = (trade: Trade) => ({
  trade_no: trade.tradeNo,
  out_trade_no: trade.outTradeNo,
  ...buyerFields(trade),
  total_amount: yuan(trade.amount),
  store_name: trade.extra.storeName,
})
