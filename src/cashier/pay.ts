import { ok, type Result } from '#kernel/failure.ts'
import type { FailureCode } from '#wire/codes.ts'
import { refuse } from '#wire/failures.ts'
import type { Trade } from '#trade/trade.ts'

import { newOrderOf, type Checkout } from './checkout.ts'
import type { OrderDeps } from './enter.ts'

/** Pays an order for a member whose payment password was checked just now; once, however often it is asked. */
export async function payOrder(
  { engine }: Pick<OrderDeps, 'engine'>,
  checkout: Checkout,
  memberId: string,
): Promise<Result<Trade, FailureCode>> {
  const outcome = await engine.submit({
    kind: 'buy',
    memberId,
    openUntil: checkout.expiresAt,
    ...newOrderOf(checkout),
  })
  switch (outcome.kind) {
    case 'paid':
      return ok(outcome.trade)
    case 'failed':
      return refuse(outcome.code, { detail: outcome.detail })
    default:
      return refuse(outcome.kind === 'busy' ? 'BUSY' : 'UNAVAILABLE')
  }
}
