import { QueryClient } from '@tanstack/react-query'

import { ApiFailure } from './failure.ts'
import { onlineNow } from './online.ts'

/** What another try may mend: a lost network, a slow one, a busy server. A refusal stays one. */
const mendable = new Set<string>(['OFFLINE', 'TIMEOUT', 'BUSY', 'UNAVAILABLE'])

/**
 * The query cache of an app. Reads retry twice where that may help; writes never repeat by
 * themselves.
 */
export const createQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        networkMode: 'always',
        refetchOnWindowFocus: true,
        retry: (count, error) =>
          onlineNow() && count < 2 && error instanceof ApiFailure && mendable.has(error.code),
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
