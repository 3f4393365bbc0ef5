import { keepIntent } from '#cashier/checkout.ts'
import type { OrderProduct } from '#wire/cashier.ts'

import type { Call, Method } from '../call.ts'
import { success } from '../codes.ts'
import { failureAnswer } from '../failure.ts'
import { notOffered } from '../fields.ts'
import { webUrlIn } from '../notify-url.ts'
import { checkProduct, readOrder } from './order.ts'

/** Each product's own name, and what it may be called besides. */
const codes = {
  page: ['FAST_INSTANT_TRADE_PAY'],
  wap: ['QUICK_WAP_WAY', 'QUICK_WAP_PAY'],
  app: ['QUICK_MSECURITY_PAY'],
} as const satisfies Partial<Record<OrderProduct, readonly string[]>>

/** How long the page of an order may be opened where the merchant says nothing: as long as an order waits. */
const pageMs = 3 * 3_600_000

/**
 * `alipay.trade.page.pay`, `.wap.pay`, `.app.pay`: the buyer's browser or wallet brings the order. The answer names the checkout; the
 * caller of the method leads the buyer there, and nothing is a trade until the buyer enters.
 */
const pagePay =
  (product: keyof typeof codes): Method =>
  async ({ deps, ...call }: Call) => {
    const order = await readOrder({ deps, ...call })
    notOffered(call.biz, ['ext_user_info', 'agreement_sign_params'])
    checkProduct(order, codes[product])
    const { expiresAt: payBy, ...asked } = order
    const kept = await keepIntent(deps, {
      ...asked,
      appId: call.app.appId,
      product,
      // One name for one product: what the merchant is told of hangs on it.
      extra: { ...order.extra, productCode: codes[product][0] },
      // A browser is sent there, so nothing but a web page will do.
      returnUrl: webUrlIn(call.parameters, 'return_url') ?? null,
      payBy,
      expiresAt: payBy ?? deps.clock() + pageMs,
    })
    const named = { out_trade_no: order.outTradeNo }
    return kept.ok
      ? success({ ...named, checkout: kept.value })
      : failureAnswer(kept.failure.code, {}, named)
  }

export const tradePagePay = pagePay('page')
export const tradeWapPay = pagePay('wap')
export const tradeAppPay = pagePay('app')
