import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { ApiFailure } from '#web/client/failure.ts'
import { createQueryClient } from '#web/client/query.ts'
import { forgetEvents } from '#web/client/events.ts'
import type { TillLogin, TillMe } from '#wire/till.ts'

import { tillApi } from './api.ts'

export const eventsPath = '/api/till/events'
export const queryClient: QueryClient = createQueryClient()

const isLoggedOut = (error: unknown) =>
  error instanceof ApiFailure && error.code === 'NOT_LOGGED_IN'

async function readMe(): Promise<TillMe | null> {
  try {
    return await tillApi.me()
  } catch (error) {
    if (isLoggedOut(error)) return null
    throw error
  }
}

/** Who stands at this till; null when nobody is logged in. Asked again by itself while the server cannot be reached. */
export const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: readMe,
    staleTime: 60_000,
    refetchInterval: (query) => (query.state.status === 'error' ? 3000 : false),
  })

/** Any call that is told "not logged in" brings the login page; open sales wait in this browser. */
export const sessionEnded = () => queryClient.setQueryData<TillMe | null>(['me'], null)
for (const cache of [queryClient.getQueryCache(), queryClient.getMutationCache()]) {
  cache.subscribe((event) => {
    const state = 'query' in event ? event.query.state : event.mutation?.state
    if (isLoggedOut(state?.error) && queryClient.getQueryData(['me'])) sessionEnded()
  })
}

export function useLogin() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: TillLogin) => tillApi.login(body),
    onSuccess: (me) => client.setQueryData(['me'], me),
  })
}

export function useLogout() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: tillApi.logout,
    onSettled: () => {
      forgetEvents(eventsPath)
      sessionEnded()
      client.removeQueries({ queryKey: ['day'] })
    },
  })
}
