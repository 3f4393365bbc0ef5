import type { ReactNode } from 'react'

import { timeLeft, yuan } from '#web/ui/format.ts'
import { LongNumber } from '#web/ui/LongNumber.tsx'
import { Sentence } from '#web/ui/Sentence.tsx'
import type { WalletOrder } from '#wire/cashier.ts'

import { BillMark } from '../bills/BillMark.tsx'
import { useSecondsLeft } from '../code/Countdown.tsx'
import { MainButton } from '../shell/MainButton.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'

const fen = (amount: string) => BigInt(amount.replace('.', ''))

/** The shop’s registered name, and its store where that has a name of its own. */
export const shopOf = ({ merchantName, storeName }: WalletOrder) =>
  storeName && storeName !== merchantName ? `${merchantName} · ${storeName}` : merchantName

/** The two things to check before a password: who gets the money, and how much. */
export function OrderPaper({ order }: { order: WalletOrder }) {
  const words = useWords()
  return (
    <>
      <span className="order-to">{words.pending.to}</span>
      <span className="sheet-shop" data-testid="order-shop">
        {shopOf(order)}
      </span>
      <span className="sheet-amount tb-amount" data-testid="order-amount">
        {yuan(order.amount)}
      </span>
    </>
  )
}

/** An order that can be paid, to be looked at first. */
export function OrderToPay({ order, onPay }: { order: WalletOrder; onPay: () => void }) {
  const words = useWords()
  const seconds = useSecondsLeft(order.expiresAt)
  const short = fen(order.balance) < fen(order.amount)
  const foot = (
    <>
      {short && (
        <p className="foot-note order-short" role="status" data-testid="order-short">
          {words.order.short}
        </p>
      )}
      <MainButton disabled={short || seconds === 0} data-testid="order-pay" onClick={onPay}>
        <Sentence>{words.order.pay(yuan(order.amount))}</Sentence>
      </MainButton>
    </>
  )
  return (
    <Page title={words.order.title} back="/" foot={foot}>
      <section className="card receipt" data-testid="order-waiting">
        <h2 className="order-head">
          <BillMark kind="payment" name={order.merchantName} />
          <OrderPaper order={order} />
        </h2>
        <OrderFacts order={order}>
          <div className="fact">
            <dt>{words.order.left}</dt>
            <dd className="tb-amount">{timeLeft(seconds)}</dd>
          </div>
          <div className="fact">
            <dt>{words.pay.from}</dt>
            <dd className="tb-amount">
              {words.pay.fromBalance} {yuan(order.balance)}
            </dd>
          </div>
        </OrderFacts>
      </section>
      <p className="page-intro">{words.order.check}</p>
    </Page>
  )
}

type FactsProps = { order: WalletOrder; children?: ReactNode }

/** What the order is for, and its number at the shop. */
export function OrderFacts({ order, children }: FactsProps) {
  const words = useWords()
  return (
    <dl className="facts">
      <div className="fact">
        <dt>{words.bill.what}</dt>
        <dd className="fact-value">{order.subject}</dd>
      </div>
      <div className="fact">
        <dt>{words.bill.outTradeNo}</dt>
        <dd className="fact-value">
          <LongNumber text={order.outTradeNo} />
        </dd>
      </div>
      {children}
    </dl>
  )
}
