import { createStore, recall, remember, useStore } from '#web/ui/store.ts'
import type { SafetyEvent } from '#wire/event.ts'

const key = 'tongbao.safety'
const keptMax = 50
const events = createStore<readonly SafetyEvent[]>(JSON.parse(recall(key) ?? '[]') as SafetyEvent[])
/** The one that has not been answered yet; it is shown over every page. */
export const alarm = createStore<SafetyEvent | null>(null)

/** What happened to this account's safety, newest first, as far as this phone was told. */
export const useSafety = () => useStore(events)

export function tellSafety(event: SafetyEvent): void {
  const next = [event, ...events.get()].slice(0, keptMax)
  remember(key, JSON.stringify(next))
  events.set(next)
}

const ownMs = 30_000
const ownDoings = new Map<SafetyEvent['kind'], number>()

/**
 * Notes that this page is about to cause such an event, so that nobody is alarmed by what they do
 * themselves.
 */
export const noteOwnDoing = (kind: SafetyEvent['kind']) => void ownDoings.set(kind, Date.now())

/**
 * Whether news is of what was just done here. One device is turned on at a time: a second one is
 * news.
 */
export function isOwnDoing({ kind }: SafetyEvent): boolean {
  const own = Date.now() - (ownDoings.get(kind) ?? 0) < ownMs
  if (kind === 'device_added') ownDoings.delete(kind)
  return own
}

export function forgetSafety(): void {
  remember(key, null)
  events.set([])
  alarm.set(null)
}
