import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { api } from '#web/client/api.ts'
import { createStore } from '#web/ui/store.ts'
import type { CashierOrder, CashierPay } from '#wire/cashier.ts'

const askEveryMs = 2000

export const orderPath = (token: string) => `/api/cashier/orders/${encodeURIComponent(token)}`

/** The server's clock minus this browser's, in milliseconds: a wrong clock must not end an order early. */
const offset = createStore(0)
export const serverNow = () => Date.now() + offset.get()

function learned(order: CashierOrder): CashierOrder {
  offset.set(order.serverTime - Date.now())
  return order
}

/** Orders that this page has entered: from then on it only looks. */
const entered = new Set<string>()

async function ask(token: string, signal: AbortSignal): Promise<CashierOrder> {
  if (entered.has(token)) return learned(await api.get(orderPath(token), { signal }))
  const order = learned(await api.post<CashierOrder>(`${orderPath(token)}/enter`, {}, { signal }))
  entered.add(token)
  return order
}

const orderQuery = (token: string) =>
  queryOptions({
    queryKey: ['order', token],
    queryFn: ({ signal }) => ask(token, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? askEveryMs : false),
    refetchOnWindowFocus: ({ state }) => (state.data?.state === 'waiting' ? 'always' : false),
  })

/** The order of this desk, asked for anew while it can be paid. */
export const useOrder = (token: string) => useQuery(orderQuery(token))

/** Pays by account. Throws ApiFailure; an order that stands otherwise meanwhile is looked at anew. */
export function usePay(token: string): (request: CashierPay) => Promise<void> {
  const cache = useQueryClient()
  const { queryKey } = orderQuery(token)
  return async (request) => {
    try {
      const paid = await api.post<CashierOrder>(`${orderPath(token)}/pay`, request)
      // A look that was under way began before the payment.
      await cache.cancelQueries({ queryKey })
      cache.setQueryData(queryKey, learned(paid))
    } catch (thrown) {
      void cache.invalidateQueries({ queryKey })
      throw thrown
    }
  }
}

/** Whole seconds until `endsAt` (milliseconds, the server's clock), counted down. */
export function useSecondsLeft(endsAt: number): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 250)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((endsAt - now) / 1000))
}
