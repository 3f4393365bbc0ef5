import { beijingText } from '#kernel/clock.ts'
import { signBytes } from '#gateway/signature.ts'
import { yuan } from '#kernel/money.ts'
import { loadApp } from '#merchant/app-keys.ts'
import type { Trade } from '#trade/trade.ts'

import { type Checkout, type CheckoutDeps } from './checkout.ts'

/**
 * Where the merchant wants the buyer back after the payment: its `return_url` with what was paid, signed with the platform's key over
 * all but `sign` and `sign_type`. Null where it named no place.
 */
export async function returnUrlOf(
  { sql, keyring, clock }: CheckoutDeps,
  checkout: Checkout,
  trade: Trade,
): Promise<string | null> {
  if (checkout.returnUrl === null) return null
  const app = await loadApp(sql, keyring, checkout.appId)
  if (!app) return null
  const told: Record<string, string> = {
    app_id: checkout.appId,
    auth_app_id: trade.extra.authAppId ?? checkout.appId,
    charset: 'utf-8',
    method: `alipay.trade.${checkout.product}.pay.return`,
    out_trade_no: trade.outTradeNo,
    seller_id: trade.merchantId,
    timestamp: beijingText(clock()),
    total_amount: yuan(trade.amount),
    trade_no: trade.tradeNo,
    version: '1.0',
  }
  // The names above stand in the order in which they are signed.
  const text = Object.entries(told)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const sign = await signBytes(Buffer.from(text), app.platformPrivateKey, 'RSA2')
  const query = new URLSearchParams({ ...told, sign_type: 'RSA2', sign }).toString()
  return withQuery(checkout.returnUrl, query)
}

/** Adds to a URL as the merchant wrote it, before its fragment. */
function withQuery(url: string, query: string): string {
  const at = url.indexOf('#')
  const [before, fragment] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)]
  return `${before}${before.includes('?') ? '&' : '?'}${query}${fragment}`
}
