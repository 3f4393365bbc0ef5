import { amountMax, type Fen, parseYuan, yuan } from '#kernel/money.ts'
import type { NewOrder } from '#trade/pay.ts'

import type { Biz } from '../biz.ts'
import type { Call } from '../call.ts'
import { refusal, Refused } from '../codes.ts'
import { expiryOf } from '../expiry.ts'
import { amount, notOffered, orderNumber, required, text, wrongField } from '../fields.ts'
import { notifyUrlOf } from '../notify-url.ts'
import { storeNameOf } from '../store-name.ts'
import { absent, inBoth, noList, only } from '../words.ts'
import { readRoyaltyInfo } from './royalty-info.ts'

const scenes = ['bar_code', 'security_code', 'wave_code']

/** The order in `biz_content`, as every method that begins one reads it. Throws `Refused`. */
export async function readOrder(call: Call): Promise<NewOrder> {
  const { deps, app, biz, parameters } = call
  notOffered(biz, ['settle_info', 'sub_merchant'])
  const outTradeNo = orderNumber(biz, 'out_trade_no')
  if (outTradeNo === undefined) throw wrongField('out_trade_no', absent)
  const scene = text(biz, 'scene', 32)
  if (scene !== undefined && !scenes.includes(scene)) throw wrongField('scene', only('bar_code'))
  const sellerId = text(biz, 'seller_id', 28)
  if (sellerId !== undefined && sellerId !== app.merchantId) {
    throw new Refused(
      refusal(
        '40004',
        'ACQ.SELLER_NOT_EXIST',
        inBoth('卖家不存在', `seller_id: this app collects for ${app.merchantId}`),
      ),
    )
  }
  const storeId = text(biz, 'store_id', 32) ?? null
  const fen = totalOf(biz)
  const royalty = await readRoyaltyInfo(call, { outTradeNo, amount: fen })
  return {
    merchantId: app.merchantId,
    appId: app.appId,
    outTradeNo,
    amount: fen,
    subject: required(biz, 'subject', 256),
    storeId,
    terminalId: text(biz, 'terminal_id', 32) ?? null,
    operatorId: text(biz, 'operator_id', 28) ?? null,
    notifyUrl: notifyUrlOf(parameters, app),
    extra: {
      merchantName: app.merchantName,
      ...optional('storeName', await storeNameOf(deps.sql, app.merchantId, storeId)),
      ...optional('authAppId', app.authAppId),
      ...optional('body', text(biz, 'body', 256)),
      ...optional('passbackParams', text(biz, 'passback_params', 512)),
      ...optional('productCode', text(biz, 'product_code', 64)),
      ...optional('scene', scene),
      ...optional('sellerId', sellerId),
      ...(royalty && royalty.length > 0 && { royalty }),
      ...goodsIn(biz),
    },
    expiresAt: expiryOf(biz, deps.clock()),
  }
}

/** More than any order may come to has a word of its own; whatever else is no amount is a wrong field. */
function totalOf(biz: Biz): Fen {
  const fen = parseYuan(biz['total_amount'])
  if (fen !== undefined && fen > amountMax) {
    const what = `total_amount: at most ${yuan(amountMax)}`
    throw new Refused(
      refusal('40004', 'ACQ.TOTAL_FEE_EXCEED', inBoth('订单总金额不在允许范围内', what)),
    )
  }
  return amount(biz, 'total_amount', amountMax)
}

/** What was sold, kept as it came; an order may hold hundreds of lines. */
function goodsIn(biz: Biz): { goodsDetail?: unknown[] } {
  const goods = biz['goods_detail']
  if (goods === undefined || goods === null || goods === '') return {}
  if (!Array.isArray(goods)) throw wrongField('goods_detail', noList)
  return { goodsDetail: goods as unknown[] }
}

const optional = <Name extends string>(name: Name, value: string | undefined) =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, string>)

/** The order's `product_code`: absent, or one of these. */
export function checkProduct(order: NewOrder, known: readonly string[]): void {
  const { productCode } = order.extra
  if (productCode !== undefined && !known.includes(productCode)) {
    throw wrongField('product_code', only(known[0] ?? ''))
  }
}
