import { yuan } from '#kernel/money.ts'
import type { Trade } from '#trade/trade.ts'
import type { OrderState } from '#wire/cashier.ts'

import type { Checkout } from './checkout.ts'

/** How an order stands for a buyer. `trade` is undefined while nobody has entered. */
export function stateOf(checkout: Checkout, trade: Trade | undefined, now: number): OrderState {
  if (!trade) return checkout.expiresAt > now ? 'waiting' : 'expired'
  switch (trade.state) {
    case 'WAIT_BUYER_PAY':
      return trade.expiresAt > now ? 'waiting' : 'expired'
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return 'paid'
    case 'TRADE_CLOSED':
      return trade.paidAt === null && trade.failure === 'TIMED_OUT' ? 'expired' : 'closed'
  }
}

/** What desk and wallet show alike. */
export const viewOf = (checkout: Checkout, trade: Trade | undefined, now: number) => ({
  token: checkout.token,
  product: checkout.product,
  merchantName: checkout.extra.merchantName ?? '',
  storeName: checkout.extra.storeName ?? '',
  subject: checkout.subject,
  amount: yuan(checkout.amount),
  outTradeNo: checkout.outTradeNo,
  tradeNo: trade && !trade.tombstone ? trade.tradeNo : null,
  state: stateOf(checkout, trade, now),
  expiresAt: trade && !trade.tombstone ? trade.expiresAt : checkout.expiresAt,
  paidAt: trade?.paidAt ?? null,
  serverTime: now,
})
