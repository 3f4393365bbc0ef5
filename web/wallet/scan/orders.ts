import { queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { ApiFailure } from '#web/client/failure.ts'
import { isWebPage } from '#web/ui/web-page.ts'
import type { OrderPay, ScanRequest, WalletOrder } from '#wire/cashier.ts'
import type { PaymentResult } from '#wire/wallet.ts'

import { learnClock } from '../code/clock.ts'
import { shopPage, showAnswer } from '../result/result.ts'

/** The shop may take the order back while it is looked at. */
const askEveryMs = 4000

const path = (token: string) => `/api/wallet/orders/${encodeURIComponent(token)}`

function learned(order: WalletOrder): WalletOrder {
  learnClock(order.serverTime, Date.now())
  return order
}

const orderQuery = (token: string) =>
  queryOptions({
    queryKey: ['order', token],
    queryFn: async ({ signal }) => learned(await api.get<WalletOrder>(path(token), { signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? askEveryMs : false),
  })

export const useOrder = (token: string) => useQuery(orderQuery(token))

/** Enters the order that a text names and answers its token. Throws ApiFailure. */
export async function scanOrder(cache: QueryClient, text: string): Promise<string> {
  const request: ScanRequest = { text }
  const order = learned(await api.post<WalletOrder>('/api/wallet/scan', request))
  cache.setQueryData(orderQuery(order.token).queryKey, order)
  return order.token
}

/** What leads away from the order as it was seen: it is looked at anew. */
const stale = new Set<string>([
  'TRADE_HAS_SUCCESS',
  'TRADE_HAS_CLOSE',
  'TRADE_NOT_EXIST',
  'CONTEXT_INCONSISTENT',
  'BALANCE_NOT_ENOUGH',
  'OFFLINE',
  'TIMEOUT',
  'UNAVAILABLE',
])

/**
 * Pays an order with the payment password and shows the result. `comesBack`: this phone was led
 * here by the shop, and the result leads back. Throws ApiFailure.
 */
export function usePayOrder(token: string, comesBack: boolean) {
  const cache = useQueryClient()
  const { queryKey } = orderQuery(token)
  const leadBack = async ({ tradeNo }: PaymentResult) => {
    const { returnUrl: url } = await api.get<WalletOrder>(path(token))
    if (comesBack && url && isWebPage(url)) shopPage.set({ tradeNo, url })
  }
  return async (paymentPassword: string): Promise<void> => {
    const request: OrderPay = { paymentPassword }
    try {
      const paid = await api.post<PaymentResult>(`${path(token)}/pay`, request)
      showAnswer(paid)
      // It is paid; without the way back the result is shown all the same.
      await leadBack(paid).catch(() => undefined)
      for (const key of ['bills', 'me']) void cache.invalidateQueries({ queryKey: [key] })
    } catch (thrown) {
      if (thrown instanceof ApiFailure && stale.has(thrown.code)) {
        void cache.invalidateQueries({ queryKey })
      }
      throw thrown
    }
  }
}
