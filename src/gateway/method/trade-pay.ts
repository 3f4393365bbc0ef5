import { amountMax, yuan } from '#kernel/money.ts'
import type { Outcome, PayCommand } from '#trade/command.ts'
import type { Trade } from '#trade/trade.ts'

import type { Call } from '../call.ts'
import { type Answer, refusal, Refused, success } from '../codes.ts'
import { expiryOf } from '../expiry.ts'
import { failureAnswer } from '../failure.ts'
import { amount, notOffered, orderNumber, required, text, wrongField } from '../fields.ts'
import { acquiringFailure } from '../fund-failure.ts'
import { notifyUrlOf } from '../notify-url.ts'
import { storeNameOf } from '../store-name.ts'
import { buyerFields, fundBills, paidAmounts, timeField } from './parties.ts'
import { readCapture } from './trade-capture.ts'

const scenes = ['bar_code', 'security_code', 'wave_code']

/** `alipay.trade.pay`: the shop scanned a payer's code, or is paid with money that is held (`auth_no`). */
export async function tradePay(call: Call): Promise<Answer> {
  try {
    const order = await readOrder(call)
    const captures = text(call.biz, 'auth_no', 64) !== undefined
    const command = captures ? await readCapture(call, order) : readPay(call, order)
    return payAnswer(await call.deps.engine.submit(command), command)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    // Alipay's failures say in four amounts that nothing was paid, and tills read them.
    return { ...error.answer, ...paidAmounts(0n) }
  }
}

type Order = Omit<PayCommand, 'kind' | 'code' | 'address'>

const readPay = ({ biz, address }: Call, order: Order): PayCommand => ({
  ...order,
  kind: 'pay',
  code: required(biz, 'auth_code', 64).trim(),
  address,
})

async function readOrder({ deps, app, biz, parameters }: Call): Promise<Order> {
  notOffered(biz, ['royalty_info', 'settle_info', 'sub_merchant'])
  const outTradeNo = orderNumber(biz, 'out_trade_no')
  if (outTradeNo === undefined) throw wrongField('out_trade_no', 'is missing')
  const scene = text(biz, 'scene', 32)
  if (scene !== undefined && !scenes.includes(scene)) throw wrongField('scene', 'send bar_code')
  const sellerId = text(biz, 'seller_id', 28)
  if (sellerId !== undefined && sellerId !== app.merchantId) {
    throw new Refused(
      refusal(
        '40004',
        'ACQ.SELLER_NOT_EXIST',
        `seller_id: this app collects for ${app.merchantId}`,
      ),
    )
  }
  const storeId = text(biz, 'store_id', 32) ?? null
  return {
    merchantId: app.merchantId,
    appId: app.appId,
    outTradeNo,
    amount: amount(biz, 'total_amount', amountMax),
    subject: required(biz, 'subject', 256),
    storeId,
    terminalId: text(biz, 'terminal_id', 32) ?? null,
    operatorId: text(biz, 'operator_id', 28) ?? null,
    notifyUrl: notifyUrlOf(parameters, app),
    extra: {
      merchantName: app.merchantName,
      ...optional('storeName', await storeNameOf(deps.sql, app.merchantId, storeId)),
      ...optional('body', text(biz, 'body', 256)),
      ...optional('passbackParams', text(biz, 'passback_params', 512)),
      ...optional('productCode', text(biz, 'product_code', 64)),
      ...optional('scene', scene),
      ...optional('sellerId', sellerId),
      ...(Array.isArray(biz['goods_detail']) && { goodsDetail: biz['goods_detail'] as unknown[] }),
    },
    expiresAt: expiryOf(biz, deps.clock()),
  }
}

const optional = <Name extends string>(name: Name, value: string | undefined) =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, string>)

function payAnswer(outcome: Outcome, command: Order): Answer {
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
      return acquiringFailure(outcome.code, { ...named, ...paidAmounts(0n) })
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
