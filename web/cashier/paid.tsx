import { useState } from 'react'

import { Copy } from '#web/ui/Copy.tsx'
import { yuan } from '#web/ui/format.ts'
import { LongNumber } from '#web/ui/LongNumber.tsx'
import { Time } from '#web/ui/Time.tsx'
import { isWebPage } from '#web/ui/web-page.ts'
import type { CashierOrder } from '#wire/cashier.ts'

import { shopOf } from './bill.tsx'
import { leaveFor, useLeave } from './leave.ts'
import { Sign } from './sign.tsx'
import { useWords } from './words.ts'

/** After the payment: that it went well, how much, its number, and the way back to the shop. */
export function Paid({ order, seen }: { order: CashierOrder; seen: boolean }) {
  const say = useWords()
  const [back] = useState(order.returnUrl && isWebPage(order.returnUrl) ? order.returnUrl : null)
  // Whoever opens a desk that was paid long ago is not sent anywhere unasked.
  const { seconds, stay } = useLeave(seen ? back : null)
  return (
    <article className="desk-card desk-result" data-testid="cashier-paid">
      <Sign kind="paid" />
      <h1 role="status">{seen ? say.paid.title : say.paid.already}</h1>
      <p className="desk-amount tb-amount" data-testid="cashier-amount">
        {yuan(order.amount)}
      </p>
      <p className="desk-shop" data-testid="cashier-shop">
        {shopOf(order)}
      </p>
      <dl className="desk-facts">
        <div>
          <dt>{say.subject}</dt>
          <dd>{order.subject}</dd>
        </div>
        {order.paidAt !== null && (
          <div>
            <dt>{say.paid.at}</dt>
            <dd>
              <Time at={order.paidAt} />
            </dd>
          </div>
        )}
        {order.tradeNo && (
          <div>
            <dt>{say.paid.tradeNo}</dt>
            <dd>
              <span data-testid="cashier-trade-no">
                <LongNumber text={order.tradeNo} />
              </span>
              <Copy text={order.tradeNo} label={say.paid.tradeNo} />
            </dd>
          </div>
        )}
      </dl>
      {back ? (
        <>
          <button
            type="button"
            className="desk-button"
            data-testid="cashier-return"
            onClick={() => leaveFor(back)}
          >
            {say.paid.back}
          </button>
          <p className="desk-soft desk-count">
            {seconds === null ? (
              say.paid.stays(new URL(back).host)
            ) : (
              <>
                <span role="timer">{say.paid.leaving(seconds, new URL(back).host)}</span>
                <button type="button" className="desk-link" onClick={stay}>
                  {say.paid.stay}
                </button>
              </>
            )}
          </p>
        </>
      ) : (
        <p className="desk-soft">{say.paid.close}</p>
      )}
    </article>
  )
}
