import type { Submit } from '#engine/traced.ts'
import { ok, type Result } from '#kernel/failure.ts'
import { findTrade } from '#trade/find.ts'
import type { Trade } from '#trade/trade.ts'
import type { FailureCode } from '#wire/codes.ts'
import { refuse } from '#wire/failures.ts'

import { findCheckout, newOrderOf, type CheckoutDeps, type KeptCheckout } from './checkout.ts'
import { isToken } from './token.ts'

export type OrderDeps = CheckoutDeps & { engine: Submit }

/** An order and, once somebody has entered, the trade it became. */
export type Order = { checkout: KeptCheckout; trade: Trade | undefined }

/** The order of a token as it stands. */
export async function lookAt(deps: OrderDeps, token: string): Promise<Result<Order, FailureCode>> {
  const checkout = isToken(token) ? await findCheckout(deps.sql, token) : undefined
  if (!checkout) return refuse('TRADE_NOT_EXIST')
  const { merchantId, outTradeNo } = checkout
  const trade = await findTrade(deps.sql, { merchantId, outTradeNo })
  return trade && isAnother(trade, checkout)
    ? refuse('CONTEXT_INCONSISTENT')
    : ok({ checkout, trade })
}

/** The merchant used the number for something else; one that was cancelled unseen is this order nevertheless. */
const isAnother = (trade: Trade, checkout: KeptCheckout): boolean =>
  !trade.tombstone && (trade.amount !== checkout.amount || trade.subject !== checkout.subject)

/**
 * A buyer scans an order's QR or opens the cashier desk: the order becomes a trade, which the merchant sees waiting. One that is paid,
 * closed or too old is resolved to as it is.
 */
export async function enter(deps: OrderDeps, token: string): Promise<Result<Order, FailureCode>> {
  const looked = await lookAt(deps, token)
  if (!looked.ok) return looked
  const { checkout, trade } = looked.value
  if (trade || checkout.expiresAt <= deps.clock()) return looked
  const outcome = await deps.engine.submit({ kind: 'open', buyer: null, ...newOrderOf(checkout) })
  switch (outcome.kind) {
    case 'opened':
      return ok({ checkout, trade: outcome.trade })
    case 'failed':
      // Whatever became of the number meanwhile is told by the order itself.
      return outcome.trade ? lookAt(deps, token) : refuse(outcome.code)
    default:
      return refuse(outcome.kind === 'busy' ? 'BUSY' : 'UNAVAILABLE')
  }
}
