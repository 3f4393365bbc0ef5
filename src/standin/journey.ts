import { setTimeout as sleep } from 'node:timers/promises'

import type { Engine } from '#engine/engine.ts'
import { column, type Sql } from '#kernel/db.ts'
import { finishDue } from '#notify/finish-due.ts'
import { notifyChannel } from '#notify/queue.ts'
import { closeDue } from '#notify/sweep.ts'

import { nextDue, type Travel } from './travel.ts'

export type JourneyDeps = {
  sql: Sql
  engine: Engine
  travel: Travel
  config: { notifyTimeoutMs: number; refundMs: number }
}

/** Real time that a journey stops for what is due on its way, in all; what is left then is one jump. */
const stopsMaxMs = 60_000
/** Beyond the time that a merchant has to answer, for the worker to take a try and to write it down. */
const graceMs = 5000
const lookMs = 50

/**
 * A way to move the clock forward by so many milliseconds that stops wherever something is due, so that each retry of a notification
 * is sent, and each order closed or finished, at its own time and before what is due after it. It resolves when that is done. One
 * journey at a time, so that two do not pass over what is due together.
 */
export function createJourneys(deps: JourneyDeps): (byMs: number) => Promise<void> {
  let underway: Promise<unknown> = Promise.resolve()
  return (byMs) => {
    const mine = underway.then(() => journey(deps, byMs))
    underway = mine.catch(() => undefined)
    return mine
  }
}

async function journey({ sql, engine, travel, config }: JourneyDeps, byMs: number): Promise<void> {
  const { clock } = travel
  const { refundMs, notifyTimeoutMs } = config
  const until = performance.now() + stopsMaxMs
  /** Notifications that were due in vain, and are not waited for again: a fault holds them back, or no worker runs. */
  let held: readonly string[] = []
  const settle = async () => {
    await closeDue(sql, engine, clock())
    await finishDue(sql, engine, { now: clock(), refundMs })
    const patience = Math.min(until, performance.now() + notifyTimeoutMs + graceMs)
    for (;;) {
      const due = await dueNow(sql, clock(), held)
      if (due.length === 0) return
      if (performance.now() >= patience) {
        held = [...held, ...due]
        return
      }
      await sleep(lookMs)
    }
  }
  await settle()
  let leftMs = byMs
  while (leftMs > 0) {
    const now = clock()
    const stop = performance.now() < until ? await nextStop(sql, now, refundMs) : null
    const stepMs = stop === null ? leftMs : Math.min(leftMs, Math.max(1, Math.ceil(stop - now)))
    await travel.move(stepMs)
    leftMs -= stepMs
    await settle()
  }
}

/** Notifications that wait for a try whose time has come, but for these. Wakes whoever sends them. */
async function dueNow(sql: Sql, now: number, but: readonly string[]): Promise<string[]> {
  const [row] = await sql<{ due: string[] | null }[]>`
    select array_agg(notify_id) as due, pg_notify(${notifyChannel}, '') from notification_now
     where state = 'waiting' and next_at <= ${now} and notify_id <> all(${column(but)}::text[])`
  return row?.due ?? []
}

/** When something is due next, milliseconds UTC: what `nextDue` tells, or the end of a time for refunds. */
async function nextStop(sql: Sql, now: number, refundMs: number): Promise<number | null> {
  const [due, [paid]] = await Promise.all([
    nextDue(sql, now),
    sql<{ at: number | null }[]>`
      select min(paid_at) as at from trade
       where state = 'TRADE_SUCCESS' and paid_at > ${now - refundMs}`,
  ])
  const final = paid?.at == null ? Infinity : paid.at + refundMs
  const at = Math.min(due?.at ?? Infinity, final)
  return at === Infinity ? null : at
}
