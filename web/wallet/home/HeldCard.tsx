import { useQuery } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { dateTimeWithZone, dayName, yuan } from '#web/ui/format.ts'
import { useLanguage } from '#web/ui/language.ts'
import { Sentence } from '#web/ui/Sentence.tsx'
import type { HeldList } from '#wire/held.ts'

import { BillMark } from '../bills/BillMark.tsx'
import { serverNow } from '../code/clock.ts'
import { useWords } from '../words.ts'

/** Deposits: money that is held for merchants, neither spent nor there to be spent. Nothing while there is none. */
export function HeldCard() {
  const words = useWords()
  const language = useLanguage()
  const { data } = useQuery({
    queryKey: ['held'],
    queryFn: ({ signal }) => api.get<HeldList>('/api/wallet/held', { signal }),
  })
  if (!data || data.held.length === 0) return null
  return (
    <section className="card" data-testid="held">
      <header className="card-head">
        <h2>{words.home.held}</h2>
        <strong className="tb-amount">{yuan(data.amount)}</strong>
      </header>
      {data.held.map(({ tradeNo, merchantName, title, amount, total, at }) => (
        <div key={tradeNo} className="bill-row">
          <BillMark kind="freeze" name={merchantName} />
          <span className="bill-text">
            <strong>{merchantName}</strong>
            <time dateTime={new Date(at).toISOString()} title={dateTimeWithZone(at)}>
              {dayName(at, serverNow(), language)} · {title}
            </time>
          </span>
          <span className="bill-money">
            <strong className="tb-amount">{yuan(amount)}</strong>
            {amount !== total && (
              <small>
                <Sentence>{words.home.heldOf(yuan(total))}</Sentence>
              </small>
            )}
          </span>
        </div>
      ))}
    </section>
  )
}
