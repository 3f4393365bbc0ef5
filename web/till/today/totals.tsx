import { yuan } from '#web/ui/format.ts'
import type { TillDay } from '#wire/till.ts'

import { useWords } from '../words/words.ts'

type Row = { kind: 'paid' | 'refunded' | 'net'; amount: string; count: number | null }

/** Paid, refunded, and what is left of it: what a cashier counts at the end of a shift. */
export function Totals({ totals }: { totals: TillDay['totals'] | null }) {
  const say = useWords()
  const rows: Row[] = [
    { kind: 'paid', amount: totals?.paid ?? '0.00', count: totals?.paidCount ?? 0 },
    { kind: 'refunded', amount: totals?.refunded ?? '0.00', count: totals?.refundedCount ?? 0 },
    { kind: 'net', amount: totals?.net ?? '0.00', count: null },
  ]
  return (
    <dl className="till-totals" aria-busy={totals === null}>
      {rows.map(({ kind, amount, count }) => (
        <div key={kind} data-kind={kind} data-testid={`today-${kind}`}>
          <dt>{say.today[kind]}</dt>
          <dd className="tb-amount">{totals ? yuan(amount) : '—'}</dd>
          {count !== null && (
            <dd className="till-soft">
              {say.today.counts[kind === 'paid' ? 'paid' : 'refunded'](count)}
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
