import { column, type Sql, timeColumn, type Tx } from '#kernel/db.ts'

import { keyOf } from './places.ts'
import type { Name } from './queue.ts'
import type { Attempt } from './send.ts'

/** What a try needs of a notification. */
export type Row = {
  appId: string
  url: string
  params: Record<string, string>
  state: 'waiting' | 'delivered' | 'given_up'
  /** Tries so far. */
  attempts: number
}

/** How one try went and what follows from it. `attempt` counts from 1, `nextAt` is milliseconds or null. */
export type Told = Name & {
  attempt: number
  state: Row['state']
  nextAt: number | null
  went: Attempt
}

/** The notifications of these names by `keyOf`, in one query. */
export async function readRows(sql: Sql, names: readonly Name[]): Promise<Map<string, Row>> {
  const rows = await sql<(Row & Name)[]>`
    select merchant_id as "merchantId", notify_id as "notifyId", app_id as "appId", url, params, state, attempts
      from unnest(${column(names.map((one) => one.merchantId))}::text[],
                  ${column(names.map((one) => one.notifyId))}::text[]) as u (merchant_id, notify_id)
      join notification_now using (merchant_id, notify_id)`
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/**
 * Writes down tries, each with how its notification stands after it. Resolves to the notifications (`keyOf`) where
 * this try came first; a job that ran twice finds the other one's try there and writes nothing.
 */
export async function writeTold(tx: Tx, told: readonly Told[]): Promise<Set<string>> {
  // In the order of their keys, so that two workers with the same jobs wait for each other rather than lock up.
  const rows = told.toSorted((a, b) => (a.notifyId < b.notifyId ? -1 : 1))
  const first = await tx<Name[]>`
    insert into notify_attempt
      (merchant_id, notify_id, attempt, state, next_at, at, duration_ms, status, answer, error)
    select * from unnest(
      ${column(rows.map((r) => r.merchantId))}::text[], ${column(rows.map((r) => r.notifyId))}::text[],
      ${column(rows.map((r) => r.attempt))}::integer[], ${column(rows.map((r) => r.state))}::text[],
      ${timeColumn(rows.map((r) => r.nextAt))}::timestamptz[],
      ${timeColumn(rows.map((r) => r.went.at))}::timestamptz[],
      ${column(rows.map((r) => r.went.durationMs))}::integer[],
      ${column(rows.map((r) => r.went.status))}::integer[],
      ${column(rows.map((r) => r.went.answer))}::text[], ${column(rows.map((r) => r.went.error))}::text[])
    on conflict do nothing
    returning merchant_id as "merchantId", notify_id as "notifyId"`
  return new Set(first.map(keyOf))
}
