import type { StoredEvent } from '#engine/engine.ts'
import type { Sql } from '#kernel/db.ts'

/**
 * Event ids carry the time at which they were made, but are seen in the order of their commits, by clocks that differ.
 * Whoever resumes gets what is up to ten seconds older than the last one seen again.
 */
export const overlapMs = 10_000

const pageSize = 200
export const manyMax = 2000

/** The id before all that may not have been seen by whoever has seen `eventId`. */
export const before = (eventId: string, ms = overlapMs): string =>
  String(Math.max(0, Number(eventId.slice(0, 13)) - ms)).padStart(13, '0')

/** One page of a recipient's events after an id, the oldest first. */
export async function eventsAfter(
  sql: Sql,
  recipient: string,
  after: string,
): Promise<{ events: StoredEvent[]; full: boolean; last: string }> {
  const events = await sql<StoredEvent[]>`
    select recipient, event_id as "eventId", kind, payload from event
     where recipient = ${recipient} and event_id > ${after}
     order by event_id limit ${pageSize}`
  return {
    events: [...events],
    full: events.length === pageSize,
    last: events.at(-1)?.eventId ?? after,
  }
}

/** What many recipients were told after an id, the oldest first, `manyMax` at most. */
export const eventsOfMany = (
  sql: Sql,
  recipients: readonly string[],
  after: string,
): Promise<StoredEvent[]> =>
  sql<StoredEvent[]>`
    select recipient, event_id as "eventId", kind, payload from event
     where recipient = any(${recipients as string[]}) and event_id > ${after}
     order by event_id limit ${manyMax}`
