import type { Changes } from '#engine/facts.ts'
import { paymentParams } from '#notify/params.ts'

import type { Rules } from './rules.ts'
import type { Refund, Trade } from './trade.ts'

/** Merchants hear of an order's end as well where it began on a phone's page or in an app, as at Alipay. */
const toldOfEnd: ReadonlySet<string> = new Set(['QUICK_WAP_WAY', 'QUICK_MSECURITY_PAY'])

/** The notification of an order that ended, unpaid, given back by `refund` or final; nothing where the merchant is not told of it. */
export function endNotice(
  trade: Trade,
  rules: Rules,
  refund?: Refund,
): Pick<Changes, 'notification'> {
  if (trade.notifyUrl === null || trade.appId === null) return {}
  if (trade.state !== 'TRADE_CLOSED' && trade.state !== 'TRADE_FINISHED') return {}
  if (!toldOfEnd.has(trade.extra.productCode ?? '')) return {}
  const { merchantId, appId, outTradeNo, tradeNo, buyerId, buyerPhone } = trade
  const payer =
    buyerId === null || buyerPhone === null ? null : { memberId: buyerId, phone: buyerPhone }
  return {
    notification: {
      merchantId,
      notifyId: rules.newId(),
      appId,
      outTradeNo,
      tradeNo,
      url: trade.notifyUrl,
      params: paymentParams(trade, payer, refund),
      createdAt: rules.now,
    },
  }
}
