import { Skeleton } from 'antd'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { yuan } from '#web/ui/format.ts'
import { cancelReason } from '#wire/titles.ts'
import type { TillRefunded, TillTrade } from '#wire/till.ts'

import { Moment } from '../moment.tsx'
import { useWords } from '../words/words.ts'
import { useDetail } from './use-detail.ts'

/** What went back of a sale: when, how much, why, and by whom. */
export function Refunds({ trade }: { trade: TillTrade }) {
  const say = useWords()
  const failureWords = useFailureWords('cashier')
  const query = useDetail(trade)
  return (
    <section className="till-refunds" data-testid="details-refunds">
      <h3>{say.refund.listed}</h3>
      {query.isPending && <Skeleton active paragraph={{ rows: 1 }} title={false} />}
      {query.isError && <p className="till-soft">{failureWords(asFailure(query.error))}</p>}
      <ul>
        {query.data?.refunds.map((refund) => (
          <Line key={refund.outRequestNo} refund={refund} />
        ))}
      </ul>
    </section>
  )
}

function Line({ refund }: { refund: TillRefunded }) {
  const say = useWords()
  const { amount, reason, cashier, at } = refund
  const why = reason === cancelReason ? say.refund.byCancel : reason || say.refund.noReason
  return (
    <li>
      <span className="till-refund-why">{why}</span>
      <span className="tb-amount">{yuan(amount)}</span>
      <span className="till-soft">
        <Moment at={at} />
        {cashier && ` · ${cashier}`}
      </span>
    </li>
  )
}
