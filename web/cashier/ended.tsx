import { yuan } from '#web/ui/format.ts'
import type { CashierOrder } from '#wire/cashier.ts'

import { shopOf, WhatFor } from './bill.tsx'
import { Sign } from './sign.tsx'
import { useWords } from './words.ts'

/** An order that can't be paid any more: the shop took it back, or time ran out. */
export function Ended({ order }: { order: CashierOrder }) {
  const say = useWords()
  const words = order.state === 'expired' ? say.expired : say.closed
  return (
    <article className="desk-card desk-result" data-testid={`cashier-${order.state}`}>
      <Sign kind={order.state === 'expired' ? 'over' : 'stopped'} />
      <h1 role="status">{words.title}</h1>
      <p className="desk-why">{order.paidAt === null ? words.why : say.closed.refunded}</p>
      <p className="desk-amount tb-amount">{yuan(order.amount)}</p>
      <p className="desk-shop">{shopOf(order)}</p>
      <dl className="desk-facts">
        <WhatFor order={order} />
      </dl>
    </article>
  )
}
