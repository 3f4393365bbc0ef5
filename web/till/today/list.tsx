import { UndoOutlined } from '@ant-design/icons'
import { Alert, Button, Empty, Skeleton } from 'antd'

import { asFailure } from '#web/client/failure.ts'
import { useFailureWords } from '#web/ui/failure-words.ts'
import { yuan } from '#web/ui/format.ts'
import type { TillDayRefund, TillTrade } from '#wire/till.ts'

import { Moment } from '../moment.tsx'
import { useWords } from '../words/words.ts'
import type { DayLine } from './lines.ts'
import { StateTag } from './state-tag.tsx'
import { shownState } from './state.ts'
import type { useDay } from './use-day.ts'

type Props = {
  query: ReturnType<typeof useDay>
  lines: DayLine[]
  searching: boolean
  onOpen: (outTradeNo: string) => void
}

/** The list of a day. Every row is a button: one touch opens the sale. */
export function TradeList({ query, lines, searching, onOpen }: Props) {
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
      {lines.length === 0 && !query.isError && (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={searching ? say.today.emptySearch : say.today.empty}
        />
      )}
      <ul>
        {lines.map((line) =>
          line.kind === 'sale' ? (
            <li key={line.trade.outTradeNo}>
              <Row trade={line.trade} onOpen={onOpen} />
            </li>
          ) : (
            <li key={`${line.trade.outTradeNo} ${line.refund.outRequestNo}`}>
              <RefundRow refund={line.refund} onOpen={onOpen} />
            </li>
          ),
        )}
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
        <Moment at={trade.paidAt ?? trade.createdAt} short bare />
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

type RefundProps = { refund: TillDayRefund; onOpen: (outTradeNo: string) => void }

/** A refund made that day; it opens the order it belongs to. */
function RefundRow({ refund, onOpen }: RefundProps) {
  const say = useWords()
  const { trade, amount, at } = refund
  return (
    <button
      type="button"
      className="till-row"
      data-testid="today-refund"
      data-order={trade.outTradeNo}
      onClick={() => onOpen(trade.outTradeNo)}
    >
      <span className="till-row-time">
        <Moment at={at} short bare />
      </span>
      <span className="till-row-amount tb-amount">{yuan(`-${amount}`)}</span>
      <span className="till-tag" data-state="REFUNDED">
        <UndoOutlined aria-hidden /> {say.today.refund}
      </span>
      <span className="till-row-payer">{trade.payer ?? '—'}</span>
      <span className="till-row-order" data-of={trade.outTradeNo}>
        {say.today.refundOf(trade.outTradeNo)}
      </span>
    </button>
  )
}
