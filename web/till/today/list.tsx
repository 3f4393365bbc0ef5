import { UndoOutlined } from '@ant-design/icons'
import { Alert, Button, Empty, Skeleton } from 'antd'
import type { ReactNode } from 'react'

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

interface LineProps {
  testId: string
  outTradeNo: string
  at: number
  /** What moved, with its sign. */
  amount: string
  off?: boolean
  payer: string | null
  /** The order, where the line is not the order's own. */
  of?: string
  children: ReactNode
  onOpen: (outTradeNo: string) => void
}

/** A line of the day; it opens the order that it belongs to. */
function Line({ testId, outTradeNo, at, amount, off, payer, of, children, onOpen }: LineProps) {
  return (
    <button
      type="button"
      className="till-row"
      data-testid={testId}
      data-order={outTradeNo}
      onClick={() => onOpen(outTradeNo)}
    >
      <span className="till-row-time">
        <Moment at={at} short bare />
      </span>
      <span className="till-row-amount tb-amount" data-off={off}>
        {yuan(amount)}
      </span>
      {children}
      <span className="till-row-payer">{payer ?? '—'}</span>
      <span className="till-row-order" data-of={of && outTradeNo}>
        {of ?? outTradeNo}
      </span>
    </button>
  )
}

function Row({ trade, onOpen }: { trade: TillTrade; onOpen: LineProps['onOpen'] }) {
  const off = trade.state === 'TRADE_CLOSED' || shownState(trade) === 'FAILED'
  const { outTradeNo, paidAt, createdAt, amount, payer } = trade
  const line = { testId: 'today-row', outTradeNo, at: paidAt ?? createdAt, amount, off, payer }
  return (
    <Line {...line} onOpen={onOpen}>
      <StateTag trade={trade} />
    </Line>
  )
}

/** A refund made that day. */
function RefundRow({ refund, onOpen }: { refund: TillDayRefund; onOpen: LineProps['onOpen'] }) {
  const say = useWords()
  const { trade, at } = refund
  const { outTradeNo, payer } = trade
  const line = { testId: 'today-refund', outTradeNo, at, amount: `-${refund.amount}`, payer }
  return (
    <Line {...line} of={say.today.refundOf(outTradeNo)} onOpen={onOpen}>
      <span className="till-tag" data-state="REFUNDED">
        <UndoOutlined aria-hidden /> {say.today.refund}
      </span>
    </Line>
  )
}
