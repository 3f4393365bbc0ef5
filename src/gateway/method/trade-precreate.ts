import { keepIntent } from '#cashier/checkout.ts'

import type { Call } from '../call.ts'
import { type Answer, success } from '../codes.ts'
import { relative } from '../expiry.ts'
import { failureAnswer } from '../failure.ts'
import { checkProduct, readOrder } from './order.ts'

/** How long a QR may be scanned where the merchant says nothing. */
const qrMs = 2 * 3_600_000

/** `alipay.trade.precreate`: a QR that the shop shows and the buyer scans; nothing is a trade until then. */
export async function tradePrecreate({ deps, ...call }: Call): Promise<Answer> {
  const order = await readOrder({ deps, ...call })
  checkProduct(order, ['FACE_TO_FACE_PAYMENT', 'QR_CODE_OFFLINE'])
  const now = deps.clock()
  const { expiresAt: payBy, ...asked } = order
  const scanBy = relative(call.biz, 'qr_code_timeout_express', now) ?? now + qrMs
  const kept = await keepIntent(deps, {
    ...asked,
    appId: call.app.appId,
    product: 'precreate',
    returnUrl: null,
    payBy,
    expiresAt: payBy === null ? scanBy : Math.min(scanBy, payBy),
  })
  const named = { out_trade_no: order.outTradeNo }
  return kept.ok
    ? success({ ...named, qr_code: deps.links.qr(kept.value) })
    : failureAnswer(kept.failure.code, {}, named)
}
