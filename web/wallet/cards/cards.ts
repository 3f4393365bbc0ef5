import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { api } from '#web/client/api.ts'
import { useLanguage } from '#web/ui/language.ts'
import type {
  Card,
  CardAsked,
  CardProof,
  CardRequest,
  Cards,
  Topup,
  TopupRequest,
  Topups,
} from '#wire/cards.ts'

import { useCardWords } from './words.ts'

const cardsPath = '/api/wallet/cards'
const topupsPath = '/api/wallet/topups'
const cardsKey = ['cards']
/** How often a top-up that has not ended is looked at. */
const lookEveryMs = 1000
const lookAllEveryMs = 3000

/** The banks, and the cards that are bound. */
export const useCards = () =>
  useQuery({
    queryKey: cardsKey,
    queryFn: ({ signal }) => api.get<Cards>(cardsPath, { signal }),
  })

/** Binds and unbinds; the list follows. All throw ApiFailure. */
export function useCardActs() {
  const cache = useQueryClient()
  return {
    ask: (request: CardRequest) => api.post<CardAsked>(cardsPath, request),
    prove: async (bindingId: string, smsCode: string) => {
      const proof: CardProof = { smsCode }
      const card = await api.post<Card>(`${cardsPath}/bindings/${bindingId}`, proof)
      await cache.invalidateQueries({ queryKey: cardsKey })
      return card
    },
    unbind: async (cardId: string) => {
      cache.setQueryData(cardsKey, await api.delete<Cards>(`${cardsPath}/${cardId}`))
    },
  }
}

export const isOpen = ({ state }: Topup): boolean => state === 'asked' || state === 'unknown'

/** The last top-ups, looked at while one of them is open. */
export const useTopups = () =>
  useQuery({
    queryKey: ['topups'],
    queryFn: ({ signal }) => api.get<Topups>(topupsPath, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.topups.some(isOpen) ? lookAllEveryMs : false),
  })

/** One top-up, looked at until it has ended; then balance and bills are read anew. */
export function useTopup(requestNo: string) {
  const cache = useQueryClient()
  const query = useQuery({
    queryKey: ['topups', requestNo],
    queryFn: ({ signal }) => api.get<Topup>(`${topupsPath}/${requestNo}`, { signal }),
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data) ? false : lookEveryMs),
  })
  const done = query.data?.state === 'done'
  useEffect(() => {
    if (!done) return
    for (const key of ['me', 'bills']) void cache.invalidateQueries({ queryKey: [key] })
  }, [done, cache])
  return query
}

export const askForTopup = (request: TopupRequest) => api.post<Topup>(topupsPath, request)

/** A card's bank and last digits, as the reader calls them. */
export function useCardName(): (card: { bankZh: string; bankEn: string; tail: string }) => string {
  const language = useLanguage()
  const words = useCardWords()
  return ({ bankZh, bankEn, tail }) =>
    `${language === 'zh' ? bankZh : bankEn} ${words.cards.tail(tail)}`
}
