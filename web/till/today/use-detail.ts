import { useQuery } from '@tanstack/react-query'

import type { TillTrade } from '#wire/till.ts'

import { tillApi } from '../api.ts'

/** What the day's list does not say of a sale: what went back of it, and the call that it was paid by. */
export const useDetail = ({ outTradeNo, refunded, state }: TillTrade) =>
  useQuery({
    // Another refund makes it another question.
    queryKey: ['detail', outTradeNo, refunded, state],
    queryFn: () => tillApi.query(outTradeNo),
  })
