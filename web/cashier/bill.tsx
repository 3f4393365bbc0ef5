import { yuan } from '#web/ui/format.ts'
import { LongNumber } from '#web/ui/LongNumber.tsx'
import type { CashierOrder } from '#wire/cashier.ts'

import { useWords } from './words.ts'

/** The shop's registered name and its store, where that has a name of its own. */
export const shopOf = ({ merchantName, storeName }: CashierOrder): string =>
  storeName && storeName !== merchantName ? `${merchantName} · ${storeName}` : merchantName

/** Who is paid, how much, and what for. */
export function Bill({ order }: { order: CashierOrder }) {
  const say = useWords()
  return (
    <section className="desk-bill" aria-label={say.order}>
      <p className="desk-label">{say.to}</p>
      <h1 data-testid="cashier-shop">{shopOf(order)}</h1>
      <p className="desk-amount tb-amount" data-testid="cashier-amount">
        {yuan(order.amount)}
      </p>
      <dl>
        <WhatFor order={order} />
      </dl>
    </section>
  )
}

/** What an order is for, and its number at the shop. */
export function WhatFor({ order }: { order: CashierOrder }) {
  const say = useWords()
  return (
    <>
      <div>
        <dt>{say.subject}</dt>
        <dd>{order.subject}</dd>
      </div>
      <div>
        <dt>{say.outTradeNo}</dt>
        <dd>
          <LongNumber text={order.outTradeNo} />
        </dd>
      </div>
    </>
  )
}
