import { InfiniteScroll, SearchBar, Skeleton } from 'antd-mobile'
import { DownlandOutline } from 'antd-mobile-icons'
import { useState } from 'react'

import { asFailure } from '#web/client/failure.ts'
import { useOnline } from '#web/client/online.ts'
import { firstCharacters } from '#web/ui/characters.ts'
import { dayName } from '#web/ui/format.ts'
import { useLanguage } from '#web/ui/language.ts'
import { charactersMax } from '#wire/limits.ts'
import type { Bill } from '#wire/wallet.ts'

import { TopupNews } from '../cards/TopupNews.tsx'
import { serverNow } from '../code/clock.ts'
import { useMember } from '../session/me.ts'
import { Empty } from '../shell/Empty.tsx'
import { Failure } from '../shell/Failure.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { BillRow } from './BillRow.tsx'
import { billKinds, useBills } from './bills.ts'
import { saveCsv } from './csv.ts'
import { useSettled } from './use-settled.ts'

/** Bills of one day under its name. */
function byDay(bills: readonly Bill[], name: (at: number) => string): [string, Bill[]][] {
  const days: [string, Bill[]][] = []
  for (const bill of bills) {
    const day = name(bill.at)
    const last = days.at(-1)
    if (last?.[0] === day) last[1].push(bill)
    else days.push([day, [bill]])
  }
  return days
}

/** Everything that changed the balance, newest first; filtered, searched, exported. */
export function BillsPage() {
  const words = useWords()
  const language = useLanguage()
  const [kind, setKind] = useState<(typeof billKinds)[number]>()
  const [search, setSearch] = useState('')
  const q = useSettled(search.trim())
  const list = useBills({ kind, q })
  const online = useOnline()
  const me = useMember()
  const filtered = !!kind || !!q
  const bills = list.data?.pages.flatMap((page) => page.bills) ?? []
  const now = serverNow()
  const save = (
    <button
      type="button"
      className="icon-button"
      aria-label={words.bills.export}
      title={words.bills.export}
      disabled={bills.length === 0}
      onClick={() => saveCsv(bills, words, language)}
    >
      <DownlandOutline fontSize={22} />
    </button>
  )
  return (
    <Page title={words.bills.title} back="/" right={save}>
      {me.cards && <TopupNews />}
      <SearchBar
        className="bill-search"
        placeholder={words.bills.search}
        value={search}
        onChange={(text) => setSearch(firstCharacters(text, charactersMax.billSearch))}
      />
      <div className="pills" role="group" aria-label={words.bill.kind}>
        {[undefined, ...billKinds].map((each) => (
          <button
            key={each ?? 'all'}
            type="button"
            className="pill"
            aria-pressed={each === kind}
            onClick={() => setKind(each)}
          >
            {words.bills[each ?? 'all']}
          </button>
        ))}
      </div>
      {list.isPending && (
        <section className="card">
          <Skeleton.Paragraph lineCount={8} animated />
        </section>
      )}
      {list.error && !list.data && (
        <Failure error={asFailure(list.error)} retry={() => void list.refetch()} />
      )}
      {list.data && bills.length === 0 && (
        <Empty
          title={filtered ? words.bills.none : words.home.none}
          hint={filtered ? words.bills.noneHint : words.home.noneHint}
        />
      )}
      {byDay(bills, (at) => dayName(at, now, language)).map(([day, ofDay]) => (
        <section key={day} className="card">
          <h2 className="card-day">{day}</h2>
          {ofDay.map((bill) => (
            <BillRow key={bill.billNo} bill={bill} />
          ))}
        </section>
      ))}
      {bills.length > 0 && (
        <InfiniteScroll
          hasMore={list.hasNextPage && online}
          loadMore={async () => void (await list.fetchNextPage({ throwOnError: true }))}
        />
      )}
    </Page>
  )
}
