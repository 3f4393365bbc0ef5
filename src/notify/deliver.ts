import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Keyring } from '#kernel/keys.ts'
import type { Log } from '#kernel/log.ts'
import { loadApp } from '#merchant/app-keys.ts'

import type { NotifyJob, NotifyQueue } from './queue.ts'
import type { Attempt, Sender } from './send.ts'

export type DeliverDeps = {
  sql: Sql
  keyring: Keyring
  queue: NotifyQueue
  sender: Sender
  log: Log
  clock: Clock
  /** Waits between the tries after the first, milliseconds. */
  delaysMs: readonly number[]
  /** Has notifications go wrong on purpose; nobody outside the stand-in. */
  meddle?: Meddle | undefined
}

/** What is done to a first try: held back for `ms` (and looked at again), or sent a second time. */
export type Meddle = (told: {
  merchantId: string
  appId: string
  notifyId: string
  held: NotifyJob['held']
}) => Promise<{ hold?: { ms: number; forLater: boolean; leftMs: number }; twice?: boolean }>

type Row = {
  appId: string
  url: string
  params: Record<string, string>
  state: 'waiting' | 'delivered' | 'given_up'
  attempts: number
}

/**
 * Tries one notification and writes down how it went, together with the job of the next try where there is one. A job
 * that ran already (its worker died before saying so) does nothing. Throws only when the database does.
 */
export async function deliver(deps: DeliverDeps, job: NotifyJob): Promise<void> {
  const { merchantId, notifyId, attempt: triedBefore = 0 } = job
  const [row] = await deps.sql<Row[]>`
    select app_id as "appId", url, params, state, attempts from notification
     where merchant_id = ${merchantId} and notify_id = ${notifyId}`
  if (!row || row.state !== 'waiting' || row.attempts !== triedBefore) return
  const { appId } = row
  const trick =
    triedBefore === 0
      ? await deps.meddle?.({ merchantId, appId, notifyId, held: job.held })
      : undefined
  if (trick?.hold) {
    const { ms: delayMs, ...held } = trick.hold
    return deps.queue.insertJobs(deps.sql, [{ merchantId, notifyId, delayMs, held }])
  }
  const app = await loadApp(deps.sql, deps.keyring, appId)
  const { url, params } = row
  const message = app && { url, params, notifyId, key: app.platformPrivateKey }
  const attempt = message
    ? await deps.sender.send(message)
    : { ...nothingSent, at: deps.clock(), error: 'the app is gone' }
  await record(deps, job, row, attempt)
  if (trick?.twice && message) await deps.sender.send(message)
}

const nothingSent = { durationMs: 0, status: null, answer: null, acknowledged: false }

async function record(
  deps: DeliverDeps,
  { merchantId, notifyId }: NotifyJob,
  row: Row,
  attempt: Attempt,
): Promise<void> {
  const tries = row.attempts + 1
  const delay = deps.delaysMs[row.attempts]
  const wait = attempt.acknowledged ? undefined : delay
  const nextAt = wait === undefined ? null : attempt.at + attempt.durationMs + wait
  const state = attempt.acknowledged ? 'delivered' : wait === undefined ? 'given_up' : 'waiting'
  await deps.sql.begin(async (tx) => {
    const mine = await tx`
      update notification set attempts = ${tries}, state = ${state}, next_at = ${nextAt}
       where merchant_id = ${merchantId} and notify_id = ${notifyId}
         and attempts = ${row.attempts} and state = 'waiting'`
    // The same job ran twice at once: the other one has written its attempt and its next try.
    if (mine.count === 0) return
    await tx`
      insert into notify_attempt
        (merchant_id, notify_id, attempt, at, duration_ms, status, answer, error)
      values (${merchantId}, ${notifyId}, ${tries}, ${attempt.at}, ${attempt.durationMs},
        ${attempt.status}, ${attempt.answer}, ${attempt.error})`
    if (wait === undefined) return
    await deps.queue.insertJobs(tx, [{ merchantId, notifyId, attempt: tries, delayMs: wait }])
  })
  if (state === 'given_up') {
    const { status, error } = attempt
    deps.log.warn({ merchantId, notifyId, tries, status, error }, 'a notification was given up')
  }
}
