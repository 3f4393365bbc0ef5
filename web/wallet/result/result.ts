import { createStore, recall, remember } from '#web/ui/store.ts'
import type { TradeEvent } from '#wire/event.ts'
import type { PaymentResult } from '#wire/wallet.ts'

import { cheer } from './cheer.ts'

/** How a payment ended, to be shown over everything until it is read. */
export interface Result {
  readonly kind: 'paid' | 'failed' | 'closed' | 'refused'
  readonly tradeNo: string | null
  /** Money was to be held, not paid. */
  readonly deposit?: boolean
  readonly amount: string
  readonly merchantName: string
  readonly storeName: string
  readonly balance: string | null
  readonly at: number
  /** A code of wire/codes.ts, or words of the server's. */
  readonly reason: string | null
}

export const result = createStore<Result | null>(null)
/** Where a shop that led the payer here wants them back, by the trade's number. */
export const shopPage = createStore<{ tradeNo: string; url: string } | null>(null)
export const newsKinds = ['refunded', 'received', 'toppedUp', 'frozen', 'unfrozen'] as const

/** Money that came, came back, or is held: told in a short message. */
export type News = TradeEvent & { kind: (typeof newsKinds)[number] }

export const isNews = (event: TradeEvent): event is News =>
  newsKinds.some((kind) => kind === event.kind)

export const news = createStore<News | null>(null)
export const tellNews = (event: News) => news.set(event)

const shownKey = 'tongbao.results'
const shownMax = 20

/**
 * Ends already shown: the answer to the password and the event tell the same, and the event may
 * come after the payer was at the shop’s page in between.
 */
const shown = new Set<string>(recall(shownKey)?.split('|') ?? [])

/** Forgets which ends were shown; for the end of a session. */
export function forgetResults(): void {
  shown.clear()
  remember(shownKey, null)
}

function show(next: Result): void {
  const key = `${next.tradeNo ?? next.at} ${next.kind === 'refused' ? 'closed' : next.kind}`
  if (shown.has(key)) return
  shown.add(key)
  remember(shownKey, [...shown].slice(-shownMax).join('|'))
  if (next.kind === 'paid') cheer()
  result.set(next)
}

/** Shows what an event tells: `paid`, `failed` or `closed`. */
export function showResult(event: TradeEvent): void {
  const { kind, reason } = event
  // The event may overtake the answer to the payer's own refusal; it tells the same.
  if (reason === 'PAYER_REFUSED') show({ ...event, kind: 'refused', reason: null })
  else if (kind === 'paid' || kind === 'failed' || kind === 'closed') show({ ...event, kind })
}

/** Shows the answer to a password or a refusal. */
export function showAnswer(answer: PaymentResult): void {
  show({ ...answer, kind: answer.state, reason: answer.state === 'closed' ? 'TIMED_OUT' : null })
}
