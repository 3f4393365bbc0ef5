import { Link } from 'react-router'

import { clockTime, dateTimeWithZone, dayName, yuan } from '#web/ui/format.ts'
import { useLanguage } from '#web/ui/language.ts'
import { Sentence } from '#web/ui/Sentence.tsx'
import { titleFor } from '#wire/titles.ts'
import type { Bill } from '#wire/wallet.ts'

import { serverNow } from '../code/clock.ts'
import { useWords } from '../words.ts'
import { BillMark } from './BillMark.tsx'

/** What became of a payment that was given back, in part or whole. */
export function useRefundNote(bill: Bill): string | undefined {
  const words = useWords()
  if (bill.kind !== 'payment' || bill.refunded === '0.00') return undefined
  return bill.amount === `-${bill.refunded}`
    ? words.bills.allRefunded
    : words.bills.partlyRefunded(yuan(bill.refunded))
}

/**
 * One line of the bills; it leads to its details. `withDay` names the day where no heading does.
 */
export function BillRow({ bill, withDay = false }: { bill: Bill; withDay?: boolean }) {
  const language = useLanguage()
  const note = useRefundNote(bill)
  const title = titleFor(bill, language)
  const name = bill.merchantName || title
  const day = withDay ? `${dayName(bill.at, serverNow(), language)} ` : ''
  return (
    <Link className="bill-row" to={`/bills/${bill.billNo}`} data-testid="bill">
      <BillMark kind={bill.kind} name={bill.merchantName} />
      <span className={bill.kind === 'topup' ? 'bill-text bill-text-two' : 'bill-text'}>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <time dateTime={new Date(bill.at).toISOString()} title={dateTimeWithZone(bill.at)}>
          {day}
          {clockTime(bill.at)}
          {title && title !== name && (
            <>
              {' · '}
              <bdi>{title}</bdi>
            </>
          )}
        </time>
      </span>
      <span className="bill-money">
        <strong className={`tb-amount ${bill.amount.startsWith('-') ? '' : 'gained'}`}>
          {yuan(bill.amount, { signed: true })}
        </strong>
        {note && (
          <small>
            <Sentence>{note}</Sentence>
          </small>
        )}
      </span>
    </Link>
  )
}
