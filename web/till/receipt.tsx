import { useEffect } from 'react'
import { createPortal } from 'react-dom'

import { barSymbol } from '#web/ui/bar-symbol.ts'
import { yuan } from '#web/ui/format.ts'
import { LongNumber } from '#web/ui/LongNumber.tsx'
import { createStore, useStore } from '#web/ui/store.ts'
import type { TradeState } from '#wire/common.ts'
import type { TillMe } from '#wire/till.ts'

import { isElsewhere, networkTime } from './network-time.ts'
import { useWords } from './words/words.ts'

export type Receipt = {
  outTradeNo: string
  tradeNo: string | null
  amount: string
  refunded: string
  payer: string | null
  at: number
  cashier: string
  state: TradeState
}

const printing = createStore<Receipt | null>(null)

/** Prints a receipt of 80 mm through the browser's own dialog. */
export function printReceipt(receipt: Receipt): void {
  printing.set({ ...receipt })
}

/** The receipt waits outside the page; only print shows it. Its bar code brings the sale up again in the day's list. */
export function ReceiptSheet({ me }: { me: TillMe }) {
  const receipt = useStore(printing)
  useEffect(() => {
    if (receipt) window.print()
  }, [receipt])
  if (!receipt) return null
  return createPortal(<Sheet me={me} receipt={receipt} />, document.body)
}

type SheetProps = { me: TillMe; receipt: Receipt }

function Sheet({ me, receipt }: SheetProps) {
  const say = useWords()
  const rows: [string, string | null][] = [
    [
      say.result.time,
      isElsewhere(receipt.at)
        ? `${networkTime(receipt.at)} ${say.today.zone}`
        : networkTime(receipt.at),
    ],
    [say.today.terminal, `${me.storeName} ${me.terminalName}`],
    [say.today.cashier, receipt.cashier],
    [say.result.payer, receipt.payer],
    [say.result.order, receipt.outTradeNo],
    [say.result.trade, receipt.tradeNo],
  ]
  return (
    <section className="receipt" aria-hidden>
      <h1>{me.merchantName}</h1>
      <p>{say.receipt.title}</p>
      <dl>
        {rows
          .filter((row): row is [string, string] => row[1] !== null)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value === receipt.tradeNo ? <LongNumber text={value} /> : value}</dd>
            </div>
          ))}
      </dl>
      <p className="receipt-amount">
        <span>{say.receipt.paid}</span> <strong>{yuan(receipt.amount)}</strong>
      </p>
      {receipt.refunded !== '0.00' && (
        <p className="receipt-amount">
          <span>{say.receipt.refunded}</span> <strong>{yuan(receipt.refunded)}</strong>
        </p>
      )}
      <Bars text={receipt.outTradeNo} />
      <p>{say.receipt.thanks}</p>
    </section>
  )
}

/** CSS pixels that a module is wide, where the paper has room for all of them. */
const moduleWide = 1.2

function Bars({ text }: { text: string }) {
  const { path, width } = barSymbol(text)
  return (
    <svg
      width={width * moduleWide}
      height={40}
      viewBox={`0 0 ${width} 1`}
      preserveAspectRatio="none"
    >
      <path d={path} />
    </svg>
  )
}
