import { Alert, Button, Empty, Skeleton } from 'antd'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { yuan } from '#web/ui/format.ts'
import { Time } from '#web/ui/Time.tsx'
import type { TillTrade } from '#wire/till.ts'

import { useWords } from '../words/words.ts'
import { StateTag } from './state-tag.tsx'
import { shownState } from './state.ts'
import type { useDay } from './use-day.ts'

type Props = {
  query: ReturnType<typeof useDay>
  trades: TillTrade[]
  searching: boolean
  onOpen: (outTradeNo: string) => void
}

/** The list of a day. Every row is a button: one touch opens the sale. */
export function TradeList({ query, trades, searching, onOpen }: Props) {
  const say = useWords()
  const failureWords = useFailureWords('cashier')
  if (query.isPending) return <Skeleton active paragraph={{ rows: 6 }} title={false} />
  return (
    <section className="till-list" aria-busy={query.isFetching}>
      {query.isError && (
        <Alert
          type="error"
          showIcon
          role="alert"
          title={failureWords(asFailure(query.error))}
          action={<Button onClick={() => void query.refetch()}>{say.today.retry}</Button>}
        />
      )}
      {trades.length === 0 && !query.isError && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={searching ? say.today.emptySearch : say.today.empty}
        />
      )}
      <ul>
        {trades.map((trade) => (
          <li key={trade.outTradeNo}>
            <Row trade={trade} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          size="large"
          block
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {say.today.more}
        </Button>
      )}
    </section>
  )
}

function Row({ trade, onOpen }: { trade: TillTrade; onOpen: (outTradeNo: string) => void }) {
  const off = trade.state === 'TRADE_CLOSED' || shownState(trade) === 'FAILED'
  return (
    <button
      type="button"
      className="till-row"
      data-testid="today-row"
      data-order={trade.outTradeNo}
      onClick={() => onOpen(trade.outTradeNo)}
    >
      <span className="till-row-time">
        <Time at={trade.paidAt ?? trade.createdAt} short />
      </span>
      <span className="till-row-amount tb-amount" data-off={off}>
        {yuan(trade.amount)}
      </span>
      <StateTag trade={trade} />
      <span className="till-row-payer">{trade.payer ?? '—'}</span>
      <span className="till-row-order">{trade.outTradeNo}</span>
    </button>
  )
}
