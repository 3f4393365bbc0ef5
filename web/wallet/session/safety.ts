import { createStore, recall, remember, useStore } from '#web/ui/store.ts'
import type { SafetyEvent } from '#wire/event.ts'

import { serverNow } from '../code/clock.ts'

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
const ownKey = (kind: SafetyEvent['kind']) => `tongbao.own.${kind}`

/**
 * Notes that this page is about to cause such an event, so that nobody is alarmed by what they do
 * themselves. Kept where the browser's other tabs see it.
 */
export const noteOwnDoing = (kind: SafetyEvent['kind']) =>
  remember(ownKey(kind), String(serverNow()))

/**
 * Whether news is of what was just done in this browser. One device is turned on at a time: a
 * second one is news.
 */
export function isOwnDoing({ kind, eventId, at }: SafetyEvent): boolean {
  const [noted, known] = recall(ownKey(kind))?.split(' ') ?? []
  if (!noted || Math.abs(at - Number(noted)) > ownMs) return false
  if (kind !== 'device_added') return true
  if (!known) remember(ownKey(kind), `${noted} ${eventId}`)
  return (known ?? eventId) === eventId
}

export function forgetSafety(): void {
  remember(key, null)
  events.set([])
  alarm.set(null)
}
