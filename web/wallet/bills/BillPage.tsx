import { Button, Skeleton } from 'antd-mobile'
import { Fragment } from 'react'
import { useParams } from 'react-router'

import { asFailure } from '#web/client/failure.ts'
import { Copy } from '#web/ui/Copy.tsx'
import { dateTime, yuan } from '#web/ui/format.ts'
import { Logo } from '#web/ui/Logo.tsx'
import { Time } from '#web/ui/Time.tsx'
import type { Bill } from '#wire/wallet.ts'

import { Failure } from '../shell/Failure.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import type { Words } from '../words.zh.ts'
import { BillMark } from './BillMark.tsx'
import { useBill, useRefunds } from './bills.ts'
import { useRefundNote } from './BillRow.tsx'

/** The receipt as text, for a message. */
function receiptText(bill: Bill, words: Words): string {
  const lines = [
    words.bill.receipt,
    `${bill.merchantName} ${bill.storeName}`.trim(),
    `${words.bill.kinds[bill.kind]} ${yuan(bill.amount)}`,
    `${words.bill.at} ${dateTime(bill.at)}`,
    `${words.bill.tradeNo} ${bill.tradeNo}`,
    `${words.bill.outTradeNo} ${bill.outTradeNo}`,
  ]
  return lines.join('\n')
}

/** One bill with its numbers, and as a receipt. */
export function BillPage() {
  const words = useWords()
  const { billNo = '' } = useParams()
  const { data: bill, error, refetch } = useBill(billNo)
  const share = bill && 'share' in navigator
  const foot = bill && (
    <div className="foot-row">
      {share && (
        <Button
          block
          shape="rounded"
          // Sharing that is called off is no fault.
          onClick={() => void navigator.share({ text: receiptText(bill, words) }).catch(() => {})}
        >
          {words.bill.share}
        </Button>
      )}
      <Button block shape="rounded" onClick={() => print()}>
        {words.bill.print}
      </Button>
    </div>
  )
  return (
    <Page title={words.bill.title} back="/bills" foot={foot}>
      {bill && <Receipt bill={bill} />}
      {!bill && error && <Failure error={asFailure(error)} retry={() => void refetch()} />}
      {!bill && !error && (
        <section className="card">
          <Skeleton.Paragraph lineCount={8} animated />
        </section>
      )}
    </Page>
  )
}

/** Text of others: whatever characters are in it, it turns no line around. */
const isolated = (text: string) => <bdi>{text}</bdi>

const groupSize = 4

/** A long number: smaller, and broken between groups where the line ends. What is copied has no blanks. */
function Grouped({ text }: { text: string }) {
  const groups = text.match(new RegExp(`.{1,${groupSize}}`, 'gu')) ?? []
  return (
    <bdi className="fact-number">
      {groups.map((group, at) => (
        // The groups of one number never move.
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {group}
        </Fragment>
      ))}
    </bdi>
  )
}

function Receipt({ bill }: { bill: Bill }) {
  const words = useWords()
  const refunds = useRefunds(bill)
  const note = useRefundNote(bill)
  return (
    <article className="card receipt">
      <div className="receipt-brand">
        <Logo size={20} /> {words.bill.receipt}
      </div>
      <div className="receipt-head">
        <BillMark kind={bill.kind} name={bill.merchantName} />
        <bdi>{bill.merchantName || bill.title}</bdi>
        <strong className="tb-amount receipt-amount">{yuan(bill.amount, { signed: true })}</strong>
        {note && <span className="tag">{note}</span>}
        {!note && bill.tradeState && (
          <span className="tag">{words.bill.states[bill.tradeState]}</span>
        )}
      </div>
      <dl className="facts">
        <Fact name={words.bill.kind}>{words.bill.kinds[bill.kind]}</Fact>
        {bill.storeName && <Fact name={words.bill.store}>{isolated(bill.storeName)}</Fact>}
        <Fact name={words.bill.what}>{isolated(bill.title)}</Fact>
        <Fact name={words.bill.at}>
          <Time at={bill.at} />
        </Fact>
        <Fact name={words.bill.balanceAfter}>
          <span className="tb-amount">{yuan(bill.balanceAfter)}</span>
        </Fact>
        {bill.tradeNo && (
          <Fact name={words.bill.tradeNo} copy={bill.tradeNo}>
            <Grouped text={bill.tradeNo} />
          </Fact>
        )}
        {bill.outTradeNo && (
          <Fact name={words.bill.outTradeNo} copy={bill.outTradeNo}>
            <Grouped text={bill.outTradeNo} />
          </Fact>
        )}
      </dl>
      {refunds.data && refunds.data.length > 0 && (
        <>
          <h2 className="card-day">{words.bill.refunds}</h2>
          <dl className="facts">
            {refunds.data.map((refund) => (
              <Fact key={refund.billNo} name={dateTime(refund.at)}>
                <span className="tb-amount gained">{yuan(refund.amount, { signed: true })}</span>
              </Fact>
            ))}
          </dl>
        </>
      )}
    </article>
  )
}

interface FactProps {
  name: string
  copy?: string
  children: React.ReactNode
}

function Fact({ name, copy, children }: FactProps) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        <span className="fact-value">{children}</span>
        {copy && <Copy text={copy} label={name} />}
      </dd>
    </div>
  )
}
