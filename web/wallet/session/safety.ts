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
export const noteOwnDoing = (kind: 'device_revoked') => remember(ownKey(kind), String(serverNow()))

const marksKey = 'tongbao.own.marks'
const marksMax = 10

/** The marks drawn in this browser, each with the event that bore it first. */
const ownMarks = (): Map<string, string> =>
  new Map(
    (recall(marksKey) ?? '')
      .split(' ')
      .filter((entry) => entry !== '')
      .map((entry) => entry.split(':') as [string, string]),
  )

function keepMarks(marks: Map<string, string>): void {
  const entries = [...marks].slice(-marksMax).map(([mark, eventId]) => `${mark}:${eventId}`)
  remember(marksKey, entries.join(' '))
}

/**
 * A mark for turning codes on: the event that bears it is this browser's own doing, whenever it
 * comes. The answer may never come, where the page is loaded anew meanwhile.
 */
export function drawMark(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const mark = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  keepMarks(ownMarks().set(mark, ''))
  return mark
}

/**
 * A mark is good for one event: others of the account see it there, and whoever turned a device on
 * with it once more would not go unnoticed.
 */
function isOwnMark({ mark, eventId }: SafetyEvent): boolean {
  const marks = ownMarks()
  const borne = mark === undefined ? undefined : marks.get(mark)
  if (mark === undefined || borne === undefined) return false
  if (borne === '') keepMarks(marks.set(mark, eventId))
  return borne === '' || borne === eventId
}

/** Whether news is of what was just done in this browser. */
export function isOwnDoing(event: SafetyEvent): boolean {
  if (event.kind === 'device_added') return isOwnMark(event)
  const noted = recall(ownKey(event.kind))
  return noted !== null && Math.abs(event.at - Number(noted)) <= ownMs
}

export function forgetSafety(): void {
  remember(key, null)
  events.set([])
  alarm.set(null)
}
