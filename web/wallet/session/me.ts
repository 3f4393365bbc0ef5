import { queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { forgetEvents } from '#web/client/events.ts'
import { recall, remember } from '#web/ui/store.ts'
import type { Me } from '#wire/wallet.ts'

import { forgetRecentBills } from '../bills/bills.ts'
import { forgetSeen } from '../cards/seen.ts'
import { learnClock } from '../code/clock.ts'
import { forgetResults } from '../result/result.ts'
import { forgetDevices } from '../settings/devices.ts'
import { forgetSafety } from './safety.ts'

const key = 'tongbao.me'
export const eventsPath = '/api/wallet/events'

/**
 * What was last known, so that the wallet opens without a network. No secret is in it: the phone
 * number is masked.
 */
function lastKnown(): Me | undefined {
  const text = recall(key)
  return text ? (JSON.parse(text) as Me) : undefined
}

function keep(me: Me): Me {
  learnClock(me.serverTime, Date.now())
  remember(key, JSON.stringify(me))
  return me
}

const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => keep(await api.get<Me>('/api/wallet/me', { signal })),
  initialData: lastKnown,
  initialDataUpdatedAt: 0,
  retryOnMount: false,
})

export const useMe = () => useQuery(meQuery)

/** The member, where a page is only shown to one. */
export function useMember(): Me {
  const { data } = useMe()
  if (!data) throw new Error('must hold: a member’s page is shown to a member')
  return data
}

/** Takes a reply of login or settings as the present truth. */
export function useTakeMe(): (me: Me) => void {
  const cache = useQueryClient()
  return (me) => void cache.setQueryData(meQuery.queryKey, keep(me))
}

/** Takes the balance that an event tells. */
export function takeBalance(cache: QueryClient, balance: string): void {
  cache.setQueryData(meQuery.queryKey, (me) => me && keepBalance(me, balance))
}

function keepBalance(me: Me, balance: string): Me {
  const next = { ...me, balance }
  remember(key, JSON.stringify(next))
  return next
}

/** Forgets the member on this phone; the payment codes are the caller's choice. */
export function forgetMember(cache: QueryClient): void {
  remember(key, null)
  forgetEvents(eventsPath)
  forgetSafety()
  forgetRecentBills()
  forgetDevices()
  forgetSeen()
  forgetResults()
  cache.removeQueries({
    predicate: ({ queryKey }) => queryKey[0] !== 'seed' && queryKey[0] !== 'me',
  })
  cache.setQueryData(meQuery.queryKey, undefined)
  void cache.resetQueries({ queryKey: ['me'] })
}
