import { yuan } from '#web/ui/format.ts'
import { Time } from '#web/ui/Time.tsx'
import type { WalletOrder } from '#wire/cashier.ts'

import { ResultMark } from '../result/ResultMark.tsx'
import { Done } from '../shell/Done.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { OrderFacts, shopOf } from './OrderToPay.tsx'

function endOf({ state, paidByMe }: WalletOrder) {
  if (state === 'paid') return paidByMe ? 'mine' : 'others'
  return state === 'expired' ? 'expired' : 'closed'
}

/** An order that can’t be paid: why, and whether money moved. */
export function OrderEnd({ order }: { order: WalletOrder }) {
  const words = useWords()
  const end = endOf(order)
  const [title, why] = words.order.ends[end]
  return (
    <Page title={words.order.title} foot={<Done data-testid="order-done" />}>
      <section
        className={`card receipt order-end result-${end === 'mine' ? 'paid' : 'closed'}`}
        data-testid={`order-${end}`}
      >
        <ResultMark kind={end === 'mine' ? 'paid' : 'closed'} />
        <h2>{title}</h2>
        <p>{why}</p>
        <p className="receipt-amount tb-amount">{yuan(order.amount)}</p>
        <p className="order-shop">{shopOf(order)}</p>
        <OrderFacts order={order}>
          {order.paidAt !== null && (
            <div className="fact">
              <dt>{words.bill.at}</dt>
              <dd>
                <Time at={order.paidAt} />
              </dd>
            </div>
          )}
        </OrderFacts>
      </section>
    </Page>
  )
}
