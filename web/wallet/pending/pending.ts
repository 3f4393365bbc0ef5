import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { createStore, useStore } from '#web/ui/store.ts'
import type { TradeEvent } from '#wire/event.ts'
import type { Pending, PendingList } from '#wire/wallet.ts'

import { serverNow } from '../code/clock.ts'

/** Asks now and then even so: an event stream that is dead does not say so. */
const askEveryMs = 20_000

const pendingQuery = queryOptions({
  queryKey: ['pending'],
  queryFn: ({ signal }) => api.get<PendingList>('/api/wallet/pending', { signal }),
  refetchInterval: askEveryMs,
})

/** Payments put aside with “later”; they stay on the start page until they end. */
const putAside = createStore<readonly string[]>([])
export const setAside = (tradeNo: string) => putAside.set([...putAside.get(), tradeNo])
export const takeUp = (tradeNo: string) =>
  putAside.set(putAside.get().filter((other) => other !== tradeNo))

/** The payment that waits for the password, and whether it was put aside. */
export function usePending(enabled: boolean): { pending: Pending; aside: boolean } | undefined {
  const { data } = useQuery({ ...pendingQuery, enabled })
  const aside = useStore(putAside)
  const pending = data?.pending.find(({ expiresAt }) => expiresAt > serverNow())
  return pending && { pending, aside: aside.includes(pending.tradeNo) }
}

const reasons: readonly Pending['reason'][] = ['above_limit', 'limit_off', 'alarm']

/** A `waiting` event carries all that the sheet shows, so that it opens at once. */
export function pendingOf(event: TradeEvent): Pending | undefined {
  if (event.tradeNo === null || event.expiresAt === null) return undefined
  const { tradeNo, amount, subject, merchantName, storeName, expiresAt } = event
  const reason = reasons.find((known) => known === event.reason) ?? 'above_limit'
  const deposit = event.deposit === true
  return { tradeNo, amount, subject, merchantName, storeName, deposit, reason, expiresAt }
}

export function notePending(cache: QueryClient, pending: Pending | undefined): void {
  if (!pending) return void cache.invalidateQueries({ queryKey: ['pending'] })
  cache.setQueryData(pendingQuery.queryKey, (list) => {
    const others = list?.pending.filter(({ tradeNo }) => tradeNo !== pending.tradeNo) ?? []
    return { pending: [pending, ...others] }
  })
}

export function dropPending(cache: QueryClient, tradeNo: string): void {
  cache.setQueryData(pendingQuery.queryKey, (list) => ({
    pending: list?.pending.filter((other) => other.tradeNo !== tradeNo) ?? [],
  }))
}
