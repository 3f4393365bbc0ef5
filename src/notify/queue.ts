import { PgBoss } from 'pg-boss'

import type { Sql, Tx } from '#kernel/db.ts'

export const notifyQueueName = 'notify'

/** One delivery to be tried. `attempt` counts the tries before it, so that a job run twice is known. */
export type NotifyJob = {
  merchantId: string
  notifyId: string
  attempt?: number
  /** How long to wait before trying, milliseconds; at once where it is absent. */
  delayMs?: number
  /** Held back on purpose: until a later one was sent where `forLater`, for this long at most, milliseconds. */
  held?: { forLater: boolean; leftMs: number }
}

export type NotifyQueue = {
  boss: PgBoss
  /**
   * Puts the jobs in as part of the caller's transaction, in one statement; a worker is woken by the commit. Safe to
   * send without awaiting what was sent before it on the same transaction.
   */
  insertJobs: (tx: Tx | Sql, jobs: readonly NotifyJob[]) => Promise<void>
  close: () => Promise<void>
}

export type NotifyQueueOptions = {
  /** Also look after the queue: recover the jobs of killed workers, drop old ones. */
  supervise: boolean
  onError: (error: Error) => void
}

/** A worker that dies is noticed when its heartbeats stop: 10 s, plus the interval of the look, plus the retry delay. */
const heartbeatSeconds = 10
const lookSeconds = 5

/**
 * Opens the queue of notifications, which pg-boss keeps in the schema `pgboss` of the same database, and makes that
 * schema where it is missing. Holds up to two connections of its own; five while it supervises.
 */
export async function openNotifyQueue(
  url: string,
  options: NotifyQueueOptions,
): Promise<NotifyQueue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'tongbao notify',
    max: options.supervise ? 4 : 2,
    schedule: false,
    supervise: options.supervise,
    superviseIntervalSeconds: lookSeconds,
    monitorIntervalSeconds: lookSeconds,
    useListenNotify: options.supervise,
    registerInstance: false,
  })
  boss.on('error', options.onError)
  await boss.start()
  await boss.createQueue(notifyQueueName, {
    notify: true,
    heartbeatSeconds,
    expireInSeconds: 15 * 60,
    // Only a crash or a lost database fails a job; a merchant that does not answer makes the next job instead.
    retryLimit: 1_000_000,
    retryDelay: 1,
    deleteAfterSeconds: 3600,
    retentionSeconds: 30 * 86_400,
  })
  // The first look fills the cache, so that inserting takes no query of its own.
  await boss.getQueue(notifyQueueName)
  const close = () => boss.stop({ graceful: true, timeout: 15_000 })
  return { boss, insertJobs: (tx, jobs) => insertJobs(boss, tx, jobs), close }
}

async function insertJobs(boss: PgBoss, tx: Tx | Sql, jobs: readonly NotifyJob[]): Promise<void> {
  if (jobs.length === 0) return
  const rows = jobs.map(({ merchantId, notifyId, attempt = 0, delayMs, held }) => ({
    data: { merchantId, notifyId, attempt, ...(held && { held }) },
    // So that one merchant that does not answer cannot hold up the others.
    group: { id: merchantId },
    // pg-boss counts from the database's clock, in seconds.
    ...(delayMs !== undefined && { startAfter: delayMs / 1000 }),
  }))
  const executeSql = async (text: string, values: unknown[] = []) => ({
    rows: await tx.unsafe(text, values as string[], { prepare: true }),
  })
  await boss.insert(notifyQueueName, rows, { db: { executeSql } })
}
