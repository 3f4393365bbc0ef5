import { Button, Skeleton } from 'antd-mobile'
import { useParams } from 'react-router'

import { asFailure } from '#web/client/failure.ts'
import { Copy } from '#web/ui/Copy.tsx'
import { dateTime, yuan } from '#web/ui/format.ts'
import { useLanguage, type Language } from '#web/ui/language.ts'
import { Logo } from '#web/ui/Logo.tsx'
import { LongNumber } from '#web/ui/LongNumber.tsx'
import { Sentence } from '#web/ui/Sentence.tsx'
import { Time } from '#web/ui/Time.tsx'
import { cancelReason, titleFor } from '#wire/titles.ts'
import type { Bill } from '#wire/wallet.ts'

import { Failure } from '../shell/Failure.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import type { Words } from '../words.zh.ts'
import { BillMark } from './BillMark.tsx'
import { useBill, useRefunds } from './bills.ts'
import { useRefundNote } from './BillRow.tsx'

/** The receipt as text, for a message. */
function receiptText(bill: Bill, words: Words, language: Language): string {
  const shop = `${bill.merchantName} ${bill.storeName}`.trim()
  const reason = reasonOf(bill, words)
  const lines = [
    words.bill.receipt,
    shop || titleFor(bill, language),
    `${words.bill.kinds[bill.kind]} ${yuan(bill.amount)}`,
    `${words.bill.at} ${dateTime(bill.at)}`,
    ...(reason ? [`${words.bill.reason} ${reason}`] : []),
    ...(bill.tradeNo ? [`${words.bill.tradeNo} ${bill.tradeNo}`] : []),
    ...(bill.outTradeNo ? [`${orderWord(bill, words)} ${bill.outTradeNo}`] : []),
    ...(bill.traceId ? [`${words.bill.trace} ${bill.traceId}`] : []),
  ]
  return lines.join('\n')
}

/** A merchant numbers its orders; a top-up is a request to a bank. */
const orderWord = ({ kind }: Bill, words: Words) =>
  kind === 'topup' ? words.bill.requestNo : words.bill.outTradeNo

/** One bill with its numbers, and as a receipt. */
export function BillPage() {
  const words = useWords()
  const language = useLanguage()
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
          onClick={() =>
            void navigator.share({ text: receiptText(bill, words, language) }).catch(() => {})
          }
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

/** A refund's reason in the merchant's words; the word for a cancel is ours. */
const reasonOf = ({ reason }: Bill, words: Words) =>
  reason === cancelReason ? words.bill.cancelled : reason

function Receipt({ bill }: { bill: Bill }) {
  const words = useWords()
  const refunds = useRefunds(bill)
  const note = useRefundNote(bill)
  const title = titleFor(bill, useLanguage())
  const reason = reasonOf(bill, words)
  return (
    <article className="card receipt">
      <div className="receipt-brand">
        <Logo size={20} /> {words.bill.receipt}
      </div>
      <div className="receipt-head">
        <BillMark kind={bill.kind} name={bill.merchantName} />
        <bdi>{bill.merchantName || title}</bdi>
        <strong className="tb-amount receipt-amount">{yuan(bill.amount, { signed: true })}</strong>
        {note && (
          <span className="tag">
            <Sentence>{note}</Sentence>
          </span>
        )}
        {!note && bill.kind === 'payment' && bill.tradeState && (
          <span className="tag">{words.bill.states[bill.tradeState]}</span>
        )}
      </div>
      <dl className="facts">
        <Fact name={words.bill.kind}>{words.bill.kinds[bill.kind]}</Fact>
        {bill.storeName && <Fact name={words.bill.store}>{isolated(bill.storeName)}</Fact>}
        <Fact name={words.bill.what}>{isolated(title)}</Fact>
        {reason && <Fact name={words.bill.reason}>{isolated(reason)}</Fact>}
        <Fact name={words.bill.at}>
          <Time at={bill.at} />
        </Fact>
        <Fact name={words.bill.balanceAfter}>
          <span className="tb-amount">{yuan(bill.balanceAfter)}</span>
        </Fact>
        {bill.tradeNo && (
          <Fact name={words.bill.tradeNo} copy={bill.tradeNo}>
            <LongNumber text={bill.tradeNo} />
          </Fact>
        )}
        {bill.outTradeNo && (
          <Fact name={orderWord(bill, words)} copy={bill.outTradeNo}>
            <LongNumber text={bill.outTradeNo} />
          </Fact>
        )}
        {bill.traceId && (
          <Fact name={words.bill.trace} copy={bill.traceId}>
            <LongNumber text={bill.traceId} />
          </Fact>
        )}
      </dl>
      {refunds.data && refunds.data.length > 0 && (
        <>
          <h2 className="card-day">{words.bill.refunds}</h2>
          <dl className="facts">
            {refunds.data.map((refund) => (
              <Refunded key={refund.billNo} refund={refund} />
            ))}
          </dl>
        </>
      )}
    </article>
  )
}

/** When money came back, how much, and why where a reason was given. */
function Refunded({ refund }: { refund: Bill }) {
  const reason = reasonOf(refund, useWords())
  return (
    <div className="fact fact-refund">
      <dt>
        {dateTime(refund.at)}
        {reason && <bdi>{reason}</bdi>}
      </dt>
      <dd className="tb-amount gained">{yuan(refund.amount, { signed: true })}</dd>
    </div>
  )
}

interface FactProps {
  name: string
  copy?: string
  children: React.ReactNode
}

function Fact({ name, copy, children }: FactProps) {
  return (
    <div className={copy ? 'fact fact-long' : 'fact'}>
      <dt>{name}</dt>
      <dd>
        <span className="fact-value">{children}</span>
        {copy && <Copy text={copy} label={name} />}
      </dd>
    </div>
  )
}
