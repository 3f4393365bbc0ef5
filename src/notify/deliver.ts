import type { Clock } from '#kernel/clock.ts'
import type { Sql } from '#kernel/db.ts'
import type { Keyring } from '#kernel/keys.ts'
import type { Log } from '#kernel/log.ts'
import { loadApp } from '#merchant/app-keys.ts'

import type { Places, Taken } from './places.ts'
import type { NotifyJob, Try } from './queue.ts'
import type { Record } from './record.ts'
import type { Attempt, Sender } from './send.ts'
import type { Row, Told } from './sql.ts'

export type DeliverDeps = {
  sql: Sql
  keyring: Keyring
  record: Record
  sender: Sender
  places: Places
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

/**
 * Tries one notification and has written down how it went, together with the job of the next try where there is one. A
 * try that was made already (its worker died before saying so) does nothing, and one that finds no place at its merchant
 * goes into the merchant's line. Rejects only when the database does.
 */
export async function deliver(
  deps: DeliverDeps,
  { taken, one, row }: { taken: Taken; one: Try; row: Row | undefined },
): Promise<void> {
  const { merchantId, notifyId, attempt, held: heldBefore } = one
  if (!row || row.state !== 'waiting' || row.attempts !== attempt) return deps.record({ taken })
  const { appId } = row
  const trick =
    attempt === 0
      ? await deps.meddle?.({ merchantId, appId, notifyId, held: heldBefore })
      : undefined
  if (trick?.hold) {
    const { ms: delayMs, ...held } = trick.hold
    return deps.record({ taken, next: { merchantId, notifyId, delayMs, held } })
  }
  const app = await loadApp(deps.sql, deps.keyring, appId)
  if (!one.alone && deps.places.isFull(one)) {
    return deps.record({ taken, next: { merchantId, notifyId } })
  }
  const { url, params } = row
  const message = app && { url, params, notifyId, key: app.platformPrivateKey }
  const went = message
    ? await deps.places.sit(one, () => deps.sender.send(message))
    : { ...nothingSent, at: deps.clock(), error: 'the app is gone' }
  await conclude(deps, { taken, one, went })
  if (trick?.twice && message) await deps.sender.send(message)
}

const nothingSent = { durationMs: 0, status: null, answer: null, acknowledged: false }

async function conclude(
  deps: DeliverDeps,
  { taken, one, went }: { taken: Taken; one: Try; went: Attempt },
): Promise<void> {
  const { merchantId, notifyId, attempt: triedBefore } = one
  const tries = triedBefore + 1
  const wait = went.acknowledged ? undefined : deps.delaysMs[triedBefore]
  const told: Told = {
    merchantId,
    notifyId,
    attempt: tries,
    state: went.acknowledged ? 'delivered' : wait === undefined ? 'given_up' : 'waiting',
    nextAt: wait === undefined ? null : went.at + went.durationMs + wait,
    went,
  }
  const next = { merchantId, notifyId, attempt: tries, delayMs: wait ?? 0 }
  await deps.record({ taken, told, ...(wait !== undefined && { next }) })
  if (told.state === 'given_up') {
    const { status, error } = went
    deps.log.warn({ merchantId, notifyId, tries, status, error }, 'a notification was given up')
  }
}
