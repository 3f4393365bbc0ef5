import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { followEvents } from '#web/client/events.ts'
import type { SafetyEvent, TradeEvent, WalletEvent } from '#wire/event.ts'

import { learnClock, serverNow } from '../code/clock.ts'
import { checkHeld } from '../code/held.ts'
import { leaveTurn } from '../code/turn.ts'
import { notePending, pendingOf } from '../pending/pending.ts'
import { isNews, newsKinds, showResult, tellNews } from '../result/result.ts'
import { eventsPath, takeBalance } from './me.ts'
import { alarm, tellSafety } from './safety.ts'

const tradeKinds = ['paid', 'failed', 'waiting', 'closed', ...newsKinds] as const
const safetyKinds = ['code_reused', 'device_added', 'device_revoked'] as const

/** What happened longer ago is in the bills; only fresh news takes the whole screen. */
const freshMs = 2 * 60_000
/** Orders whose code was already replaced: `waiting` and then `paid` burn one code, not two. */
const replaced = new Set<string>()

function replaceCode(event: TradeEvent): void {
  if (replaced.has(event.outTradeNo)) return
  replaced.add(event.outTradeNo)
  leaveTurn()
}

function onTrade(cache: QueryClient, event: TradeEvent): void {
  const fresh = serverNow() - event.at < freshMs
  if (event.balance !== null) takeBalance(cache, event.balance)
  else void cache.invalidateQueries({ queryKey: ['me'] })
  if (event.kind === 'waiting') notePending(cache, pendingOf(event))
  else void cache.invalidateQueries({ queryKey: ['pending'] })
  if (event.kind !== 'waiting') void cache.invalidateQueries({ queryKey: ['bills'] })
  if (event.kind !== 'waiting') void cache.invalidateQueries({ queryKey: ['held'] })
  if (event.kind === 'toppedUp') void cache.invalidateQueries({ queryKey: ['topups'] })
  if (!fresh) return
  // The page of the top-up itself says it, larger.
  if (location.pathname.endsWith(`/topup/${event.outTradeNo}`)) return
  // A code was shown for a deposit that is held, as for a payment.
  if (event.kind === 'frozen') replaceCode(event)
  if (isNews(event)) tellNews(event)
  else {
    if (event.kind !== 'closed') replaceCode(event)
    if (event.kind !== 'waiting') showResult(event)
  }
}

function onSafety(cache: QueryClient, event: SafetyEvent): void {
  tellSafety(event)
  alarm.set(event)
  void cache.invalidateQueries({ queryKey: ['me'] })
  void cache.invalidateQueries({ queryKey: ['devices'] })
  if (event.kind === 'device_revoked') void checkHeld(cache)
}

const isSafety = (event: WalletEvent): event is SafetyEvent =>
  safetyKinds.some((kind) => kind === event.kind)

/** Follows what the server tells this payer while someone is logged in. */
export function useEvents(memberId: string | undefined): void {
  const cache = useQueryClient()
  useEffect(() => {
    if (!memberId) return
    return followEvents<WalletEvent>({
      path: eventsPath,
      kinds: [...tradeKinds, ...safetyKinds],
      onEvent: (event) => (isSafety(event) ? onSafety(cache, event) : onTrade(cache, event)),
      onHello: (serverTime, receivedAt) => {
        learnClock(serverTime, receivedAt)
        void cache.invalidateQueries({ queryKey: ['pending'] })
        for (const key of ['me', 'bills']) void cache.invalidateQueries({ queryKey: [key] })
      },
      onRefused: () => void cache.invalidateQueries({ queryKey: ['me'] }),
    })
  }, [cache, memberId])
}
