import { PrinterOutlined, RollbackOutlined, UndoOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'

import { useFailureWords } from '#web/ui/failure-words.ts'
import { yuan } from '#web/ui/format.ts'
import { LongNumber } from '#web/ui/LongNumber.tsx'
import { Sentence } from '#web/ui/Sentence.tsx'
import type { TillMe, TillResult } from '#wire/till.ts'

import { usePageKey } from '../bar/shortcuts.ts'
import { useSecondsLeft } from '../clock.ts'
import { printReceipt } from '../receipt.tsx'
import { isKept, type Sale } from '../sale/sale.ts'
import { RefundDialog } from '../today/refund.tsx'
import { cancelUntil } from '../today/state.ts'
import { useCancelPaid } from '../today/use-cancel.ts'
import { Moment } from '../moment.tsx'
import { useWords } from '../words/words.ts'
import type { Counter } from './counter.ts'
import { ClosedSign, CrossSign, TickSign } from './signs.tsx'

type Props = { me: TillMe; counter: Counter; sale: Sale; result: TillResult }

/** How a sale ended. What to read first is largest; what to do next is one key away. */
export function ResultStage(props: Props) {
  const { result } = props
  if (result.state === 'paid') return <Paid {...props} />
  return <NotPaid {...props} />
}

function Paid({ me, counter, sale, result }: Props) {
  const say = useWords()
  const refunded = result.refunded !== '0.00'
  return (
    <div className="till-result" data-kind="paid" data-testid="result-paid">
      <TickSign />
      <p className="till-status" data-testid="till-status" role="status">
        {say.result.paid}
      </p>
      <p className="till-huge tb-amount" data-testid="result-amount">
        {yuan(result.amount)}
      </p>
      <dl className="till-facts">
        {result.payer && <Fact name={say.result.payer}>{result.payer}</Fact>}
        {refunded && (
          <Fact name={say.result.refunded}>
            <span className="tb-amount">{yuan(result.refunded)}</span>
          </Fact>
        )}
        <Fact name={say.result.time}>
          <Moment at={result.at} />
        </Fact>
        <Fact name={say.result.order}>
          <LongNumber text={result.outTradeNo} />
        </Fact>
        {result.tradeNo && (
          <Fact name={say.result.trade}>
            <LongNumber text={result.tradeNo} />
          </Fact>
        )}
      </dl>
      <PaidActions me={me} counter={counter} sale={sale} result={result} />
    </div>
  )
}

function PaidActions({ me, counter, result }: Props) {
  const say = useWords()
  const [refunding, setRefunding] = useState(false)
  const cancel = useCancelPaid(counter.replaceResult)
  const sold = { terminalId: me.terminalId, paidAt: result.at }
  const until = me.role === 'cashier' ? cancelUntil(sold, me) : null
  const cancels = useSecondsLeft(until) !== 0 && result.refunded === '0.00'
  const print = () => printReceipt({ ...result, state: 'TRADE_SUCCESS', cashier: me.cashierName })
  usePageKey('F9', print)
  return (
    <div className="till-actions">
      <Button size="large" ghost icon={<PrinterOutlined />} title="F9" onClick={print}>
        {say.result.print}
      </Button>
      {cancels && (
        <Button
          data-testid="till-cancel"
          size="large"
          ghost
          icon={<RollbackOutlined />}
          onClick={() => cancel(result)}
        >
          {say.result.cancel}
        </Button>
      )}
      {me.mayRefund && result.refunded !== result.amount && (
        <Button
          data-testid="till-refund"
          size="large"
          ghost
          icon={<UndoOutlined />}
          onClick={() => setRefunding(true)}
        >
          {say.result.refund}
        </Button>
      )}
      {refunding && (
        <RefundDialog
          trade={result}
          onDone={counter.replaceResult}
          onClose={() => setRefunding(false)}
        />
      )}
    </div>
  )
}

function NotPaid({ counter, sale, result }: Props) {
  const say = useWords()
  const failed = result.state === 'failed'
  return (
    <div
      className="till-result"
      data-kind={result.state}
      data-testid={failed ? 'result-failed' : 'result-closed'}
    >
      {failed ? <CrossSign /> : <ClosedSign />}
      <p className="till-status" data-testid="till-status" role="status">
        {failed ? say.result.failed : say.result.closed}
      </p>
      <p className="till-huge till-huge-less tb-amount" data-testid="result-amount">
        {yuan(sale.amount)}
      </p>
      <Reason result={result} />
      {isKept(result) && (
        <p className="till-soft" data-testid="result-order">
          {say.result.order} {sale.outTradeNo}
        </p>
      )}
      <div className="till-actions">
        {failed ? (
          <Button size="large" onClick={() => counter.next()}>
            {say.result.next} <kbd>Esc</kbd>
          </Button>
        ) : (
          <Button size="large" onClick={counter.sameAmount}>
            {say.result.sameAmount}
          </Button>
        )}
      </div>
    </div>
  )
}

function Reason({ result }: { result: TillResult }) {
  const say = useWords()
  const failureWords = useFailureWords('cashier')
  const { failure } = result
  const whyOf = () => {
    // A closed order without a trade number is only a tombstone: it came before the payment, or instead of it.
    if (result.state === 'closed' && result.tradeNo === null) return say.result.never
    if (result.refunded !== '0.00') return say.refund.done(yuan(result.refunded))
    // What is cancelled without a refund was never paid.
    if (failure?.code === 'CANCELLED') return say.result.cancelled
    return failure ? failureWords(failure) : say.result.closedPlain
  }
  return (
    <>
      <p className="till-reason" data-testid="result-reason" data-code={failure?.code ?? ''}>
        <Sentence>{whyOf()}</Sentence>
      </p>
      {failure?.retry && <p className="till-hint">{say.result.freshCode}</p>}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
