import { useQuery } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { ApiFailure } from '#web/client/failure.ts'
import type { DemoTown } from '#wire/demo.ts'

/** The town as the server tells it; where it serves phones over HTTPS, also that. */
export type Town = DemoTown & { walletHttps?: string | null; ca?: string | null }

/** Null in production: there is no town, only the links. */
async function readTown(): Promise<Town | null> {
  try {
    return await api.get<Town>('/api/demo/town')
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return null
    throw error
  }
}

export const useTown = () =>
  useQuery({
    queryKey: ['town'],
    queryFn: readTown,
    staleTime: 0,
    refetchInterval: (query) => (query.state.status === 'error' ? 2000 : 10_000),
  })
