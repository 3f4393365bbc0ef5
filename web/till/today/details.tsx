import { PrinterOutlined, RollbackOutlined, UndoOutlined } from '@ant-design/icons'
import { Button, Drawer } from 'antd'
import { useState, type ReactNode } from 'react'

import { Copy } from '#web/ui/Copy.tsx'
import { yuan } from '#web/ui/format.ts'
import { LongNumber } from '#web/ui/LongNumber.tsx'
import type { TillMe, TillTrade } from '#wire/till.ts'

import { usePageKey } from '../bar/shortcuts.ts'
import { serverNow } from '../clock.ts'
import { printReceipt } from '../receipt.tsx'
import { Moment } from '../moment.tsx'
import { useWords } from '../words/words.ts'
import { RefundDialog } from './refund.tsx'
import { Refunds } from './refunds.tsx'
import { StateTag } from './state-tag.tsx'
import { hasLeftToRefund, mayCancel } from './state.ts'
import { useCancelPaid } from './use-cancel.ts'
import { useDetail } from './use-detail.ts'

type Props = { me: TillMe; trade: TillTrade | null; onClose: () => void }

/** One sale in full, and what may still be done with it. */
export function Details({ me, trade, onClose }: Props) {
  const say = useWords()
  return (
    <Drawer
      open={trade !== null}
      title={say.today.details}
      onClose={onClose}
      size={440}
      footer={trade && <Actions me={me} trade={trade} />}
      destroyOnHidden
    >
      {trade && <Facts trade={trade} />}
    </Drawer>
  )
}

function Facts({ trade }: { trade: TillTrade }) {
  const say = useWords()
  const { columns } = say.today
  const traceId = useDetail(trade).data?.traceId
  const copied = (text: string, label: string) => (
    <>
      <LongNumber text={text} /> <Copy text={text} label={label} />
    </>
  )
  const rows: [string, ReactNode][] = [
    [columns.payer, trade.payer],
    [say.today.created, <Moment key="at" at={trade.createdAt} />],
    [say.today.paidAt, trade.paidAt === null ? null : <Moment key="paid" at={trade.paidAt} />],
    [columns.order, copied(trade.outTradeNo, columns.order)],
    [say.result.trade, trade.tradeNo && copied(trade.tradeNo, say.result.trade)],
    [say.result.trace, traceId ? copied(traceId, say.result.trace) : null],
    [say.today.cashier, trade.cashier],
    [say.today.terminal, trade.terminalName || trade.terminalId],
  ]
  return (
    <>
      <p className="till-details-amount tb-amount" data-testid="details-amount">
        {yuan(trade.amount)}
      </p>
      <p className="till-details-state">
        <StateTag trade={trade} />
      </p>
      {trade.refunded !== '0.00' && <Refunds trade={trade} />}
      <dl className="till-details">
        {rows.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </>
  )
}

function Actions({ me, trade }: { me: TillMe; trade: TillTrade }) {
  const say = useWords()
  const [refunding, setRefunding] = useState(false)
  const cancel = useCancelPaid(() => undefined)
  const print = () => printReceipt({ ...trade, at: trade.paidAt ?? trade.createdAt })
  const paid = trade.state === 'TRADE_SUCCESS' || trade.refunded !== '0.00'
  const cancels = mayCancel(trade, me, serverNow())
  usePageKey('F9', paid ? print : null)
  return (
    <div className="till-details-actions">
      {paid && (
        <Button size="large" icon={<PrinterOutlined />} title="F9" onClick={print}>
          {say.result.print}
        </Button>
      )}
      {cancels && (
        <Button
          data-testid="till-cancel"
          size="large"
          icon={<RollbackOutlined />}
          onClick={() => cancel(trade, trade.state === 'WAIT_BUYER_PAY')}
        >
          {say.result.cancel}
        </Button>
      )}
      {me.mayRefund && hasLeftToRefund(trade) && (
        <Button
          data-testid="till-refund"
          size="large"
          icon={<UndoOutlined />}
          onClick={() => setRefunding(true)}
        >
          {say.result.refund}
        </Button>
      )}
      {!me.mayRefund && hasLeftToRefund(trade) && (
        <p className="till-soft till-note">
          {cancels ? say.refund.notAllowed : say.refund.cancelNotAllowed}
        </p>
      )}
      {refunding && (
        <RefundDialog trade={trade} onDone={() => undefined} onClose={() => setRefunding(false)} />
      )}
    </div>
  )
}
