import { useState } from 'react'

import { useStore } from '#web/ui/store.ts'
import type { TillMe } from '#wire/till.ts'

import { Details } from './details.tsx'
import { Filters, type StateFilter } from './filters.tsx'
import { search } from './search.ts'
import { shownState } from './state.ts'
import { Totals } from './totals.tsx'
import { linesOf } from './lines.ts'
import { TradeList } from './list.tsx'
import { todayInBeijing, useDay, type DayChoice } from './use-day.ts'

/** The sales of a day: totals first, then the list; a sale's details open beside it. */
export default function TodayPage({ me }: { me: TillMe }) {
  const [day, setDay] = useState(todayInBeijing)
  const [all, setAll] = useState(false)
  const [filter, setFilter] = useState<StateFilter>('all')
  const [openNo, setOpenNo] = useState<string | null>(null)
  const q = useStore(search).trim()
  const choice: DayChoice = { day, all, q }
  const query = useDay(choice)
  const lines = query.data?.pages.flatMap(linesOf) ?? []
  const shown = lines.filter(({ trade }) => filter === 'all' || shownState(trade) === filter)
  const open = lines.find(({ trade }) => trade.outTradeNo === openNo)?.trade ?? null
  return (
    <main className="till-today">
      <Filters choice={choice} filter={filter} onDay={setDay} onAll={setAll} onFilter={setFilter} />
      <Totals totals={query.data?.pages[0]?.totals ?? null} />
      <TradeList
        query={query}
        lines={shown}
        searching={q !== '' || filter !== 'all'}
        onOpen={setOpenNo}
      />
      <Details me={me} trade={open} onClose={() => setOpenNo(null)} />
    </main>
  )
}
