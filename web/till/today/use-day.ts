import { useInfiniteQuery } from '@tanstack/react-query'

import type { TillDay, TillTrade } from '#wire/till.ts'

import { tillApi } from '../api.ts'
import { serverNow } from '../clock.ts'

export type DayChoice = { day: string; all: boolean; q: string }

/** The network's day, Beijing time, as `yyyy-MM-dd`. */
export const todayInBeijing = () => new Date(serverNow() + 8 * 3_600_000).toISOString().slice(0, 10)

const readPage = ({ day, all, q }: DayChoice, cursor: string | null) =>
  tillApi.day({ day, all: all ? '1' : '0', ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) })

/** One day's trades, newest first, a page at a time. */
export const useDay = (choice: DayChoice) =>
  useInfiniteQuery({
    queryKey: ['day', choice],
    queryFn: ({ pageParam }) => readPage(choice, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last: TillDay) => last.next,
    placeholderData: (before, query) =>
      (query?.queryKey[1] as DayChoice | undefined)?.day === choice.day ? before : undefined,
    refetchInterval: 30_000,
  })

const pagesMax = 500

/** Every trade of the choice, for export: reads on to the end of the day. */
export async function wholeDay(choice: DayChoice): Promise<TillTrade[]> {
  const trades: TillTrade[] = []
  let cursor: string | null = null
  for (let page = 0; page < pagesMax; page++) {
    const part: TillDay = await readPage(choice, cursor)
    trades.push(...part.trades)
    cursor = part.next
    if (cursor === null) return trades
  }
  throw new Error(`a day has more than ${pagesMax} pages`)
}
