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

export function forgetSafety(): void {
  remember(key, null)
  events.set([])
  alarm.set(null)
}
