import { useInfiniteQuery } from '@tanstack/react-query'

import type { TillDay } from '#wire/till.ts'

import { tillApi } from '../api.ts'
import { serverNow } from '../clock.ts'
import type { DayRows } from './csv.ts'

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

/** Every order and refund of the choice, for export: reads on to the end of the day. */
export async function wholeDay(choice: DayChoice): Promise<DayRows> {
  const rows: DayRows = { trades: [], refunds: [] }
  let cursor: string | null = null
  for (let page = 0; page < pagesMax; page++) {
    const part: TillDay = await readPage(choice, cursor)
    rows.trades.push(...part.trades)
    rows.refunds.push(...part.refunds)
    cursor = part.next
    if (cursor === null) return rows
  }
  throw new Error(`a day has more than ${pagesMax} pages`)
}
