import { useState } from 'react'

import type { CashierOrder } from '#wire/cashier.ts'

import { Account } from './account.tsx'
import { Bill } from './bill.tsx'
import { Scan } from './scan.tsx'
import { useWords } from './words.ts'

const ways = ['scan', 'account'] as const
type Way = (typeof ways)[number]

type Props = { order: CashierOrder; disturbed: boolean }

/** An order that can be paid: what it is on one side, the ways to pay it on the other. */
export function Desk({ order, disturbed }: Props) {
  const say = useWords()
  const [way, setWay] = useState<Way>('scan')
  return (
    <article className="desk-card" data-testid="cashier-waiting">
      <Bill order={order} />
      <section className="desk-ways" aria-label={say.ways}>
        <div className="desk-tabs" role="group" aria-label={say.ways}>
          {ways.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={way === name}
              data-testid={`cashier-way-${name}`}
              onClick={() => setWay(name)}
            >
              {say[name].tab}
            </button>
          ))}
        </div>
        {way === 'scan' ? <Scan order={order} /> : <Account order={order} />}
        <p className="desk-disturbed" role="status">
          {disturbed && say.disturbed}
        </p>
      </section>
    </article>
  )
}
