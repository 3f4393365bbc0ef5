import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '#web/client/api.ts'
import { recall, remember } from '#web/ui/store.ts'
import type { Bill, Bills, BillsQuery } from '#wire/wallet.ts'

export type BillKind = Bill['kind']
/** What the list can be narrowed to; the rarer kinds are found by search. */
export const billKinds = ['payment', 'refund', 'topup', 'transfer'] as const satisfies BillKind[]

const page = (query: BillsQuery, signal: AbortSignal) =>
  api.get<Bills>('/api/wallet/bills', { query: { ...query }, signal })

const recentKey = 'tongbao.recent-bills'

function keepRecent(bills: Bills): Bills {
  remember(recentKey, JSON.stringify(bills))
  return bills
}

function lastRecent(): Bills | undefined {
  const text = recall(recentKey)
  return text ? (JSON.parse(text) as Bills) : undefined
}

export const forgetRecentBills = () => remember(recentKey, null)

/** The newest page, for the start page; as last seen where there is no network. */
export const useRecentBills = () =>
  useQuery({
    queryKey: ['bills', 'recent'],
    queryFn: async ({ signal }) => keepRecent(await page({}, signal)),
    initialData: lastRecent,
    initialDataUpdatedAt: 0,
  })

export interface BillFilter {
  kind: BillKind | undefined
  q: string
}

/** Bills page by page, newest first; all of them begin as last seen where there is no network. */
export function useBills({ kind, q }: BillFilter) {
  const all = !kind && !q
  return useInfiniteQuery({
    queryKey: ['bills', 'list', kind ?? '', q],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...(pageParam && { cursor: pageParam }),
        ...(kind && { kind }),
        ...(q && { q }),
      }
      const bills = await page(query, signal)
      return all && !pageParam ? keepRecent(bills) : bills
    },
    getNextPageParam: ({ next }) => next,
    initialData: () => {
      const recent = all ? lastRecent() : undefined
      return recent && { pages: [recent], pageParams: [''] }
    },
    initialDataUpdatedAt: 0,
  })
}

/** One bill; at once, and without a network, where the newest page has it. */
export function useBill(billNo: string) {
  const cache = useQueryClient()
  return useQuery({
    queryKey: ['bills', 'one', billNo],
    queryFn: ({ signal }) =>
      api.get<Bill>(`/api/wallet/bills/${encodeURIComponent(billNo)}`, { signal }),
    initialData: () => {
      const recent = cache.getQueryData<Bills>(['bills', 'recent']) ?? lastRecent()
      return recent?.bills.find((bill) => bill.billNo === billNo)
    },
    initialDataUpdatedAt: 0,
  })
}

/** The refunds of a payment: lines of their own that name its trade. */
export const useRefunds = (bill: Bill | undefined) =>
  useQuery({
    queryKey: ['bills', 'refunds', bill?.tradeNo],
    queryFn: ({ signal }) => page({ kind: 'refund', q: bill?.tradeNo ?? '' }, signal),
    enabled: bill?.kind === 'payment' && bill.refunded !== '0.00',
    select: ({ bills }) => bills.filter(({ tradeNo }) => tradeNo === bill?.tradeNo),
  })
